"""How long one count of working days takes, at four distances, beside a loop over the days.

Run `uv run python -m benchmarks.workdays`. Every round measures all of them, one after the other, so that a busy
computer slows all alike; the table shows the medians.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from statistics import median
from time import perf_counter

from rich.console import Console
from rich.table import Table

from tracker.workdays import SHIPPED_OVERRIDES, Calendar, make_calendar

ROUNDS = 9
PAIRS = 20_000
DISTANCES = {"1 day": 1, "1 month": 30, "1 year": 365, "10 years": 3652}

Pairs = list[tuple[date, date]]


def main() -> None:
    """Measure in paired rounds, and print microseconds for each count and their ratios."""
    calendar = make_calendar(SHIPPED_OVERRIDES)
    random = Random(2026)
    pairs = {name: random_pairs(random, distance) for name, distance in DISTANCES.items()}
    working = {day for day, is_working, _ in calendar.days() if is_working}
    looked_up: dict[str, list[float]] = {name: [] for name in DISTANCES}
    looped: dict[str, list[float]] = {name: [] for name in DISTANCES}
    for _ in range(ROUNDS):
        for name, distance in DISTANCES.items():
            looked_up[name].append(microseconds(lambda sample: count_all(calendar, sample), pairs[name]))
            few = pairs[name][: max(20, PAIRS // distance)]
            looped[name].append(microseconds(lambda sample: loop_all(working, sample), few))
    print_table(looked_up, looped)


def random_pairs(random: Random, distance: int) -> Pairs:
    starts = [date(2012, 1, 1) + timedelta(days=random.randrange(9000)) for _ in range(PAIRS)]
    return [(start, start + timedelta(days=distance)) for start in starts]


def count_all(calendar: Calendar, pairs: Pairs) -> None:
    between = calendar.between
    for start, end in pairs:
        between(start, end)


def loop_all(working: set[date], pairs: Pairs) -> None:
    one_day = timedelta(days=1)
    for start, end in pairs:
        count = 0
        while start < end:
            start += one_day
            count += start in working


def microseconds(measured: Callable[[Pairs], None], pairs: Pairs) -> float:
    began = perf_counter()
    measured(pairs)
    return (perf_counter() - began) * 1e6 / len(pairs)


def print_table(looked_up: dict[str, list[float]], looped: dict[str, list[float]]) -> None:
    table = Table(title=f"Working days between two dates, median of {ROUNDS} paired rounds")
    for heading in ("distance", "between (µs)", "against 1 day", "day by day (µs)", "day by day / between"):
        table.add_column(heading, justify="right")
    for name in DISTANCES:
        against_one_day = median(a / b for a, b in zip(looked_up[name], looked_up["1 day"], strict=True))
        ratio = median(a / b for a, b in zip(looped[name], looked_up[name], strict=True))
        ours, theirs = median(looked_up[name]), median(looped[name])
        table.add_row(name, f"{ours:.3f}", f"{against_one_day:.2f}", f"{theirs:.2f}", f"{ratio:.1f}")
    Console().print(table)


if __name__ == "__main__":
    main()
