"""Headings: one or more heading rows flattened to one heading a column, and the fields that a heading may name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from tracker.imports.checking.fields import ImportKind, ListKind, fields_of, is_about_the_applicant
from tracker.imports.reading.cells import Row, as_written
from tracker.text import fold

_IN_BRACKETS = re.compile(r"\([^)]*\)|\[[^]]*\]")
_ONLY_A_NAME = frozenset({"ho ten", "ho va ten", "ten"})


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of one column, from the outer to the inner heading row."""

    parts: tuple[str, ...]

    @property
    def written(self) -> str:
        """The heading as a person would name it: "Trả kết quả / Ngày nhận kết quả"."""
        return " / ".join(self.parts)

    @property
    def is_applicants(self) -> bool:
        """Whether the column holds data of the applicant."""
        return any(is_about_the_applicant(part) for part in self.parts)

    def names(self) -> tuple[str, ...]:
        """Return the folded names under which the heading may be known, the most telling first."""
        *outer, inner = self.parts
        parent = " ".join(outer)
        spoken = [f"{parent} {inner}", f"{inner} {parent}", inner] if parent else [inner]
        if parent and fold(inner) in _ONLY_A_NAME:
            spoken.append(parent)
        folded = [fold(name) for name in spoken]
        folded += [fold(_IN_BRACKETS.sub(" ", name)) for name in spoken]
        return tuple(dict.fromkeys(name for name in folded if name))


def flattened(rows: Sequence[Row]) -> dict[int, Heading]:
    """Return the heading of each column; a merged outer heading covers the empty cells to its right."""
    width = max(map(len, rows), default=0)
    written = [[as_written(row[column]) if column < len(row) else "" for column in range(width)] for row in rows]
    for above, below in reversed(list(pairwise(written))):
        _spread(above, below)
    columns = ((column, tuple(row[column] for row in written if row[column])) for column in range(width))
    return {column: Heading(tuple(dict.fromkeys(parts))) for column, parts in columns if parts}


def _spread(above: list[str], below: Sequence[str]) -> None:
    covering = ""
    for column, inner in enumerate(below):
        if above[column]:
            covering = above[column] if inner else ""
        elif inner:
            above[column] = covering
        else:
            covering = ""


def columns_by_name(headings: Mapping[int, Heading], kind: ListKind, mapping: Mapping[str, str]) -> dict[str, int]:
    """Return the column of each field: as `mapping` says, else by the best of the known headings."""
    readable = {
        column: heading for column, heading in headings.items() if kind != ImportKind.FILES or not heading.is_applicants
    }
    columns: dict[str, int] = {}
    for key, wanted in mapping.items():
        named = (column for column, heading in readable.items() if is_named(heading, wanted))
        if (column := next(named, None)) is not None:
            columns[key] = column
    known = {column: _fields_named(heading, kind) for column, heading in readable.items()}
    for field in fields_of(kind):
        taken = set(columns.values())
        ranks = [(fields[field.key], column) for column, fields in known.items() if field.key in fields]
        free = [choice for choice in ranks if choice[1] not in taken]
        if free and field.key not in mapping:
            columns[field.key] = min(free)[1]
    return columns


def is_named(heading: Heading, wanted: str) -> bool:
    """Whether a person who writes `wanted` means this heading."""
    return fold(wanted) in heading.names()


def _fields_named(heading: Heading, kind: ListKind) -> Mapping[str, int]:
    """Return the fields that the most telling known name of the heading may mean, each with the name's rank."""
    known = _known_names(kind)
    return next((known[name] for name in heading.names() if name in known), {})


@cache
def _known_names(kind: ListKind) -> Mapping[str, Mapping[str, int]]:
    names: dict[str, dict[str, int]] = {}
    for field in fields_of(kind):
        for rank, name in enumerate(field.synonyms):
            names.setdefault(name, {})[field.key] = rank
    return names
