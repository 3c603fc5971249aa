"""Files whose published time cannot be shortened: one working day or less, done on their day."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.api import (
    HandledFile,
    Measure,
    MeasureSet,
    MeasureValues,
    Period,
    Records,
    Timeliness,
    sentences,
)

_ = sentences("reward_rules")


def done_on_their_day(period: Period, as_of: date) -> sa.ColumnElement[bool]:
    """Whether a file of one working day or less was finished in the period, on its due day."""
    return (
        col(HandledFile.finished_on).between(period.start, as_of)
        & (col(HandledFile.timeliness) == Timeliness.ON_TIME.value)
        & (col(HandledFile.allowed_days) <= 1)
    )


def measure(session: Session, officials: Collection[int] | None, period: Period, as_of: date) -> MeasureValues:
    """Count those files and the working days that they were allowed."""
    finisher = col(HandledFile.finisher_id)
    rows = (
        sa.select(finisher, sa.func.count(), sa.func.sum(HandledFile.allowed_days))
        .where(done_on_their_day(period, as_of))
        .group_by(finisher)
    )
    if officials is not None:
        rows = rows.where(finisher.in_(officials))
    counted = session.connection().execute(rows).all()
    return {
        "reward_rules.same_day": {row[0]: row[1] for row in counted if row[0] is not None},
        "reward_rules.same_day_allowed": {row[0]: int(row[2] or 0) for row in counted if row[0] is not None},
    }


def files(official_id: int, period: Period, as_of: date) -> Records:
    """Select the files counted."""
    mine = col(HandledFile.finisher_id) == official_id
    return sa.select(HandledFile).where(done_on_their_day(period, as_of) & mine).order_by(col(HandledFile.code))


SAME_DAY_FILES = MeasureSet(
    "reward_rules.same_day",
    (
        Measure(
            "reward_rules.same_day", _("Files of one working day or less done on their day"), "files", evidence=files
        ),
        Measure("reward_rules.same_day_allowed", _("Working days allowed for them"), "days", evidence=files),
    ),
    measure,
)
