"""The report of files: how many there were in a period, and what had become of each by the as-of date."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.messages import Message
from tracker.periods import Period
from tracker.records import outcomes
from tracker.records.handled_files import HandledFile
from tracker.records.lifecycle import Channel
from tracker.records.outcomes import Outcome
from tracker.reports.grouping import Grouping, RowName, group_of_file, row_name, with_names
from tracker.reports.period_files import Condition, counted_in
from tracker.reports.shares import InTimeCounts, share


@dataclass(frozen=True, slots=True)
class FileCounts(InTimeCounts):
    """How many files, and of which kind.

    Each file is counted once: `files` = `received` + `carried_over`, and also = `early` + `on_time` +
    `overdue_finished` + `overdue_open` + `open` + `no_deadline` + `withdrawn`.
    """

    files: int = 0
    carried_over: int = 0
    open: int = 0
    """In work on the as-of date, not past their deadline; the paused ones too."""
    no_deadline: int = 0
    """Finished or in work, and nothing says when they were due."""
    withdrawn: int = 0
    """Withdrawn or refused in time: without an outcome."""

    @property
    def overdue_share(self) -> Decimal | None:
        """The overdue share as portals publish it: of the files received and carried over."""
        return share(self.overdue, self.files)

    def figures(self) -> dict[str, int | Decimal | None]:
        """Return every count and share by its name, in the order in which reports show them."""
        return {
            "files": self.files,
            "received": self.received,
            "carried_over": self.carried_over,
            "early": self.early,
            "on_time": self.on_time,
            "overdue": self.overdue,
            "overdue_finished": self.overdue_finished,
            "overdue_open": self.overdue_open,
            "open": self.open,
            "no_deadline": self.no_deadline,
            "withdrawn": self.withdrawn,
            "online": self.online,
            "online_share": self.online_share,
            "on_time_share": self.on_time_share,
            "overdue_share": self.overdue_share,
        }

    def to_json(self) -> dict[str, int | float | None]:
        """Return the figures as plain JSON numbers, written with the same digits."""
        return {name: float(value) if isinstance(value, Decimal) else value for name, value in self.figures().items()}


@dataclass(frozen=True, slots=True)
class FilesRow:
    """The counts of one official, unit, channel or procedure; `key` is "" for the files that have none."""

    key: str
    label: str | Message
    counts: FileCounts


@dataclass(frozen=True, slots=True)
class FilesReport:
    """The files of a period as they stood on a day. The rows add up to the total."""

    period: Period
    as_of: date
    by: Grouping
    rows: tuple[FilesRow, ...]
    total: FileCounts

    def to_json(self) -> dict[str, object]:
        """Return the report as one JSON object."""
        return {
            "period": self.period.name,
            "as_of": self.as_of.isoformat(),
            "total": self.total.to_json(),
            "by": {row.key: row.counts.to_json() for row in self.rows},
        }


@dataclass(frozen=True, slots=True)
class Cell:
    """So many files of one group that are alike in everything that the report tells apart."""

    row: RowName
    outcome: Outcome
    has_ended: bool
    was_received: bool
    is_online: bool
    files: int


def report_files(
    session: Session, period: Period, as_of: date, by: Grouping | None = None, where: Condition | None = None
) -> FilesReport:
    """Count the files of the period, by official unless `by` says otherwise. What is dated later has not happened.

    `where` is a condition on files, such as those of a leader's units.
    """
    by = by or Grouping.OFFICIAL
    cells = _count_cells(session, by, as_of, counted_in(period, as_of, where), outcomes.received_in(period, as_of))
    by_row: dict[str, list[Cell]] = {}
    names: dict[str, RowName] = {}
    for cell in cells:
        names[cell.row.key] = cell.row
        by_row.setdefault(cell.row.key, []).append(cell)
    in_order = sorted(names.values(), key=lambda name: name.order)
    rows = tuple(FilesRow(name.key, name.label, _add_up(by_row[name.key])) for name in in_order)
    return FilesReport(period, as_of, by, rows, _add_up(cells))


def _count_cells(
    session: Session, by: Grouping, as_of: date, is_counted: Condition, was_received: Condition
) -> list[Cell]:
    alike = (
        sa.select(
            group_of_file(by, as_of).label("group"),
            outcomes.outcome_of(as_of).label("outcome"),
            outcomes.ended(as_of).label("has_ended"),
            was_received.label("was_received"),
            (was_received & (col(HandledFile.channel) == Channel.ONLINE)).label("is_online"),
        )
        .where(is_counted)
        .subquery()
    )
    groups = sa.select(*alike.c, sa.func.count().label("files")).group_by(*alike.c).subquery()
    return [
        Cell(
            row_name(by, row.code, row.name),
            Outcome(row.outcome),
            row.has_ended,
            row.was_received,
            row.is_online,
            row.files,
        )
        for row in session.connection().execute(with_names(by, groups))
    ]


def _add_up(cells: Iterable[Cell]) -> FileCounts:
    counts: Counter[str] = Counter()
    for cell in cells:
        counts["files"] += cell.files
        counts["received" if cell.was_received else "carried_over"] += cell.files
        counts["online"] += cell.files if cell.is_online else 0
        counts[_column(cell)] += cell.files
    return FileCounts(**counts)


def _column(cell: Cell) -> str:
    if cell.outcome is Outcome.OVERDUE:
        return "overdue_finished" if cell.has_ended else "overdue_open"
    return "withdrawn" if cell.outcome is Outcome.NONE else cell.outcome.value
