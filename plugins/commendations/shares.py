"""The two shares of a card that commendations are judged by: of the points within reach, of the files in time."""

from __future__ import annotations

from decimal import Decimal

from tracker.api import Judged

HUNDREDTH = Decimal("0.01")
READS = ("files.early", "files.on_time", "files.overdue")


def share_of_points(judged: Judged) -> Decimal | None:
    """Return the points as a percentage of those that the rules give which could judge the official.

    So nobody is held back by a rule that had too little to judge him by.
    """
    if judged.total is None or not judged.reachable:
        return None
    return (judged.total * 100 / judged.reachable).quantize(HUNDREDTH)


def share_on_time(judged: Judged) -> Decimal | None:
    """Return the percentage of the finished files that were early or on time; None where nothing was due."""
    early, on_time, overdue = (Decimal(judged.measures[key] or 0) for key in READS)
    due = early + on_time + overdue
    return ((early + on_time) * 100 / due).quantize(HUNDREDTH) if due else None
