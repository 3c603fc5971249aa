"""How far one official is from a form: in a sentence that names nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.rewards.cards import FORM, card, listed
from tracker.award_forms import AwardForm, Exclusion, Quota
from tracker.database import Database
from tracker.messages import message, translate
from tracker.rewards.distance import Distance, distance_in
from tracker.testing import Office


@pytest.fixture
def office(database: Database) -> Iterator[Office]:
    """An office whose officials get their cards in the test."""
    with database.writing("test") as session:
        yield Office(session)


def distance(office: Office, official_id: int, form: AwardForm = FORM) -> Distance:
    found = distance_in(listed(office.session, form), official_id)
    assert found is not None
    return found


def told(office: Office, official_id: int, form: AwardForm = FORM) -> str:
    return translate(distance(office, official_id, form).told, "en")


def test_each_place_is_told_with_the_number_of_places_and_nothing_of_others(office: Office) -> None:
    ids = [card(office, code, total) for code, total in (("A", "90"), ("B", "85"), ("C", "80"), ("D", "69.99"))]
    assert [told(office, one) for one in ids] == [
        "Every condition is met, in place 1 of 2 places.",
        "Every condition is met, in place 2 of 2 places.",
        "Every condition is met, in place 3: there are 2 places.",
        "1 condition is missed.",
    ]


def test_who_shares_the_last_place_is_told_that_a_leader_chooses(office: Office) -> None:
    ids = [card(office, code, total) for code, total in (("A", "90"), ("B", "80"), ("C", "80"))]
    expected = "Every condition is met, in place 2 with equal points of 2 people, for the last 1 of 2 places"
    assert [told(office, one) for one in ids[1:]] == [f"{expected}: a leader chooses."] * 2


def test_a_tie_for_every_place_does_not_speak_of_the_last_one(office: Office) -> None:
    ids = [card(office, code, "90") for code in ("A", "B", "C")]
    expected = "Every condition is met, in place 1 with equal points of 3 people, for 2 places: a leader chooses."
    assert {told(office, one) for one in ids} == {expected}


def test_without_a_quota_there_is_a_place_for_everybody(office: Office) -> None:
    one = card(office, "A", "90")
    expected = "Every condition is met, and there is a place for everybody who does so."
    assert told(office, one, replace(FORM, quota=Quota())) == expected


def test_what_is_missed_has_its_gap_and_what_cannot_be_judged_none(office: Office) -> None:
    short, unknown = card(office, "A", "67.5"), card(office, "B", None)
    assert [str(one.short) for one in distance(office, short).reached] == ["2.5"]
    assert [one.short for one in distance(office, unknown).reached] == [None]


def test_who_is_left_out_is_told_why_whatever_he_reached(office: Office) -> None:
    one = card(office, "A", "99")
    form = replace(FORM, exclusions=(Exclusion(message("He is left out by the settings"), lambda _judged: True),))
    assert told(office, one, form) == "Left out: He is left out by the settings."


def test_who_has_no_card_is_at_no_distance(office: Office) -> None:
    card(office, "A", "99")
    assert distance_in(listed(office.session), 4711) is None
