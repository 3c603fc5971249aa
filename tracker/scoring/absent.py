"""Whether an official has a recorded absence on a day, as a condition."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlmodel import col

from tracker.records.absences import Absence


def absent_on(
    official_id: int | sa.SQLColumnExpression[int], day: sa.SQLColumnExpression[date]
) -> sa.ColumnElement[bool]:
    """Whether a recorded absence of the official covers the day."""
    return sa.exists().where(
        col(Absence.official_id) == official_id,
        col(Absence.starts_on) <= day,
        sa.func.coalesce(col(Absence.ends_on) >= day, sa.true()),
    )
