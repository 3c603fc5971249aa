"""The tree of units, changed by hand."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import Session, select

from tracker.database import Database
from tracker.messages import InputError
from tracker.records.by_hand import holds_of
from tracker.records.postings import in_service_by_unit
from tracker.records.unit_changes import add_unit, change_unit, remove_unit
from tracker.records.units import Unit, units_in_tree
from tracker.testing import Office

TODAY = date(2026, 11, 23)


def a_division(session: Session, office: Office, code: str = "land") -> Unit:
    return add_unit(session, Unit(code=code, name=f"{code} division", parent_id=office.unit.parent_id))


def test_a_unit_that_moves_is_held_and_never_stands_under_itself(database: Database) -> None:
    with database.writing("admin") as session:
        office = Office(session)
        division = a_division(session, office)
        change_unit(session, division, {"parent_id": office.unit.id}, "decision 1")
        assert set(holds_of(session, division)) == {"parent_id"}
        with pytest.raises(InputError, match="cannot stand under"):
            change_unit(session, office.unit, {"parent_id": division.id}, "decision 2")
        with pytest.raises(InputError, match="say why"):
            change_unit(session, division, {"parent_id": None}, "")
        assert division.parent_id == office.unit.id


def test_no_two_units_share_a_code_nor_two_beside_each_other_a_name(database: Database) -> None:
    with database.writing("admin") as session:
        office = Office(session)
        division = a_division(session, office)
        with pytest.raises(InputError, match="belongs to land division"):
            add_unit(session, Unit(code="LAND", name="Other", parent_id=None))
        with pytest.raises(InputError, match="called land division already"):
            add_unit(session, Unit(code="other", name="Land  division", parent_id=division.parent_id))
        elsewhere = add_unit(session, Unit(code="other", name="Land division", parent_id=division.id))
        with pytest.raises(InputError, match="belongs to"):
            change_unit(session, elsewhere, {"code": "land"}, "why")


def test_a_unit_goes_only_when_nothing_points_to_it(database: Database) -> None:
    with database.writing("admin") as session:
        office = Office(session)
        office.file(office.official(), date(2026, 7, 6))
        below = add_unit(session, Unit(code="b", name="Below", parent_id=office.unit.id))
        with pytest.raises(InputError, match="1 handled file, 1 posting, past ones included, 1 unit below it"):
            remove_unit(session, office.unit, "closed")
        with pytest.raises(InputError, match="say why"):
            remove_unit(session, below, " ")
        remove_unit(session, below, "closed")
        assert session.get(Unit, below.id) is None


def test_the_tree_counts_who_is_in_service_in_a_unit_and_below_it(database: Database) -> None:
    with database.writing("admin") as session:
        office = Office(session)
        office.official("A")
        office.official("left", until=date(2026, 11, 22))
        commune = session.get_one(Unit, office.unit.parent_id)
        office.unit = commune
        office.official("B")
        units = session.exec(select(Unit)).all()
        counted = units_in_tree(units, in_service_by_unit(session, TODAY))
    assert [(one.unit.code, one.depth, one.officials, one.officials_with_below) for one in counted] == [
        ("commune", 0, 1, 2),
        ("desk", 1, 1, 1),
    ]


def test_units_above_each_other_are_still_shown_once_each() -> None:
    one, other = Unit(id=1, code="a", name="A", parent_id=2), Unit(id=2, code="b", name="B", parent_id=1)
    assert [place.unit.code for place in units_in_tree([one, other])] == ["a", "b"]
