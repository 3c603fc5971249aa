"""Cards that are called fresh follow from the records, whatever was changed since they were stored."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from sqlmodel import Session, select

from tests.scoring.stored import is_fresh, measures_of, stored_cards
from tests.slow.offices import in_random_offices, reward_rules, some_day
from tracker.audit import head
from tracker.database import Database, RecordSession
from tracker.fingerprint import store_fingerprint
from tracker.periods import parse_period
from tracker.records.absences import Absence
from tracker.records.delay_causes import DelayCause
from tracker.records.duty_days import DutyDay, DutyState, missed, served
from tracker.records.file_changes import correct_file, decide_cause, hand_over
from tracker.records.hand_overs import hand_overs_of
from tracker.records.handled_files import HandledFile
from tracker.records.lifecycle import Channel, FileStatus
from tracker.records.officials import Official
from tracker.records.postings import Posting
from tracker.records.procedures import ProcedureTerm
from tracker.records.rederiving import rederive_all
from tracker.records.training_records import TrainingRecord
from tracker.scoring.basis import Basis, load_basis
from tracker.scoring.runs import score
from tracker.scoring.storing import hundredths, store_cards, value_to_json
from tracker.staleness import months_between, months_to_year_end
from tracker.testing import Office
from tracker.workdays import HolidayOverride, refresh_calendar

AT = datetime(2026, 12, 1, tzinfo=UTC)
TODAY = date(2027, 12, 31)
PERIODS = [parse_period(name) for name in ("2026-Q1", "2026-07", "2026-Q3", "2026-10")]
FIRST_DAY, LAST_DAY = date(2025, 12, 1), date(2026, 10, 31)
Change = Callable[[RecordSession, random.Random], None]


def _a_file(session: Session, chance: random.Random) -> HandledFile:
    return chance.choice(session.exec(select(HandledFile).order_by(HandledFile.id)).all())


def _an_official(session: Session, chance: random.Random) -> int:
    return chance.choice(session.exec(select(Official.id).order_by(Official.id)).all())


def _a_day(chance: random.Random) -> date:
    return some_day(chance, FIRST_DAY, LAST_DAY)


def finish_anew(session: RecordSession, chance: random.Random) -> None:
    file = _a_file(session, chance)
    on = file.received_on + timedelta(chance.randint(0, 60))
    correct_file(session, file, {"finished_on": on, "status": FileStatus.FINISHED}, because="tried", today=TODAY)


def reopen(session: RecordSession, chance: random.Random) -> None:
    correct_file(
        session, _a_file(session, chance), {"finished_on": None, "status": FileStatus.ACCEPTED}, "tried", today=TODAY
    )


def withdraw(session: RecordSession, chance: random.Random) -> None:
    file = _a_file(session, chance)
    on = file.received_on + timedelta(chance.randint(0, 120))
    withdrawn = {"finished_on": None, "status": FileStatus.WITHDRAWN, "status_on": on}
    correct_file(session, file, withdrawn, because="tried", today=TODAY)


def date_anew(session: RecordSession, chance: random.Random) -> None:
    file = _a_file(session, chance)
    values = {"due_on": file.received_on + timedelta(chance.randint(0, 40)), "paused_days": chance.randint(0, 9)}
    correct_file(session, file, values, because="tried", today=TODAY)


def give_to_another(session: RecordSession, chance: random.Random) -> None:
    changes = {"handler_id": _an_official(session, chance), "channel": chance.choice(list(Channel))}
    correct_file(session, _a_file(session, chance), changes, because="tried", today=TODAY)


def pass_on(session: RecordSession, chance: random.Random) -> None:
    file, to_official_id = _a_file(session, chance), _an_official(session, chance)
    last = max((one.on for one in hand_overs_of(session, [file.id]).get(file.id, [])), default=file.received_on)
    if file.handler_id not in (None, to_official_id):
        hand_over(session, file, to_official_id, last + timedelta(chance.randint(1, 30)))


def confirm(session: RecordSession, chance: random.Random) -> None:
    cause = chance.choice(session.exec(select(DelayCause).order_by(DelayCause.id)).all())
    decide_cause(session, cause, chance.random() < 0.5, "lead", None, cause.said_on + timedelta(5))


def fall_ill(session: RecordSession, chance: random.Random) -> None:
    who, on = _an_official(session, chance), _a_day(chance)
    if session.exec(select(Absence).where(Absence.official_id == who, Absence.starts_on == on)).first() is None:
        session.add(Absence(official_id=who, starts_on=on, ends_on=on + timedelta(chance.randint(0, 30))))
        session.flush()


def come_back(session: RecordSession, chance: random.Random) -> None:
    absences = session.exec(select(Absence).order_by(Absence.id)).all()
    if absences:
        session.delete(chance.choice(absences))
        session.flush()


def leave(session: RecordSession, chance: random.Random) -> None:
    posting = chance.choice(session.exec(select(Posting).order_by(Posting.id)).all())
    posting.valid_to = posting.valid_from + timedelta(chance.randint(0, 100))
    session.flush()


def study(session: RecordSession, chance: random.Random) -> None:
    who, on = _an_official(session, chance), _a_day(chance)
    title = f"Course {chance.random()}"
    session.add(TrainingRecord(official_id=who, title=title, starts_on=on, ends_on=on, hours_hundredths=900))
    session.flush()


def serve(session: RecordSession, chance: random.Random) -> None:
    duty_day = chance.choice(session.exec(select(DutyDay).order_by(DutyDay.id)).all())
    missed(session, duty_day) if duty_day.state is DutyState.SERVED else served(session, duty_day)


def take_off_the_roster(session: RecordSession, chance: random.Random) -> None:
    session.delete(chance.choice(session.exec(select(DutyDay).order_by(DutyDay.id)).all()))
    session.flush()


def publish(session: RecordSession, chance: random.Random) -> None:
    term = chance.choice(session.exec(select(ProcedureTerm).order_by(ProcedureTerm.id)).all())
    term.amount, term.weight_hundredths = chance.randint(0, 20), 333
    session.flush()
    rederive_all(session, head(session).position)


def declare_a_holiday(session: RecordSession, chance: random.Random) -> None:
    on = _a_day(chance)
    if session.get(HolidayOverride, on) is None:
        session.add(HolidayOverride(on=on, is_working=False))
        session.flush()
        refresh_calendar(session)
        rederive_all(session, head(session).position)


CHANGES: list[Change] = [
    *(finish_anew, reopen, withdraw, date_anew, give_to_another, pass_on, confirm, fall_ill, come_back, leave),
    *(study, serve, take_off_the_roster, publish, declare_a_holiday),
]


def test_fresh_cards_follow_from_the_records_whatever_changed_since(database: Database) -> None:
    in_random_offices(database, _stays_true, sqlite=6, postgresql=1)


def _stays_true(session: RecordSession, chance: random.Random) -> None:
    bases = [load_basis(session, reward_rules(), period, period.end) for period in PERIODS]
    for change in chance.sample(CHANGES, len(CHANGES)):
        for basis in bases:
            store_cards(session, basis, score(session, basis), AT)
            assert is_fresh(session, basis)
        change(session, chance)
        for basis in bases:
            is_true = not is_fresh(session, basis) or _stored(session, basis) == _scored(session, basis)
            assert is_true, f"{change.__name__} left the cards of {basis.period.name} fresh, and wrong"


def _stored(session: Session, basis: Basis) -> dict[int, object]:
    cards = stored_cards(session, basis.period)
    return {card.official_id: (card.total_hundredths, card.rank, measures_of(card)) for card in cards}


def _scored(session: Session, basis: Basis) -> dict[int, object]:
    return {
        card.official_id: (
            hundredths(card.total),
            card.rank,
            {key: value_to_json(value) for key, value in card.measures.items()},
        )
        for card in score(session, basis)
    }


def test_an_earlier_finish_takes_a_file_out_of_the_stock_of_every_month_between(database: Database) -> None:
    with database.writing("test") as session:
        store_fingerprint(session, reward_rules().fingerprint)
        office = Office(session)
        file = office.file(office.official(), date(2026, 1, 5), date(2026, 1, 12), finished_on=date(2026, 11, 2))
        between = parse_period("2026-07")
        basis = load_basis(session, reward_rules(), between, between.end)
        store_cards(session, basis, score(session, basis), AT)
        correct_file(session, file, {"finished_on": date(2026, 3, 2)}, because="the paper says so", today=TODAY)
        assert not is_fresh(session, basis)
        before, after = _stored(session, basis), _scored(session, basis)
    assert [card[2]["files.open_overdue"] for card in (before[1], after[1])] == [1, 0]


def test_months_run_over_the_turn_of_the_year() -> None:
    assert months_between(date(2025, 11, 30), date(2026, 1, 1)) == [
        date(2025, 11, 1),
        date(2025, 12, 1),
        date(2026, 1, 1),
    ]
    assert months_between(date(2026, 2, 1), date(2026, 1, 31)) == []


def test_what_counts_since_january_counts_to_the_end_of_its_year() -> None:
    assert months_to_year_end(date(2026, 11, 30), date(2026, 11, 30)) == [date(2026, 11, 1), date(2026, 12, 1)]
    assert months_to_year_end(date(2025, 12, 31), date(2026, 1, 2))[-1] == date(2026, 12, 1)
