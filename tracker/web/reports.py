"""Reports: the files of a period by official, unit, channel or procedure, form II.06a, and where the two differ.

They count exactly as `tracker report` does: the page, the workbook and JSON show the same table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from tracker.messages import Message, counted, message
from tracker.period_titles import period_title
from tracker.records.handled_files import HandledFile
from tracker.reports.definitions import FIGURES, FORM_COLUMNS
from tracker.reports.differences import differing_files
from tracker.reports.files import FileCounts, FilesReport, FilesRow, report_files
from tracker.reports.form_ii06a import IDENTITIES, form_ii06a
from tracker.reports.grouping import Grouping
from tracker.reports.period_files import Condition
from tracker.reports.tables import (
    FORM_HEADINGS,
    GROUPS,
    HEADINGS,
    ReportTable,
    differences_table,
    files_table,
    form_table,
)
from tracker.reports.workbook import make_workbook
from tracker.web import charts
from tracker.web.addresses import this_page
from tracker.web.charts import RowOfBars
from tracker.web.formatting import number
from tracker.web.gate import needs
from tracker.web.lists import EXPORT
from tracker.web.period_choice import PeriodChoice, asked_period
from tracker.web.rendering import in_words
from tracker.web.requests import language, scope, session, told
from tracker.web.workbooks import XLSX

pages = Blueprint("reports", __name__, url_prefix="/reports")
PAGE_SIZE = 100
MOST_IN_CHART = 12
WIDE, NARROW = 1040, 340
TITLES = {
    Grouping.OFFICIAL: message("Files by official"),
    Grouping.UNIT: message("Files by unit"),
    Grouping.CHANNEL: message("Files by channel"),
    Grouping.PROCEDURE: message("Files by procedure"),
}
COLOURS = {"early": "k1", "on_time": "k3", "overdue": "k5", "others": "k0"}
LEGEND: Mapping[str, Message] = {
    "k1": message("Early"),
    "k3": message("On time"),
    "k5": message("Overdue"),
    "k0": message("Open or without a due date"),
}
Row = TypeVar("Row")


@pages.get("/")
@needs("reports.view")
def files() -> ResponseReturnValue:
    """Show the report of files, or hand it out as a workbook."""
    choice = _choice()
    by = next((one for one in Grouping if one.value == request.args.get("by")), Grouping.OFFICIAL)
    report = report_files(session(), choice.period, choice.as_of, by, _visible_files())
    if request.args.get(EXPORT):
        return _workbook(files_table(report), f"files-by-{by.value}-{choice.period.name}")
    return render_template(
        "reports/files.html",
        choice=choice,
        report=report,
        by=by,
        title=TITLES[by],
        groups=GROUPS,
        headings=HEADINGS,
        definitions=FIGURES,
        chart=_chart(report),
        legend=LEGEND,
        listed=_page(_sorted(report.rows)),
        sort=_sort(),
        address=_address,
    )


@pages.get("/form-ii06a", endpoint="form_ii06a")
@needs("reports.view")
def form() -> ResponseReturnValue:
    """Show form II.06a, or hand it out as a workbook."""
    choice = _choice()
    filled = form_ii06a(session(), choice.period, choice.as_of, _visible_files())
    if request.args.get(EXPORT):
        return _workbook(form_table(filled), f"form-ii06a-{choice.period.name}")
    return render_template(
        "reports/form_ii06a.html",
        choice=choice,
        form=filled,
        headings=FORM_HEADINGS,
        definitions=FORM_COLUMNS,
        identities=IDENTITIES,
        address=_address,
    )


@pages.get("/differences")
@needs("reports.view")
def differences() -> ResponseReturnValue:
    """List the files that form II.06a counts otherwise than their outcome, or hand them out as a workbook."""
    choice = _choice()
    found = differing_files(session(), choice.period, choice.as_of, _visible_files())
    table = differences_table(found, choice.period, choice.as_of)
    if request.args.get(EXPORT):
        return _workbook(table, f"form-ii06a-differences-{choice.period.name}")
    return render_template(
        "reports/differences.html", choice=choice, table=table, listed=_page(table.rows), address=_address
    )


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """The rows of one page of a report, and where they stand among all."""

    rows: Sequence[Row]
    number: int
    total: int

    @property
    def first(self) -> int:
        """The number of the first row shown."""
        return (self.number - 1) * PAGE_SIZE + 1

    @property
    def last(self) -> int:
        """The number of the last row shown."""
        return self.first + len(self.rows) - 1


def _page(rows: Sequence[Row]) -> Page[Row]:
    asked = request.args.get("page", "1")
    wanted = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1
    page = min(max(wanted, 1), max(-(-len(rows) // PAGE_SIZE), 1))
    return Page(rows[(page - 1) * PAGE_SIZE : page * PAGE_SIZE], page, len(rows))


def _choice() -> PeriodChoice:
    return asked_period(("month", "quarter", "half", "year"), "quarter", with_range=True)


def _visible_files() -> Condition | None:
    """Return which files the account's reports count: those of its units."""
    return scope().condition(HandledFile, "reports.view")


def _sort() -> str:
    """Return the figure by which the rows are sorted, the highest first; "" for the order of their names."""
    asked = request.args.get("sort", "")
    return asked if asked in HEADINGS else ""


def _sorted(rows: Sequence[FilesRow]) -> Sequence[FilesRow]:
    sort = _sort()
    return sorted(rows, key=lambda row: row.counts.figures()[sort] or 0, reverse=True) if sort else rows


def _address(**changes: str | int | None) -> str:
    """Return the address of this report with other choices."""
    return this_page({**request.args.to_dict(), **changes})


def _workbook(table: ReportTable, name: str) -> Response:
    answer = Response(make_workbook(table, language()), mimetype=XLSX)
    answer.headers.set("Content-Disposition", "attachment", filename=f"{name}.xlsx")
    return answer


def _chart(report: FilesReport) -> Markup | None:
    """Return the bars of the groups with the most files, for wide and for narrow screens."""
    rows = sorted(report.rows, key=lambda row: -row.counts.files)[:MOST_IN_CHART]
    if not rows:
        return None
    title = message(
        "Files by %(group)s, %(period)s: most at %(most)s, %(overdue)s of %(files)s overdue in all",
        group=GROUPS[report.by],
        period=period_title(report.period),
        most=rows[0].label,
        overdue=number(report.total.overdue, language()),
        files=number(report.total.files, language()),
    )
    bars, sentence = [_bar(row) for row in rows], told(title)
    return charts.lying_bars(bars, WIDE, "only-w", sentence) + charts.lying_bars(bars, NARROW, "only-n", sentence)


def _bar(row: FilesRow) -> RowOfBars:
    parts, label = _parts(row.counts), str(in_words(row.label))
    about = message(
        "%(label)s: %(files)s; %(early)d early, %(on_time)d on time, %(overdue)d overdue",
        label=label,
        files=counted("%(count)s file", "%(count)s files", count=row.counts.files),
        early=row.counts.early,
        on_time=row.counts.on_time,
        overdue=row.counts.overdue,
    )
    coloured = [(COLOURS[name], value) for name, value in parts.items()]
    return RowOfBars(label, coloured, told(about), number(row.counts.files, language()))


def _parts(counts: FileCounts) -> Mapping[str, int]:
    judged = {"early": counts.early, "on_time": counts.on_time, "overdue": counts.overdue}
    return {**judged, "others": counts.files - sum(judged.values())}
