"""Measures of handled files. For points a file has one outcome in one period.

Early and on time where it was finished, for who held it then; overdue where its first overdue day lies, for who held
it on its due day, whether it is still open or not. So quarters add up to the year and no file is punished twice. A
file that was late for a cause confirmed as objective leaves both sides of every share and stays visible.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from decimal import Decimal
from functools import lru_cache

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.contributions import Measure, MeasureSet, MeasureValues, Records
from tracker.messages import message
from tracker.periods import Period
from tracker.records import outcomes
from tracker.records.handled_files import MOST_WORKING_DAYS, HandledFile, Timeliness
from tracker.records.procedures import MOST_WEIGHT, WEIGHT_OF_ONE
from tracker.scoring.columns import Column, Numbers, Reading, fetch_columns
from tracker.scoring.folding import counts_by_official, medians_by_official, sums_by_official
from tracker.scoring.whose import STATEMENTS_KEPT

Condition = sa.ColumnElement[bool]


def finished_in(period: Period, as_of: date) -> Condition:
    """Whether a file was finished in the period."""
    return col(HandledFile.finished_on).between(period.start, as_of)


def became_overdue_in(period: Period, as_of: date) -> Condition:
    """Whether a file's first overdue day lies in the period."""
    return col(HandledFile.overdue_on).between(period.start, as_of)


def excused(as_of: date) -> Condition:
    """Whether a cause of the delay stood confirmed as objective."""
    return sa.func.coalesce(col(HandledFile.excused_on) <= as_of, sa.false())


@lru_cache(maxsize=STATEMENTS_KEPT)
def _finished(period: Period, as_of: date) -> Reading:
    return Reading(
        holder=col(HandledFile.finisher_id),
        columns=(
            Column("timeliness", col(HandledFile.timeliness), 3),
            Column("allowed", sa.func.coalesce(HandledFile.allowed_days, 0), MOST_WORKING_DAYS),
            Column("saved", sa.func.coalesce(HandledFile.saved_days, 0), MOST_WORKING_DAYS),
            Column("same_day", sa.case((ready_on_its_day(), 1), else_=0), 1),
            Column("weight", col(HandledFile.weight_hundredths), MOST_WEIGHT),
        ),
        rows=sa.select(HandledFile).where(finished_in(period, as_of)),
        chunk=col(HandledFile.finished_on),
    )


def measure_finished(session: Session, officials: Collection[int] | None, period: Period, as_of: date) -> MeasureValues:
    """Measure the files finished in the period, in one statement."""
    columns = fetch_columns(session, _finished(period, as_of), officials)
    official, timeliness = columns["official"], columns["timeliness"]
    counts = counts_by_official(official, timeliness, len(Timeliness))
    in_time = timeliness <= Timeliness.ON_TIME.value
    sums = sums_by_official(
        official,
        {
            "files.finished": None,
            "files.same_day": columns["same_day"],
            "files.allowed_days": columns["allowed"] * in_time,
            "files.saved_days": columns["saved"] * in_time,
            "files.units": columns["weight"],
        },
    )
    return {
        **sums,
        "files.early": counts[Timeliness.EARLY],
        "files.on_time": counts[Timeliness.ON_TIME],
        "files.no_deadline": counts[Timeliness.NO_DEADLINE],
        "files.units": {who: Decimal(hundredths) / WEIGHT_OF_ONE for who, hundredths in sums["files.units"].items()},
        "files.median_saved_days": medians_by_official(official[in_time], columns["saved"][in_time]),
    }


@lru_cache(maxsize=STATEMENTS_KEPT)
def _overdue(period: Period, as_of: date) -> Reading:
    return Reading(
        holder=col(HandledFile.overdue_holder_id),
        columns=(Column("excused", sa.case((excused(as_of), 1), else_=0), 1),),
        rows=sa.select(HandledFile).where(became_overdue_in(period, as_of)),
        chunk=col(HandledFile.overdue_on),
    )


def measure_overdue(session: Session, officials: Collection[int] | None, period: Period, as_of: date) -> MeasureValues:
    """Measure the files whose first overdue day lies in the period, those excused apart, in one statement."""
    columns = fetch_columns(session, _overdue(period, as_of), officials)
    amounts: dict[str, Numbers | None] = {"files.overdue": 1 - columns["excused"], "files.excused": columns["excused"]}
    return dict(sums_by_official(columns["official"], amounts))


def open_and_overdue(as_of: date) -> Condition:
    """Whether a file was in work and past its deadline."""
    return outcomes.overdue(as_of) & ~outcomes.ended(as_of)


@lru_cache(maxsize=STATEMENTS_KEPT)
def _open(as_of: date) -> Reading:
    return Reading(
        holder=col(HandledFile.overdue_holder_id),
        columns=(),
        rows=sa.select(HandledFile).where(col(HandledFile.overdue_on) <= as_of, ~outcomes.ended(as_of)),
        chunk=col(HandledFile.overdue_on),
    )


def measure_open(session: Session, officials: Collection[int] | None, _period: Period, as_of: date) -> MeasureValues:
    """Measure the stock of files in work and overdue on the as-of date. Rules do not charge it."""
    columns = fetch_columns(session, _open(as_of), officials)
    return dict(sums_by_official(columns["official"], {"files.open_overdue": None}))


