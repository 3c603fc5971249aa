"""Form II.06a: how a commune reports its files each quarter, by field, with a definition of its own.

Columns: (3) files, of them (4) received online, (5) at the counter or by post and (6) carried over; (7) resolved, of
them (8) early, (9) on time and (10) overdue; (11) in work, of them (12) in time and (13) overdue.

The form counts the same files as the report of files, but resolved in another way. Its column (9), on time, includes
those that wait for the applicant's supplement and those withdrawn or refused, whatever their deadline; payments and
stopped files stay in work. A file without a deadline cannot be late: finished it stands in (9), in work in (12).
(Form II.06a/VPCP/KSTT; `tracker.reports.differences` lists the files that it counts otherwise.)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.messages import InputError
from tracker.periods import Period
from tracker.records import outcomes
from tracker.records.handled_files import HandledFile, Timeliness
from tracker.records.lifecycle import Channel, FileStatus
from tracker.records.procedures import Procedure
from tracker.reports.period_files import counted_in
from tracker.text import fold

Condition = sa.ColumnElement[bool]
FIRST_COLUMN = 3
IDENTITIES = ((3, (4, 5, 6)), (3, (7, 11)), (7, (8, 9, 10)), (11, (12, 13)))


@dataclass(frozen=True, slots=True)
class FormCounts:
    """The columns (3) to (13) of one row, in their order."""

    files: int = 0
    online: int = 0
    counter_or_post: int = 0
    carried_over: int = 0
    resolved: int = 0
    early: int = 0
    on_time: int = 0
    overdue: int = 0
    in_work: int = 0
    in_work_in_time: int = 0
    in_work_overdue: int = 0

    def columns(self) -> dict[int, int]:
        """Return the counts by the number of their column."""
        return dict(enumerate(astuple(self), FIRST_COLUMN))

    def to_json(self) -> dict[str, int]:
        """Return the counts by the number of their column, as JSON names it."""
        return {str(number): count for number, count in self.columns().items()}


@dataclass(frozen=True, slots=True)
class FormRow:
    """The counts of one field; it is "" for the files whose procedure or field is unknown."""

    field: str
    counts: FormCounts


@dataclass(frozen=True, slots=True)
class FormII06a:
    """The form of a period as its files stood on a day."""

    period: Period
    as_of: date
    rows: tuple[FormRow, ...]
    total: FormCounts

    def to_json(self) -> dict[str, object]:
        """Return the form as one JSON object."""
        return {
            "period": self.period.name,
            "as_of": self.as_of.isoformat(),
            "total": self.total.to_json(),
            "by": {row.field: row.counts.to_json() for row in self.rows},
        }


def form_ii06a(session: Session, period: Period, as_of: date, where: Condition | None = None) -> FormII06a:
    """Fill the form, with the files for which `where` holds.

    Raises InputError that names the row if its columns do not add up as the form demands.
    """
    field = sa.func.coalesce(Procedure.field, sa.literal_column("''")).label("field")
    conditions = _conditions(period, as_of)
    counted = (
        sa.select(field, *(sa.func.count().filter(condition) for condition in conditions.values()))
        .select_from(HandledFile)
        .outerjoin(Procedure, col(Procedure.id) == HandledFile.procedure_id)
        .where(counted_in(period, as_of, where))
        .group_by(sa.literal_column("1"))
    )
    found = [FormRow(row[0], FormCounts(*row[1:])) for row in session.connection().execute(counted)]
    rows = tuple(sorted(found, key=lambda row: (not row.field, fold(row.field), row.field)))
    for row in rows:
        check_identities(row)
    return FormII06a(period, as_of, rows, _sum(row.counts for row in rows))


def check_identities(row: FormRow) -> None:
    """Raise InputError if a sum of the row is not the sum of its parts."""
    columns = row.counts.columns()
    for whole, parts in IDENTITIES:
        if columns[whole] != sum(columns[part] for part in parts):
            raise InputError(
                "Form II.06a, field %(field)s: column (%(whole)d) is %(found)d, but the columns %(parts)s add up to "
                "%(sum)d. Correct the files of this field whose dates and status contradict each other.",
                field=row.field or "–",
                whole=whole,
                found=columns[whole],
                parts=[f"({part})" for part in parts],
                sum=sum(columns[part] for part in parts),
            )


def waiting(as_of: date) -> Condition:
    """Whether the file waited for the applicant's supplement."""
    since = sa.func.coalesce(HandledFile.status_on, HandledFile.received_on)
    return (col(HandledFile.status) == FileStatus.SUPPLEMENT) & (since <= as_of) & ~outcomes.ended(as_of)


def outcome_columns(as_of: date) -> dict[int, Condition]:
    """Return, by the number of its column, when a file stands in it: (8), (9), (10), (12) or (13)."""
    is_finished = outcomes.finished(as_of)
    in_work = ~outcomes.ended(as_of) & ~waiting(as_of)
    finished_on_time = is_finished & col(HandledFile.timeliness).in_([Timeliness.ON_TIME, Timeliness.NO_DEADLINE])
    return {
        8: outcomes.early(as_of),
        9: finished_on_time | outcomes.withdrawn(as_of) | waiting(as_of),
        10: is_finished & (col(HandledFile.timeliness) == Timeliness.LATE),
        12: in_work & ~outcomes.overdue(as_of),
        13: in_work & outcomes.overdue(as_of),
    }


def _conditions(period: Period, as_of: date) -> Mapping[int, Condition]:
    was_received = outcomes.received_in(period, as_of)
    is_online = col(HandledFile.channel) == Channel.ONLINE
    resolved = outcomes.ended(as_of) | waiting(as_of)
    conditions = {
        3: sa.true(),
        4: was_received & is_online,
        5: was_received & ~is_online,
        6: col(HandledFile.received_on) < period.start,
        7: resolved,
        11: ~resolved,
    }
    return dict(sorted({**conditions, **outcome_columns(as_of)}.items()))


def _sum(counts: Iterable[FormCounts]) -> FormCounts:
    columns = zip(*(astuple(one) for one in counts), strict=True)
    return FormCounts(*(sum(column) for column in columns))
