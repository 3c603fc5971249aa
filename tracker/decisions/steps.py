"""Steps of a decision: taken one after another, each by somebody who saw how it stood."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session

from tracker.database import RecordSession
from tracker.decisions.decisions import Decision, DecisionState, DecisionStep, steps_of
from tracker.messages import InputError, Message, dump_with_messages, message

STATES = {
    DecisionState.DRAFT: message("a proposal"),
    DecisionState.WITHDRAWN: message("withdrawn"),
    DecisionState.ISSUED: message("issued"),
    DecisionState.REVOKED: message("revoked"),
}


class OvertakenError(InputError):
    """Somebody else took a step since the page was opened: which ones, so that they can be shown."""

    def __init__(self, steps: Sequence[DecisionStep]) -> None:
        super().__init__(
            "Meanwhile %(who)s changed this decision, so nothing of yours was stored. Look at what changed, and then "
            "decide again.",
            who=sorted({step.account for step in steps}),
        )
        self.steps = steps


def seen_decision(session: Session, id: int, version: int, state: DecisionState = DecisionState.DRAFT) -> Decision:
    """Return the decision for the next step of somebody who saw that version of it.

    Raises OvertakenError if there were steps since, InputError if it is not in the state that the step needs.
    """
    decided = session.get_one(Decision, id)
    if decided.version != version:
        steps = steps_of(session, decided, version)
        for step in steps:  # They are shown after the transaction was undone.
            session.expunge(step)
        raise OvertakenError(steps)
    if decided.state is not state:
        raise InputError(
            "This decision is %(state)s, so that cannot be done with it any more.", state=STATES[decided.state]
        )
    return decided


def note_step(session: RecordSession, decided: Decision, told: Message, because: str | None = None) -> DecisionStep:
    """Note that a step was taken: the decision has a new version, and everybody can read what was done and why."""
    change = session.change
    is_first = decided.id is None
    session.add(decided)
    if is_first:
        session.flush()
    else:
        decided.version += 1
    assert decided.id is not None
    step = DecisionStep(
        decision_id=decided.id,
        version=decided.version,
        at=change.at,
        account=change.actor,
        told=dump_with_messages(told),
        because=because,
    )
    session.add(step)
    session.flush()
    return step


def needed_reason(reason: str | None, why: Message) -> str:
    """Return a reason as it is kept. Raises InputError, saying what it is needed for, if nothing is said."""
    said = (reason or "").strip()
    if not said:
        raise InputError.of(why)
    return said
