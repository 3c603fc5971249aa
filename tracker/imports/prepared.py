"""How a list is to be imported, and what reading and checking it gave."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tracker.imports.checking.checked import Checked
from tracker.imports.checking.dates import DateOrder
from tracker.imports.checking.exchanged_dates import SpreadsheetDates
from tracker.imports.checking.fields import ImportKind
from tracker.imports.checking.layout import Layout
from tracker.imports.results import Findings
from tracker.messages import Message

Progress = Callable[[Message], None]
"""Told what the import does at the moment."""


@dataclass(frozen=True, slots=True)
class Order:
    """How to import a list: what it holds, who exported it, and the answers given for this import.

    `mapping` (field to heading) and the other answers are remembered for the source; an empty heading forgets one.
    `left_out` are headings whose columns are not read, unless one is mapped or holds a required field.
    Only `spreadsheet_dates` holds for this list alone, since it says what happened to it on the way.
    `site_name` names the commune where the database has no unit yet.
    """

    kind: ImportKind
    filename: str
    source: str = "default"
    sheet: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    aliases: Mapping[str, str] = field(default_factory=dict)
    date_order: DateOrder | None = None
    spreadsheet_dates: SpreadsheetDates | None = None
    returned_is_finish: bool | None = None
    create_officials: bool = False
    site_name: str = ""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A list that was read and checked; `order` is completed by what was remembered of the source."""

    order: Order
    layout: Layout
    checked: Checked
    notes: tuple[Message, ...]

    def findings(self) -> Findings:
        """Return what the check found, to be added to while the rows are matched and stored."""
        checked = self.checked
        headings = {key: self.layout.headings[column] for key, column in self.layout.columns.items()}
        findings = Findings(self.layout.sheet, headings, list(checked.problems), list(checked.questions))
        findings.notes += self.notes
        findings.refused.update(problem.row for problem in checked.problems)
        findings.refused.update(row for question in checked.questions for row in question.rows)
        return findings
