"""The import of handled files: match every row, plan it against the records, store what is new or changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import cast

from sqlmodel import Session

from tracker.imports.checked import CheckedRow
from tracker.imports.file_plans import FileBasis, FilePlan, Ids, MatchedRow, plan_files
from tracker.imports.file_records import Reading
from tracker.imports.file_storing import Mark, write_files
from tracker.imports.named import Named, load_named
from tracker.imports.planning import note_disagreement
from tracker.imports.prepared import Prepared, Progress
from tracker.imports.results import Counts, Findings
from tracker.imports.storing import OpenBatch
from tracker.messages import Message, message
from tracker.records.deriving import load_basis
from tracker.records.handled_files import HandledFile
from tracker.records.held_fields import HeldField, held_in
from tracker.staleness import mark_stale

_LONGEST_CODE = 120
_LONGEST_PROCEDURE_CODE = 40
_MOST_PAUSED_DAYS = 1000
_ROWS_BETWEEN_PROGRESS = 20_000


@dataclass(slots=True)
class _Tally:
    """What became of the files so far."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    held: int = 0
    hand_overs_standing: int = 0
    extensions_undated: int = 0
    marks: set[Mark] = field(default_factory=set)

    @property
    def rows(self) -> int:
        return self.added + self.changed + self.unchanged

    def count(self, plan: FilePlan) -> None:
        self.added += plan.stored is None
        self.changed += plan.stored is not None and bool(plan.changes)
        self.unchanged += not plan.changes
        self.held += bool(plan.disagreements)
        self.hand_overs_standing += plan.hand_over_stands
        record = plan.record
        self.extensions_undated += (
            record["extended_due_on"] is not None
            and record["extension_recorded_on"] is None
            and "extended_due_on" in plan.wanted
        )

    def notes(self) -> list[Message]:
        notes = []
        if self.hand_overs_standing:
            notes.append(
                message(
                    "For %(count)d files the day of the hand-over stands for the finish, which the list does not give. "
                    "If it does not, import again with --returned-is-finish no.",
                    count=self.hand_overs_standing,
                )
            )
        if self.extensions_undated:
            notes.append(
                message(
                    "%(count)d files were extended on a day that the list does not give; their extension does not "
                    "count. Name the column with that day by --map extended_on=HEADING.",
                    count=self.extensions_undated,
                )
            )
        return notes


def import_files(
    session: Session, prepared: Prepared, today: date, batch: OpenBatch | None, progress: Progress
) -> tuple[Counts, Findings]:
    """Match, plan and, where a batch is open, store the rows; without one nothing is written."""
    findings = prepared.findings()
    named = load_named(session, prepared, "received", ("receiver", "handler"))
    matched = _match(prepared, named, findings)
    named.finish(findings)
    if batch is not None:
        batch.write(named.additions.planned)
    reading = Reading(prepared.order.returned_is_finish is not False, today)
    held = held_in(session, str(HandledFile.__tablename__))
    given = FileBasis(reading, load_basis(session), held, named.additions)
    tally = _Tally()
    for plans in plan_files(session, _rows(prepared, matched, batch), given, findings):
        for plan in plans:
            tally.count(plan)
            findings.disagreements += plan.disagreements
        if batch is not None:
            tally.marks |= write_files(batch, plans)
            _note_disagreements(held, plans)
        if tally.rows % _ROWS_BETWEEN_PROGRESS < len(plans):
            progress(message("%(done)d of %(rows)d rows planned", done=tally.rows, rows=len(prepared.checked.rows)))
    findings.notes += tally.notes()
    counts = Counts(tally.added, tally.changed, tally.unchanged, tally.held, len(findings.refused))
    if batch is not None and not batch.is_empty:
        mark_stale(session, tally.marks, batch.close(counts))
    return counts, findings


def _match(prepared: Prepared, named: Named, findings: Findings) -> list[Ids | None]:
    """Return whom and what each row names, None for a row that is refused or waits for an answer."""
    shared: dict[Ids, Ids] = {}
    matched: list[Ids | None] = []
    for row in prepared.checked.rows:
        ids = None if row.number in findings.refused else _ids(row, named, findings)
        matched.append(shared.setdefault(ids, ids) if ids is not None else None)
    return matched


def _ids(row: CheckedRow, named: Named, findings: Findings) -> Ids | None:
    values = row.values
    texts = cast("dict[str, str | None]", values)
    on = cast(date, values["received"])
    receiver, handler = texts.get("receiver"), texts.get("handler")
    is_clear = [named.officials.is_clear(text, on, row.number) for text in (receiver, handler)]
    if not all(is_clear) or not _fits(row, findings):
        return None
    unit = texts.get("unit")
    unit_id = named.units.find(unit) if unit else None
    procedure_id = named.procedures.find(texts.get("procedure_code"), texts.get("procedure_name"), texts.get("field"))
    receiver_id = named.officials.id_of(receiver, on, unit_id)
    return procedure_id, unit_id, receiver_id, named.officials.id_of(handler, on, unit_id)


def _fits(row: CheckedRow, findings: Findings) -> bool:
    """Whether the row fits into the record; else it is refused."""
    for key, longest in (("code", _LONGEST_CODE), ("procedure_code", _LONGEST_PROCEDURE_CODE)):
        text = row.values.get(key)
        if text is not None and len(str(text)) > longest:
            told = message("A code has at most %(most)d characters, this one has more. Correct it.", most=longest)
            findings.refuse(row.number, key, text, told)
            return False
    paused = row.values.get("paused_days")
    if paused is not None and not (str(paused).isdigit() and int(str(paused)) <= _MOST_PAUSED_DAYS):
        told = message("Write the paused working days as a whole number up to %(most)d.", most=_MOST_PAUSED_DAYS)
        findings.refuse(row.number, "paused_days", paused, told)
        return False
    return True


def _rows(prepared: Prepared, matched: list[Ids | None], batch: OpenBatch | None) -> Iterator[MatchedRow]:
    for row, ids in zip(prepared.checked.rows, matched, strict=True):
        if ids is not None:
            yield MatchedRow(row, ids if batch is None else _stored_ids(ids, batch))


def _note_disagreements(held: Mapping[int, Mapping[str, HeldField]], plans: Iterable[FilePlan]) -> None:
    for plan in plans if held else ():
        if plan.file_id is not None and (fields := held.get(plan.file_id)):
            note_disagreement(fields, plan.wanted, {told.field: told.wanted for told in plan.disagreements})


def _stored_ids(ids: Ids, batch: OpenBatch) -> Ids:
    procedure_id, unit_id, receiver_id, handler_id = map(batch.made, ids)
    return procedure_id, unit_id, receiver_id, handler_id
