"""Cells of .xlsx workbooks with an error such as #N/A, or with no result, which the parser gives as empty ones."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterable, Iterator
from xml.parsers import expat

from tracker.imports.reading.cells import Row

ERRORS = frozenset(
    {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#GETTING_DATA"}
)
"""What Excel shows in a cell whose formula fails."""

NOT_CALCULATED = "=…"
"""Stands for the result of a formula that no program has calculated: some write formulas alone, for Excel to do it."""

SheetErrors = dict[int, dict[int, str]]
"""The errors of one sheet by row and column, both counted from 0."""

_CHUNK = 1024 * 1024
_LONGEST_MARK = 11
_ERROR_MARKS = (b't="e"', b"t='e'")
_NO_RESULT_MARKS = tuple(
    end + result for end in (b"</f>", b'"/>') for result in (b"</c>", b"<v/>", b"<v />", b"<v></v>")
)
_FORMULA_MARKS = (b"</f>", b"<f ")
_EMPTY_TEXTS = (b't="str"', b"t='str'")
_NO_RESULT = re.compile(
    rb"<(?:\w+:)?c\b([^<>]{0,300})><(?:\w+:)?f\b[^<>]*(?:/>|>[^<]*</(?:\w+:)?f>)"
    rb"(?:<(?:\w+:)?v ?/>|<(?:\w+:)?v></(?:\w+:)?v>)?</(?:\w+:)?c>"
)
_TAG = re.compile(rb"<(?:\w+:)?(?:c\b([^<>]{0,300})>|v>(#[^<]{1,20})<)")
_REFERENCE = re.compile(rb"""\br\s?=\s?["']([A-Z]{1,3})([0-9]{1,7})["']""")
_END_OF_ROW = b"row>"


class ErrorMark:
    """Looks for the mark of an error cell, or of one without a result, in a member that goes by in pieces."""

    def __init__(self) -> None:
        self.is_found = False

    def watch(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """Hand the pieces on."""
        tail = b""
        for chunk in chunks:
            if not self.is_found:
                seen = tail + chunk
                no_result = _has(seen, _FORMULA_MARKS) and _has(seen, _NO_RESULT_MARKS)
                self.is_found = no_result or _has(seen, _ERROR_MARKS)
                tail = chunk[-_LONGEST_MARK:]
            yield chunk


def excel_errors(content: bytes, members: Iterable[str]) -> dict[str, SheetErrors]:
    """Return the errors by sheet in the members of a workbook that were found to hold some."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet_of = _sheets_by_member(archive)
        return {sheet_of[member]: _errors_in(archive, member) for member in members if member in sheet_of}


def with_errors(rows: Iterable[Row], errors: SheetErrors) -> Iterator[Row]:
    """Yield the rows with the errors where the parser left them out."""
    for number, row in enumerate(rows):
        for column, error in errors.get(number, {}).items():
            row[len(row) :] = [None] * (column + 1 - len(row))
            row[column] = error
        yield row


def column_number(letters: bytes) -> int:
    """Return the number of a column, A being 1."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _has(text: bytes, marks: Iterable[bytes]) -> bool:
    return any(mark in text for mark in marks)


def _errors_in(archive: zipfile.ZipFile, member: str) -> SheetErrors:
    errors: SheetErrors = {}
    rest = b""
    with archive.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            rest += chunk
            whole_rows = rest.rfind(_END_OF_ROW) + 1
            for row, column, error in (*_shown_errors(rest[:whole_rows]), *_without_result(rest[:whole_rows])):
                errors.setdefault(row, {})[column] = error
            rest = rest[whole_rows:]
    return errors


def _shown_errors(rows: bytes) -> Iterator[tuple[int, int, str]]:
    cell: re.Match[bytes] | None = None
    for tag in _TAG.finditer(rows):
        attributes, error = tag.groups()
        if attributes is not None:
            cell = _REFERENCE.search(attributes) if _has(attributes, _ERROR_MARKS) else None
        elif cell is not None:
            yield int(cell[2]) - 1, column_number(cell[1]) - 1, error.decode()
            cell = None


def _without_result(rows: bytes) -> Iterator[tuple[int, int, str]]:
    """Yield the cells whose formula was never calculated; one whose result is an empty text says so."""
    for found in _NO_RESULT.finditer(rows):
        cell = None if _has(found[1], _EMPTY_TEXTS) else _REFERENCE.search(found[1])
        if cell is not None:
            yield int(cell[2]) - 1, column_number(cell[1]) - 1, NOT_CALCULATED


def _sheets_by_member(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the name of the sheet that each member holds."""
    names: dict[str, str] = {}
    members: dict[str, str] = {}
    for tag, attributes in _tags(archive.read("xl/workbook.xml")):
        if tag == "sheet":
            names |= {value: attributes["name"] for key, value in attributes.items() if key.endswith(":id")}
    for tag, attributes in _tags(archive.read("xl/_rels/workbook.xml.rels")):
        if tag == "Relationship":
            members[posixpath.join("xl", attributes["Target"]).lstrip("/")] = attributes["Id"]
    return {member: names[identity] for member, identity in members.items() if identity in names}


def _tags(content: bytes) -> list[tuple[str, dict[str, str]]]:
    found: list[tuple[str, dict[str, str]]] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: found.append((name.rpartition(":")[2], attributes))
    parser.Parse(content, True)
    return found
