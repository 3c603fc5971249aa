"""Which column of an uploaded list holds which field: as its heading says, as remembered, or as somebody chose."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from tracker.imports.checking.dates import resolve_dates
from tracker.imports.checking.fields import FIELDS, CellKind, Field, ImportKind
from tracker.imports.checking.headings import columns_by_name
from tracker.imports.checking.values import READERS
from tracker.imports.sources import ImportSource
from tracker.imports.uploads.seen_sheets import SeenColumn, SeenSheet
from tracker.imports.uploads.uploads import Said
from tracker.messages import InputError, Message, message
from tracker.text import fold


class Standing(enum.StrEnum):
    """How it came that a column is read as it is."""

    AUTOMATIC = "automatic"
    REMEMBERED = "remembered"
    CHOSEN = "chosen"
    DOUBTFUL = "doubtful"
    LEFT_OUT = "left_out"
    REPEATED = "repeated"
    APPLICANT = "applicant"


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """One column, the field that it holds (None: it is not read), and how that came."""

    column: SeenColumn
    field: str | None
    standing: Standing

    @property
    def may_be_chosen(self) -> bool:
        """Whether a person may choose its field."""
        return self.standing not in (Standing.REPEATED, Standing.APPLICANT)


def column_choices(
    sheet: SeenSheet, kind: ImportKind, said: Said, known: ImportSource, zone: ZoneInfo
) -> list[ColumnChoice]:
    """Return the columns of a sheet with what they hold."""
    mapping = said.mapping or known.headings
    automatic = columns_by_name(sheet.headings, kind, {})
    columns = columns_by_name(sheet.headings, kind, mapping)
    left_out = {fold(heading) for heading in (() if said.mapping else known.headings_left_out)}
    field_at = {at: key for key, at in columns.items()}
    choices: list[ColumnChoice] = []
    headings_so_far: set[str] = set()
    for column in sheet.columns:
        heading = fold(column.heading.written)
        key = field_at.get(column.place)
        key = None if heading in left_out and not known.headings.get(key or "") else key
        if kind == ImportKind.FILES and column.heading.is_applicants:
            standing = Standing.APPLICANT
        elif heading in headings_so_far:
            standing = Standing.REPEATED
        elif key is None:
            standing = Standing.LEFT_OUT
        elif not _fits(column, _field(kind, key), zone):
            standing = Standing.DOUBTFUL
        elif automatic.get(key) == column.place:
            standing = Standing.AUTOMATIC
        else:
            standing = Standing.CHOSEN if said.mapping else Standing.REMEMBERED
        headings_so_far.add(heading)
        choices.append(ColumnChoice(column, key, standing))
    return choices


def choose_columns(sheet: SeenSheet, kind: ImportKind, chosen: Mapping[int, str], said: Said) -> Said:
    """Return what is said of an upload once each column was chosen: its field by place, empty where it is left out.

    Raises InputError if a field is chosen twice, or one that is needed is missing.
    """
    titles = {field.key: Message(field.title) for field in FIELDS[kind]}
    mapping = dict.fromkeys(titles, "")
    left_out: list[str] = []
    for column in sheet.columns:
        if column.place not in chosen:
            continue
        key, heading = chosen[column.place], column.heading.written
        if key not in mapping:
            left_out.append(heading)
        elif mapping[key]:
            raise InputError(
                "“%(field)s” is chosen for the columns “%(one)s” and “%(other)s”. Leave one of them out.",
                field=titles[key],
                one=mapping[key],
                other=heading,
            )
        else:
            mapping[key] = heading
    missing = [titles[key] for key in missing_fields(kind, mapping)]
    if missing:
        raise InputError("No column is chosen for %(fields)s. Choose one, or another sheet.", fields=missing)
    return said.model_copy(update={"sheet": sheet.name, "mapping": mapping, "left_out": tuple(left_out)})


def missing_fields(kind: ImportKind, mapping: Mapping[str, str]) -> list[str]:
    """Return the fields that a list of this kind must have, and that no column is chosen for."""
    required = [field for field in FIELDS[kind] if field.required]
    return [field.key for field in required if not mapping.get(field.key) and not mapping.get(field.stand_in)]


def _field(kind: ImportKind, key: str) -> Field:
    return next(field for field in FIELDS[kind] if field.key == key)


def _fits(column: SeenColumn, field: Field, zone: ZoneInfo) -> bool:
    """Whether what stands in a column can be read as the field."""
    if field.kind in (CellKind.DATE, CellKind.DATETIME):
        return not resolve_dates(column.samples, zone).problems
    reader = READERS[field.kind]
    for sample in column.samples:
        try:
            reader(sample)
        except InputError:
            return False
    return True


STANDINGS: Mapping[Standing, Message] = {
    Standing.AUTOMATIC: message("Automatic"),
    Standing.REMEMBERED: message("Remembered"),
    Standing.CHOSEN: message("Chosen"),
    Standing.DOUBTFUL: message("To check"),
    Standing.LEFT_OUT: message("Left out"),
    Standing.REPEATED: message("Same heading"),
    Standing.APPLICANT: message("Never read"),
}
"""The word for each standing."""
