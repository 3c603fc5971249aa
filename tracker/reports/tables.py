"""Reports as tables: the same headings and figures for the screen, the workbook and the page."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tracker.messages import Message, message
from tracker.periods import Period
from tracker.records.outcomes import Outcome
from tracker.reports.differences import DifferingFile
from tracker.reports.files import FileCounts, FilesReport
from tracker.reports.form_ii06a import FormII06a
from tracker.reports.grouping import NOTHING, Grouping

Cell = str | Message | int | Decimal | None
"""Text, a count, or a share as a Decimal between 0 and 1 (None: nothing to divide by)."""

GROUPS = {
    Grouping.OFFICIAL: message("Official"),
    Grouping.UNIT: message("Unit"),
    Grouping.CHANNEL: message("Channel"),
    Grouping.PROCEDURE: message("Procedure"),
}
HEADINGS = {
    "files": message("Files"),
    "received": message("New"),
    "carried_over": message("Carried\nover"),
    "early": message("Early"),
    "on_time": message("On\ntime"),
    "overdue": message("Overdue"),
    "overdue_finished": message("Ended\nlate"),
    "overdue_open": message("Late,\nopen"),
    "open": message("Open"),
    "no_deadline": message("No due\ndate"),
    "withdrawn": message("Withdrawn"),
    "online": message("Online"),
    "online_share": message("Online\n%%"),
    "on_time_share": message("In\ntime %%"),
    "overdue_share": message("Late\n%%"),
}
FOLLOWS_FROM_OTHERS = frozenset({"carried_over", "overdue", "online"})
"""Figures that a narrow table leaves out, since the others tell them."""
FORM_HEADINGS = (
    message("(3)\nFiles"),
    message("(4)\nOnline"),
    message("(5)\nCounter, post"),
    message("(6)\nCarried\nover"),
    message("(7)\nResolved"),
    message("(8)\nEarly"),
    message("(9)\nOn\ntime"),
    message("(10)\nOverdue"),
    message("(11)\nIn\nwork"),
    message("(12)\nIn\ntime"),
    message("(13)\nOverdue"),
)
OUTCOMES = {
    Outcome.EARLY: message("early"),
    Outcome.ON_TIME: message("on time"),
    Outcome.OVERDUE: message("overdue"),
    Outcome.OPEN: message("open"),
    Outcome.NO_DEADLINE: message("no due date"),
    Outcome.NONE: message("none"),
}


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A report ready to be shown; `total`, where there is one, is its last row."""

    title: Message
    period: Period
    as_of: date
    headings: tuple[Message, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] | None = None

    @property
    def dates(self) -> Message:
        """Which days the report looks at."""
        return message(
            "Period %(period)s: %(start)s to %(end)s, as of %(as_of)s",
            period=self.period.name,
            start=self.period.start,
            end=self.period.end,
            as_of=self.as_of,
        )


def files_table(report: FilesReport, leave_out: Collection[str] = ()) -> ReportTable:
    """Return the report of files as a table, without the figures that are to be left out."""

    def cells(counts: FileCounts) -> tuple[Cell, ...]:
        return tuple(value for name, value in counts.figures().items() if name not in leave_out)

    headings = (heading for name, heading in HEADINGS.items() if name not in leave_out)
    return ReportTable(
        message("Files by %(group)s", group=GROUPS[report.by]),
        report.period,
        report.as_of,
        (GROUPS[report.by], *headings),
        tuple((row.label, *cells(row.counts)) for row in report.rows),
        (message("Total"), *cells(report.total)),
    )


def form_table(form: FormII06a) -> ReportTable:
    """Return form II.06a as a table."""
    return ReportTable(
        message("Form II.06a: files by field"),
        form.period,
        form.as_of,
        (message("(2) Field"), *FORM_HEADINGS),
        tuple((row.field or NOTHING, *row.counts.columns().values()) for row in form.rows),
        (message("Total"), *form.total.columns().values()),
    )


def differences_table(files: tuple[DifferingFile, ...], period: Period, as_of: date) -> ReportTable:
    """Return the files on which form and outcome differ as a table."""
    headings = (message("File code"), message("Field"), message("Outcome"), message("Form II.06a"), message("Why"))
    return ReportTable(
        message("Files that form II.06a counts otherwise"),
        period,
        as_of,
        headings,
        tuple(
            (file.code, file.field or NOTHING, OUTCOMES[file.outcome], f"({file.column})", file.because)
            for file in files
        ),
    )
