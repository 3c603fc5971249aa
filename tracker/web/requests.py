"""What one request has: the installation, its session, the account, the language and the day."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import replace
from datetime import date
from typing import NoReturn, TypeVar, cast

from flask import Flask, current_app, g, request
from sqlmodel import SQLModel
from werkzeug.exceptions import NotFound

from tracker.accounts.accounts import Account
from tracker.accounts.viewers import Viewer
from tracker.database import Database, RecordSession
from tracker.installation import Tracker
from tracker.messages import CORE_CATALOGUE, LANGUAGES, InputError, Message, translate
from tracker.scope import Scope

LANGUAGE_COOKIE = "language"
_language: ContextVar[str | None] = ContextVar("language", default=None)
_catalogue: ContextVar[str] = ContextVar("catalogue", default=CORE_CATALOGUE)
"""Both of the request that is being answered. A page asks for them at every word, for which `g` is too slow."""
Row = TypeVar("Row", bound=SQLModel)


class OnlyShownError(Exception):
    """A page was to store something in a request that only shows what was sent; `why` says it to the person."""

    def __init__(self, why: Message) -> None:
        super().__init__(why)
        self.why = why


class OutOfReachError(NotFound):
    """There is no such record in the reach of the account; there may be one elsewhere."""

    def __init__(self, table: type[SQLModel], id: int) -> None:
        super().__init__()
        self.table, self.id = table, id


class _OnlyReading(Database):
    """The database in a request that stores nothing."""

    def __init__(self, database: Database, why: Message) -> None:
        self.url, self.clock, self.engine = database.url, database.clock, database.engine
        self._why = why

    def writing(self, actor: str, because: str | None = None) -> NoReturn:  # noqa: ARG002 as in the database
        """Refuse to open a session that writes."""
        raise OnlyShownError(self._why)


def open_and_close(app: Flask) -> None:
    """Close what a request opened when it ends."""
    app.teardown_request(_close)


def tracker() -> Tracker:
    """The installation; its records cannot be changed in a request that only shows what was sent."""
    opened, why = cast(Tracker, current_app.extensions["tracker"]), only_shown()
    return opened if why is None else replace(opened, database=_OnlyReading(opened.database, why))


def only_show(why: Message) -> None:
    """Let this request store nothing: the form that it sends is shown again and says `why`."""
    g.only_shown = why


def only_shown() -> Message | None:
    """Why this request only shows the form that it sends; None for every other request."""
    return cast("Message | None", g.get("only_shown"))


def session() -> RecordSession:
    """The reading session of this request; one moment of the records for the whole page."""
    if "session" not in g:
        g.opened = ExitStack()
        g.session = g.opened.enter_context(tracker().database.reading(maps=True))
    return cast(RecordSession, g.session)


@contextmanager
def writing(because: str | None = None) -> Iterator[RecordSession]:
    """Open the writing session of this request, in the name of the account; commits at the end."""
    with tracker().database.writing(account().name, because) as writer:
        yield writer


def signed_in() -> Account | None:
    """The account that asks; None for somebody who has not signed in."""
    return cast("Account | None", g.get("account"))


def account() -> Account:
    """The account that asks, on a page that needs one."""
    found = signed_in()
    assert found is not None, "the gate lets nobody else through"
    return found


def my_official() -> int:
    """The official whose account asks. Raises InputError for an account that is nobody's."""
    official_id = account().official_id
    if official_id is None:
        raise InputError(
            "Your account belongs to no official, so nothing can be asked or said in its name. Change the record by "
            "hand, or ask the administrator to say whose account it is."
        )
    return official_id


def scope() -> Scope:
    """What the account may see."""
    return cast(Scope, g.scope)


def viewer() -> Viewer:
    """Who asks, and the day."""
    return scope().viewer


def fetch(table: type[Row], id: int, permission: str | None = None, within: RecordSession | None = None) -> Row:
    """Return a record in the scope of the account, within a writing session where it is to change.

    With a permission such as `files.edit`, only one that the account has it for. Answers "not found" for any other.
    """
    row = scope().fetch(within or session(), table, id, permission)
    if row is None:
        raise OutOfReachError(table, id)
    return row


def today() -> date:
    """The date at the site."""
    return tracker().today


def language() -> str:
    """The language of the answer: as chosen in this browser, else as the account has it, else the site's."""
    known = _language.get()
    if known is None:
        own = signed_in()
        wanted = (request.cookies.get(LANGUAGE_COOKIE), own.language if own else None)
        site = tracker().config.site.language
        known = next((choice for choice in wanted if choice in LANGUAGES), site)
        _language.set(known)
    return known


def catalogue() -> str:
    """The catalogue of the page's sentences: the plugin's whose page it is, else that of Tracker."""
    return _catalogue.get()


def speak_as(plugin: str) -> None:
    """Let the sentences of this request come from the catalogue of a plugin."""
    _catalogue.set(plugin)


def told(text: Message) -> str:
    """Return the message in the reader's language."""
    return translate(text, language())


def _close(_error: BaseException | None) -> None:
    _language.set(None)
    _catalogue.set(CORE_CATALOGUE)
    opened: ExitStack | None = g.pop("opened", None)
    if opened is not None:
        opened.close()