Evidence = Callable[[int, Period, date], Records]


def _evidence(holder: object, where: Callable[[Period, date], Condition]) -> Evidence:
    def files(official_id: int, period: Period, as_of: date) -> Records:
        wanted = where(period, as_of) & (col(holder) == official_id)
        return sa.select(HandledFile).where(wanted).order_by(col(HandledFile.code))

    return files


def finished_as(*timeliness: Timeliness) -> Callable[[Period, date], Condition]:
    """Return the condition of the files finished in a period with one of these results."""
    values = [one.value for one in timeliness]
    return lambda period, as_of: finished_in(period, as_of) & col(HandledFile.timeliness).in_(values)


def ready_on_its_day() -> Condition:
    """Whether a file of one working day or less, which can hardly be early, was ready by its published day."""
    on_time = col(HandledFile.timeliness) == Timeliness.ON_TIME.value
    return on_time & (col(HandledFile.allowed_days) <= 1) & (col(HandledFile.saved_days) == HandledFile.allowed_days)


_FINISHED = _evidence(HandledFile.finisher_id, finished_in)
_IN_TIME = _evidence(HandledFile.finisher_id, finished_as(Timeliness.EARLY, Timeliness.ON_TIME))
_SAME_DAY = _evidence(HandledFile.finisher_id, lambda period, as_of: finished_in(period, as_of) & ready_on_its_day())

FINISHED_FILES = MeasureSet(
    "files.finished",
    (
        Measure(
            "files.finished",
            message("Files finished"),
            "files",
            evidence=_FINISHED,
            about=message("Files whose result was ready in the period; each counts for who held it on that day."),
        ),
        Measure(
            "files.early",
            message("Files finished before the due date"),
            "files",
            evidence=_evidence(HandledFile.finisher_id, finished_as(Timeliness.EARLY)),
            about=message("Of the files finished: those finished before the day on which they were due."),
        ),
        Measure(
            "files.on_time",
            message("Files finished on the due date"),
            "files",
            evidence=_evidence(HandledFile.finisher_id, finished_as(Timeliness.ON_TIME)),
            about=message("Of the files finished: those finished on the day on which they were due."),
        ),
        Measure(
            "files.no_deadline",
            message("Files finished that had no due date"),
            "files",
            direction="neither",
            evidence=_evidence(HandledFile.finisher_id, finished_as(Timeliness.NO_DEADLINE)),
            about=message(
                "Of the files finished: those with neither a due date nor a published time, so that nobody can say "
                "whether they were in time."
            ),
        ),
        Measure(
            "files.same_day",
            message("Files of one working day or less finished on the due date"),
            "files",
            evidence=_SAME_DAY,
            about=message(
                "Of the files on time: those of procedures of one working day or less, which cannot be finished a "
                "day early."
            ),
        ),
        Measure(
            "files.allowed_days",
            message("Working days allowed"),
            "days",
            evidence=_IN_TIME,
            about=message(
                "For the files finished in time: the working days that the published time of the procedure allows, "
                "added up; without one, those to the due date."
            ),
        ),
        Measure(
            "files.saved_days",
            message("Working days saved"),
            "days",
            evidence=_IN_TIME,
            about=message("For the files finished in time: the working days allowed that were not needed, added up."),
        ),
        Measure(
            "files.median_saved_days",
            message("Working days saved, median file"),
            "days",
            decimals=1,
            default=None,
            evidence=_IN_TIME,
            about=message(
                "Half of the files finished in time saved more working days than this, half fewer; no value without "
                "such files."
            ),
        ),
        Measure(
            "files.units",
            message("Weighted units finished"),
            "units",
            decimals=2,
            default=Decimal(0),
            evidence=_FINISHED,
            about=message("The files finished, each with the weight of its procedure."),
        ),
    ),
    measure_finished,
)
OVERDUE_FILES = MeasureSet(
    "files.overdue",
    (
        Measure(
            "files.overdue",
            message("Files that became overdue"),
            "files",
            direction="less",
            evidence=_evidence(
                HandledFile.overdue_holder_id,
                lambda period, as_of: became_overdue_in(period, as_of) & ~excused(as_of),
            ),
            about=message(
                "Files whose first day overdue lies in the period, finished or not; each counts for who held it on "
                "its due day. Those with a confirmed objective cause are left out."
            ),
        ),
        Measure(
            "files.excused",
            message("Files overdue for a confirmed objective cause"),
            "files",
            direction="neither",
            evidence=_evidence(
                HandledFile.overdue_holder_id,
                lambda period, as_of: became_overdue_in(period, as_of) & excused(as_of),
            ),
            about=message(
                "Files whose first day overdue lies in the period and whose cause a leader confirmed as objective."
            ),
        ),
    ),
    measure_overdue,
)
OPEN_FILES = MeasureSet(
    "files.open",
    (
        Measure(
            "files.open_overdue",
            message("Files in work and overdue"),
            "files",
            direction="less",
            evidence=_evidence(HandledFile.overdue_holder_id, lambda _period, as_of: open_and_overdue(as_of)),
            gives_card=False,
            about=message("Files in work on the last day looked at whose due day has passed, whenever it was."),
        ),
    ),
    measure_open,
)
