"""Shares: exact, with four decimals, the same digits on the screen, in a workbook and in JSON."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

FOUR_DECIMALS = Decimal("0.0001")


def share(part: int, whole: int) -> Decimal | None:
    """Return part / whole with four decimals, half up; None where there is nothing to divide by."""
    return (Decimal(part) / whole).quantize(FOUR_DECIMALS, ROUND_HALF_UP) if whole else None


def as_percent(value: Decimal) -> Decimal:
    """Return a share as people read it: 0.9846 as 98.46."""
    return value.scaleb(2)
