"""Training records that a plugin writes for finished courses: as if entered by hand."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import select

from tracker.api import (
    ContentGroup,
    InputError,
    TrainingRecord,
    add_training_record,
    correct_training_record,
    remove_training_record,
)
from tracker.database import Database
from tracker.records.held_fields import HeldField, held_of
from tracker.testing import Office

TODAY = date(2026, 11, 23)
COURSE = {
    "title": "Kỹ năng số",
    "starts_on": date(2026, 10, 5),
    "ends_on": date(2026, 10, 7),
    "hours_hundredths": 2400,
    "content_group": ContentGroup.DIGITAL_AND_INNOVATION,
}


def test_a_finished_course_is_held_against_imports_corrected_and_taken_back(database: Database) -> None:
    with database.writing("ha.pt") as session:
        official = Office(session).official().id or 0
        record = add_training_record(session, official, COURSE, "course 12", TODAY, None)
        assert (record.official_id, record.hours_hundredths, record.is_passed) == (official, 2400, True)
        assert {*COURSE, "official_id"} == held_of(session, "tracker_training_record", record.id or 0).keys()
        correct_training_record(session, record, {"hours_hundredths": 800}, "he left early", TODAY, None)
        assert session.exec(select(TrainingRecord.hours_hundredths)).one() == 800
        remove_training_record(session, record, "it was somebody else", None)
        assert session.exec(select(TrainingRecord)).all() == []
        assert session.exec(select(HeldField)).all() == []


@pytest.mark.parametrize(
    ("values", "is_own", "told"),
    [
        (COURSE, True, "nobody decides his own case"),
        ({**COURSE, "ends_on": date(2026, 12, 1)}, False, "is yet to come"),
        ({**COURSE, "title": ""}, False, "must be known before it can be added"),
    ],
)
def test_what_cannot_be_is_refused(database: Database, values: dict[str, object], is_own: bool, told: str) -> None:
    with database.writing("ha.pt") as session:
        official = Office(session).official().id or 0
        with pytest.raises(InputError, match=told):
            add_training_record(session, official, values, "course 12", TODAY, official if is_own else None)


def test_the_same_course_is_recorded_once(database: Database) -> None:
    with database.writing("ha.pt") as session:
        official = Office(session).official().id or 0
        add_training_record(session, official, COURSE, "course 12", TODAY, None)
        with pytest.raises(InputError, match="have the course from this day already: Phạm Thị Hà"):
            add_training_record(session, official, COURSE, "course 12", TODAY, None)
