"""The procedures that a list of files names: found by code or name, or planned to be added without a duration."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, select

from tracker.imports.storing.planning import ALONG_THE_WAY, Additions, Planned
from tracker.messages import Message, counted
from tracker.records.procedures import Procedure
from tracker.text import fold

_NAMED_IN_A_NOTE = 10


class NamedProcedures:
    """The procedures known and planned, by code and by folded name."""

    def __init__(self, stored: Sequence[Procedure], additions: Additions) -> None:
        self._additions = additions
        self._by_code = {procedure.code: _id(procedure) for procedure in stored if procedure.code}
        self._by_name = {fold(procedure.name): _id(procedure) for procedure in reversed(stored)}
        self._without_code = {_id(procedure): procedure for procedure in stored if not procedure.code}
        self._known: dict[tuple[str | None, str | None], int | None] = {(None, None): None}
        self._added: list[str] = []

    def find(self, code: str | None, name: str | None, field: str | None) -> int | None:
        """Return the id of the procedure, a placeholder if it has to be added, None if the file names none."""
        key = (code, name)
        if key not in self._known:
            self._known[key] = self._find(code, name, field)
        return self._known[key]

    def notes(self) -> list[Message]:
        """Say which procedures are added."""
        if not self._added:
            return []
        return [
            counted(
                "%(count)s procedure without a published duration was added: %(names)s. Import the list of "
                "procedures, so that its files have a deadline where the export gives none.",
                "%(count)s procedures without a published duration were added: %(names)s. Import the list of "
                "procedures, so that their files have a deadline where the export gives none.",
                count=len(self._added),
                names=self._added[:_NAMED_IN_A_NOTE],
            )
        ]

    def _find(self, code: str | None, name: str | None, field: str | None) -> int | None:
        if code in self._by_code:
            return self._by_code[code]
        by_name = self._by_name.get(fold(name)) if name else None
        if by_name is None or (code and by_name not in self._without_code):
            return self._add(code, name or code or "", field)
        if code:
            self._complete(by_name, code)
        return by_name

    def _add(self, code: str | None, name: str, field: str | None) -> int:
        added = self._additions.add(Procedure, {"code": code, "name": name, "field": field})
        self._by_name.setdefault(fold(name), added)
        if code:
            self._by_code[code] = added
        self._added.append(f"{code} {name}" if code and code != name else name)
        return added

    def _complete(self, procedure_id: int, code: str) -> None:
        """Give a procedure, known only by its name so far, the code that the list has for it."""
        stored = self._without_code.pop(procedure_id)
        self._additions.planned.append(Planned(ALONG_THE_WAY, Procedure, stored, {"code": code}))
        self._by_code[code] = procedure_id


def load_procedures(session: Session, additions: Additions) -> NamedProcedures:
    """Return the procedures of the database."""
    return NamedProcedures(session.exec(select(Procedure).order_by(col(Procedure.id))).all(), additions)


def _id(procedure: Procedure) -> int:
    assert procedure.id is not None
    return procedure.id
