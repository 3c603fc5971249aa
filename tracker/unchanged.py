"""What takes long to work out is kept in the program until a record changes that it was worked out from.

Whether one did is asked of the audit log, by one quick statement. The hash of the log's end names the whole history
before it, so nothing is kept from one database for another, or for one that was restored from a backup.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import Concatenate, Generic, ParamSpec, TypeVar

import sqlalchemy as sa
from sqlmodel import SQLModel, col

from tracker.audit import FIRST_HASH, AuditEntry, AuditHead
from tracker.database import RecordSession

Found = TypeVar("Found")
Given = ParamSpec("Given")
Work = Callable[Concatenate[RecordSession, Given], Found]


@dataclass(frozen=True, slots=True)
class LogEnd:
    """Where the audit log ended at a moment."""

    position: int = 0
    hash: str = FIRST_HASH


@dataclass(frozen=True, slots=True)
class _Kept(Generic[Found]):
    given: tuple[object, ...]
    end: LogEnd
    found: Found


def kept_while_unchanged(*tables: type[SQLModel]) -> Callable[[Work[Given, Found]], Work[Given, Found]]:
    """Let a function that reads these tables be asked again only after one of them changed.

    What it returned last is kept, for the same arguments behind the session; it must be plain data, not rows.
    """
    names = tuple(sorted(str(table.__tablename__) for table in tables))

    def decorate(work: Work[Given, Found]) -> Work[Given, Found]:
        last: _Kept[Found] | None = None

        @wraps(work)
        def look(session: RecordSession, /, *args: Given.args, **kwargs: Given.kwargs) -> Found:
            nonlocal last
            given = (*args, *sorted(kwargs.items()))
            kept = last
            session.flush()
            end, changed = _look(session, kept.end if kept else LogEnd(), names)
            is_old = kept is None or changed or kept.given != given
            last = _Kept(given, end, work(session, *args, **kwargs) if kept is None or is_old else kept.found)
            return last.found

        return look

    return decorate


def _look(session: RecordSession, since: LogEnd, names: tuple[str, ...]) -> tuple[LogEnd, bool]:
    """Return where the log ends, and whether a row of these tables changed since it ended elsewhere."""
    row = session.connection().execute(_log_since(names), {"since": since.position}).first()
    if row is None:
        return LogEnd(), since != LogEnd()
    known = since.hash if since == LogEnd() else row.known
    return LogEnd(row.position, row.hash), known != since.hash or row.changed is not None


@lru_cache(maxsize=64)
def _log_since(names: tuple[str, ...]) -> sa.Select[int, str, str | None, int | None]:
    since = sa.bindparam("since", type_=sa.Integer)
    known = sa.select(col(AuditEntry.hash)).where(col(AuditEntry.position) == since).scalar_subquery()
    # Concatenated, so that the database goes through the few later entries and not through all of these tables.
    of_tables = col(AuditEntry.subject).concat("").in_(names)
    changed = sa.select(sa.func.max(col(AuditEntry.position))).where(col(AuditEntry.position) > since, of_tables)
    return sa.select(
        col(AuditHead.position), col(AuditHead.hash), known.label("known"), changed.scalar_subquery().label("changed")
    ).where(col(AuditHead.id) == 1)
