"""What one request has: the installation, its session, the account, the language and the day."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from typing import TypeVar, cast

from flask import Flask, abort, current_app, g, request
from sqlmodel import SQLModel
from werkzeug.routing import IntegerConverter

from tracker.accounts.accounts import Account
from tracker.database import RecordSession
from tracker.installation import Tracker
from tracker.messages import LANGUAGES, Message, translate
from tracker.scope import Scope

LANGUAGE_COOKIE = "language"
Row = TypeVar("Row", bound=SQLModel)


class _Number(IntegerConverter):
    """A number in an address, no longer than that of a record can be."""

    regex = r"\d{1,9}"


def open_and_close(app: Flask) -> None:
    """Read the numbers in addresses, and close what a request opened when it ends."""
    app.url_map.converters["int"] = _Number
    app.teardown_request(_close)


def tracker() -> Tracker:
    """The installation."""
    return cast(Tracker, current_app.extensions["tracker"])


def session() -> RecordSession:
    """The reading session of this request; one moment of the records for the whole page."""
    if "session" not in g:
        g.opened = ExitStack()
        g.session = g.opened.enter_context(tracker().database.reading())
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


def scope() -> Scope:
    """What the account may see."""
    return cast(Scope, g.scope)


def fetch(table: type[Row], id: int, permission: str | None = None, within: RecordSession | None = None) -> Row:
    """Return a record in the scope of the account, within a writing session where it is to change.

    With a permission such as `files.edit`, only one that the account has it for. Answers "not found" for any other.
    """
    row = scope().fetch(within or session(), table, id, permission)
    if row is None:
        abort(404)
    return row


def today() -> date:
    """The date at the site."""
    return tracker().today


def language() -> str:
    """The language of the answer: as chosen in this browser, else as the account has it, else the site's."""
    if "language" not in g:
        own = signed_in()
        wanted = (request.cookies.get(LANGUAGE_COOKIE), own.language if own else None)
        site = tracker().config.site.language
        g.language = next((choice for choice in wanted if choice in LANGUAGES), site)
    return cast(str, g.language)


def told(text: Message) -> str:
    """Return the message in the reader's language."""
    return translate(text, language())


def _close(_error: BaseException | None) -> None:
    opened: ExitStack | None = g.pop("opened", None)
    if opened is not None:
        opened.close()
