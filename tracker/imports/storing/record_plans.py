"""The records of a short list, planned row by row and stored together through the session, which audits each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlmodel import Session, SQLModel

from tracker.audit import canonical
from tracker.imports.matching.named import Named
from tracker.imports.results import Counts, Findings
from tracker.imports.storing.open_batch import OpenBatch
from tracker.imports.storing.planning import Planned, difference, disagreements, note_disagreement
from tracker.messages import message
from tracker.records.held_fields import HeldField, held_in


@dataclass(slots=True)
class RecordPlans:
    """What the rows so far add and change."""

    session: Session
    findings: Findings
    named: Named
    planned: list[Planned] = field(default_factory=list)
    _added: set[int] = field(default_factory=set)
    _changed: set[int] = field(default_factory=set)
    _seen: set[int] = field(default_factory=set)
    _held_rows: set[int] = field(default_factory=set)
    _planned_of: dict[int, dict[str, object]] = field(default_factory=dict)
    _held: dict[str, dict[int, dict[str, HeldField]]] = field(default_factory=dict)
    _wanted_of_held: list[tuple[Mapping[str, HeldField], dict[str, object], dict[str, str | None]]] = field(
        default_factory=list
    )

    def add(self, row: int, table: type[SQLModel], values: dict[str, object], *, is_main: bool = True) -> int:
        """Plan a new record and return its placeholder; the row counts as added by its main record."""
        placeholder = self.named.additions.placeholder()
        self.planned.append(Planned(row, table, None, values, placeholder))
        (self._added if is_main else self._changed).add(row)
        return placeholder

    def change(self, row: int, stored: SQLModel, wanted: dict[str, object], code: str) -> None:
        """Plan what differs of a stored record and is not held."""
        self._seen.add(row)
        planned = self._planned_of.setdefault(id(stored), {})
        values = {**stored.model_dump(), **planned}
        held = self.held_fields(stored)
        found = difference(values, wanted, held)
        if found.changes:
            self.planned.append(Planned(row, type(stored), stored, found.changes))
            self._changed.add(row)
            planned.update(found.changes)
        told = disagreements(self.session, self.named.additions, code, values, found.held)
        if held:
            self._wanted_of_held.append((held, wanted, {one.field: one.wanted for one in told}))
        if told:
            self.findings.disagreements += told
            self._held_rows.add(row)

    def repeat(self, row: int) -> None:
        """Note that a row says what an earlier one said."""
        self._seen.add(row)

    def count(self) -> Counts:
        """Return the rows by what becomes of them."""
        added = self._added - self.findings.refused
        changed = self._changed - added - self.findings.refused
        unchanged = self._seen - added - changed - self.findings.refused
        held = self._held_rows - self.findings.refused
        return Counts(len(added), len(changed), len(unchanged), len(held), len(self.findings.refused))

    def store(self, batch: OpenBatch) -> int | None:
        """Store everything planned; returns the position of the audit entry, None if nothing was new."""
        batch.cover(canonical({"table": str(one.table.__tablename__), **one.values}) for one in self.planned)
        batch.write([*self.named.additions.pending(), *self.planned])
        for held, wanted, texts in self._wanted_of_held:
            note_disagreement(held, wanted, texts)
        return None if batch.is_empty else batch.close(self.count())

    def held_fields(self, stored: SQLModel) -> Mapping[str, HeldField]:
        """Return what is held of a stored record, by field."""
        subject = str(stored.__tablename__)
        if subject not in self._held:
            self._held[subject] = held_in(self.session, subject)
        identity = getattr(stored, "id", None)
        assert isinstance(identity, int)
        return self._held[subject].get(identity, {})


@dataclass(slots=True)
class KeyedRecords:
    """The records of one table by what tells them apart; two rows for one record must say the same."""

    plans: RecordPlans
    table: type[SQLModel]
    key: Sequence[str]
    stored: Mapping[tuple[object, ...], SQLModel]
    _rows: dict[tuple[object, ...], tuple[int, dict[str, object]]] = field(default_factory=dict)

    def put(self, row: int, wanted: dict[str, object], field_key: str, code: str) -> None:
        """Plan the record of a row; a second row that says something else of the same record is refused."""
        key = tuple(wanted[name] for name in self.key)
        first, said = self._rows.setdefault(key, (row, wanted))
        if said != wanted:
            told = message("Row %(first)d says something else of the same. Keep the row that is right.", first=first)
            self.plans.findings.refuse(row, field_key, code, told)
            return
        stored = self.stored.get(key)
        if stored is not None:
            self.plans.change(row, stored, wanted, code)
        elif first == row:
            self.plans.add(row, self.table, wanted)
        else:
            self.plans.repeat(row)
