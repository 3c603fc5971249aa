"""Scoring a year of a province: measures against one bare GROUP BY, the whole run, ORM objects, growth, memory.

uv run python -m benchmarks.scoring [--files 1000000] [--officials 3000] [--rounds 7] [--postgresql]
"""

from __future__ import annotations

import argparse
import math
import tempfile
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session, col, select

from benchmarks.measuring import Timed, in_rounds, paired_ratio, peak_megabytes, show, verdict
from benchmarks.province import NOW, YEAR, fill, open_database, plugins, postgresql_in
from tracker.cli.memory import collect_rarely
from tracker.database import Database
from tracker.records.handled_files import HandledFile
from tracker.scoring.basis import Basis, load_basis
from tracker.scoring.measuring import measure_everybody
from tracker.scoring.runs import points_without_cohort, score
from tracker.scoring.storing import store_cards

ONE_BY_ONE = 20


def bare_group_by(session: Session) -> int:
    """The floor: count the files of each official over the index that the measures read."""
    return len(_bare(session, "finisher_id, count(*)", "GROUP BY finisher_id"))


def bare_scan(session: Session) -> int:
    """The bare scan of the covering index."""
    return len(_bare(session, "count(*), sum(saved_days)", ""))


def _bare(session: Session, what: str, grouping: str) -> list[object]:
    """Read the covering index; SQLite is told which, since it may prefer a slower skip-scan of another one."""
    connection = session.connection()
    hint = "INDEXED BY ix_tracker_handled_file_finished" if connection.dialect.name == "sqlite" else ""
    dates = f"'{YEAR.start}' AND '{YEAR.end}'"
    statement = f"SELECT {what} FROM tracker_handled_file {hint} WHERE finished_on BETWEEN {dates} {grouping}"
    return list(connection.exec_driver_sql(statement).all())


def measure(session: Session) -> int:
    """The measures of everybody for a year."""
    basis = load_basis(session, plugins(), YEAR, YEAR.end)
    return len(measure_everybody(session, basis.measure_sets, YEAR, YEAR.end))


def points_one_by_one(session: Session, basis: Basis) -> None:
    """The points of some officials again, each alone, as after a change of one of his files."""
    for official_id in range(1, ONE_BY_ONE + 1):
        points_without_cohort(session, basis, official_id)


def with_objects(session: Session, share: float) -> None:
    """The same counts in a loop over ORM objects, for a share of the files."""
    most = int((session.connection().execute(sa.select(sa.func.max(HandledFile.id))).scalar_one() or 0) * share)
    counts: dict[int | None, list[int]] = {}
    saved: dict[int | None, list[int]] = {}
    for file in session.exec(select(HandledFile).where(col(HandledFile.id) <= most)):
        if file.finished_on is not None and YEAR.start <= file.finished_on <= YEAR.end:
            count = counts.setdefault(file.finisher_id, [0] * 6)
            count[file.timeliness or 0] += 1
            count[4] += file.allowed_days or 0
            count[5] += file.weight_hundredths
            saved.setdefault(file.finisher_id, []).append(file.saved_days or 0)
    for values in saved.values():
        values.sort()


def whole_run(database: Database) -> None:
    """Measure, ask the rules, explain, rank and store."""
    with database.reading() as session:
        basis = load_basis(session, plugins(), YEAR, YEAR.end)
        cards = score(session, basis)
    with database.writing("benchmark") as session:
        store_cards(session, basis, cards, NOW)


def whole_run_at(url: str) -> None:
    """The whole run, for measuring its memory in a process of its own."""
    collect_rarely()
    whole_run(open_database(url))


def reading(database: Database, work: Callable[[Session], object]) -> Callable[[], None]:
    """Return the work as something to time, in a reading session."""

    def run() -> None:
        with database.reading() as session:
            work(session)

    return run


def benchmark(url: str, files: int, officials: int, rounds: int, largest_ratio: float) -> Timed:
    """Print the table of one database; returns how long the measures took."""
    database = open_database(url)
    fill(database, officials, files)
    share = 0.05
    with database.reading() as session:
        basis = load_basis(session, plugins(), YEAR, YEAR.end)
    times = in_rounds(
        {
            "bare": reading(database, bare_group_by),
            "scan": reading(database, bare_scan),
            "measures": reading(database, measure),
            "whole": lambda: whole_run(database),
            "one": reading(database, lambda session: points_one_by_one(session, basis)),
        },
        rounds,
    )
    objects = in_rounds({"objects": reading(database, lambda session: with_objects(session, share))}, 1)["objects"]
    ratio = paired_ratio(times["measures"], times["bare"])
    whole = paired_ratio(times["whole"], times["measures"])
    loop = objects.median / share / times["measures"].median
    one = times["one"].median * 1000 / ONE_BY_ONE
    memory = peak_megabytes(whole_run_at, url)
    show(
        f"{'SQLite' if database.is_sqlite else 'PostgreSQL'}: {files:,} files, {officials:,} officials, a year",
        [
            ("bare GROUP BY official", f"{times['bare'].median:.3f} s", "", ""),
            (
                f"{len([m for s in basis.measure_sets for m in s.measures])} measures",
                f"{times['measures'].median:.3f} s = {ratio:.2f} x the bare GROUP BY",
                f"<= {largest_ratio:g} x",
                verdict(ratio, most=largest_ratio),
            ),
            (
                f"whole run of {len(basis.rules)} rules, stored",
                f"{times['whole'].median:.3f} s = {whole:.2f} x the measures",
                "<= 1.6 x",
                verdict(whole, most=1.6),
            ),
            ("loop over ORM objects", f"{loop:.0f} x slower", ">= 20 x", verdict(loop, least=20)),
            ("one official's points again", f"{one:.2f} ms", "< 5 ms", verdict(one, most=5)),
            ("peak memory of the whole run", f"{memory:.0f} MB", "< 250 MB", verdict(memory, most=250)),
        ],
    )
    database.close()
    return times["measures"]


def main() -> None:
    """Run what the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=1_000_000)
    parser.add_argument("--officials", type=int, default=3_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--postgresql", action="store_true")
    options = parser.parse_args()
    collect_rarely()
    with tempfile.TemporaryDirectory() as folder:
        sizes = [size for size in (10_000, 100_000) if size < options.files] + [options.files]
        points = []
        for size in sizes:
            url = f"sqlite:///{(Path(folder) / f'{size}.db').as_posix()}"
            officials = max(20, options.officials * size // options.files)
            measured = benchmark(url, size, officials, options.rounds, 3)
            database = open_database(url)
            scan = in_rounds({"scan": reading(database, bare_scan)}, options.rounds)["scan"]
            points.append((size, measured.median, scan.median))
            database.close()
        _show_growth(points)
        if options.postgresql:
            _benchmark_postgresql(Path(folder), options)


def _show_growth(points: list[tuple[int, float, float]]) -> None:
    (few, fast, fast_scan), *_, (many, slow, slow_scan) = points
    size = math.log(many / few)
    measures, scan = math.log(slow / fast) / size, math.log(slow_scan / fast_scan) / size
    rows = [
        (
            f"exponent from {few:,} to {many:,}",
            f"{measures:.2f} (bare scan {scan:.2f})",
            "<= scan + 0.15",
            verdict(measures, most=scan + 0.15),
        )
    ]
    show("Growth", rows)


def _benchmark_postgresql(folder: Path, options: argparse.Namespace) -> None:
    with postgresql_in(folder) as url:
        benchmark(url, options.files, options.officials, options.rounds, 6)


if __name__ == "__main__":
    main()
