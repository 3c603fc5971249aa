"""Handled files as they stood before a batch: the added ones removed, the changed ones given back."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

import sqlalchemy as sa
from sqlmodel import Session

from tracker.imports.storing.stored_values import columns_of, given_back, load_values
from tracker.imports.undoing.checks import Kept
from tracker.records.delay_causes import excused_since
from tracker.records.deriving import Basis, derive, load_basis
from tracker.records.hand_overs import hand_overs_of
from tracker.records.handled_files import HandledFile
from tracker.staleness import ScoreDay

_FILES_AT_A_TIME = 1000


def give_back_files(session: Session, kept: Sequence[Kept]) -> set[ScoreDay]:
    """Remove the files that a batch added and give the others their former values; returns whose scores it touches."""
    basis = load_basis(session) if kept else None
    days: set[ScoreDay] = set()
    remaining = iter(kept)
    while some := list(islice(remaining, _FILES_AT_A_TIME)):
        assert basis is not None
        days |= _give_back(session, some, basis)
    return {(official_id, day and day.replace(day=1)) for official_id, day in days}


def _give_back(session: Session, kept: Sequence[Kept], basis: Basis) -> set[ScoreDay]:
    records = {record["id"]: record for record in load_values(session, HandledFile, [change.id for change in kept])}
    days = {day for record in records.values() for day in HandledFile.score_days(record)}
    files = columns_of(HandledFile)
    added = [change.id for change in kept if change.before is None]
    session.connection().execute(sa.delete(files).where(files.c.id.in_(added)))
    changed = [change for change in kept if change.before is not None]
    if not changed:
        return days
    ids = [change.id for change in changed]
    hand_overs, excused = hand_overs_of(session, ids), excused_since(session, ids)
    rows = []
    for change in changed:
        record = {**records[change.id], **given_back(HandledFile, change.before or "{}")}
        record |= derive(record, basis, hand_overs.get(change.id, ()), excused.get(change.id))
        days |= HandledFile.score_days(record)
        rows.append({"file_id": record.pop("id"), **record})
    values: dict[str, object] = {name: sa.bindparam(name) for name in rows[0] if name not in ("file_id", "revision")}
    values["revision"] = files.c.revision + 1
    session.connection().execute(sa.update(files).where(files.c.id == sa.bindparam("file_id")).values(values), rows)
    return days
