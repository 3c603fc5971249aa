"""The files of officials in a period, and what was changed of them since it began, by hand and by imports."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.audit import AuditEntry
from tracker.imports.batches import ImportBatch, ImportChange
from tracker.periods import Period
from tracker.records.handled_files import HandledFile
from tracker.records.lifecycle import FileStatus

SUBJECT = str(HandledFile.__tablename__)
LOOKED_AT = ("finished_on", "status", "due_on", "extended_due_on")
"""The fields whose changes may be odd."""
AT_ONCE = 900
LONGEST_WORK = timedelta(days=366)
"""A file that was received longer ago is looked at only if it ended in the period, or became overdue in it."""


class SeenFile(NamedTuple):
    """A file as the patterns look at it."""

    id: int
    code: str
    official_id: int
    due_on: date | None
    deadline_on: date | None
    finished_on: date | None
    finished_at: time | None
    ended_on: date | None
    status: FileStatus
    status_on: date | None
    paused_days: int
    resumed_on: date | None


@dataclass(frozen=True, slots=True)
class FileChange:
    """A change of one file: the day at the site, and what stood in the fields that changed, before and after."""

    on: date
    before: Mapping[str, object]
    after: Mapping[str, object]

    def day(self, values: Mapping[str, object], name: str) -> date | None:
        """Return a day among the values, None where it is empty or did not change."""
        value = values.get(name)
        return date.fromisoformat(value) if isinstance(value, str) else None


def files_seen(session: Session, period: Period, officials: Collection[int]) -> dict[int, list[SeenFile]]:
    """Return, by official, the files that he finished, let become overdue, or had in work in the period."""
    one, ids = HandledFile, list(officials)
    whose = sa.func.coalesce(col(one.finisher_id), col(one.overdue_holder_id), col(one.handler_id))
    fields = (col(getattr(one, name)) for name in SeenFile._fields[3:])
    columns = sa.select(col(one.id), col(one.code), whose, *fields)
    had = col(one.received_on).between(period.start - LONGEST_WORK, period.end)
    rows = columns.where(
        sa.or_(
            col(one.finisher_id).in_(ids) & col(one.finished_on).between(period.start, period.end),
            col(one.overdue_holder_id).in_(ids) & col(one.overdue_on).between(period.start, period.end),
            col(one.handler_id).in_(ids) & had & (col(one.ended_on).is_(None) | (col(one.ended_on) >= period.start)),
        )
    )
    wanted, found = set(ids), defaultdict(list)
    for row in session.connection().execute(rows):
        file = SeenFile(*row)
        if file.official_id in wanted and (file.ended_on is None or file.ended_on <= period.end):
            found[file.official_id].append(file)
    return dict(found)


def changes_of(
    session: Session, period: Period, files: Iterable[SeenFile], zone: ZoneInfo
) -> dict[int, Sequence[FileChange]]:
    """Return, by file, what was changed of it since the period began; imports that were taken back are left out."""
    since = datetime.combine(period.start, time(0), zone).astimezone(UTC)
    found: dict[int, list[FileChange]] = defaultdict(list)
    ids = [file.id for file in files]
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        for file_id, at, before, after in (*_by_hand(session, some, since), *_by_imports(session, some, since)):
            found[file_id].append(FileChange(at.astimezone(zone).date(), json.loads(before), json.loads(after)))
    return dict(found)


_Noted = Iterator[tuple[int, datetime, str, str]]


def _by_hand(session: Session, ids: Sequence[int], since: datetime) -> _Noted:
    one = AuditEntry
    columns = sa.select(col(one.subject_id), col(one.at), col(one.before), col(one.after))
    of_these = (col(one.subject) == SUBJECT) & col(one.subject_id).in_([str(id) for id in ids])
    rows = columns.where(of_these, col(one.at) >= since, _changes(col(one.before)), col(one.after).is_not(None))
    for subject_id, at, before, after in session.connection().execute(rows):
        yield int(subject_id), at, before or "{}", after or "{}"


def _by_imports(session: Session, ids: Sequence[int], since: datetime) -> _Noted:
    one, batch = ImportChange, ImportBatch
    columns = sa.select(col(one.subject_id), col(batch.stored_at), col(one.before), col(one.after))
    rows = columns.join(batch, col(batch.id) == col(one.batch_id)).where(
        col(one.subject) == SUBJECT,
        col(one.subject_id).in_(ids),
        col(batch.stored_at) >= since,
        col(batch.undone_at).is_(None),
        _changes(col(one.before)),
    )
    for file_id, at, before, after in session.connection().execute(rows):
        yield file_id, at, before or "{}", after


def _changes(before: sa.SQLColumnExpression[str | None]) -> sa.ColumnElement[bool]:
    """Whether what stood before names one of the fields that are looked at; a new row has nothing before."""
    return before.is_not(None) & sa.or_(*(before.contains(f'"{name}":', autoescape=True) for name in LOOKED_AT))
