"""Decisions on units: judged by their members' cards, decided by who neither leads them nor belongs to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa
from sqlmodel import select

from tests.decisions.praise import SINCE, TODAY, Commune, refused
from tests.rewards.cards import QUARTER, D
from tracker.accounts.accounts import account_by_name
from tracker.accounts.grants import give_role
from tracker.accounts.permissions import Role
from tracker.accounts.viewers import Viewer
from tracker.award_forms import AwardForm, Condition, Exclusion, JudgedUnit, Quota
from tracker.database import Database, RecordSession
from tracker.decisions.choosing import choose_official, propose, take_over_points, withdraw
from tracker.decisions.council import Vote, ask_council, vote, votes_on
from tracker.decisions.decisions import Decision, DecisionItem, items_of
from tracker.decisions.received import items_about, received_by
from tracker.messages import message, translate
from tracker.notices import Notice
from tracker.records.delay_causes import DelayCause
from tracker.records.officials import Official
from tracker.records.units import Unit
from tracker.rewards.candidates import candidates_of
from tracker.rewards.distance import distance_in
from tracker.testing import Office


def mean(judged: JudgedUnit) -> D | None:
    """Return the mean total of the members."""
    return judged.total


GOOD = Condition("test.mean", message("At least 75 points on average"), mean, D(75), message("points"))
UNITS = AwardForm(
    "test.units",
    message("Praise of a unit"),
    (),
    900_000,
    (GOOD,),
    Quota(number=1, per="commune"),
    recipients="units",
)


@pytest.fixture
def office(database: Database) -> Commune:
    """The commune, its quarter closed: the desk has a mean of 84.8 points, the leaders' own unit one of 71.67."""
    made = Commune(database, replace(UNITS, fund=2_000_000))
    made.close()
    return made


def unit_id(commune: Commune, code: str) -> int:
    """Return a unit."""
    with commune.database.reading() as session:
        return session.exec(select(Unit).where(Unit.code == code)).one().id or 0


def proposed(commune: Commune, by: str = "secretary") -> int:
    """Propose what the form proposes; returns the draft."""
    with commune.database.writing(by) as session:
        candidates = commune.candidates(session)
        return propose(session, candidates, candidates.proposed, {}, commune.viewers[by]).id or 0


def leads(commune: Commune, name: str, unit: str) -> None:
    """Let an account lead a unit."""
    with commune.database.writing("admin") as session:
        give_role(session, account_by_name(session, name), Role.LEADER, unit_id(commune, unit), SINCE)


def test_a_unit_is_judged_by_the_cards_of_those_who_work_in_it(office: Commune) -> None:
    with office.database.reading() as session:
        found = office.candidates(session)
        judged = {one.verdict.recipient.full_name: one.verdict.recipient.judged.total for one in found.everybody}
        standing = {one.verdict.recipient.full_name: one.standing.value for one in found.everybody}
    assert judged == {"Desk": D("84.80"), "Commune": D("71.67")}
    assert standing == {"Desk": "proposed", "Commune": "misses"}


def test_exclusions_and_the_sample_look_at_the_members(office: Commune) -> None:
    small = Exclusion(message("Fewer than four members"), lambda unit: len(unit.members) < 4)
    form = replace(UNITS, exclusions=(small,), smallest_sample=101)
    with office.database.reading() as session:
        found = candidates_of(session, QUARTER, replace(office.offered, form=form), "quarter")
    named = {
        one.verdict.recipient.full_name: (one.standing.value, one.files, one.is_small_sample) for one in found.everybody
    }
    assert named == {"Desk": ("proposed", 100, True), "Commune": ("excluded", 60, True)}


def test_a_decision_on_a_unit_names_it_pays_it_once_and_tells_who_works_there(office: Commune) -> None:
    id = proposed(office)
    office.issue(id)
    with office.database.reading() as session:
        decided = session.get_one(Decision, id)
        (item,) = items_of(session, decided)
        told = session.exec(select(Notice)).all()
        assert (item.official_id, item.unit_id, item.is_rewarded) == (None, unit_id(office, "desk"), True)
        assert decided.amount == 500_000
        assert [translate(one.message, "en") for one in told] == [
            "Your unit is rewarded: Praise of a unit, decision 1/QĐ-UBND"
        ] * 2
        for code, expected in (("a", ["Desk"]), ("head", [])):
            own = items_about(session, office.officials[code])
            received = received_by(session, sa.select(DecisionItem.id).where(sa.column("id").in_(own)))
            assert [one.unit for one in received] == expected


def test_staff_read_how_far_their_unit_is(office: Commune) -> None:
    with office.database.reading() as session:
        found = distance_in(office.candidates(session), office.officials["d"])
    assert found is not None
    assert (found.unit, translate(found.told, "en")) == ("Desk", "Every condition is met, in place 1 of 1 place.")


