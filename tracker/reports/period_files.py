"""Which files a report of a period counts: each file once."""

from __future__ import annotations

from datetime import date, timedelta

import sqlalchemy as sa

from tracker.periods import Period
from tracker.records import outcomes

Condition = sa.ColumnElement[bool]


def counted_in(period: Period, as_of: date, where: Condition | None = None) -> Condition:
    """Whether a file was received in the period or carried over: not ended when it began, so that it may end in it.

    `where` leaves out the files that whoever asks may not see.
    """
    carried_over = ~outcomes.ended(period.start - timedelta(days=1))
    counted = outcomes.received_by(as_of) & (outcomes.received_in(period, as_of) | carried_over)
    return counted if where is None else counted & where
