"""Pages made one after the other instead of all at once."""

from __future__ import annotations

from collections.abc import Iterable
from threading import Semaphore
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LONGEST_WAIT = 0.3
"""How many seconds a page waits for its turn; then it is made beside the one that takes so long."""


class TakingTurns:
    """A WSGI application that answers one request after the other.

    Python runs one thread at a time, and changes threads in the middle of a page whenever the database is asked. Eight
    pages made at once are ready when all eight are; in turn they are ready one by one, and the last one sooner.
    """

    def __init__(self, app: WSGIApplication, longest_wait: float = LONGEST_WAIT) -> None:
        self._app = app
        self._longest_wait = longest_wait
        self._turn = Semaphore()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request; what it streams afterwards takes no turn."""
        has_turn = self._turn.acquire(timeout=self._longest_wait)
        try:
            return self._app(environ, start_response)
        finally:
            if has_turn:
                self._turn.release()
