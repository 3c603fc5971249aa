"""Postings, absences, aliases and the tree of units."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from tracker.database import Database
from tracker.messages import InputError
from tracker.records.absences import Absence, absences_between
from tracker.records.aliases import add_alias, aliases_of
from tracker.records.officials import Official, official_by_code, officials_in_order
from tracker.records.postings import Posting, add_posting, postings_between
from tracker.records.units import Unit, UnitKind, commune_of_units, move_unit, unit_and_below
from tracker.testing import Office


def posting(official: Official, office: Office, valid_from: date, valid_to: date | None = None) -> Posting:
    return Posting(
        official_id=official.id, unit_id=office.unit.id, position="clerk", valid_from=valid_from, valid_to=valid_to
    )


OVERLAPPING = [
    (date(2026, 3, 1), date(2026, 3, 31)),
    (date(2026, 1, 1), date(2026, 2, 1)),
    (date(2026, 6, 30), None),
    (date(2026, 1, 1), None),
]
APART = [(date(2026, 1, 1), date(2026, 1, 31)), (date(2026, 7, 1), None), (date(2026, 7, 1), date(2026, 7, 1))]


@pytest.mark.parametrize(("start", "end"), OVERLAPPING)
def test_two_postings_of_one_official_do_not_overlap(database: Database, start: date, end: date | None) -> None:
    with database.writing("test") as session:
        office = Office(session)
        official = office.official(since=date(2026, 2, 1), until=date(2026, 6, 30))
        with pytest.raises(InputError, match="overlaps the one from 01/02/2026"):
            add_posting(session, posting(official, office, start, end))


@pytest.mark.parametrize(("start", "end"), APART)
def test_postings_one_after_the_other_are_accepted(database: Database, start: date, end: date | None) -> None:
    with database.writing("test") as session:
        office = Office(session)
        official = office.official(since=date(2026, 2, 1), until=date(2026, 6, 30))
        assert add_posting(session, posting(official, office, start, end)).id is not None


def test_a_posting_that_still_lasts_must_be_ended_before_the_next(database: Database) -> None:
    with database.writing("test") as session:
        office = Office(session)
        official, other = office.official("A"), office.official("B")
        with pytest.raises(InputError, match="End that one first"):
            add_posting(session, posting(official, office, date(2030, 1, 1)))
        assert set(postings_between(session, date(2026, 1, 1), date(2026, 1, 1))) == {official.id, other.id}


def test_postings_between_two_days_are_those_that_hold_on_one_of_them(database: Database) -> None:
    with database.writing("test") as session:
        office = Office(session)
        official = office.official(since=date(2026, 2, 1), until=date(2026, 6, 30))
        add_posting(session, posting(official, office, date(2026, 7, 1)))
        held = postings_between(session, date(2026, 6, 30), date(2026, 7, 1))
        assert [one.valid_from for one in held[official.id]] == [date(2026, 2, 1), date(2026, 7, 1)]
        assert [one.valid_from for one in postings_between(session, date(2026, 7, 1), date.max)[official.id]] == [
            date(2026, 7, 1)
        ]
        assert postings_between(session, date(2025, 1, 1), date(2026, 1, 31)) == {}
        assert postings_between(session, date(2026, 7, 1), date.max, officials=[]) == {}


def test_absences_between_two_days_touch_one_of_them_and_last_while_nobody_knows_their_end(database: Database) -> None:
    with database.writing("test") as session:
        who = Office(session).official().id
        session.add(Absence(official_id=who, starts_on=date(2026, 7, 1), ends_on=date(2026, 7, 10)))
        session.add(Absence(official_id=who, starts_on=date(2026, 8, 1)))
        session.flush()

        def starts(first: date, last: date) -> list[date]:
            return [absence.starts_on for absence in absences_between(session, first, last).get(who, [])]

        assert starts(date(2026, 7, 10), date(2026, 7, 31)) == [date(2026, 7, 1)]
        assert starts(date(2026, 7, 11), date(2026, 7, 31)) == []
        assert starts(date(2026, 6, 1), date(2026, 12, 31)) == [date(2026, 7, 1), date(2026, 8, 1)]
        assert starts(date(2030, 1, 1), date(2030, 1, 1)) == [date(2026, 8, 1)]


def test_the_database_refuses_an_absence_that_ends_before_it_begins(database: Database) -> None:
    def add() -> None:
        with database.writing("test") as session:
            who = Office(session).official().id
            session.add(Absence(official_id=who, starts_on=date(2026, 7, 2), ends_on=date(2026, 7, 1)))

    with pytest.raises(IntegrityError):
        add()


def meant(session: Session, day: date) -> list[int]:
    """Return whom the source means by a login on a day."""
    return [alias.official_id for alias in aliases_of(session, "one-stop")["hà.pt"] if alias.holds_on(day)]


def test_a_login_that_passes_to_another_person_means_each_on_his_own_days(database: Database) -> None:
    with database.writing("test") as session:
        office = Office(session)
        first, second = office.official("A").id, office.official("B").id
        add_alias(session, "one-stop", "Hà.PT", first)
        add_alias(session, "one-stop", "hà.pt", second, since=date(2026, 7, 1))
        assert meant(session, date(2026, 6, 30)) == [first]
        assert meant(session, date(2026, 7, 1)) == [second]
        assert aliases_of(session, "another source") == {}


def test_an_alias_noted_for_earlier_days_ends_where_the_known_one_begins(database: Database) -> None:
    with database.writing("test") as session:
        office = Office(session)
        first, second = office.official("A").id, office.official("B").id
        add_alias(session, "one-stop", "hà.pt", second, since=date(2026, 7, 1))
        add_alias(session, "one-stop", "hà.pt", first, since=date(2026, 1, 1))
        assert meant(session, date(2025, 12, 31)) == []
        assert meant(session, date(2026, 6, 30)) == [first]
        assert meant(session, date(2026, 7, 1)) == [second]


def test_an_alias_between_two_others_means_one_official_on_every_day(database: Database) -> None:
    with database.writing("test") as session:
        office = Office(session)
        first, second, third = (office.official(code).id for code in "ABC")
        add_alias(session, "one-stop", "hà.pt", first)
        add_alias(session, "one-stop", "hà.pt", third, since=date(2026, 9, 1))
        add_alias(session, "one-stop", "hà.pt", second, since=date(2026, 7, 1))
        days = (date(2026, 6, 30), date(2026, 7, 1), date(2026, 8, 31), date(2026, 9, 1))
        assert [meant(session, day) for day in days] == [[first], [second], [second], [third]]


def test_the_same_alias_said_again_means_whom_it_was_said_to_mean_last(database: Database) -> None:
    with database.writing("test") as session:
        office = Office(session)
        first, second = office.official("A").id, office.official("B").id
        for official_id in (first, second):
            add_alias(session, "one-stop", "hà.pt", official_id, since=date(2026, 7, 1))
        assert meant(session, date(2026, 7, 1)) == [second]


def test_officials_stand_in_the_order_of_their_given_names(database: Database) -> None:
    with database.writing("test") as session:
        office = Office(session)
        for code, name in (("1", "Trần Văn Út"), ("2", "Lê Thị Ánh"), ("3", "Đỗ Văn An"), ("4", "Bùi Thị Đào")):
            office.official(code, name)
        assert [official.code for official in officials_in_order(session)] == ["3", "2", "4", "1"]
        assert official_by_code(session, "4").full_name == "Bùi Thị Đào"
        with pytest.raises(InputError, match="no official with the code 5"):
            official_by_code(session, "5")


def test_a_unit_stands_in_its_commune_and_above_all_that_is_below_it(database: Database) -> None:
    with database.writing("test") as session:
        session.add(Unit(id=1, code="T", name="Tỉnh", kind=UnitKind.PROVINCE))
        session.add(Unit(id=2, code="X", name="Xã", kind=UnitKind.COMMUNE, parent_id=1))
        session.add(Unit(id=3, code="P", name="Phòng Kinh tế", parent_id=2))
        session.add(Unit(id=4, code="TT", name="Trung tâm", kind=UnitKind.SERVICE_CENTRE, parent_id=3))
        session.add(Unit(id=5, code="H", name="Hội", kind=UnitKind.MASS_ORGANISATION))
        session.flush()
        assert commune_of_units(session) == {1: 1, 2: 2, 3: 2, 4: 2, 5: 5}
        assert set(session.connection().execute(unit_and_below(2)).scalars()) == {2, 3, 4}


def a_chain_of_units(session: Session) -> list[Unit]:
    """A division with an office in it, and a desk in that."""
    units = [
        Unit(id=number, code=str(number), name=f"Unit {number}", parent_id=number - 1 or None) for number in (1, 2, 3)
    ]
    for unit in units:
        session.add(unit)
        session.flush()
    return units


def test_a_unit_moves_under_another_one_or_to_the_top(database: Database) -> None:
    with database.writing("test") as session:
        _, office, desk = a_chain_of_units(session)
        move_unit(session, desk, 1)
        move_unit(session, office, None)
        assert (desk.parent_id, office.parent_id) == (1, None)


@pytest.mark.parametrize("parent_id", [1, 2, 3])
def test_a_unit_cannot_stand_under_itself_or_what_stands_under_it(database: Database, parent_id: int) -> None:
    with database.writing("test") as session:
        division, *_ = a_chain_of_units(session)
        with pytest.raises(InputError, match=f"Unit 1 cannot stand under Unit {parent_id}"):
            move_unit(session, division, parent_id)
        assert division.parent_id is None


def test_a_unit_cannot_stand_under_one_that_does_not_exist(database: Database) -> None:
    with database.writing("test") as session:
        division, *_ = a_chain_of_units(session)
        with pytest.raises(InputError, match="no unit with the number 99"):
            move_unit(session, division, 99)


def test_units_that_stand_above_each_other_all_the_same_have_one_topmost(database: Database) -> None:
    with database.writing("test") as session:
        _, office, _ = a_chain_of_units(session)
        office.parent_id = 3  # as a record written past the checks may have it
        session.flush()
        assert commune_of_units(session) == {1: 1, 2: 2, 3: 2}
        assert set(session.connection().execute(unit_and_below(3)).scalars()) == {2, 3}
