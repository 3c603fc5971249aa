"""The reports of random files, against a second count in Python that looks at one file after the other."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tracker.database import Database, RecordSession
from tracker.periods import Period, parse_range_or_period
from tracker.records.delay_causes import DelayCause
from tracker.records.deriving import derive, load_basis
from tracker.records.hand_overs import HandOver
from tracker.records.handled_files import HandledFile
from tracker.records.lifecycle import Channel, FileStatus
from tracker.records.officials import Official
from tracker.records.outcomes import outcome_on
from tracker.records.procedures import Procedure, ProcedureTerm
from tracker.records.units import Unit
from tracker.reports.differences import differing_files
from tracker.reports.files import FileCounts, FilesReport, report_files
from tracker.reports.form_ii06a import FormII06a, form_ii06a
from tracker.reports.grouping import Grouping

FILES = 200
OFFICIALS = {1: "A1", 2: "B2", 3: "C3", None: ""}
UNITS = {1: "HCC", 2: "KT", None: ""}
PROCEDURES = {1: "1.001193", 2: "Việc khác", 3: "2.000815", None: ""}
FIELDS = {1: "Hộ tịch", 2: "", 3: "Chứng thực", None: ""}
LOOKS = (
    ("2026-Q1", date(2026, 3, 31)),
    ("2026-Q2", date(2026, 4, 1)),
    ("2026-Q2", date(2026, 5, 20)),
    ("2026-06", date(2026, 6, 30)),
    ("2026-05-11..2026-07-03", date(2026, 7, 3)),
    ("2026", date(2026, 8, 2)),
)
WAITS_OR_WORKS = [
    FileStatus.ACCEPTED,
    FileStatus.PROCESSING,
    FileStatus.SUPPLEMENT,
    FileStatus.PAYMENT,
    FileStatus.STOPPED,
]
PAUSED = {FileStatus.SUPPLEMENT, FileStatus.PAYMENT, FileStatus.STOPPED}
GONE = {FileStatus.WITHDRAWN, FileStatus.REFUSED}
random_seeds = st.integers(0, 2**32)
with_database = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=[Phase.reuse, Phase.generate],  # a seed has no simpler one
)


@dataclass(frozen=True)
class Told:
    """A file and its hand-overs, the earliest first, as the records tell them."""

    file: dict[str, object]
    hand_overs: tuple[tuple[int, int, date], ...] = ()
    excused_on: date | None = None


def random_files(seed: int) -> list[Told]:
    chance = random.Random(seed)
    return [_random_file(chance, number) for number in range(1, FILES + 1)]


def _random_file(chance: random.Random, number: int) -> Told:
    def maybe(probability: float, after: date, most: int) -> date | None:
        return after + timedelta(chance.randint(0, most)) if chance.random() < probability else None

    received = date(2026, 1, 1) + timedelta(chance.randint(0, 210))
    due, finished = maybe(0.8, received, 25), maybe(0.6, received, 45)
    extended_recorded = maybe(0.2, received, 30)
    status, status_on = chance.choice(WAITS_OR_WORKS), maybe(0.9, received, 40)
    if finished:
        status, status_on = chance.choice([FileStatus.FINISHED, FileStatus.RETURNED, FileStatus.WITHDRAWN]), finished
    elif chance.random() < 0.3:
        status = chance.choice(sorted(GONE))
    holders = _random_holders(chance)
    days = sorted({received + timedelta(chance.randint(0, 50)) for _ in holders[1:]})
    holders = holders[: len(days) + 1]
    file: dict[str, object] = {
        "id": number,
        "code": f"H23.14-{number:04d}",
        "procedure_id": chance.choice(list(PROCEDURES)),
        "unit_id": chance.choice(list(UNITS)),
        "handler_id": holders[-1] if days or chance.random() < 0.9 else None,
        "channel": chance.choice(list(Channel)),
        "received_on": received,
        "due_on": due,
        "extended_due_on": due + timedelta(chance.randint(0, 15)) if due and extended_recorded else None,
        "extension_recorded_on": extended_recorded,
        "finished_on": finished,
        "status": status,
        "status_on": status_on,
        "paused_days": chance.choice([0, 0, 0, 1, 4]),
    }
    passed = tuple((giver, taker, day) for (giver, taker), day in zip(pairwise(holders), days, strict=True))
    return Told(file, passed, maybe(0.1, received, 60))


def _random_holders(chance: random.Random) -> list[int]:
    holders = [chance.randint(1, 3)]
    while chance.random() < 0.35:
        holders.append(chance.choice([other for other in (1, 2, 3) if other != holders[-1]]))
    return holders


def known_on(told: Told, day: date) -> Told | None:
    """Return the file as the records told it on that day: nothing that is dated later was in them."""
    file = dict(told.file)
    if file["received_on"] > day:
        return None
    later = [one for one in told.hand_overs if one[2] > day]
    if later:
        file["handler_id"] = later[0][0]
    if file["extension_recorded_on"] and file["extension_recorded_on"] > day:
        file["extended_due_on"] = file["extension_recorded_on"] = None
    if file["status_on"] and file["status_on"] > day:
        if file["status"] in PAUSED:
            file["paused_days"] = 0
        file["status"], file["status_on"], file["finished_on"] = FileStatus.PROCESSING, file["received_on"], None
    earlier = tuple(one for one in told.hand_overs if one[2] <= day)
    return Told(file, earlier, told.excused_on if told.excused_on and told.excused_on <= day else None)


@pytest.fixture
def empty_office(database: Database) -> Database:
    with database.writing("test") as session:
        session.add_all(
            Official(id=id, code=code, full_name=f"Nguyễn {code}") for id, code in OFFICIALS.items() if id is not None
        )
        session.add_all(Unit(id=id, code=code, name=code) for id, code in UNITS.items() if id is not None)
        session.add(Procedure(id=1, code="1.001193", name="Đăng ký khai sinh", field="Hộ tịch"))
        session.add(Procedure(id=2, name="Việc khác"))
        session.add(Procedure(id=3, code="2.000815", name="Chứng thực bản sao", field="Chứng thực"))
        session.flush()
        session.add(ProcedureTerm(procedure_id=3, amount=5))
    return database


def store(session: RecordSession, told: list[Told]) -> list[HandledFile]:
    """Make these files the only ones and return them with what follows from them."""
    for table in (HandOver, DelayCause, HandledFile):
        session.connection().execute(sa.delete(table))
    basis, stored = load_basis(session), []
    hand_overs, causes = [], []
    for one in told:
        file = HandledFile(**one.file)
        passed = [
            HandOver(file_id=file.id, from_official_id=giver, to_official_id=taker, on=on)
            for giver, taker, on in one.hand_overs
        ]
        for name, value in derive(file.model_dump(), basis, passed, one.excused_on).items():
            setattr(file, name, value)
        if one.excused_on:
            decided = {"is_objective": True, "decided_by": "lead", "decided_on": one.excused_on}
            causes.append(DelayCause(file_id=file.id, cause="flood", said_on=one.excused_on, **decided))
        stored.append(file)
        hand_overs += passed
    session.add_all(stored)
    session.flush()
    session.add_all([*hand_overs, *causes])
    session.flush()
    session.expunge_all()
    return stored


class SlowCount:
    """What became of one file by a day, told from its record alone."""

    def __init__(self, file: HandledFile, hand_overs: tuple[tuple[int, int, date], ...], period: Period, day: date):
        self.file, self.hand_overs, self.period, self.day = file, hand_overs, period, day

    @property
    def ended_on(self) -> date | None:
        file = self.file
        if file.finished_on:
            return file.finished_on
        return (file.status_on or file.received_on) if file.status in GONE else None

    @property
    def has_ended(self) -> bool:
        return self.ended_on is not None and self.ended_on <= self.day

    @property
    def is_counted(self) -> bool:
        if self.file.received_on > self.day:
            return False
        return self.ended_on is None or self.ended_on >= self.period.start

    @property
    def kind(self) -> str:
        file, deadline = self.file, self.file.deadline_on
        if self.has_ended and file.finished_on is None:
            return "overdue_finished" if deadline and self.ended_on > deadline else "withdrawn"
        if deadline is None:
            return "no_deadline"
        if self.has_ended:
            if file.finished_on > deadline:
                return "overdue_finished"
            return "early" if file.finished_on < deadline else "on_time"
        stopped = file.finished_on is None and file.status in PAUSED
        if stopped and (file.status_on is None or file.status_on <= deadline):
            return "open"
        return "overdue_open" if self.day > deadline else "open"

    @property
    def holder(self) -> int | None:
        file = self.file
        if self.kind in ("overdue_finished", "overdue_open"):
            return self.holder_on(file.deadline_on)
        finished = self.has_ended and file.finished_on is not None
        return self.holder_on(file.finished_on if finished else self.day)

    def holder_on(self, day: date) -> int | None:
        holder = self.hand_overs[0][0] if self.hand_overs else self.file.handler_id
        for _giver, taker, on in self.hand_overs:
            if on <= day:
                holder = taker
        return holder

    @property
    def was_received(self) -> bool:
        return self.file.received_on >= self.period.start

    @property
    def key(self) -> dict[Grouping, str]:
        return {
            Grouping.OFFICIAL: OFFICIALS[self.holder],
            Grouping.UNIT: UNITS[self.file.unit_id],
            Grouping.CHANNEL: self.file.channel.value,
            Grouping.PROCEDURE: PROCEDURES[self.file.procedure_id],
        }

    @property
    def form_column(self) -> int:
        file = self.file
        waits = file.status is FileStatus.SUPPLEMENT and (file.status_on or file.received_on) <= self.day
        if not self.has_ended and not waits:
            return 13 if self.kind == "overdue_open" else 12
        if waits or file.finished_on is None or self.kind == "no_deadline":
            return 9
        return {"early": 8, "on_time": 9, "overdue_finished": 10}[self.kind]

    @property
    def column_of_outcome(self) -> int | None:
        return {"early": 8, "on_time": 9, "overdue_finished": 10, "open": 12, "overdue_open": 13}.get(self.kind)


def slow_counts(files: list[SlowCount], by: Grouping) -> dict[str, FileCounts]:
    counted: dict[str, Counter[str]] = {}
    for file in files:
        row = counted.setdefault(file.key[by], Counter())
        row["files"] += 1
        row[file.kind] += 1
        row["received" if file.was_received else "carried_over"] += 1
        row["online"] += file.was_received and file.file.channel is Channel.ONLINE
    return {key: FileCounts(**row) for key, row in counted.items()}


def slow_form(files: list[SlowCount]) -> dict[str, dict[int, int]]:
    rows: dict[str, Counter[int]] = {}
    for file in files:
        row = rows.setdefault(FIELDS[file.file.procedure_id], Counter())
        row[3] += 1
        online = file.file.channel is Channel.ONLINE
        row[6 if not file.was_received else 4 if online else 5] += 1
        row[file.form_column] += 1
        row[7 if file.form_column <= 10 else 11] += 1
    return {field: {number: row[number] for number in range(3, 14)} for field, row in rows.items()}


def looks() -> Iterator[tuple[Period, date]]:
    for name, day in LOOKS:
        yield parse_range_or_period(name), day


@with_database
@given(random_seeds)
def test_the_report_agrees_with_a_slow_count_by_whatever_it_is_divided(empty_office, seed):
    told = random_files(seed)
    with empty_office.writing("test") as session:
        stored = store(session, told)
        for period, day in looks():
            slow = [SlowCount(file, one.hand_overs, period, day) for file, one in zip(stored, told, strict=True)]
            counted = [file for file in slow if file.is_counted]
            for by in Grouping:
                report = report_files(session, period, day, by)
                assert {row.key: row.counts for row in report.rows} == slow_counts(counted, by)


@with_database
@given(random_seeds)
def test_the_form_and_its_differences_agree_with_a_slow_count(empty_office, seed):
    told = random_files(seed)
    with empty_office.writing("test") as session:
        stored = store(session, told)
        for period, day in looks():
            slow = [SlowCount(file, one.hand_overs, period, day) for file, one in zip(stored, told, strict=True)]
            counted = [file for file in slow if file.is_counted]
            form = form_ii06a(session, period, day)
            assert {row.field: row.counts.columns() for row in form.rows} == slow_form(counted)
            differing = {(file.code, file.column) for file in differing_files(session, period, day)}
            expected = {f.file.code: f.form_column for f in counted if f.form_column != f.column_of_outcome}
            assert differing == set(expected.items())


@with_database
@given(random_seeds)
def test_every_row_adds_up_and_the_rows_add_up_to_the_total(empty_office, seed):
    with empty_office.writing("test") as session:
        store(session, random_files(seed))
        for period, day in looks():
            for by in Grouping:
                assert_adds_up(report_files(session, period, day, by))
            assert_form_adds_up(form_ii06a(session, period, day), report_files(session, period, day).total)


def assert_adds_up(report: FilesReport) -> None:
    for counts in (report.total, *(row.counts for row in report.rows)):
        assert counts.files == counts.received + counts.carried_over
        ended = counts.early + counts.on_time + counts.overdue_finished + counts.withdrawn
        assert counts.files == ended + counts.overdue_open + counts.open + counts.no_deadline
        assert counts.overdue == counts.overdue_finished + counts.overdue_open
    for field in fields(FileCounts):
        assert sum(getattr(row.counts, field.name) for row in report.rows) == getattr(report.total, field.name)


def assert_form_adds_up(form: FormII06a, files: FileCounts) -> None:
    columns = form.total.columns()
    assert columns[3] == columns[4] + columns[5] + columns[6] == columns[7] + columns[11] == files.files
    assert columns[7] == columns[8] + columns[9] + columns[10]
    assert columns[11] == columns[12] + columns[13]
    assert (columns[4], columns[6]) == (files.online, files.carried_over)
    for number in columns:
        assert sum(row.counts.columns()[number] for row in form.rows) == columns[number]


@settings(with_database, max_examples=5)
@given(random_seeds)
def test_what_happens_later_does_not_change_the_report_of_a_past_day(empty_office, seed):
    told = random_files(seed)
    with empty_office.writing("test") as session:
        store(session, told)
        later = [all_reports(session, period, day) for period, day in looks()]
        for (period, day), seen_later in zip(looks(), later, strict=True):
            store(session, [then for one in told if (then := known_on(one, day))])
            assert seen_later == all_reports(session, period, day)


def all_reports(session: RecordSession, period: Period, day: date) -> list[object]:
    return [form_ii06a(session, period, day), *(report_files(session, period, day, by) for by in Grouping)]


@with_database
@given(random_seeds)
def test_the_outcome_of_one_file_in_python_is_the_one_that_the_report_counts(empty_office, seed):
    told = [replace(one, hand_overs=()) for one in random_files(seed)]
    period, day = parse_range_or_period("2026"), date(2026, 5, 20)
    with empty_office.writing("test") as session:
        stored = store(session, told)
        counted = Counter(outcome_on(file, day).value for file in stored if file.received_on <= day)
        total = report_files(session, period, day).total
    assert counted["overdue"] == total.overdue
    assert counted["none"] == total.withdrawn
    for name in ("early", "on_time", "open", "no_deadline"):
        assert counted[name] == getattr(total, name)
