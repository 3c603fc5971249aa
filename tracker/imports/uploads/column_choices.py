"""Which column of an uploaded list holds which field: as its heading says, as remembered, or as somebody chose."""

from __future__ import annotations

import enum
from collections.abc import Container, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from tracker.imports.checking.dates import resolve_dates
from tracker.imports.checking.fields import FIELDS, CellKind, Field, ImportKind
from tracker.imports.checking.headings import columns_by_name, is_named
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
    automatic = {at: key for key, at in columns_by_name(sheet.headings, kind, {}).items()}
    fields = said.columns or _remembered(sheet, kind, known)
    choices: list[ColumnChoice] = []
    headings_so_far: set[str] = set()
    for column in sheet.columns:
        key, heading = fields.get(column.place) or None, fold(column.heading.written)
        if kind == ImportKind.FILES and column.heading.is_applicants:
            standing = Standing.APPLICANT
        elif heading in headings_so_far:
            standing = Standing.REPEATED
        elif key is None:
            standing = Standing.LEFT_OUT
        elif not _fits(column, _field(kind, key), zone):
            standing = Standing.DOUBTFUL
        elif automatic.get(column.place) == key:
            standing = Standing.AUTOMATIC
        else:
            standing = Standing.CHOSEN if said.columns else Standing.REMEMBERED
        headings_so_far.add(heading)
        choices.append(ColumnChoice(column, key, standing))
    return choices


def choose_columns(sheet: SeenSheet, kind: ImportKind, chosen: Mapping[int, str], said: Said) -> Said:
    """Return what is said of an upload once each column was chosen: its field by place, empty where it is left out.

    Raises InputError if a field is chosen twice, or one that is needed is missing.
    """
    titles = {field.key: Message(field.title) for field in FIELDS[kind]}
    headings = {column.place: column.heading.written for column in sheet.columns}
    places: dict[str, int] = {}
    for place, key in chosen.items():
        if key in places:
            raise InputError(
                "“%(field)s” is chosen for the columns “%(one)s” and “%(other)s”. Leave one of them out.",
                field=titles[key],
                one=headings[places[key]],
                other=headings[place],
            )
        if key in titles and place in headings:
            places[key] = place
    missing = [titles[key] for key in missing_fields(kind, places)]
    if missing:
        raise InputError("No column is chosen for %(fields)s. Choose one, or another sheet.", fields=missing)
    mapping = _to_be_told(sheet, kind, places)
    read = columns_by_name(sheet.headings, kind, mapping)
    left_out = tuple(headings[at] for key, at in read.items() if key not in places)
    columns = {place: next((key for key, at in places.items() if at == place), "") for place in chosen}
    return said.model_copy(
        update={
            "sheet": sheet.name,
            "columns": columns,
            "mapping": {key: mapping.get(key, "") for key in titles},
            "left_out": left_out,
        }
    )


def _to_be_told(sheet: SeenSheet, kind: ImportKind, places: Mapping[str, int]) -> dict[str, str]:
    """Return the headings of the fields that are not read from their columns unless somebody says so."""
    told: dict[str, str] = {}
    while True:
        read = columns_by_name(sheet.headings, kind, told)
        wrong = [key for key, at in places.items() if read.get(key) != at and key not in told]
        if not wrong:
            return told
        told |= {key: sheet.headings[places[key]].written for key in wrong}


def _remembered(sheet: SeenSheet, kind: ImportKind, known: ImportSource) -> dict[int, str]:
    """Return the field of each column as its heading says, and as is remembered of headings that this sheet has."""
    here = {
        key: text for key, text in known.headings.items() if any(is_named(one, text) for one in sheet.headings.values())
    }
    left_out = {fold(heading) for heading in known.headings_left_out} - {fold(heading) for heading in here.values()}
    columns = columns_by_name(sheet.headings, kind, here)
    return {at: key for key, at in columns.items() if fold(sheet.headings[at].written) not in left_out}


def missing_fields(kind: ImportKind, chosen: Container[str]) -> list[str]:
    """Return the fields that a list of this kind must have, and that no column is chosen for."""
    required = [field for field in FIELDS[kind] if field.required]
    return [field.key for field in required if field.key not in chosen and field.stand_in not in chosen]


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
    Standing.LEFT_OUT: message("Not read"),
    Standing.REPEATED: message("Same heading"),
    Standing.APPLICANT: message("Never read"),
}
"""The word for each standing."""
