"""The audit log: who did what to which record, when and why; one entry with its hashes; checking the chain."""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import col

from tracker.accounts.accounts import accounts_in_order
from tracker.audit import AuditEntry, BrokenLink, head, holds, verify
from tracker.audit_log import Wanted, all_wanted, log_page
from tracker.messages import InputError, Message, message
from tracker.web.audit_entries import found_by_name, in_words
from tracker.web.audit_words import ACTIONS, SUBJECTS
from tracker.web.formatting import read_day
from tracker.web.gate import needs
from tracker.web.lists import EXPORT, MOST_EXPORTED
from tracker.web.rendering import site_time
from tracker.web.requests import language, scope, session, told, tracker
from tracker.web.workbooks import Cell, workbook_answer

pages = Blueprint("audit_log", __name__, url_prefix="/audit-log")
PAGE_SIZE = 50
CHECKED_AT_ONCE = 100_000
ONE_DAY = timedelta(days=1)
NOT_HELD = message("The printed head is not in the log. Check it letter by letter; if it is right, the log was cut.")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for, as it stands there."""

    query: str
    actor: str
    action: str
    subject: str
    identity: str
    since: str
    until: str

    @property
    def is_narrowed(self) -> bool:
        """Whether a filter leaves entries out."""
        return bool(self.query or self.actor or self.action or self.subject or self.since or self.until)

    def wanted(self) -> Wanted:
        """Return the entries that this asks for."""
        subjects: dict[str, Collection[str]] | None = None
        if self.subject and self.identity:
            subjects = {self.subject: [self.identity]}
        elif self.query:
            found = found_by_name(session(), self.query[:200])
            subjects = {one: ids for one, ids in found.items() if self.subject in ("", one)}
        until = _midnight(self.until)
        return Wanted(
            actor=self.actor or None,
            action=self.action if self.action in ACTIONS else None,
            subject=self.subject or None,
            subjects=subjects,
            since=_midnight(self.since),
            until=until + ONE_DAY if until else None,
        )

    def address(self, **changes: str | int | None) -> str:
        """Return the address of this list with other choices."""
        values: dict[str, Any] = {
            "q": self.query,
            "actor": self.actor,
            "action": self.action,
            "subject": self.subject,
            "id": self.identity,
            "from": self.since,
            "to": self.until,
            **changes,
        }
        return url_for("audit_log.index", **{key: value for key, value in values.items() if value})


@pages.get("/")
@needs("audit.view")
def index() -> ResponseReturnValue:
    """List the entries, the latest first."""
    asked = _asked()
    wanted = asked.wanted()
    if request.args.get(EXPORT):
        return _workbook(wanted)
    before = request.args.get("before", "")
    found = log_page(session(), wanted, PAGE_SIZE, int(before) if before.isdigit() and len(before) < 15 else None)
    visible = _visible([entry.position for entry in found.entries])
    return render_template(
        "audit_log/index.html",
        asked=asked,
        page=found,
        is_first=not before,
        told_entries=in_words(session(), [entry for entry in found.entries if entry.position in visible]),
        actors=[account.name for account in accounts_in_order(session())],
        actions=ACTIONS,
        subjects=SUBJECTS,
        end=head(session()),
        checked_at_once=CHECKED_AT_ONCE,
    )


@pages.get("/<int:position>")
@needs("audit.view")
def show(position: int) -> ResponseReturnValue:
    """Show one entry with what it covers and its hashes."""
    entry = session().get(AuditEntry, position)
    if entry is None or position not in _visible([position]):
        abort(404)
    (one,) = in_words(session(), [entry])
    return render_template("audit_log/show.html", one=one, end=head(session()))


@pages.post("/check")
@needs("audit.view")
def check() -> ResponseReturnValue:
    """Check the end of the chain, and whether it still holds a head that was printed on a paper."""
    printed = request.form.get("printed", "").replace(" ", "").lower()
    end, began = head(session()).position, time.monotonic()
    after = max(0, end - CHECKED_AT_ONCE)
    broken = verify(session(), after)
    seconds = max(1, round(time.monotonic() - began))
    if broken is not None:
        flash(told(_told_break(broken)), "bad")
    elif printed and not holds(session(), printed):
        flash(told(NOT_HELD), "bad")
    else:
        checked = message(
            "Entries %(first)d to %(last)d are unbroken; checked in %(seconds)d s.",
            first=after + 1,
            last=end,
            seconds=seconds,
        )
        flash(told(checked), "ok")
        if after:
            minutes = max(1, round(end / (end - after) * seconds / 60))
            flash(
                told(message("`tracker audit verify` checks all of them: about %(minutes)d min.", minutes=minutes)),
                "warn",
            )
    return redirect(url_for("audit_log.index"))


def _told_break(broken: BrokenLink) -> Message:
    return message(
        "The audit log is broken at entry %(position)d: %(what)s. Compare the head printed on the last paper, "
        "and restore the backup from before it changed.",
        position=broken.position,
        what=broken.what,
    )


def _workbook(wanted: Wanted) -> ResponseReturnValue:
    """Answer with all entries wanted; what each changed stands there as it is kept."""
    select = scope().narrow(all_wanted(session(), wanted), AuditEntry)
    counting = sa.select(sa.func.count()).select_from(select.limit(MOST_EXPORTED + 1).subquery())
    if session().execute(counting).scalar_one() > MOST_EXPORTED:
        raise InputError(
            "A workbook takes at most %(most)d rows of this list. Narrow it by a search or a filter first.",
            most=MOST_EXPORTED,
        )
    headings = [
        *(message("Entry"), message("When"), message("Who"), message("What was done"), message("Kind of record")),
        *(message("Record"), message("Before"), message("After"), message("Reason"), message("Hash")),
    ]
    rows = (_cells(entry) for entry in session().execute(select.execution_options(yield_per=1000)).scalars())
    return workbook_answer(message("Audit log"), headings, rows, "audit-log", language())


def _cells(entry: AuditEntry) -> list[Cell]:
    action, subject = ACTIONS.get(entry.action, entry.action), SUBJECTS.get(entry.subject, entry.subject)
    at = site_time(entry.at).replace(tzinfo=None)
    return [
        *(entry.position, at, entry.actor, action, subject),
        *(entry.subject_id, entry.before, entry.after, entry.because, entry.hash),
    ]


def _visible(positions: list[int]) -> set[int]:
    """Return which of these entries the account may see."""
    wanted = sa.select(col(AuditEntry.position)).where(col(AuditEntry.position).in_(positions))
    return set(session().execute(scope().narrow(wanted, AuditEntry)).scalars())


def _asked() -> Asked:
    keys = ("q", "actor", "action", "subject", "id", "from", "to")
    return Asked(*(request.args.get(key, "").strip()[:200] for key in keys))


def _midnight(text: str) -> datetime | None:
    """Return the beginning of a day at the site; None for what is no day, or at the ends of time."""
    try:
        day: date = read_day(text)
    except ValueError:
        return None
    if not date.min.year < day.year < date.max.year:
        return None
    return datetime.combine(day, time_of_day(), tracker().config.site.zone)
