"""Which handled files an import adds and changes: rows compared with the records, some hundreds at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from tracker.imports.checking.checked import CheckedRow
from tracker.imports.files.records import NEW_FILE, Reading, Values, recorded, settle, stands_for_finish
from tracker.imports.results import Disagreement, Findings
from tracker.imports.storing.bulk import is_one_of
from tracker.imports.storing.planning import Additions, difference, disagreements
from tracker.messages import InputError
from tracker.records.delay_causes import excused_since
from tracker.records.deriving import Basis, derive
from tracker.records.hand_overs import hand_overs_of
from tracker.records.handled_files import HandledFile
from tracker.records.held_fields import HeldField

Ids = tuple[int | None, int | None, int | None, int | None]
"""The procedure, unit, receiver and handler of a file."""

_ID_COLUMNS = ("procedure_id", "unit_id", "receiver_id", "handler_id")
_FILES = SQLModel.metadata.tables[str(HandledFile.__tablename__)]
_ALL_BUT_ID = tuple(column.name for column in _FILES.columns if column.name != "id")


@dataclass(slots=True)
class MatchedRow:
    """A row whose officials, unit and procedure are known."""

    row: CheckedRow
    ids: Ids

    @property
    def code(self) -> str:
        """The code of the file."""
        return cast(str, self.row.values["code"])


@dataclass(slots=True)
class FilePlan:
    """One file: its record as stored (None when new), what the row says, what of it changes, and the whole record."""

    row: int
    file_id: int | None
    stored: Values | None
    wanted: dict[str, object]
    changes: dict[str, object]
    record: dict[str, object]
    hand_over_stands: bool
    disagreements: Sequence[Disagreement] = ()


@dataclass(frozen=True, slots=True)
class _Stored:
    """A record as it stands."""

    id: int
    values: Values


@dataclass(frozen=True, slots=True)
class FileBasis:
    """What rows are planned with: how the source is read, what deadlines follow from, which fields are held."""

    reading: Reading
    basis: Basis
    held: Mapping[int, Mapping[str, HeldField]]
    additions: Additions


def plan_files(session: Session, rows: Sequence[MatchedRow], given: FileBasis, findings: Findings) -> list[FilePlan]:
    """Return what becomes of some hundred rows; a row whose dates lead nowhere is refused."""
    stored = _stored(session, [matched.code for matched in rows])
    plans = [_plan(session, matched, stored.get(matched.code), given) for matched in rows]
    _derive(session, plans, given.basis, findings)
    return [plan for plan in plans if plan.row not in findings.refused]


def _plan(session: Session, matched: MatchedRow, stored: _Stored | None, given: FileBasis) -> FilePlan:
    row, values = matched.row.number, matched.row.values
    wanted = recorded(values, given.reading)
    for name, id in zip(_ID_COLUMNS, matched.ids, strict=True):
        if id is not None:
            wanted[name] = id
    settle(wanted, values, stored.values if stored else None, given.reading)
    stands = stands_for_finish(values, given.reading)
    if stored is None:
        return FilePlan(row, None, None, wanted, wanted, {**NEW_FILE, **wanted}, stands)
    found = difference(stored.values, wanted, given.held.get(stored.id, {}))
    told = disagreements(session, given.additions, matched.code, stored.values, found.held)
    record = {**stored.values, **found.changes}
    return FilePlan(row, stored.id, stored.values, wanted, found.changes, record, stands, told)


def _derive(session: Session, plans: Sequence[FilePlan], basis: Basis, findings: Findings) -> None:
    """Write what follows from the records that are new or change."""
    ids = [plan.file_id for plan in plans if plan.file_id is not None and plan.changes]
    hand_overs = hand_overs_of(session, ids) if ids else {}
    excused = excused_since(session, ids) if ids else {}
    for plan in plans:
        if not plan.changes:
            continue
        file_id = plan.file_id or 0
        try:
            plan.record.update(derive(plan.record, basis, hand_overs.get(file_id, ()), excused.get(file_id)))
        except InputError as refused:
            findings.refuse(plan.row, "received", plan.record["received_on"], refused.message)


def _stored(session: Session, codes: Sequence[str]) -> dict[str, _Stored]:
    """Return the records with these codes."""
    columns = [_FILES.c.id, *(_FILES.c[name] for name in _ALL_BUT_ID)]
    connection = session.connection()
    rows = connection.execute(sa.select(*columns).where(is_one_of(connection, _FILES.c.code, codes)))
    return {row.code: _Stored(row.id, dict(zip(_ALL_BUT_ID, row[1:], strict=True))) for row in rows}
