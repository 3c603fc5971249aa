"""How often one address may ask for pages of plugins that need no account, so that guessing keeps nobody busy."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from threading import Lock

from flask import Flask, Response, current_app, request

from tracker.messages import message
from tracker.web.gate import NEEDS, PUBLIC
from tracker.web.requests import told, tracker

MOST_A_MINUTE = 120
"""Calendars and readers of feeds ask some times an hour, and those of a whole office may share one address."""
KEPT = "rates"


class Rates:
    """How often each address asked in the running minute; several threads may ask at once."""

    def __init__(self) -> None:
        self._minute: datetime | None = None
        self._asked: Counter[str] = Counter()
        self._lock = Lock()

    def is_too_often(self, address: str, now: datetime) -> bool:
        """Note that an address asks now, and return whether it asks too often."""
        minute = now.replace(second=0, microsecond=0)
        with self._lock:
            if minute != self._minute:
                self._minute, self._asked = minute, Counter()
            self._asked[address] += 1
            return self._asked[address] > MOST_A_MINUTE


def prepare(app: Flask) -> None:
    """Begin to count."""
    app.extensions[KEPT] = Rates()


def hold_back() -> Response | None:
    """Return the answer to an address that asks too often for pages that need no account; None for any other."""
    view = current_app.view_functions[request.endpoint or ""]
    if getattr(view, NEEDS, None) != PUBLIC or (request.endpoint or "").endswith(".static"):
        return None
    rates: Rates = current_app.extensions[KEPT]
    if not rates.is_too_often(request.remote_addr or "", tracker().clock()):
        return None
    why = told(message("This address is asked too often. Ask again in a minute."))
    return Response(why, 429, {"Retry-After": "60"}, mimetype="text/plain")