def stored(commune: Commune, item: DecisionItem) -> None:
    """Store what a decision says."""
    with commune.database.writing("test") as session:
        session.add(item)


def test_an_item_is_about_an_official_or_about_a_unit(office: Commune) -> None:
    id = proposed(office)
    for both in ({}, {"official_id": office.officials["a"], "unit_id": unit_id(office, "desk")}):
        item = DecisionItem(decision_id=id, **both)
        with pytest.raises(sa.exc.IntegrityError):
            stored(office, item)


Act = Callable[[Commune, RecordSession, Decision, Viewer], object]


def drop(commune: Commune, session: RecordSession, decided: Decision, viewer: Viewer) -> None:
    which, candidates = unit_id(commune, "desk"), commune.candidates(session)
    choose_official(session, decided, candidates, which, "A reason", viewer, is_chosen=False)


def give_up(_commune: Commune, session: RecordSession, decided: Decision, viewer: Viewer) -> None:
    withdraw(session, decided, "A reason", viewer)


def cast(_commune: Commune, session: RecordSession, decided: Decision, viewer: Viewer) -> None:
    ask_council(session, decided, [viewer.account_id], viewer, "/")
    vote(session, decided, items_of(session, decided)[0], Vote.FOR, viewer)


@pytest.mark.parametrize("act", [drop, give_up, cast])
@pytest.mark.parametrize("why", ["belongs", "heads"])
def test_nobody_decides_on_the_unit_that_he_leads_or_belongs_to(office: Commune, act: Act, why: str) -> None:
    id = proposed(office)
    if why == "heads":
        leads(office, "deputy", "desk")
    who = office.viewers["deputy" if why == "heads" else "a"]
    with office.database.writing(who.account_name) as session:
        decided = session.get_one(Decision, id)
        assert "nobody decides his own case" in refused(lambda: act(office, session, decided, who))


@pytest.mark.parametrize("act", [drop, give_up, cast])
def test_who_leads_the_whole_commune_decides_on_its_units_and_only_not_on_the_one_he_is_in(
    office: Commune, act: Act
) -> None:
    id = proposed(office)
    with office.database.writing("deputy") as session:
        act(office, session, session.get_one(Decision, id), office.viewers["deputy"])
    assert len(office.told(id)) == 2


def test_taking_over_points_leaves_ones_own_unit_to_others(office: Commune) -> None:
    leads(office, "deputy", "desk")
    id = proposed(office)
    office.score(a="10", b="10", c="10", out="10")
    office.score(chairman="90", deputy="90", head="90")

    def take_over(session: RecordSession, decided: Decision) -> None:
        take_over_points(session, decided, office.candidates(session), office.viewers["deputy"])

    office.step(take_over, id, by="deputy")
    with office.database.reading() as session:
        chosen = {item.unit_id: item.is_chosen for item in items_of(session, session.get_one(Decision, id))}
    assert chosen == {unit_id(office, "desk"): None, unit_id(office, "commune"): None}


def test_the_head_of_a_unit_does_not_sign_its_reward(office: Commune) -> None:
    id = proposed(office)
    leads(office, "head", "desk")
    assert "Nobody signs in his own case" in refused(lambda: office.issue(id))
    office.issue(id, office.paper(signer="chairman"))


def test_a_contest_of_a_member_stands_in_the_way(office: Commune) -> None:
    id = proposed(office)
    with office.database.writing("test") as session:
        who = session.get_one(Official, office.officials["d"])
        file = Office(session).overdue_file(who, date(2026, 8, 3))
        session.add(DelayCause(file_id=file.id or 0, cause="flood", said_on=TODAY))
    assert "Contests are not answered of: Desk." in refused(lambda: office.issue(id))


def test_votes_of_who_is_asked_no_more_do_not_count(commune: Commune) -> None:
    id = commune.propose()
    expert, secretary = commune.viewers["expert"], commune.viewers["secretary"]

    def ask(*names: str) -> None:
        members = [commune.viewers[name].account_id for name in names]
        commune.step(lambda session, one: ask_council(session, one, members, secretary, "/"), id)

    ask("expert", "secretary")
    with commune.database.writing("expert") as session:
        decided = session.get_one(Decision, id)
        vote(session, decided, commune.item(session, decided, "a"), Vote.AGAINST, expert)
    with commune.database.reading() as session:
        assert len(votes_on(session, session.get_one(Decision, id))) == 1
    ask("secretary")
    with commune.database.reading() as session:
        assert votes_on(session, session.get_one(Decision, id)) == {}
    ask("expert", "secretary")
    with commune.database.reading() as session:
        assert len(votes_on(session, session.get_one(Decision, id))) == 1
