"""What it takes to try other settings on a quarter, against scoring it.

uv run python -m benchmarks.simulation [--files 6000] [--officials 20] [--rounds 15] [--postgresql]
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import time
from decimal import Decimal
from pathlib import Path

from benchmarks.measuring import in_rounds, paired_ratio, show, verdict
from benchmarks.province import NOW, fill, let_hours_matter, open_database, plugins, postgresql_in, sqlite_in
from plugins.reward_rules.settings import InTime, RewardRules
from tracker.database import Database
from tracker.deadlines import PausePolicy
from tracker.periods import parse_period
from tracker.records import working_time
from tracker.records.working_time import WorkingTime
from tracker.scoring.basis import load_basis
from tracker.scoring.runs import score
from tracker.scoring.simulation import Tried, simulate, summary_of
from tracker.scoring.storing import store_cards

QUARTER = parse_period("2025-Q3")
RULES: Tried = {"reward_rules": lambda _present: RewardRules(in_time=InTime(most=Decimal(50)))}
SHIFTS, LATE = ((time(7), time(11)), (time(13), time(16, 30))), time(14)
PAUSES: Tried = {working_time.OWNER: lambda _present: WorkingTime(pause_policy=PausePolicy.RESTART)}
HOURS: Tried = {working_time.OWNER: lambda _present: WorkingTime(shifts=SHIFTS, late_receipt=LATE)}
BOTH: Tried = {
    working_time.OWNER: lambda _present: WorkingTime(shifts=SHIFTS, late_receipt=LATE, pause_policy=PausePolicy.RESTART)
}


def scored(database: Database) -> None:
    """Score the quarter, and store nothing."""
    with database.reading() as session:
        score(session, load_basis(session, plugins(), QUARTER, QUARTER.end))


def scored_and_stored(database: Database) -> None:
    """Score the quarter and store the cards, as `tracker score` does."""
    with database.reading() as session:
        basis = load_basis(session, plugins(), QUARTER, QUARTER.end)
        cards = score(session, basis)
    with database.writing("benchmark") as session:
        store_cards(session, basis, cards, NOW)


def simulated(database: Database, tried: Tried) -> None:
    """Try settings on the quarter."""
    with database.reading() if tried is RULES else database.trying() as session:
        simulate(session, plugins(), QUARTER, {QUARTER: QUARTER.end}, tried)


@contextmanager
def _filled(options: argparse.Namespace) -> Iterator[Database]:
    with tempfile.TemporaryDirectory() as folder:
        there = postgresql_in(Path(folder)) if options.postgresql else nullcontext(sqlite_in(Path(folder)))
        with there as url:
            database = open_database(url)
            fill(database, options.officials, options.files)
            let_hours_matter(database)
            scored_and_stored(database)
            yield database
            database.close()


def main() -> None:
    """Run what the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=6_000)
    parser.add_argument("--officials", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--postgresql", action="store_true")
    options = parser.parse_args()
    with _filled(options) as database:
        with database.reading() as session:
            tried = simulate(session, plugins(), QUARTER, {QUARTER: QUARTER.end}, RULES)
            assert summary_of(tried.officials).points_change
        times = in_rounds(
            {
                "score": lambda: scored(database),
                "store": lambda: scored_and_stored(database),
                "rules": lambda: simulated(database, RULES),
                "pauses": lambda: simulated(database, PAUSES),
                "hours": lambda: simulated(database, HOURS),
                "both": lambda: simulated(database, BOTH),
            },
            options.rounds,
        )
    ratio = {name: paired_ratio(one, times["score"]) for name, one in times.items()}
    told = {name: f"{one.median * 1000:.1f} ms = {ratio[name]:.2f} x" for name, one in times.items()}
    kind = "PostgreSQL" if options.postgresql else "SQLite"
    show(
        f"A quarter of {options.officials:,} officials, {options.files:,} files a year ({kind})",
        [
            ("scoring it", told["score"], "", ""),
            ("scoring it and storing the cards", told["store"], "", ""),
            ("trying other rules on it", told["rules"], "< 2 x", verdict(ratio["rules"], most=2)),
            ("trying another rule on pauses on it", told["pauses"], "< 2 x", verdict(ratio["pauses"], most=2)),
            ("trying other office hours on it", told["hours"], "< 2 x", verdict(ratio["hours"], most=2)),
            ("trying both at once", told["both"], "", ""),
        ],
    )


if __name__ == "__main__":
    main()
