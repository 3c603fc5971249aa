"""A form that spans a year: cards added up, measures of the whole year, preliminary until every quarter is closed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlmodel import select

from tests.closing.commune import Commune
from tests.rewards.cards import ENOUGH, FORM, D, card, standing
from tests.slow.offices import in_random_offices, reward_rules
from tests.test_staleness import CHANGES
from tracker.award_forms import AwardForm, Condition, Judged
from tracker.closing.closing import close_period
from tracker.contributions import Measure, MeasureSet
from tracker.database import Database, RecordSession
from tracker.fingerprint import store_fingerprint
from tracker.messages import message
from tracker.periods import Period, parse_period
from tracker.records.postings import Posting, RankingGroup
from tracker.rewards.candidates import Candidates, candidates_of
from tracker.rewards.forms import Offered
from tracker.rewards.people import people_of
from tracker.rewards.years import people_of_year, recomputed_people_of_year
from tracker.scoring.adjustments import adjustments_in
from tracker.scoring.closings import PeriodClosing, closed_periods
from tracker.scoring.freshness import stale_closings
from tracker.scoring.recomputing import recompute_closed
from tracker.scoring.scorecards import Scorecard
from tracker.testing import Office

YEAR = parse_period("2026")
QUARTERS = YEAR.parts("quarter")
DAY = date(2026, 12, 20)
OF_YEAR = replace(FORM, spans="year", conditions=(replace(ENOUGH, threshold=D(300)),))
LEVEL = Measure("test.level", message("Level"), default=None)
LEVELS: dict[int, Decimal] = {}


def measured(_session: object, _officials: object, period: Period, _as_of: date) -> dict[str, dict[int, Decimal]]:
    """Say of a year alone what level everybody has."""
    return {"test.level": dict(LEVELS) if period.grain == "year" else {}}


RATED = MeasureSet("test.rated", [LEVEL], measured)  # type: ignore[arg-type]


@pytest.fixture
def office(database: Database) -> Iterator[Office]:
    """An office whose officials get their cards in the test."""
    with database.writing("test") as session:
        yield Office(session)


def cards(office: Office, code: str, *totals: str | None, group: RankingGroup = RankingGroup.SPECIALIST) -> int:
    """Store the cards of somebody, from the first quarter on; returns his id."""
    who = 0
    for quarter, total in zip(QUARTERS, totals, strict=False):
        who = card(office, code, total, group=group, period=quarter)
    return who


def of_year(office: Office, form: AwardForm = OF_YEAR, *sets: MeasureSet) -> Candidates:
    """Return the candidates of the year."""
    return candidates_of(office.session, YEAR, Offered(form, 500_000, DAY, DAY, sets), "quarter")


def judged(candidates: Candidates) -> dict[str, Judged]:
    """Return what everybody is judged by, by code."""
    found = [one.verdict.recipient.judged for one in candidates.everybody]
    return {one.code: one for one in found if isinstance(one, Judged)}


def closed(office: Office, *periods: Period) -> None:
    """Note that periods are closed, whose cards stand as they are."""
    frozen = {"settings": "{}", "plugins": "", "digest": "", "audit_position": 0, "audit_hash": ""}
    for period in periods:
        at = datetime(2027, 1, 15, tzinfo=UTC)
        office.session.add(PeriodClosing(period=period.name, as_of=period.end, closed_at=at, **frozen))
    office.session.flush()


def test_the_cards_of_the_quarters_are_added_up_and_who_could_not_be_judged_in_one_is_by_the_others(
    office: Office,
) -> None:
    cards(office, "A", "80", "90", "70", "75.50")
    cards(office, "B", "99", None, "99")
    cards(office, "C", None, None)
    found = of_year(office)
    assert {code: (one.total, one.reachable) for code, one in judged(found).items()} == {
        "A": (D("315.50"), D(400)),
        "B": (D(198), D(300)),
        "C": (None, D(200)),
    }
    assert standing(found) == {"A": "proposed", "B": "misses", "C": "misses"}


def test_the_group_and_the_unit_are_those_of_the_last_quarter_with_a_posting(office: Office) -> None:
    who = cards(office, "A", "80", "80")
    moved = office.session.exec(select(Posting).where(Posting.official_id == who)).one()
    moved.valid_to = date(2026, 6, 30)
    land = office.division()
    later = Posting(
        official_id=who,
        unit_id=land.id or 0,
        kind=moved.kind,
        ranking_group=RankingGroup.DESK,
        valid_from=date(2026, 7, 1),
    )
    office.session.add(later)
    office.session.flush()
    card(office, "A", "80", group=RankingGroup.DESK, period=QUARTERS[2])
    row = office.session.exec(select(Posting).where(Posting.unit_id == land.id)).one()
    third = select(Scorecard).where(Scorecard.period == QUARTERS[2].name)
    office.session.exec(third).one().posting_id = row.id
    office.session.flush()
    assert [(one.group, one.unit_id) for one in judged(of_year(office)).values()] == [(RankingGroup.DESK, land.id)]


def test_measures_are_those_of_the_whole_year_and_not_of_its_last_quarter(office: Office) -> None:
    LEVELS.clear()
    LEVELS[cards(office, "A", "80", "80", "80", "80")] = D(3)
    cards(office, "B", "90", "90", "90", "90")
    excellent = Condition(
        "test.level",
        message("Excellent"),
        lambda one: one.measures["test.level"],
        D(3),
        message("level"),
        reads=("test.level",),
    )
    found = of_year(office, replace(OF_YEAR, conditions=(excellent,)), RATED)
    assert standing(found) == {"A": "proposed", "B": "misses"}
    assert found.everybody[1].verdict.missed[0].value is None


def test_a_year_is_preliminary_until_each_of_its_quarters_is_closed(office: Office) -> None:
    cards(office, "A", "80", "80", "80", "80")
    closed(office, *QUARTERS[:3])
    assert of_year(office).is_preliminary
    closed(office, QUARTERS[3])
    assert not of_year(office).is_preliminary


def test_a_form_of_the_period_counts_that_period_alone(office: Office) -> None:
    cards(office, "A", "80", "90")
    (one,) = people_of(office.session, QUARTERS[1], FORM)
    assert one.judged.total == D(90)


def test_ranks_of_the_year_are_inside_each_group_by_the_sum(office: Office) -> None:
    for code, totals in {"A": ("80", "90"), "B": ("90", "80"), "C": ("99", None), "D": ("10", "10")}.items():
        cards(office, code, *totals)
    cards(office, "L", "99", "99", group=RankingGroup.LEADER)
    ranks = {code: (one.rank, one.ranked_among) for code, one in judged(of_year(office)).items()}
    assert ranks == {"A": (1, 4), "B": (1, 4), "C": (3, 4), "D": (4, 4), "L": (None, 0)}


def test_over_random_corrections_the_year_of_today_is_what_was_closed_with_all_that_adjusts_it(
    database: Database,
) -> None:
    commune = Commune(database, today=date(2026, 12, 31))
    offered, moved = Offered(OF_YEAR, 0, DAY, DAY), {True: 0, False: 0}

    def check(session: RecordSession, chance: random.Random) -> None:
        store_fingerprint(session, commune.plugins.fingerprint)
        for quarter in QUARTERS[:3]:
            close_period(commune, session, quarter)
            for change in chance.sample(CHANGES, 4):
                change(session, chance)
        for period in stale_closings(session, closed_periods(session)):
            recompute_closed(session, reward_rules(), period)
        then = {one.id: one.judged.total or 0 for one in people_of_year(session, YEAR, offered, "quarter")}
        now = {one.id: one.judged.total or 0 for one in recomputed_people_of_year(session, YEAR, offered, "quarter")}
        waiting = adjustments_in(session, QUARTERS[3])
        for who in then.keys() | now.keys():
            due = sum((D(one.hundredths) / 100 for one in waiting.get(who, ())), D(0))
            assert now.get(who, 0) == then.get(who, 0) + due, who
            moved[bool(due)] += 1

    in_random_offices(database, check, sqlite=6, postgresql=2)
    assert moved[True]
    assert moved[False]
