"""The demo's quarters: closed and rewarded as a commune would have done it, the last one in review."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import col, select

from tracker.closing.looking import who_has_not_looked
from tracker.closing.reviews import PeriodState, running_reviews, state_of
from tracker.closing.verifying import verify_period
from tracker.decisions.council import votes_on
from tracker.decisions.decisions import Decision, DecisionState, items_of
from tracker.decisions.effects import effect_of
from tracker.decisions.initiatives import Initiative
from tracker.demo.installing import make_demo_installation
from tracker.installation import Tracker, open_tracker
from tracker.periods import parse_period

TODAY = datetime(2026, 11, 23, 2, tzinfo=UTC)


@pytest.fixture(scope="module")
def tracker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tracker]:
    made = make_demo_installation(tmp_path_factory.mktemp("story"), "story", lambda: TODAY)
    opened = open_tracker(made.config, lambda: TODAY)
    yield opened
    opened.database.close()


def test_every_quarter_but_the_last_is_closed_and_holds_and_the_last_is_in_review(tracker: Tracker) -> None:
    with tracker.database.reading() as session:
        last, before = parse_period("2026-Q3"), parse_period("2026-Q2")
        assert state_of(session, last) is PeriodState.IN_REVIEW
        assert state_of(session, before) is PeriodState.CLOSED
        assert verify_period(session, tracker.plugins, before).is_whole


def test_some_have_looked_at_their_scorecard_and_some_have_not(tracker: Tracker) -> None:
    with tracker.database.reading() as session:
        (review,) = running_reviews(session)
        assert 0 < len(who_has_not_looked(session, review, tracker.today)) < 20


def test_decisions_of_a_year_were_issued_and_one_is_proposed_with_the_votes_of_the_council(tracker: Tracker) -> None:
    with tracker.database.reading() as session:
        decisions = session.exec(select(Decision)).all()
        states = [one.state for one in decisions]
        assert states.count(DecisionState.ISSUED) >= 2
        assert states.count(DecisionState.DRAFT) == 1
        for one in decisions:
            assert {item.id for item in items_of(session, one)} <= set(votes_on(session, one))


def test_a_new_demo_in_the_first_days_of_a_year_has_its_quarters_closed_too(tmp_path: Path) -> None:
    new_year = datetime(2027, 1, 3, 2, tzinfo=UTC)
    made = make_demo_installation(tmp_path, "story", lambda: new_year)
    opened = open_tracker(made.config, lambda: new_year)
    with opened.database.reading() as session:
        assert state_of(session, parse_period("2026-Q3")) is PeriodState.CLOSED
        assert state_of(session, parse_period("2026-Q4")) is PeriodState.IN_REVIEW
    opened.database.close()


def test_an_initiative_rests_on_files_enough_to_say_something(tracker: Tracker) -> None:
    with tracker.database.reading() as session:
        shortened, method = session.exec(select(Initiative).order_by(col(Initiative.id))).all()
        effect = effect_of(session, shortened, tracker.today)
        assert effect is not None
        assert effect.is_enough
        assert effect.saved
        assert effect.saved > 0
        assert effect_of(session, method, tracker.today) is None
