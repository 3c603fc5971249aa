"""Where in the TOML of a rule its faults are: each names a field, and its place counts in the text of that field."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from plugins.expression_rules.editing import label_of
from plugins.expression_rules.faults import Fault
from plugins.expression_rules.tokens import Place, marked_in
from tracker.api import Message

_HEADER = re.compile(r"\s*(\[\[?)\s*([A-Za-z0-9_.\-\"' ]+?)\s*\]\]?\s*(?:#.*)?")
_KEY = re.compile(r"""\s*(["']?)([A-Za-z0-9_.-]+)\1\s*=\s*("{1,3}|'{1,3}|)(.*)""")


@dataclass(frozen=True, slots=True)
class TomlFault:
    """A fault of a rule in TOML: the field, why, and its place in the text, with that line around it."""

    label: Message | None
    why: Message
    place: Place | None
    marked: tuple[str, str, str] | None


def faults_in_toml(text: str, faults: Sequence[Fault]) -> list[TomlFault]:
    """Return the faults of a rule in TOML as they are shown."""
    return [_fault_in_toml(text, fault) for fault in faults]


def _fault_in_toml(text: str, fault: Fault) -> TomlFault:
    place = place_in_toml(text, fault)
    marked = None
    if place is not None:
        line = text.split("\n")[place.line - 1]
        marked = marked_in(line, Place(1, place.column, place.length))
    return TomlFault(label_of(fault.field) if fault.field else None, fault.why, place, marked)


def place_in_toml(text: str, fault: Fault) -> Place | None:
    """Return the place of a fault in the whole text: of the field, or of what holds it; None if it stands nowhere."""
    if not fault.field:
        return fault.place
    lines, field = text.split("\n"), fault.field
    places = _places(lines)
    while field and field not in places:
        field = field.rpartition(".")[0]
    if not field:
        return None
    number, start = places[field]
    line = lines[number]
    if fault.place is not None and fault.place.line == 1 and start and field == fault.field:
        return Place(number + 1, start + fault.place.column, fault.place.length)
    bare = line.strip()
    return Place(number + 1, line.index(bare) + 1, max(1, len(bare)))


def _places(lines: list[str]) -> Mapping[str, tuple[int, int]]:
    """Return, by field, its line and how much of it stands before its text; 0 where that begins elsewhere."""
    places: dict[str, tuple[int, int]] = {}
    tables: dict[str, int] = {}
    table = ""
    for number, line in enumerate(lines):
        header, key = _HEADER.fullmatch(line), _KEY.fullmatch(line)
        if header is not None:
            above, dot, name = header[2].replace('"', "").replace("'", "").rpartition(".")
            table = f"{_latest(above, tables)}{dot}{name}"
            if header[1] == "[[":
                tables[table] = tables.get(table, -1) + 1
                table = f"{table}.{tables[table]}"
            places.setdefault(table, (number, 0))
        elif key is not None:
            field = f"{table}.{key[2]}" if table else key[2]
            places.setdefault(field, (number, key.start(4) if key[3] in ('"', "'") else 0))
    return places


def _latest(table: str, tables: Mapping[str, int]) -> str:
    """Return the name of a table with the number of the last row, where it is one of several."""
    return f"{table}.{tables[table]}" if table in tables else table
