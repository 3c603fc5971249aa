"""One batch being stored: its row, what it changed of each record, its digest, and its entry in the audit log."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict

import sqlalchemy as sa
from sqlmodel import SQLModel

from tracker.audit import canonical, record
from tracker.database import RecordSession
from tracker.imports.batches import ImportBatch, ImportChange
from tracker.imports.checking.fields import ImportKind
from tracker.imports.results import Counts
from tracker.imports.storing.bulk import BulkInsert
from tracker.imports.storing.planning import Planned

BATCH = str(ImportBatch.__tablename__)
_CHANGES = SQLModel.metadata.tables[str(ImportChange.__tablename__)]
_NOTED = ("batch_id", "subject", "subject_id", "before", "after")


class OpenBatch:
    """A batch in its writing transaction; its row is written with the first change, so an idle import leaves none."""

    def __init__(self, session: RecordSession, kind: ImportKind, source: str, filename: str) -> None:
        self.session = session
        self._row = ImportBatch(
            kind=kind.value,
            source=source,
            filename=filename,
            stored_at=session.change.at,
            actor=session.change.actor,
            digest="",
        )
        self._digest = hashlib.sha256()
        self._made: dict[int, int] = {}
        self._notes = BulkInsert(session.connection(), sa.insert(_CHANGES), _NOTED)

    @property
    def id(self) -> int:
        """The id of the batch."""
        if self._row.id is None:
            self.session.add(self._row)
            self.session.flush()
        assert self._row.id is not None
        return self._row.id

    @property
    def is_empty(self) -> bool:
        """Whether nothing has changed so far."""
        return self._row.id is None

    def cover(self, rows: Iterable[str]) -> None:
        """Let the digest cover accepted rows, each as it is kept."""
        self._digest.update("".join(rows).encode())

    def made(self, placeholder: int | None) -> int | None:
        """Return the id of a record that stood for itself by a placeholder until it was stored."""
        return self._made[placeholder] if placeholder is not None and placeholder < 0 else placeholder

    def note(self, table: type[SQLModel], changes: Sequence[tuple[int, str | None, str]]) -> None:
        """Keep what the batch overwrote and wrote, of records of one table: id, before and after as JSON."""
        if changes:
            common = {"batch_id": self.id, "subject": str(table.__tablename__)}
            rows = [{**common, "subject_id": id, "before": before, "after": after} for id, before, after in changes]
            self._notes.write(rows)

    def write(self, plans: Sequence[Planned]) -> None:
        """Store planned records in their order, each audited by itself."""
        noted: list[tuple[Planned, SQLModel, str | None]] = []
        for planned in plans:
            values = {name: self._real(name, value) for name, value in planned.values.items()}
            noted.append((planned, *self._written(planned, values)))
            if planned.placeholder:
                self.session.flush()
                self._made[planned.placeholder] = _identity(noted[-1][1])
        self.session.flush()
        for planned, row, before in noted:
            values = {name: getattr(row, name) for name in planned.values}
            self.note(planned.table, [(_identity(row), before, canonical(values))])

    def close(self, counts: Counts) -> int:
        """Complete the batch and record it; returns the position of its audit entry."""
        row, session = self._row, self.session
        row.added, row.changed, row.unchanged, row.refused = (
            counts.added,
            counts.changed,
            counts.unchanged,
            counts.refused,
        )
        row.digest = self._digest.hexdigest()
        session.add(row)
        session.flush()
        about = {"kind": row.kind, "source": row.source, "file": row.filename, "digest": row.digest, **asdict(counts)}
        return record(session, "import", BATCH, str(self.id), after=about)

    def keep_result(self, result: str) -> None:
        """Keep with the batch what its import found."""
        self._row.result = result
        self.session.add(self._row)
        self.session.flush()

    def _real(self, name: str, value: object) -> object:
        return self.made(value) if name.endswith("_id") and isinstance(value, int) else value

    def _written(self, planned: Planned, values: Mapping[str, object]) -> tuple[SQLModel, str | None]:
        if planned.stored is None:
            owned = {"batch_id": self.id} if "batch_id" in planned.table.model_fields else {}
            row, before = planned.table(**values, **owned), None
        else:
            row = planned.stored
            before = canonical({name: getattr(row, name) for name in values})
            for name, value in values.items():
                setattr(row, name, value)
        self.session.add(row)
        return row, before


def _identity(row: SQLModel) -> int:
    identity = getattr(row, "id", None)
    assert isinstance(identity, int)
    return identity
