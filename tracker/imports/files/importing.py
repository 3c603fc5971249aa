"""The import of handled files: match every row, plan it against the records, store what is new or changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import cast

from sqlmodel import Session

from tracker.imports.files.matching import OFFICIALS, match_row
from tracker.imports.files.plans import FileBasis, FilePlan, Ids, MatchedRow, plan_files
from tracker.imports.files.records import Reading
from tracker.imports.files.storing import FILES, FileWriter
from tracker.imports.future_days import FutureDays
from tracker.imports.matching.named import Named, load_named
from tracker.imports.prepared import Prepared, Progress
from tracker.imports.results import Counts, Findings
from tracker.imports.storing.bulk import indexes_built_at_the_end
from tracker.imports.storing.open_batch import OpenBatch
from tracker.imports.storing.planning import note_disagreement
from tracker.messages import Message, counted, message
from tracker.records.deriving import load_basis
from tracker.records.handled_files import HandledFile
from tracker.records.held_fields import HeldField, held_in
from tracker.staleness import ScoreDay, mark_stale

_HAPPENED = ("received", "finished", "returned", "status_date")
_ROWS_AT_A_TIME = 1000
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
    days: set[ScoreDay] = field(default_factory=set)

    @property
    def rows(self) -> int:
        return self.added + self.changed + self.unchanged

    def count(self, plans: Iterable[FilePlan]) -> None:
        for plan in plans:
            self.added += plan.stored is None
            self.changed += plan.stored is not None and bool(plan.changes)
            self.unchanged += not plan.changes
            self.held += bool(plan.disagreements)
            self.hand_overs_standing += plan.hand_over_stands
            self.extensions_undated += "extended_due_on" in plan.wanted and plan.record["extension_recorded_on"] is None

    def notes(self) -> list[Message]:
        notes = []
        if self.hand_overs_standing:
            notes.append(
                counted(
                    "For %(count)s file the day of the hand-over stands for the finish, which the list does not give. "
                    "If it does not, import again with --returned-is-finish no.",
                    "For %(count)s files the day of the hand-over stands for the finish, which the list does not give. "
                    "If it does not, import again with --returned-is-finish no.",
                    count=self.hand_overs_standing,
                )
            )
        if self.extensions_undated:
            notes.append(
                counted(
                    "%(count)s file was extended on a day that the list does not give; its extension does not "
                    "count. Name the column with that day by --map extended_on=HEADING.",
                    "%(count)s files were extended on a day that the list does not give; their extension does not "
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
    named = load_named(session, prepared, "received", OFFICIALS)
    reading = Reading(prepared.order.returned_is_finish is not False, today)
    held = held_in(session, str(HandledFile.__tablename__))
    given = FileBasis(reading, load_basis(session), held, named.additions)
    tally, total, future = _Tally(), len(prepared.checked.rows), FutureDays(today)
    writer = None if batch is None else FileWriter(batch)
    with indexes_built_at_the_end(session.connection(), FILES, 0 if batch is None else total):
        for matched in _matched(prepared, named, findings):
            for one in matched:
                future.see(one.row, _HAPPENED)
            if batch is not None:
                batch.write(named.additions.pending())
                _know(matched, batch)
            plans = plan_files(session, matched, given, findings)
            tally.count(plans)
            findings.disagreements += [told for plan in plans for told in plan.disagreements]
            if writer is not None:
                tally.days |= writer.write(plans)
                _note_disagreements(held, plans)
            if tally.rows % _ROWS_BETWEEN_PROGRESS < len(plans):
                progress(message("%(done)d of %(rows)d rows", done=tally.rows, rows=total))
    named.finish(findings)
    findings.notes += [*tally.notes(), *future.notes(prepared.order.kind)]
    counts = Counts(tally.added, tally.changed, tally.unchanged, tally.held, len(findings.refused))
    if batch is not None and not batch.is_empty:
        mark_stale(session, tally.days, batch.close(counts))
    return counts, findings


def _matched(prepared: Prepared, named: Named, findings: Findings) -> Iterator[list[MatchedRow]]:
    """Yield the rows that can be planned, some hundreds at a time."""
    rows = iter(prepared.checked.rows)
    while chunk := list(islice(rows, _ROWS_AT_A_TIME)):
        accepted = (row for row in chunk if row.number not in findings.refused)
        yield [matched for row in accepted if (matched := match_row(row, named, findings))]


def _know(matched: Iterable[MatchedRow], batch: OpenBatch) -> None:
    """Put the ids of records that were just added in the place of their placeholders."""
    for row in matched:
        row.ids = cast(Ids, tuple(map(batch.made, row.ids)))


def _note_disagreements(held: Mapping[int, Mapping[str, HeldField]], plans: Iterable[FilePlan]) -> None:
    for plan in plans if held else ():
        if plan.file_id is not None and (fields := held.get(plan.file_id)):
            note_disagreement(fields, plan.wanted, {told.field: told.wanted for told in plan.disagreements})
