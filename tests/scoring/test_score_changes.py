"""How a total moved, told to the official: what changed of his own records, who changed it and why."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlmodel import Session, select

from plugins.reward_rules.settings import RewardRules
from tests.scoring.july_files import finish_files
from tests.scoring.stored import late_file
from tests.slow.offices import reward_rules
from tracker.database import Database
from tracker.fingerprint import store_fingerprint
from tracker.messages import translate
from tracker.periods import parse_period
from tracker.records.file_changes import correct_file, decide_cause, hand_over, say_cause
from tracker.records.handled_files import HandledFile
from tracker.records.training_records import TrainingRecord
from tracker.scoring.basis import load_basis
from tracker.scoring.runs import score
from tracker.scoring.score_changes import Moved, score_changes
from tracker.scoring.storing import store_cards
from tracker.settings import change_settings
from tracker.testing import Office

QUARTER = parse_period("2026-Q3")
AT = datetime(2026, 10, 1, 2, tzinfo=UTC)
TODAY = AT.date()


def store(session: Session) -> None:
    basis = load_basis(session, reward_rules(), QUARTER, QUARTER.end)
    store_cards(session, basis, score(session, basis), AT)


def moved(session: Session, official_id: int) -> list[Moved]:
    return score_changes(session, [QUARTER], official_id)


def told(one: Moved) -> str:
    return translate(one.what, "en") if one.what else "time"


@pytest.fixture
def scored(database: Database) -> Database:
    """An office of four whose quarter is scored; the first has a late file."""
    with database.writing("test") as session:
        store_fingerprint(session, reward_rules().fingerprint)
        office = Office(session)
        for number in range(4):
            finish_files(office, office.official(f"CB{number}"), early=9, late=int(number == 0))
        store(session)
    return database


def test_a_corrected_file_is_named_with_who_and_why(scored: Database) -> None:
    with scored.writing("clerk", "the paper says so") as session:
        file = late_file(session)
        correct_file(session, file, {"finished_on": file.due_on}, because="the paper says so", today=TODAY)
        store(session)
        (one,) = moved(session, 1)
    assert (one.before, one.after) == (Decimal("58.64"), Decimal("71.67"))
    assert (told(one), one.who, one.because) == (f"the file {file.code}", "clerk", "the paper says so")


def test_a_file_that_is_taken_from_an_official_is_named_to_him_and_to_who_has_it_now(scored: Database) -> None:
    with scored.writing("lead", "she did it") as session:
        file = late_file(session)
        correct_file(session, file, {"handler_id": 2}, because="she did it", today=TODAY)
        store(session)
        for who in (1, 2):
            (one,) = moved(session, who)
            assert (told(one), one.who, one.because) == (f"the file {file.code}", "lead", "she did it")


def test_a_file_that_is_handed_over_is_named_to_who_gave_it(scored: Database) -> None:
    with scored.writing("lead") as session:
        file = late_file(session)
        hand_over(session, file, 2, file.received_on)
        store(session)
        assert [told(one) for one in moved(session, 1)] == [f"the file {file.code}"]


def test_a_confirmed_cause_is_named_by_its_file(scored: Database) -> None:
    with scored.writing("lead") as session:
        file = late_file(session)
        said = say_cause(session, file, "flood", said_by_id=file.handler_id, on=date(2026, 9, 1))
        decide_cause(session, said, True, "lead", None, date(2026, 9, 2))
        store(session)
        assert [told(one) for one in moved(session, 1)] == [f"the file {file.code}"]


def test_a_course_is_named_to_whoever_took_it_and_to_nobody_else(scored: Database) -> None:
    with scored.writing("clerk", "a certificate") as session:
        day = date(2026, 8, 3)
        session.add(TrainingRecord(official_id=2, title="x", starts_on=day, ends_on=day, hours_hundredths=800))
        session.flush()
        store(session)
        assert [told(one) for one in moved(session, 2)] == ["a course"]
        assert [one for who in (1, 3, 4) for one in moved(session, who)] == []


def test_the_file_of_another_official_is_told_without_who_and_why(scored: Database) -> None:
    with scored.writing("clerk", "private") as session:
        for who in (2, 4):
            files = select(HandledFile).where(HandledFile.handler_id == who).order_by(HandledFile.id).limit(4)
            for file in session.exec(files).all():
                correct_file(session, file, {"finished_on": None}, because="private", today=TODAY)
        store(session)
        (one,) = moved(session, 3)
    assert (told(one), one.who, one.because) == ("a record of another official", None, None)


def test_changed_settings_are_named_to_everybody(scored: Database) -> None:
    with scored.writing("lead", "more for files in time") as session:
        settings = RewardRules.model_validate({"in_time": {"most": "50"}})
        change_settings(session, "reward_rules", settings, date(2026, 9, 1), "more for files in time")
        store(session)
        assert [told(one) for who in (1, 2, 3, 4) for one in moved(session, who)] == ["the settings of the rules"] * 4


def test_settings_that_changed_more_than_once_are_named_each_with_who_and_why(scored: Database) -> None:
    for actor, most, day in (("admin", "45", 1), ("lead", "50", 2)):
        with scored.writing(actor, f"{most} for files in time") as session:
            settings = RewardRules.model_validate({"in_time": {"most": most}})
            change_settings(session, "reward_rules", settings, date(2026, 9, day), f"{most} for files in time")
    with scored.writing("clerk") as session:
        store(session)
        (one,) = moved(session, 1)
    assert (told(one), one.who, one.because) == ("the settings of the rules", "lead", "50 for files in time")
    (also,) = one.also
    assert translate(also.what, "en") == "the settings of the rules"
    assert (also.who, also.because) == ("admin", "45 for files in time")


def test_settings_that_changed_beside_an_officials_own_file_are_named_too(scored: Database) -> None:
    with scored.writing("lead", "more for files in time") as session:
        settings = RewardRules.model_validate({"in_time": {"most": "50"}})
        change_settings(session, "reward_rules", settings, date(2026, 9, 1), "more for files in time")
        file = late_file(session)
        correct_file(session, file, {"finished_on": file.due_on}, because="the paper says so", today=TODAY)
        store(session)
        (own,), (other,) = moved(session, 1), moved(session, 2)
    assert told(own) == f"the file {file.code}"
    assert [translate(also.what, "en") for also in own.also] == ["the settings of the rules"]
    assert (told(other), other.also) == ("the settings of the rules", [])
