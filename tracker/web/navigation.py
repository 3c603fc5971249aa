"""Where a person can go: the menu, by permission."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

from flask import current_app, g, request

from tracker.accounts.sign_ins import SignedIn
from tracker.contributions import NavEntry
from tracker.messages import InputError, Message, message
from tracker.plugins import Answer
from tracker.web.gate import SIGNED_IN
from tracker.web.inbox_piles import number_of_plugins
from tracker.web.requests import scope, session, signed_in, tracker
from tracker.web.waiting import number_waiting

INBOX = "inbox.show"
NOTICES = "notices.index"
WAITING = message("waiting")
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

    `count_title` says it of what is counted, behind the number.

    With `only`, the pages that belong to it are those, of whatever blueprint.
    """

    title: Message
    icon: str
    endpoint: str
    needs: str = SIGNED_IN
    short_title: Message | None = None
    count: int = 0
    count_title: Message = WAITING
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
    """Entries under one heading; plugins name it by its key."""

    key: str
    title: Message | None
    entries: tuple[Entry, ...]


MENU = (
    Group(
        "work",
        None,
        (
            Entry(message("Overview"), "layout-dashboard", "home.overview", "reports.view"),
            Entry(message("My record"), "user-circle", "my_record.show", "records.view_own", message("Mine")),
            Entry(message("Inbox"), "checklist", INBOX, "corrections.answer", message("To decide"), only=DECIDING),
            Entry(message("Periods"), "calendar-event", "periods.index", "periods.view"),
            Entry(message("Rewards"), "user-star", "rewards.show", "rewards.view"),
            Entry(message("Duty roster"), "calendar", "duty.month", "duty.view", message("Duty")),
            Entry(
                message("My requests"), "message-circle-question", "corrections.mine", "corrections.ask", only=ASKING
            ),
            Entry(message("Ranking"), "trophy", "ranking.show", "ranking.view"),
            Entry(message("Reward decisions"), "scale", "decisions.index"),
            Entry(message("Initiatives"), "bulb", "initiatives.index", "initiatives.view"),
            Entry(message("Reports"), "report-analytics", "reports.files", "reports.view"),
            Entry(message("Notices"), "bell", NOTICES, count_title=message("unread")),
        ),
    ),
    Group(
        "records",
        message("Records"),
        (
            Entry(message("Handled files"), "file-text", "files.index", "files.view"),
            Entry(message("Officials"), "users", "officials.index", "officials.view"),
            Entry(message("Units"), "building", "units.index", "units.view"),
            Entry(message("Procedures"), "list-check", "procedures.index", "procedures.view"),
            Entry(message("Training records"), "school", "training_records.index", "training_records.view"),
            Entry(message("Absences"), "beach", "absences.index", "absences.view"),
        ),
    ),
    Group(
        "administration",
        message("Administration"),
        (
            Entry(message("Import"), "file-import", "imports.index", "imports.view"),
            Entry(message("Holidays"), "calendar-off", "calendar.index", "calendar.view"),
            Entry(message("Accounts"), "key", "accounts.index", "accounts.view"),
            Entry(message("Rules and plugins"), "puzzle", "plugins.index", "plugins.view"),
            Entry(message("Templates of papers"), "file-text", "paper_templates.index", "paper_templates.change"),
            Entry(message("Jobs"), "clock", "jobs.index", "jobs.view"),
            Entry(message("Audit log"), "history", "audit_log.index", "audit.view"),
        ),
    ),
)


def menu() -> list[Group]:
    """Return what the account may open, made once a page."""
    if signed_in() is None:
        return []
    if "menu" not in g:
        more = _of_plugins()
        groups = [replace(group, entries=_allowed((*group.entries, *more.get(group.key, ())))) for group in MENU]
        g.menu = [group for group in groups if group.entries]
    return cast("list[Group]", g.menu)


def _allowed(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    return tuple(_counted(entry) for entry in entries if may_open(entry))


def _of_plugins() -> dict[str, list[Entry]]:
    """Return the entries of the plugins by group; none on a page that says what went wrong."""
    found: dict[str, list[Entry]] = {}
    if g.get("is_broken"):
        return found
    for answer in tracker().plugins.call_each("nav_entries", {}, viewer=scope().viewer):
        try:
            given = _fitting(answer)
        except InputError as error:
            tracker().plugins.note_fault(answer.plugin.info.name, error.message)
            continue
        for one in given:
            entry = Entry(one.title, one.icon, one.endpoint, one.permission, count=one.count)
            found.setdefault(one.group, []).append(entry)
    return found


def _fitting(answer: Answer) -> Sequence[NavEntry]:
    """Return the entries that a plugin handed over. Raises InputError, saying what to mend."""
    given = answer.listed(NavEntry)
    declared = {permission.key for permission in tracker().plugins.permissions}
    for one in given:
        if one.endpoint not in current_app.view_functions:
            raise InputError("nav_entries() names a page %(page)s, which is none. Correct it.", page=one.endpoint)
        if one.permission not in declared:
            raise InputError(
                "nav_entries() names the permission %(key)s, which nobody declares. Correct it.", key=one.permission
            )
        if one.group not in (group.key for group in MENU):
            raise InputError("nav_entries() names a group %(group)s, which is none. Correct it.", group=one.group)
    return given


def _counted(entry: Entry) -> Entry:
    """Return the entry with the number of things that wait there; none on a page that says what went wrong."""
    if entry.endpoint == NOTICES:
        return replace(entry, count=unseen_notices())
    if entry.endpoint != INBOX or g.get("is_broken"):
        return entry
    return replace(entry, count=number_waiting(session(), scope()) + number_of_plugins())


def unseen_notices() -> int:
    """Return how many notices the account has not seen; who asks was found out with it, by one statement."""
    who: SignedIn | None = g.get("who")
    return 0 if who is None else who.unseen


def quick_menu() -> list[Entry]:
    """Return the first entries, for the bar at the bottom of a phone."""
    return [entry for group in menu() for entry in group.entries][:3]


def opens(endpoint: str) -> bool:
    """Whether the account may open this page of the menu, so that another page can lead to it."""
    return any(entry.endpoint == endpoint and may_open(entry) for group in MENU for entry in group.entries)


def may_open(entry: Entry) -> bool:
    """Whether the account may open the entry."""
    return entry.endpoint in current_app.view_functions and (entry.needs == SIGNED_IN or scope().may(entry.needs))
