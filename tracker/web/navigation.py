"""Where a person can go: the menu by permission, and addresses that stay on this site."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import cast
from urllib.parse import urlsplit

from flask import current_app, g, request
from werkzeug.exceptions import HTTPException

from tracker.messages import Message, message
from tracker.web.gate import SIGNED_IN
from tracker.web.requests import scope, session, signed_in
from tracker.web.waiting import number_waiting

INBOX = "inbox.show"
DECIDING = frozenset(
    {
        INBOX,
        *(f"corrections.{page}" for page in ("show", "give_answer", "together", "index")),
        *("causes.decide", "causes.index"),
    }
)
ASKING = frozenset(f"corrections.{page}" for page in ("mine", "ask", "ask_many", "missing"))


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the menu; `area` is the blueprint whose pages belong to it, `count` how many things wait there.

    With `only`, the pages that belong to it are those, of whatever blueprint.
    """

    title: Message
    icon: str
    endpoint: str
    needs: str = SIGNED_IN
    short_title: Message | None = None
    count: int = 0
    only: frozenset[str] = frozenset()

    @property
    def area(self) -> str:
        """The blueprint of the entry."""
        return self.endpoint.partition(".")[0]

    @property
    def is_current(self) -> bool:
        """Whether the page shown belongs to the entry."""
        return request.endpoint in self.only if self.only else self.area in request.blueprints


@dataclass(frozen=True, slots=True)
class Group:
    """Entries under one heading."""

    title: Message | None
    entries: tuple[Entry, ...]


MENU = (
    Group(
        None,
        (
            Entry(message("Overview"), "layout-dashboard", "home.overview", "reports.view"),
            Entry(message("My record"), "user-circle", "my_record.show", "records.view_own", message("Mine")),
            Entry(message("Inbox"), "checklist", INBOX, "corrections.answer", message("To decide"), only=DECIDING),
            Entry(message("Ranking"), "trophy", "ranking.show", "reports.view"),
            Entry(message("Duty roster"), "calendar", "duty.month", "duty.view", message("Duty")),
            Entry(
                message("My requests"), "message-circle-question", "corrections.mine", "corrections.ask", only=ASKING
            ),
            Entry(message("Reports"), "report-analytics", "reports.files", "reports.view"),
        ),
    ),
    Group(
        message("Records"),
        (
            Entry(message("Handled files"), "file-text", "files.index", "files.view"),
            Entry(message("Officials"), "users", "officials.index", "officials.view"),
            Entry(message("Units"), "building", "units.index", "units.view"),
            Entry(message("Procedures"), "list-check", "procedures.index", "procedures.view"),
            Entry(message("Training"), "school", "training.index", "training.view"),
            Entry(message("Absences"), "beach", "absences.index", "absences.view"),
        ),
    ),
    Group(
        message("Administration"),
        (
            Entry(message("Import"), "file-import", "imports.index", "imports.view"),
            Entry(message("Holidays"), "calendar-off", "calendar.index", "calendar.view"),
            Entry(message("Accounts"), "key", "accounts.index", "accounts.view"),
            Entry(message("Rules and plugins"), "puzzle", "plugins.index", "plugins.view"),
            Entry(message("Audit log"), "history", "audit_log.index", "audit.view"),
        ),
    ),
)


def menu() -> list[Group]:
    """Return what the account may open, made once a page."""
    if signed_in() is None:
        return []
    if "menu" not in g:
        allowed = [(group, tuple(_counted(entry) for entry in group.entries if may_open(entry))) for group in MENU]
        g.menu = [Group(group.title, entries) for group, entries in allowed if entries]
    return cast("list[Group]", g.menu)


def _counted(entry: Entry) -> Entry:
    """Return the entry with the number of things that wait there; none on a page that says what went wrong."""
    if entry.endpoint != INBOX or g.get("is_broken"):
        return entry
    return replace(entry, count=number_waiting(session(), scope()))


def quick_menu() -> list[Entry]:
    """Return the first entries, for the bar at the bottom of a phone."""
    return [entry for group in menu() for entry in group.entries][:3]


def opens(endpoint: str) -> bool:
    """Whether the account may open this page of the menu, so that another page can lead to it."""
    return any(entry.endpoint == endpoint and may_open(entry) for group in MENU for entry in group.entries)


def may_open(entry: Entry) -> bool:
    """Whether the account may open the entry."""
    return entry.endpoint in current_app.view_functions and (entry.needs == SIGNED_IN or scope().may(entry.needs))


def address_on_this_site(address: str | None) -> str | None:
    """Return the path of an address of this site; None for one that leads elsewhere."""
    if not address:
        return None
    parts = urlsplit(address)
    if parts.netloc and parts.netloc != request.host:
        return None
    path = parts.path if parts.path.startswith("/") and not parts.path.startswith(("//", "/\\")) else None
    if path is None or "\\" in path:
        return None
    return f"{path}?{parts.query}" if parts.query else path


def page_above(path: str) -> str:
    """Return the page that an address belongs to which only takes a form: the nearest one above it of the same record,
    such as /accounts/3 above /accounts/3/roles/5/take.
    """
    addresses = current_app.create_url_adapter(request)
    assert addresses is not None
    _, named = addresses.match(path, method="POST")
    while path:
        path = path.rpartition("/")[0]
        for page in (f"{path}/", path):
            with suppress(HTTPException):
                _, shown = addresses.match(page, method="GET")
                if shown.items() <= named.items():
                    return page
    return "/"
