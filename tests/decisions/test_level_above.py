"""What the commune only proposes: nothing is paid here, and the answer of the level above is noted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from tests.decisions.praise import PRAISE, TODAY, Commune, refused
from tracker.award_forms import Fund
from tracker.database import Database, RecordSession
from tracker.decisions.answers import PaperAbove, answers_on, note_answers
from tracker.decisions.checks import Topic, Weight
from tracker.decisions.decisions import Decision, DecisionItem, DecisionState, holds_reward
from tracker.decisions.received import items_about, received_by
from tracker.messages import message, translate
from tracker.notices import Notice
from tracker.rewards.choosing import choose

ABOVE = PaperAbove("456/QĐ-UBND", TODAY)
EMULATION = Fund("emulation", message("Emulation fund"))


@pytest.fixture
def proposing(database: Database) -> Commune:
    """The commune that only proposes, its quarter closed."""
    made = Commune(database, replace(PRAISE, authority="proposes", fund=1, pays_from=EMULATION))
    made.close()
    return made


def answer(commune: Commune, id: int, paper: PaperAbove = ABOVE, by: str = "secretary", **granted: bool) -> None:
    """Note what the level above decided about officials."""

    def note(session: RecordSession, decided: Decision) -> None:
        said = {commune.officials[code]: is_granted for code, is_granted in granted.items()}
        note_answers(session, decided, paper, said, commune.viewers[by], "/decisions/1")

    commune.step(note, id, by, DecisionState.ISSUED)


def issued(commune: Commune) -> int:
    """Send what the form proposes to the level above."""
    id = commune.propose()
    commune.issue(id)
    return id


def holding(commune: Commune) -> set[str]:
    """Return who holds a reward."""
    codes = {who: code for code, who in commune.officials.items()}
    with commune.database.reading() as session:
        found = session.exec(select(DecisionItem).where(holds_reward())).all()
        return {codes[one.recipient_id] for one in found}


def notices(commune: Commune) -> list[str]:
    """Return what was told, to whomever."""
    with commune.database.reading() as session:
        return [translate(one.message, "en") for one in session.exec(select(Notice).order_by(col(Notice.id)))]


def test_everybody_in_it_goes_above_and_the_commune_pays_nothing(proposing: Commune) -> None:
    id = issued(proposing)
    decided = proposing.decision(id)
    assert decided.goes_above
    assert {code for code, item in proposing.items(id).items() if item.goes_above} == {"a", "b", "chairman", "deputy"}
    assert (decided.number, decided.signer_id, decided.decided_on) == ("1/QĐ-UBND", proposing.officials["head"], TODAY)
    assert (decided.amount, decided.pays_from) == (None, None)
    assert holding(proposing) == set()
    told = "You are proposed to the level above: Praise, proposal 1/QĐ-UBND"
    assert notices(proposing) == [told] * 4


def test_the_choice_of_what_is_only_proposed_costs_nothing_and_fills_its_places(proposing: Commune) -> None:
    id = proposing.propose()
    with proposing.database.reading() as session:
        candidates, decided = proposing.candidates(session), session.get_one(Decision, id)
        assert choose(candidates, candidates.proposed).money.cost == 0
        checks = proposing.checks(session, decided)
    assert not [one for one in checks if one.topic is Topic.FUND]
    above = message("The commune only proposes: the level above decides, and pays.")
    assert [one.told for one in checks if one.topic is Topic.OFFICIALS] == [above]
    assert not [one for one in checks if one.weight is Weight.STOPS]


def test_the_fund_that_pays_is_named_and_kept(database: Database) -> None:
    commune = Commune(database, replace(PRAISE, fund=None, left_in_fund=1_499_999, pays_from=EMULATION))
    commune.close()
    id = commune.propose()
    with commune.database.reading() as session:
        (check,) = [one for one in commune.checks(session, session.get_one(Decision, id)) if one.topic is Topic.FUND]
    assert check.weight is Weight.STOPS
    assert translate(check.told, "en") == (
        "Emulation fund: it costs 1,500,000 đồng, 1,499,999 đồng may be spent. Drop somebody, or have the fund raised."
    )
    commune.form = replace(commune.form, left_in_fund=1_500_000)
    commune.issue(id)
    assert commune.decision(id).pays_from == "emulation"


def test_the_answer_is_noted_for_each_and_what_is_granted_counts_as_a_reward(proposing: Commune) -> None:
    id = issued(proposing)
    answer(proposing, id, a=True, b=False)
    assert holding(proposing) == {"a"}
    with proposing.database.reading() as session:
        (item,) = [session.get_one(DecisionItem, one) for one in items_about(session, proposing.officials["a"])]
        (received,) = received_by(session, sa.select(DecisionItem.id).where(col(DecisionItem.id) == item.id))
    assert received.answer is not None
    assert (received.answer.is_granted, received.answer.number, received.answer.decided_on) == (
        True,
        "456/QĐ-UBND",
        TODAY,
    )
    assert proposing.told(id)[-2:] == [
        "The level above granted it by 456/QĐ-UBND of 23/11/2026: Trần Văn a",
        "The level above refused it by 456/QĐ-UBND of 23/11/2026: Trần Văn b",
    ]
    assert "The level above granted it: Praise, decision 456/QĐ-UBND" in notices(proposing)
    assert "The level above refused it: Praise, decision 456/QĐ-UBND" in notices(proposing)


def test_a_later_note_takes_the_place_of_a_wrong_one_and_others_stay(proposing: Commune) -> None:
    id = issued(proposing)
    answer(proposing, id, a=True, b=True)
    answer(proposing, id, PaperAbove("457/QĐ-UBND", TODAY), a=False)
    with proposing.database.reading() as session:
        found = answers_on(session, session.get_one(Decision, id))
        assert sorted((one.number, one.is_granted) for one in found.values()) == [
            ("456/QĐ-UBND", True),
            ("457/QĐ-UBND", False),
        ]
    assert holding(proposing) == {"b"}


def test_the_paper_of_the_level_above_is_dated_between_the_proposal_and_today(proposing: Commune) -> None:
    id = issued(proposing)
    for day in (TODAY - timedelta(days=1), TODAY + timedelta(days=1)):
        paper = PaperAbove("9", day)
        assert "Correct the date" in refused(lambda paper=paper: answer(proposing, id, paper, a=True))  # type: ignore[misc]
    assert "Write the number" in refused(lambda: answer(proposing, id, PaperAbove(" ", TODAY), a=True))


WRONG: dict[str, Callable[[Commune, int], object]] = {
    "nobody": lambda commune, id: answer(commune, id),
    "somebody who was not proposed": lambda commune, id: answer(commune, id, a=True, c=True),
}


@pytest.mark.parametrize("what", WRONG)
def test_only_who_was_proposed_is_answered_about(proposing: Commune, what: str) -> None:
    id = issued(proposing)
    assert "Say of at least one of those who were proposed" in refused(lambda: WRONG[what](proposing, id))


def test_what_was_granted_is_not_revoked_here_and_what_was_refused_may_be(proposing: Commune) -> None:
    id = issued(proposing)
    answer(proposing, id, a=True)
    assert "so it stands" in refused(lambda: proposing.revoke(id))
    answer(proposing, id, a=False)
    proposing.revoke(id)
    assert holding(proposing) == set()


def test_what_the_commune_decides_gives_a_reward_at_once_but_to_its_head(commune: Commune) -> None:
    id = issued(commune)
    assert holding(commune) == {"a", "b", "deputy"}
    answer(commune, id, chairman=True)
    assert holding(commune) == {"a", "b", "chairman", "deputy"}
    with commune.database.reading() as session:
        decided = session.get_one(Decision, id)
    assert (decided.goes_above, decided.amount) == (False, 500_000)


def test_a_form_that_decides_since_then_stops_a_proposal_until_points_are_taken_over(proposing: Commune) -> None:
    id = proposing.propose()
    proposing.form = replace(proposing.form, authority="decides", fund=2_000_000)
    assert "Take over those of today" in refused(lambda: proposing.issue(id))
