"""The units that a list names: found by name or code, or planned to be added below the commune."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, select

from tracker.imports.storing.planning import Additions
from tracker.messages import Message, counted
from tracker.records.units import Unit, UnitKind
from tracker.text import fold

_UNNAMED_COMMUNE = "Xã"
_LONGEST_CODE = 40
_NAMED_IN_A_NOTE = 10
_KIND_BEGINNINGS: Sequence[tuple[UnitKind, tuple[str, ...]]] = (
    (UnitKind.DIVISION, ("van phong", "phong ", "ban ")),
    (UnitKind.SERVICE_CENTRE, ("trung tam phuc vu hanh chinh cong", "bo phan mot cua", "mot cua")),
    (UnitKind.PARTY_COMMITTEE, ("dang uy", "dang bo")),
    (UnitKind.PEOPLES_COUNCIL, ("hoi dong nhan dan", "hdnd")),
    (UnitKind.FATHERLAND_FRONT, ("uy ban mttq", "uy ban mat tran", "mttq", "mat tran to quoc")),
    (UnitKind.PEOPLES_COMMITTEE, ("uy ban nhan dan", "ubnd")),
    (UnitKind.MASS_ORGANISATION, ("doan ", "hoi ", "cong doan")),
    (UnitKind.COMMUNE, ("xa ", "phuong ", "thi tran ", "dac khu ")),
)


class Units:
    """The units known and planned, by folded name and code."""

    def __init__(self, stored: Sequence[Unit], additions: Additions, site_name: str) -> None:
        self._additions = additions
        self._site_name = site_name
        self._codes = {unit.code for unit in stored}
        self._ids = {fold(text): _id(unit) for unit in stored for text in (unit.name, unit.code)}
        tops = [unit for unit in stored if unit.kind is UnitKind.COMMUNE]
        tops += [unit for unit in stored if unit.parent_id is None]
        self._top = _id(tops[0]) if tops else None
        self._known: dict[str, int] = {}
        self._added: list[str] = []

    def find(self, text: str) -> int:
        """Return the id of the unit, a placeholder if it has to be added."""
        found = self._known.get(text)
        if found is None:
            found = self._ids.get(fold(text))
            found = self._known[text] = self._add(text) if found is None else found
        return found

    def known(self, text: str) -> int | None:
        """Return the id of the unit, None if it has to be added."""
        return self._ids.get(fold(text))

    def top(self) -> int:
        """Return the commune, to which everybody belongs of whom nothing else is known."""
        if self._top is None:
            self._top = self._plan(self._site_name or _UNNAMED_COMMUNE, UnitKind.COMMUNE, None)
        return self._top

    def notes(self) -> list[Message]:
        """Say which units are added."""
        if not self._added:
            return []
        return [
            counted(
                "%(count)s unit was not known and is added: %(names)s.",
                "%(count)s units were not known and are added: %(names)s.",
                count=len(self._added),
                names=self._added[:_NAMED_IN_A_NOTE],
            )
        ]

    def _add(self, text: str) -> int:
        kind = _kind_of(text)
        if kind is not UnitKind.COMMUNE:
            return self._plan(text, kind, self.top())
        added = self._plan(text, kind, None)
        self._top = self._top or added
        return added

    def _plan(self, name: str, kind: UnitKind, parent_id: int | None) -> int:
        code = self._free_code(name)
        values: dict[str, object] = {"code": code, "name": name, "kind": kind, "parent_id": parent_id}
        added = self._additions.add(Unit, values)
        self._codes.add(code)
        self._ids[fold(name)] = self._ids[fold(code)] = added
        self._added.append(name)
        return added

    def _free_code(self, name: str) -> str:
        """Return the initials of the name, numbered where they are taken: TTPVHCC, TTPVHCC2."""
        words = fold(name).split() or ["x"]
        initials = ("".join(word[0] for word in words) if len(words) > 1 else words[0]).upper()[: _LONGEST_CODE - 4]
        number, code = 1, initials
        while code in self._codes:
            number += 1
            code = f"{initials}{number}"
        return code


def load_units(session: Session, additions: Additions, site_name: str) -> Units:
    """Return the units of the database."""
    return Units(session.exec(select(Unit).order_by(col(Unit.id))).all(), additions, site_name)


def _kind_of(name: str) -> UnitKind:
    folded = f"{fold(name)} "
    return next((kind for kind, begins in _KIND_BEGINNINGS if folded.startswith(begins)), UnitKind.DIVISION)


def _id(unit: Unit) -> int:
    assert unit.id is not None
    return unit.id
