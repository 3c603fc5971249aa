"""Reading the audit log a page at a time, quickly however long it is: pages go by position, the key of the entries.

A filter looks at so many entries at once and says how far it looked; days are found by halving, since entries stand in
the order of their moments. A clock that was set back may put entries at most `SET_BACK` out of that order.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.audit import AuditEntry

LOOKED_AT_ONCE = 300_000
SET_BACK = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries are wanted; `subjects` are identities by table, each with at most a few hundred."""

    actor: str | None = None
    action: str | None = None
    subject: str | None = None
    subjects: Mapping[str, Collection[str]] | None = None
    since: datetime | None = None
    until: datetime | None = None

    @property
    def condition(self) -> sa.ColumnElement[bool]:
        """The same as a condition on entries."""
        parts: list[sa.ColumnElement[bool]] = [sa.true()]
        for column, value in ((AuditEntry.actor, self.actor), (AuditEntry.action, self.action)):
            parts += [col(column) == value] if value else []
        if self.subject:
            parts.append(col(AuditEntry.subject) == self.subject)
        if self.subjects is not None:
            parts.append(_one_of(self.subjects))
        if self.since is not None:
            parts.append(col(AuditEntry.at) >= self.since)
        if self.until is not None:
            parts.append(col(AuditEntry.at) < self.until)
        return sa.and_(*parts)

    @property
    def looks_at_every_entry(self) -> bool:
        """Whether entries have to be looked at one by one: no index leads to those wanted."""
        return self.subjects is None and bool(self.actor or self.action or self.subject)


@dataclass(frozen=True, slots=True)
class LogPage:
    """Entries, the latest first; `older` is the position to ask for next, None at the end of what is wanted.

    `looked_to` is the position down to which the log was looked through.
    """

    entries: Sequence[AuditEntry]
    older: int | None
    looked_to: int


def log_page(session: Session, wanted: Wanted, size: int, before: int | None = None) -> LogPage:
    """Return the latest entries that are wanted, or those before a position."""
    lowest, highest = _bounds(session, wanted)
    top = highest if before is None else min(before - 1, highest)
    floor = max(lowest, top - LOOKED_AT_ONCE + 1) if wanted.looks_at_every_entry else lowest
    found = session.exec(
        select(AuditEntry)
        .where(col(AuditEntry.position).between(floor, top), wanted.condition)
        .order_by(col(AuditEntry.position).desc())
        .limit(size + 1)
    ).all()
    if len(found) > size:
        return LogPage(found[:size], found[size - 1].position, found[size - 1].position)
    return LogPage(found, floor if floor > lowest else None, floor)


def all_wanted(session: Session, wanted: Wanted) -> sa.Select[AuditEntry]:
    """Return the select of all entries that are wanted, the latest first."""
    lowest, highest = _bounds(session, wanted)
    between = col(AuditEntry.position).between(lowest, highest)
    return sa.select(AuditEntry).where(between, wanted.condition).order_by(col(AuditEntry.position).desc())


def _one_of(subjects: Mapping[str, Collection[str]]) -> sa.ColumnElement[bool]:
    return sa.or_(
        sa.false(),
        *(
            sa.and_(col(AuditEntry.subject) == subject, col(AuditEntry.subject_id).in_(ids))
            for subject, ids in subjects.items()
            if ids
        ),
    )


def _bounds(session: Session, wanted: Wanted) -> tuple[int, int]:
    """Return the first and the last position at which what is wanted can stand."""
    last = session.exec(select(AuditEntry.position).order_by(col(AuditEntry.position).desc()).limit(1)).first() or 0
    lowest = 1 if wanted.since is None else _first_at(session, wanted.since - SET_BACK, last)
    highest = last if wanted.until is None else _first_at(session, wanted.until + SET_BACK, last) - 1
    return lowest, highest


def _first_at(session: Session, moment: datetime, last: int) -> int:
    """Return the position of the first entry of that moment or later, one after the last if there is none."""
    low, high = 1, last + 1
    while low < high:
        middle = (low + high) // 2
        at = session.exec(
            select(AuditEntry.at).where(col(AuditEntry.position) >= middle).order_by(col(AuditEntry.position)).limit(1)
        ).first()
        if at is not None and at < moment:
            low = middle + 1
        else:
            high = middle
    return low
