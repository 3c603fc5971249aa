"""Nobody acts in his own case: tried for every step that there is, in every module of decisions."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from importlib import import_module

import pytest

import tracker.decisions
from tests.decisions.initiatives import OFFERED, SAID
from tests.decisions.praise import TODAY, Commune, refused
from tracker.audit import head
from tracker.database import RecordSession
from tracker.decisions.achievements import keep_or_drop, propose_achievement
from tracker.decisions.answers import PaperAbove, note_answers
from tracker.decisions.choosing import choose_official, propose, take_over_points, withdraw
from tracker.decisions.council import Vote, ask_council, say, vote
from tracker.decisions.decisions import Decision, DecisionItem
from tracker.decisions.initiatives import Initiative, InitiativePerson
from tracker.decisions.issuing import Paper, issue, revoke

REASON = "He covered the desk alone"
WHO = "deputy"
"""Who tries to act in his own case: he leads the commune, and the form proposes him."""
REFUSED = ("nobody decides his own case", "Nobody signs in his own case")

NOTHING_DECIDED = {
    "ask_council": "who is asked votes on others only",
    "publish": "what is issued stands as it does",
    "note_step": "it notes what the other steps do",
    "propose_initiative": "whoever found something says so; others propose its reward and decide",
    "change_initiative": "as long as nobody has proposed a reward",
    "withdraw_initiative": "as long as nobody has proposed a reward",
    "tell_flagged": "it tells of what was recomputed",
    "tell_recipients": "it tells of what the other steps did",
}
"""Public functions that write, by which nobody decides about anybody, and why not."""


def own(commune: Commune, session: RecordSession, id: int) -> tuple[Decision, DecisionItem]:
    """Return the decision, and what it says of him who acts."""
    decided = session.get_one(Decision, id)
    return decided, commune.item(session, decided, WHO)


def propose_himself(commune: Commune) -> None:
    with commune.database.writing(WHO) as session:
        wanted = commune.ids("a", "b", "chairman", WHO)
        propose(session, commune.candidates(session), wanted, {}, commune.viewers[WHO])


def choose_himself(commune: Commune) -> None:
    with_draft(commune, lambda session, decided, _item: _choice(commune, session, decided, is_chosen=True))


def drop_himself(commune: Commune) -> None:
    with_draft(commune, lambda session, decided, _item: _choice(commune, session, decided, is_chosen=False))


def _choice(commune: Commune, session: RecordSession, decided: Decision, *, is_chosen: bool) -> None:
    who, candidates = commune.officials[WHO], commune.candidates(session)
    choose_official(session, decided, candidates, who, REASON, commune.viewers[WHO], is_chosen=is_chosen)


def vote_on_himself(commune: Commune) -> None:
    def work(session: RecordSession, decided: Decision, item: DecisionItem) -> None:
        ask_council(session, decided, [commune.viewers[WHO].account_id], commune.viewers["secretary"], "/")
        vote(session, decided, item, Vote.FOR, commune.viewers[WHO])

    with_draft(commune, work)


def comment_on_himself(commune: Commune) -> None:
    with_draft(commune, lambda session, decided, item: say(session, decided, "Good", commune.viewers[WHO], item))


def withdraw_what_rewards_himself(commune: Commune) -> None:
    with_draft(commune, lambda session, decided, _item: withdraw(session, decided, REASON, commune.viewers[WHO]))


def issue_what_rewards_himself(commune: Commune) -> None:
    with_draft(commune, lambda session, one, _item: _issue(commune, session, one, commune.paper(), by=WHO))


def sign_what_rewards_himself(commune: Commune) -> None:
    paper = commune.paper(signer=WHO)
    with_draft(commune, lambda session, one, _item: _issue(commune, session, one, paper, by="secretary"))


def _issue(commune: Commune, session: RecordSession, decided: Decision, paper: Paper, by: str) -> None:
    checks = commune.checks(session, decided)
    issue(session, decided, paper, commune.offered, checks, commune.viewers[by], "/")


def revoke_what_rewards_himself(commune: Commune) -> None:
    id = commune.propose()
    commune.issue(id)
    commune.revoke(id, by=WHO)


def sign_the_revocation(commune: Commune) -> None:
    id = commune.propose()
    commune.issue(id)
    commune.revoke(id, commune.paper("2/QĐ-UBND", signer=WHO))


def propose_a_reward_for_what_he_found(commune: Commune) -> None:
    found = an_initiative(commune)
    with commune.database.writing(WHO) as session:
        initiative, viewer = session.get_one(Initiative, found), commune.viewers[WHO]
        propose_achievement(session, OFFERED, [initiative], {found: REASON}, viewer)


def drop_himself_from_a_reward_for_what_he_found(commune: Commune) -> None:
    found = an_initiative(commune)
    with commune.database.writing("secretary") as session:
        initiative, viewer = session.get_one(Initiative, found), commune.viewers["secretary"]
        id = propose_achievement(session, OFFERED, [initiative], {found: REASON}, viewer).id or 0
    with commune.database.writing(WHO) as session:
        keep_or_drop(session, *own(commune, session, id), REASON, commune.viewers[WHO], is_chosen=False)


def note_the_answer_about_himself(commune: Commune) -> None:
    commune.form = replace(commune.form, authority="proposes")
    id = commune.propose()
    commune.issue(id)
    with commune.database.writing(WHO) as session:
        decided, viewer = session.get_one(Decision, id), commune.viewers[WHO]
        above = PaperAbove("9/QĐ-UBND", TODAY)
        note_answers(session, decided, above, {commune.officials[WHO]: True}, viewer, "/")


def an_initiative(commune: Commune) -> int:
    """Store something that he found; returns its id."""
    with commune.database.writing("secretary") as session:
        found = Initiative(
            title=SAID.title,
            practised_from=date(2026, 9, 1),
            description=SAID.description,
            evidence=SAID.evidence,
            said_by="secretary",
            said_on=TODAY,
        )
        session.add(found)
        session.flush()
        assert found.id is not None
        session.add(InitiativePerson(initiative_id=found.id, official_id=commune.officials[WHO]))
        return found.id


def with_draft(commune: Commune, work: Callable[[RecordSession, Decision, DecisionItem], object]) -> None:
    """Do something with a draft that proposes him."""
    id = commune.propose()
    with commune.database.writing(WHO) as session:
        work(session, *own(commune, session, id))


STEPS: list[tuple[Callable[..., object], Callable[[Commune], None]]] = [
    (propose, propose_himself),
    (choose_official, choose_himself),
    (choose_official, drop_himself),
    (vote, vote_on_himself),
    (say, comment_on_himself),
    (withdraw, withdraw_what_rewards_himself),
    (issue, issue_what_rewards_himself),
    (issue, sign_what_rewards_himself),
    (revoke, revoke_what_rewards_himself),
    (revoke, sign_the_revocation),
    (propose_achievement, propose_a_reward_for_what_he_found),
    (keep_or_drop, drop_himself_from_a_reward_for_what_he_found),
    (note_answers, note_the_answer_about_himself),
]
"""Every step, and how somebody tries to take it in his own case."""
LEFT_OPEN = {take_over_points}
"""Steps about everybody at once, which leave one's own case to others."""


