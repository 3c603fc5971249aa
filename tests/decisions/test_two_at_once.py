"""Two leaders at once: one step is stored, and the other is told what changed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.decisions.praise import Commune, codes_chosen, refused
from tracker.database import RecordSession
from tracker.decisions.choosing import choose_official, take_over_points, withdraw
from tracker.decisions.decisions import Decision, DecisionState, decisions_about, steps_of
from tracker.decisions.issuing import issue, publish, revoke
from tracker.decisions.steps import OvertakenError, seen_decision
from tracker.messages import InputError, translate
from tracker.rewards.candidates import Candidates

Step = Callable[[Commune, RecordSession, Decision, str], object]
REASON = "He covered the desk alone"


def add(commune: Commune, session: RecordSession, decided: Decision, by: str) -> None:
    _choose(commune, session, decided, "c", by, is_chosen=True)


def drop(commune: Commune, session: RecordSession, decided: Decision, by: str) -> None:
    _choose(commune, session, decided, "a", by, is_chosen=False)


def _choose(
    commune: Commune, session: RecordSession, decided: Decision, code: str, by: str, *, is_chosen: bool
) -> None:
    who, candidates = commune.officials[code], commune.candidates(session)
    choose_official(session, decided, candidates, who, REASON, commune.viewers[by], is_chosen=is_chosen)


def take_over(commune: Commune, session: RecordSession, decided: Decision, by: str) -> None:
    take_over_points(session, decided, commune.candidates(session), commune.viewers[by])


def give_up(commune: Commune, session: RecordSession, decided: Decision, by: str) -> None:
    withdraw(session, decided, REASON, commune.viewers[by])


def sign(commune: Commune, session: RecordSession, decided: Decision, by: str) -> None:
    checks = commune.checks(session, decided)
    issue(session, decided, commune.paper(f"{by}/QĐ"), commune.offered, checks, commune.viewers[by], "/")


def undo(commune: Commune, session: RecordSession, decided: Decision, by: str) -> None:
    revoke(session, decided, commune.paper(f"{by}/QĐ"), REASON, commune.viewers[by], "/")


def let_read(_commune: Commune, session: RecordSession, decided: Decision, _by: str) -> None:
    publish(session, decided)


def at_once(commune: Commune, id: int, steps: dict[str, Step], state: DecisionState) -> dict[str, InputError | None]:
    """Let each leader, in a thread of his own, take his step on the version that all saw; returns what each is told."""
    version, gate = commune.decision(id).version, threading.Barrier(len(steps))

    def take(by: str) -> InputError | None:
        gate.wait()
        try:
            with commune.database.writing(by) as session:
                steps[by](commune, session, seen_decision(session, id, version, state), by)
        except InputError as error:
            return error
        return None

    with ThreadPoolExecutor(len(steps)) as threads:
        return dict(zip(steps, threads.map(take, steps), strict=True))


@pytest.mark.parametrize(
    ("first", "second"),
    [(add, add), (add, drop), (drop, sign), (take_over, add), (give_up, sign), (sign, sign), (give_up, take_over)],
)
def test_of_two_steps_on_a_draft_one_is_stored_and_the_other_told_of_it(
    commune: Commune, first: Step, second: Step
) -> None:
    id = commune.propose()
    told = at_once(commune, id, {"secretary": first, "head": second}, DecisionState.DRAFT)
    one_is_told_of_the_other(commune, id, told)


@pytest.mark.parametrize(("first", "second"), [(undo, undo), (undo, let_read), (let_read, let_read)])
def test_of_two_steps_on_an_issued_decision_one_is_stored(commune: Commune, first: Step, second: Step) -> None:
    id = commune.propose()
    commune.issue(id)
    told = at_once(commune, id, {"secretary": first, "head": second}, DecisionState.ISSUED)
    one_is_told_of_the_other(commune, id, told)


def one_is_told_of_the_other(commune: Commune, id: int, told: dict[str, InputError | None]) -> None:
    """See that one step was stored, and who was too late got the step of the other and changed nothing."""
    (stored,) = [by for by, error in told.items() if error is None]
    (late,) = [error for error in told.values() if error is not None]
    assert isinstance(late, OvertakenError), late
    assert [step.account for step in late.steps] == [stored]
    assert str(late).startswith(f"Meanwhile {stored} changed this decision, so nothing of yours was stored.")
    with commune.database.reading() as session:
        steps = steps_of(session, session.get_one(Decision, id))
    assert [step.account for step in steps][-1] == stored
    assert [step.version for step in steps] == list(range(1, commune.decision(id).version + 1))


def test_of_many_leaders_one_is_first_and_each_sees_the_step_that_was(commune: Commune) -> None:
    id = commune.propose()
    told = at_once(commune, id, dict.fromkeys(("secretary", "head", "chairman", "deputy"), add), DecisionState.DRAFT)
    late = [error for error in told.values() if error is not None]
    assert len(late) == 3
    assert all(isinstance(one, OvertakenError) and len(one.steps) == 1 for one in late)
    assert commune.told(id) == ["Proposed with 4 officials", "Trần Văn c is added"]


def test_two_proposals_at_once_become_one(commune: Commune) -> None:
    gate = threading.Barrier(2)

    def take(by: str) -> str:
        gate.wait()
        try:
            commune.propose(by=by)
        except InputError as error:
            return str(error)
        return ""

    with ThreadPoolExecutor(2) as threads:
        told = sorted(threads.map(take, ("secretary", "head")))
    assert told[0] == ""
    assert "has proposed Praise for Q3 2026 already" in told[1]
    with commune.database.reading() as session:
        candidates: Candidates = commune.candidates(session)
        assert len(decisions_about(session, candidates.period)) == 1


def test_who_looks_again_sees_what_changed_and_goes_on(commune: Commune) -> None:
    id = commune.propose()
    before = commune.decision(id).version
    commune.choose(id, "c", REASON, is_chosen=True, by="head")
    commune.choose(id, "a", REASON, is_chosen=False, by="chairman")
    with commune.database.writing("secretary") as session, pytest.raises(OvertakenError) as caught:
        seen_decision(session, id, before)
    assert [(one.account, translate(one.message, "en"), one.because) for one in caught.value.steps] == [
        ("head", "Trần Văn c is added", REASON),
        ("chairman", "Trần Văn a is dropped", REASON),
    ]
    assert "Meanwhile chairman, head changed" in str(caught.value)
    commune.choose(id, "a", is_chosen=True)
    assert codes_chosen(commune.chosen(id)) == {"a", "b", "c", "chairman", "deputy"}
    assert "This decision is a proposal" in refused(lambda: commune.revoke(id))
