"""The arithmetic of Decree 335/2025, exact: what was converted, and how points come of it. No records, no settings.

A product counts with its factor. Quantity is done / assigned. Each failed check takes 25% off the quality points of its
product, each delay 25% off its progress points, never below 0; what was not done has neither. The base of all three is
what was assigned. A row of several equal products loses at most what its finished products have.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

HUNDREDTH = Decimal("0.01")
WHOLE = Fraction(100)


@dataclass(frozen=True, slots=True)
class Work:
    """One row of products in the common unit: assigned, done, and what counts of its failures and delays.

    A failure of a product of 2 units is 2. Causes that are confirmed as objective are left out already.
    """

    assigned: Fraction
    done: Fraction
    failed: Fraction = Fraction(0)
    late: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Results:
    """How the results of somebody stand, in percent: a, b and c of everybody; d, đ and e of leaders."""

    quantity: Fraction
    quality: Fraction
    progress: Fraction
    leading: tuple[Fraction, ...] = ()

    @property
    def mean(self) -> Fraction:
        """The mean of all of them."""
        parts = (self.quantity, self.quality, self.progress, *self.leading)
        return sum(parts, Fraction(0)) / len(parts)

    def points(self, most: Decimal) -> Decimal:
        """Return the points, of at most so many, with two decimals, half a hundredth rounded up."""
        return rounded(Fraction(most) * self.mean / WHOLE)


def results_of(work: Iterable[Work], deduction: Decimal, leading: Sequence[Decimal] = ()) -> Results | None:
    """Return how results stand where each failure or delay takes so many percent; None where nothing was assigned."""
    rows, lost = list(work), Fraction(deduction) / WHOLE
    assigned = sum((row.assigned for row in rows), Fraction(0))
    if not assigned:
        return None
    done = sum((row.done for row in rows), Fraction(0))
    quality = sum((max(row.done - lost * row.failed, Fraction(0)) for row in rows), Fraction(0))
    progress = sum((max(row.done - lost * row.late, Fraction(0)) for row in rows), Fraction(0))
    a, b, c = (WHOLE * part / assigned for part in (done, quality, progress))
    return Results(a, b, c, tuple(Fraction(one) for one in leading))


def mean_score(scores: Sequence[Decimal], periods: int) -> Decimal | None:
    """Return the sum of scores divided by so many periods, with two decimals; None without any score."""
    if not scores:
        return None
    return rounded(Fraction(sum(scores, Decimal(0))) / periods)


def rounded(exact: Fraction) -> Decimal:
    """Return a number with two decimals, half a hundredth rounded up; none of it is negative."""
    hundredths = (exact * 100 + Fraction(1, 2)).__floor__()
    return (Decimal(hundredths) / 100).quantize(HUNDREDTH, ROUND_HALF_UP)
