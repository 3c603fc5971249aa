"""Offices made up at random: people who come, go and fall ill, and files that go every way a file can go."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, time, timedelta
from functools import cache
from itertools import pairwise
from typing import Any

from sqlmodel import Session, SQLModel, select

from tracker.audit import canonical
from tracker.database import Database, RecordSession
from tracker.fingerprint import store_fingerprint
from tracker.plugins import Plugins
from tracker.records.absences import Absence
from tracker.records.delay_causes import DelayCause
from tracker.records.deriving import derive, load_basis
from tracker.records.duty_days import DutyDay, DutyState, Shift
from tracker.records.hand_overs import HandOver
from tracker.records.handled_files import HandledFile
from tracker.records.lifecycle import WITHDRAWN_OR_REFUSED, Channel, FileStatus
from tracker.records.officials import Official
from tracker.records.postings import Posting, RankingGroup
from tracker.records.procedures import DurationUnit, Procedure, ProcedureTerm
from tracker.records.training_records import TrainingRecord
from tracker.records.units import Unit, UnitKind
from tracker.settings import DatedSettings

Check = Callable[[RecordSession, random.Random], None]
IN_WORK = [status for status in FileStatus if status not in WITHDRAWN_OR_REFUSED]
GROUPS = [RankingGroup.DESK] * 4 + [RankingGroup.SPECIALIST, RankingGroup.LEADER]
DESKS = (3, 4)
PROCEDURES = (1, 2, 3, 4, 5)


@cache
def reward_rules() -> Plugins:
    """The plugin with the first reward rules."""
    return Plugins(["reward_rules"])


@contextmanager
def undone(session: RecordSession) -> Iterator[None]:
    """Take back whatever is written inside."""
    savepoint = session.begin_nested()
    try:
        yield
    finally:
        savepoint.rollback()
        session.expunge_all()


def in_random_offices(database: Database, check: Check, sqlite: int, postgresql: int) -> None:
    """Run `check` in so many offices, each made up by its number and forgotten after it: the same ones in every run."""
    for number in range(sqlite if database.is_sqlite else postgresql):
        in_random_office(database, check, number)


def in_random_office(database: Database, check: Check, number: int) -> None:
    """Run `check` in the office that this number makes up, and forget the office."""
    chance = random.Random(number)
    try:
        with database.writing("test") as session, undone(session):
            make_office(session, chance)
            check(session, chance)
    except AssertionError as error:
        error.add_note(f"This was office {number}.")
        raise


def make_office(session: RecordSession, chance: random.Random) -> None:
    """Fill an empty database with people, procedures, files, duty days and courses."""
    store_fingerprint(session, reward_rules().fingerprint)
    officials = range(1, chance.randint(4, 12) + 1)
    add(session, _units())
    add(session, [Official(id=who, code=f"CB{who:02d}", full_name=f"Official {who}") for who in officials])
    add(session, [posting for who in officials for posting in _postings(chance, who)])
    add(session, [absence for who in officials for absence in _absences(chance, who)])
    add(session, [Procedure(id=id, name=f"Procedure {id}") for id in PROCEDURES])
    add(session, [term for id in PROCEDURES for term in _terms(chance, id)])
    add(session, _settings(chance))
    for number in range(1, chance.choice([40, 60, 90]) + 1):
        _add_file(session, chance, number, officials)
    session.flush()
    derive_everything(session)
    add(session, _duty_days(chance, officials))
    add(session, [course for who in officials for course in _courses(chance, who)])


def add(session: Session, rows: list[Any]) -> None:
    """Add rows and flush them."""
    session.add_all(rows)
    session.flush()


def derive_everything(session: Session) -> None:
    """Write what follows from each file."""
    basis = load_basis(session)
    hand_overs: dict[int, list[HandOver]] = {}
    for passed in _all(session, HandOver):
        hand_overs.setdefault(passed.file_id, []).append(passed)
    confirmed: dict[int, date] = {}
    for cause in _all(session, DelayCause):
        if cause.is_objective:
            confirmed[cause.file_id] = min(cause.decided_on, confirmed.get(cause.file_id, date.max))
    for file in _all(session, HandledFile):
        derived = derive(file.model_dump(), basis, hand_overs.get(file.id, ()), confirmed.get(file.id))
        for name, value in derived.items():
            setattr(file, name, value)
    session.flush()


def _all(session: Session, table: type[SQLModel]) -> list[Any]:
    return list(session.exec(select(table)))


def some_day(chance: random.Random, first: date, last: date) -> date:
    """Return a day from `first` to `last`."""
    return first + timedelta(chance.randint(0, (last - first).days))


def maybe(chance: random.Random, probability: float, first: date, days: int) -> date | None:
    """Return, as often as `probability` says, a day from `first` to so many days later."""
    return first + timedelta(chance.randint(0, days)) if chance.random() < probability else None


def _units() -> list[Unit]:
    return [
        Unit(id=1, code="c1", name="First commune", kind=UnitKind.COMMUNE),
        Unit(id=2, code="c2", name="Second commune", kind=UnitKind.COMMUNE),
        Unit(id=3, code="d1", name="First desk", kind=UnitKind.SERVICE_CENTRE, parent_id=1),
        Unit(id=4, code="d2", name="Second desk", kind=UnitKind.SERVICE_CENTRE, parent_id=2),
    ]


def _postings(chance: random.Random, who: int) -> Iterator[Posting]:
    """Give up to three postings one after the other, with gaps; now and then none at all."""
    if chance.random() < 0.05:
        return
    start = maybe(chance, 0.3, date(2026, 1, 1), 300) or date(2025, 3, 1)
    unit, group = chance.choice([3, 3, 3, 3, 4]), chance.choice(GROUPS)
    for _ in range(3):
        last = maybe(chance, 0.35, max(start, date(2026, 3, 1)), 240)
        percent = chance.choice([100, 100, 100, 50, 33])
        yield Posting(
            official_id=who,
            unit_id=unit,
            ranking_group=group,
            working_time_percent=percent,
            valid_from=start,
            valid_to=last,
        )
        if last is None or chance.random() < 0.3:
            return
        start = last + timedelta(chance.choice([1, 1, 20]))
        unit, group = chance.choice([unit, *DESKS]), chance.choice([group, *GROUPS])


def _absences(chance: random.Random, who: int) -> list[Absence]:
    starts = {some_day(chance, date(2025, 12, 1), date(2026, 11, 30)) for _ in range(chance.randint(0, 3))}
    return [Absence(official_id=who, starts_on=on, ends_on=maybe(chance, 0.9, on, 40)) for on in sorted(starts)]


def _terms(chance: random.Random, procedure_id: int) -> Iterator[ProcedureTerm]:
    starts = [date.min, date(2026, 8, 1)] if chance.random() < 0.4 else [chance.choice([date.min, date(2026, 7, 1)])]
    for valid_from in starts:
        unit = chance.choice([DurationUnit.WORKING_DAY, DurationUnit.WORKING_DAY, DurationUnit.DAY, DurationUnit.HOUR])
        yield ProcedureTerm(
            procedure_id=procedure_id,
            valid_from=valid_from,
            amount=chance.choice([None, 0, 1, 2, 3, 5, 8, 15]) if unit is not DurationUnit.HOUR else 4,
            unit=unit,
            late_receipt_counts_next_day=chance.random() < 0.5,
            weight_hundredths=chance.choice([50, 100, 150, 275]),
        )


def _settings(chance: random.Random) -> list[DatedSettings]:
    rules = {
        "in_time": {"fewest_files": chance.choice([1, 3, 5]), "on_time_credit": chance.choice(["1", "0.5", "0.8"])},
        "time_saved": {"fewest_files": 2, "full_share": chance.choice(["0.5", "0.33", "1"])},
        "nothing_overdue": {"fewest_files": chance.choice([1, 4])},
        "workload": {"fewest_days": chance.choice([5, 10]), "smallest_group": chance.choice([2, 3])},
        "duty_share": {"substitute_excuses": chance.random() < 0.5, "most": "12.50"},
        "online_share": {"is_on": True, "fewest_files": 2},
    }
    pause = {"pause_policy": chance.choice(["pause", "restart"])}
    stored = [("reward_rules", chance.choice([date(2026, 1, 1), date(2026, 9, 30), date(2026, 10, 1)]), rules)]
    stored.append(("tracker.ranking", date(2026, 8, 1), {"smallest_group": chance.choice([2, 3, 5])}))
    stored.append(("tracker.working_time", chance.choice([date(2026, 7, 15), date(2027, 1, 1)]), pause))
    return [DatedSettings(owner=o, valid_from=day, values=canonical(v), because="tried") for o, day, v in stored]


def _add_file(session: Session, chance: random.Random, number: int, officials: range) -> None:
    received = some_day(chance, *chance.choice([((date(2025, 11, 20)), date(2026, 11, 20))] + [_BUSY] * 3))
    due = maybe(chance, 0.6, received, 25)
    finished = maybe(chance, 0.65, received, 45)
    extended = maybe(chance, 0.2, received, 45)
    holders, days = _holders(chance, received, officials)
    file = HandledFile(
        id=number,
        code=f"H23.14-{chance.randint(100, 999)}-{number:04d}",
        procedure_id=chance.choice([None, *PROCEDURES]),
        unit_id=chance.choice(DESKS),
        handler_id=holders[-1] if days or chance.random() < 0.95 else None,
        channel=chance.choice(list(Channel)),
        received_on=received,
        received_at=chance.choice([None, time(7, 0), time(9, 40), time(15, 0), time(15, 1), time(18, 0)]),
        due_on=due,
        extended_due_on=extended,
        extension_recorded_on=maybe(chance, 0.9, received, 30) if extended else None,
        finished_on=finished,
        status=_status(chance, finished),
        status_on=maybe(chance, 0.9, received, 40),
        paused_days=chance.choice([0, 0, 0, 0, 1, 6]),
        resumed_on=maybe(chance, 0.2, received, 25),
    )
    session.add(file)
    session.flush()
    for (giver, taker), day in zip(pairwise(holders), days, strict=True):
        session.add(HandOver(file_id=number, from_official_id=giver, to_official_id=taker, on=day))
    for _ in range(chance.choice([0, 0, 0, 1, 2])):
        session.add(_cause(chance, number, received))


_BUSY = (date(2026, 6, 10), date(2026, 11, 10))


def _status(chance: random.Random, finished: date | None) -> FileStatus:
    if finished:
        return FileStatus.FINISHED
    return chance.choice(sorted(WITHDRAWN_OR_REFUSED)) if chance.random() < 0.25 else chance.choice(IN_WORK)


def _holders(chance: random.Random, received: date, officials: range) -> tuple[list[int], list[date]]:
    """Return who held a file one after the other, and the days on which it passed on."""
    days = sorted({received + timedelta(chance.randint(0, 50)) for _ in range(chance.choice([0, 0, 0, 1, 2]))})
    holders = [chance.choice(officials)]
    while len(holders) <= len(days):
        holders.append(chance.choice([other for other in officials if other != holders[-1]]))
    return holders, days


def _cause(chance: random.Random, file_id: int, received: date) -> DelayCause:
    said_on = received + timedelta(chance.randint(5, 40))
    cause = DelayCause(file_id=file_id, cause="flood", said_on=said_on)
    if chance.random() < 0.8:
        cause.is_objective, cause.decided_by = chance.random() < 0.6, "lead"
        cause.decided_on = said_on + timedelta(chance.randint(0, 30))
    return cause


def _duty_days(chance: random.Random, officials: range) -> list[DutyDay]:
    places = {
        (some_day(chance, date(2026, 6, 20), date(2026, 11, 30)), chance.choice(officials), chance.choice(list(Shift)))
        for _ in range(60)
    }
    return [
        DutyDay(
            official_id=who,
            on=on,
            shift=shift,
            state=chance.choice([DutyState.PLANNED, *[DutyState.SERVED] * 3, DutyState.ABSENT]),
            substitute_id=chance.choice([None, None, *(other for other in officials if other != who)][:5]),
        )
        for on, who, shift in sorted(places)
    ]


def _courses(chance: random.Random, who: int) -> list[TrainingRecord]:
    courses = []
    for number in range(chance.randint(0, 4)):
        starts_on = some_day(chance, date(2025, 11, 1), date(2026, 11, 30))
        courses.append(
            TrainingRecord(
                official_id=who,
                title=f"Course {number}",
                starts_on=starts_on,
                ends_on=starts_on + timedelta(chance.randint(0, 20)),
                hours_hundredths=chance.choice([250, 400, 1600, 333]),
                is_passed=chance.random() < 0.8,
            )
        )
    return courses
