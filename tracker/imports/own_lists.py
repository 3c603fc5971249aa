"""Lists that are no import of the core: a plugin names their fields, and gets their rows read and checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from tracker.imports.checking.checked import CheckedRow, Problem, Question
from tracker.imports.checking.checks import check_sheet
from tracker.imports.checking.dates import DateOrder
from tracker.imports.checking.exchanged_dates import SpreadsheetDates
from tracker.imports.checking.fields import FIRST_YEAR, CellKind, Field, FieldList
from tracker.imports.checking.layout import choose_sheet
from tracker.imports.reading.limits import Limits
from tracker.imports.reading.readers import read_sheets
from tracker.messages import InputError, Message, message
from tracker.text import fold


@dataclass(frozen=True, slots=True)
class ListAnswers:
    """What a person says of a list: its sheet, field to heading, and how dates that can be read two ways are."""

    sheet: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    date_order: DateOrder | None = None
    spreadsheet_dates: SpreadsheetDates | None = None


@dataclass(frozen=True, slots=True)
class ReadList:
    """The rows of a list that can be used, and what keeps the others from it; a row in question is not among them.

    `headings` says how the list calls each field that it has.
    """

    sheet: str
    headings: Mapping[str, str]
    rows: Sequence[CheckedRow]
    problems: Sequence[Problem]
    questions: Sequence[Question]
    notes: Sequence[Message]

    def problem(self, row: CheckedRow, key: str, told: Message) -> Problem:
        """Return a problem of a row with one field, as those that reading found."""
        written = row.values.get(key)
        shown = "" if written is None else str(written)
        return Problem(self.sheet, row.number, self.headings.get(key, ""), shown, told)

    def refused(self, problems: Iterable[Problem]) -> int:
        """Return how many rows are not stored, for one of these problems or for a question."""
        asked = {row for question in self.questions for row in question.rows}
        return len({problem.row for problem in problems} | asked)


class RowError(Exception):
    """A row cannot be used, for what stands in the field `key`; `message` names the cure. See `ReadList.problem`."""

    def __init__(self, key: str, message: Message) -> None:
        super().__init__(key, message)
        self.key, self.message = key, message


def list_field(
    key: str,
    title: Message,
    headings: str = "",
    kind: CellKind = CellKind.TEXT,
    *,
    required: bool = False,
    stand_in: str = "",
    first_year: int = FIRST_YEAR,
) -> Field:
    """Return a field of a list: `headings` are those that offices write for it, best first, separated by bars.

    A required field may be empty where `stand_in`, another field, is not. Dates before `first_year` are refused.
    """
    synonyms = tuple(dict.fromkeys(fold(heading) for heading in (title.id, *headings.split("|")) if heading))
    return Field(key, title.id, kind, synonyms, required, stand_in, first_year, title.catalogue)


def read_list(
    path: Path, fields: Sequence[Field], *, zone: ZoneInfo, limits: Limits, answers: ListAnswers | None = None
) -> ReadList:
    """Read an .xlsx, .xls, .ods or .csv: find its sheet, headings and columns, and check every cell.

    Raises InputError where it cannot be read, where no sheet has such a list, or where the list has no row.
    """
    answers = answers or ListAnswers()
    sheets = read_sheets(path, path.name, limits, sheet=answers.sheet)
    choice = choose_sheet(sheets, FieldList(tuple(fields)), answers.mapping)
    layout = choice.layout
    checked = check_sheet(
        choice.sheet.rows,
        layout,
        zone=zone,
        date_order=answers.date_order,
        spreadsheet_dates=answers.spreadsheet_dates,
    )
    if not (checked.rows or checked.problems or checked.questions):
        raise InputError(
            "%(file)s: below the headings of the sheet “%(sheet)s” stands no record. Export the list again, or choose "
            "another sheet with --sheet.",
            file=path.name,
            sheet=layout.sheet,
        )
    asked = {row for question in checked.questions for row in question.rows}
    notes = [*checked.notes]
    if choice.other_sheets:
        others = list(choice.other_sheets)
        notes.append(
            message(
                "Read was the sheet “%(sheet)s”; %(others)s look like lists too. Choose one with --sheet.",
                sheet=layout.sheet,
                others=others,
            )
        )
    return ReadList(
        sheet=layout.sheet,
        headings={key: layout.heading_of(key) for key in layout.columns},
        rows=[row for row in checked.rows if row.number not in asked] if asked else checked.rows,
        problems=checked.problems,
        questions=checked.questions,
        notes=notes,
    )
