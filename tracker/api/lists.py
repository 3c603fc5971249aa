"""The API of a plugin that imports lists of its own: workbooks as offices have them, read as the core reads imports.

The plugin names the fields; `read_list` finds the sheet, the headings and the columns, reads dates and numbers as
people write them, and tells of each row that cannot be used why, and what to do.
"""

from tracker.imports.checking.checked import CheckedRow, Problem, Question
from tracker.imports.checking.dates import DateOrder
from tracker.imports.checking.exchanged_dates import SpreadsheetDates
from tracker.imports.checking.fields import CellKind, Field
from tracker.imports.own_lists import ListAnswers, ReadList, RowError, list_field, read_list
from tracker.imports.reading.limits import limits_of

__all__ = [
    "CellKind",
    "CheckedRow",
    "DateOrder",
    "Field",
    "ListAnswers",
    "Problem",
    "Question",
    "ReadList",
    "RowError",
    "SpreadsheetDates",
    "limits_of",
    "list_field",
    "read_list",
]