@pytest.mark.parametrize(("_step", "attempt"), STEPS, ids=[attempt.__name__ for _step, attempt in STEPS])
def test_nobody_acts_in_his_own_case(
    commune: Commune, _step: Callable[..., object], attempt: Callable[[Commune], None]
) -> None:
    said = refused(lambda: attempt(commune))
    assert any(one in said for one in REFUSED), said


def test_taking_over_points_leaves_ones_own_case_to_others(commune: Commune) -> None:
    id = commune.propose()
    for total in ("60", "95", "60"):
        commune.score(**{WHO: total})
        commune.step(
            lambda session, one: take_over_points(session, one, commune.candidates(session), commune.viewers[WHO]),
            id,
            by=WHO,
        )
        assert commune.chosen(id)[WHO] is None


def test_what_is_refused_leaves_nothing(commune: Commune) -> None:
    id = commune.propose()
    with commune.database.reading() as session:
        before = head(session)
    for is_chosen in (True, False):
        refused(lambda is_chosen=is_chosen: commune.choose(id, WHO, REASON, by=WHO, is_chosen=is_chosen))  # type: ignore[misc]
    with commune.database.reading() as session:
        assert head(session) == before


def test_every_step_that_there_is_was_tried() -> None:
    """A new function that writes has an entry in `STEPS`, or in `NOTHING_DECIDED` with the reason."""
    written = set()
    for module in pkgutil.iter_modules(tracker.decisions.__path__, "tracker.decisions."):
        for name, function in inspect.getmembers(import_module(module.name), inspect.isfunction):
            is_its_own = function.__module__ == module.name and not name.startswith("_")
            if is_its_own and "RecordSession" in map(str, function.__annotations__.values()):
                written.add(name)
    tried = {step.__name__ for step, _attempt in STEPS} | {step.__name__ for step in LEFT_OPEN}
    assert tried.isdisjoint(NOTHING_DECIDED)
    assert written == tried | NOTHING_DECIDED.keys()


@pytest.mark.parametrize("step", ["issue", "sign", "withdraw", "revoke"])
def test_the_head_of_the_commune_leaves_to_others_even_what_only_proposes_him_to_the_level_above(
    commune: Commune, step: str
) -> None:
    id, chairman = commune.propose(), commune.viewers["chairman"]
    assert (commune.items(id)["chairman"].goes_above, commune.items(id)["chairman"].is_rewarded) == (True, False)
    if step == "revoke":
        commune.issue(id)
    steps: dict[str, Callable[[], object]] = {
        "issue": lambda: commune.issue(id, by="chairman"),
        "sign": lambda: commune.issue(id, commune.paper(signer="chairman")),
        "withdraw": lambda: commune.step(lambda session, one: withdraw(session, one, REASON, chairman), id),
        "revoke": lambda: commune.revoke(id, by="chairman"),
    }
    said = refused(steps[step])
    assert any(one in said for one in REFUSED), said
