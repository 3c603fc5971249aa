"""The measures beside the form of a rule: what each counts, and how it spread over the officials lately."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tracker.api import Measure, Message, Period, fold
from tracker.api.web import all_measures, in_words, latest_spreads, unit_of

ONE, HUNDREDTH = Decimal(1), Decimal("0.01")


@dataclass(frozen=True, slots=True)
class ListedMeasure:
    """A measure, what it counts in, and its lowest, median and highest value in the last period, where it has any."""

    measure: Measure
    unit: Message | str
    spread: tuple[Decimal, ...] | None


@dataclass(frozen=True, slots=True)
class MeasureList:
    """The measures that fit what was searched for; `period` is that of the spreads, `known` how many there are."""

    measures: list[ListedMeasure]
    period: Period | None
    query: str
    known: int


def listed_measures(query: str) -> MeasureList:
    """Return the measures of which key, title or meaning have all the words of the query, accents aside."""
    period, spreads = latest_spreads()
    known, words = all_measures(), fold(query).split()
    found = []
    for key, measure in known.items():
        text = fold(" ".join((key, in_words(measure.title), in_words(measure.about) if measure.about else "")))
        if all(word in text for word in words):
            spread = spreads.get(key)
            shown = None if spread is None else _rounded(spread.lowest, spread.median, spread.highest)
            found.append(ListedMeasure(measure, unit_of(measure), shown))
    return MeasureList(found, period, query, len(known))


def _rounded(*values: Decimal) -> tuple[Decimal, ...]:
    """Return the values with two decimals at most; whole ones without any."""
    return tuple(
        value.quantize(ONE) if value == value.to_integral_value() else value.quantize(HUNDREDTH) for value in values
    )
