"""Shares: exact, with four decimals, the same digits on the screen, in a workbook and in JSON.

What a published share divides by what stands here once, whatever the counts were made from.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

FOUR_DECIMALS = Decimal("0.0001")


def share(part: int, whole: int) -> Decimal | None:
    """Return part / whole with four decimals, half up; None where there is nothing to divide by."""
    return (Decimal(part) / whole).quantize(FOUR_DECIMALS, ROUND_HALF_UP) if whole else None


@dataclass(frozen=True, slots=True)
class InTimeCounts:
    """The files received, and how those handled stood against their deadlines."""

    received: int = 0
    online: int = 0
    """Of those received."""
    early: int = 0
    on_time: int = 0
    overdue_finished: int = 0
    """Ended after their deadline: finished, or withdrawn too late to have no outcome."""
    overdue_open: int = 0
    """In work on the last day, past their deadline."""

    @property
    def overdue(self) -> int:
        """The files that ended late and those in work and late."""
        return self.overdue_finished + self.overdue_open

    @property
    def online_share(self) -> Decimal | None:
        """The share of the files received that came in online."""
        return share(self.online, self.received)

    @property
    def on_time_share(self) -> Decimal | None:
        """The share of the files early or on time among those early, on time or overdue."""
        in_time = self.early + self.on_time
        return share(in_time, in_time + self.overdue)


def as_percent(value: Decimal) -> Decimal:
    """Return a share as people read it: 0.9846 as 98.46."""
    return value.scaleb(2)
