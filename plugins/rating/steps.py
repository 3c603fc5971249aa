"""Steps of a sheet: taken one after another, each by somebody who saw how it stood."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, select

from plugins.rating.kinds import State
from plugins.rating.models import RatingSheet, RatingStep
from plugins.rating.words import word
from tracker.api import InputError, Message, RecordSession, dump_with_messages, sentences

_ = sentences("rating")


class OvertakenError(InputError):
    """Somebody else took a step since the page was opened: which ones, so that they can be shown."""

    def __init__(self, steps: Sequence[RatingStep]) -> None:
        told = _(
            "Meanwhile %(who)s changed this sheet, so nothing of yours was stored. Look at what changed, then do "
            "it again.",
            who=sorted({step.account for step in steps}),
        )
        super().__init__(told.id, **told.params)
        self.message = told
        self.steps = steps


def steps_of(session: Session, sheet: RatingSheet, after: int = 0) -> list[RatingStep]:
    """Return the steps of a sheet after that version, the first first."""
    wanted = select(RatingStep).where(RatingStep.sheet_id == sheet.id, col(RatingStep.version) > after)
    return list(session.exec(wanted.order_by(col(RatingStep.version))))


def seen_sheet(session: Session, id: int, version: int, *states: State) -> RatingSheet:
    """Return the sheet for the next step of somebody who saw that version of it.

    Raises OvertakenError if there were steps since, InputError if it is in none of the states that the step needs.
    """
    sheet = session.get_one(RatingSheet, id)
    if sheet.version != version:
        steps = steps_of(session, sheet, version)
        for step in steps:  # They are shown after the transaction was undone.
            session.expunge(step)
        raise OvertakenError(steps)
    if states and sheet.state not in states:
        raise InputError.of(
            _(
                "This sheet stands at “%(state)s”, so that cannot be done with it. Look at it again.",
                state=word(sheet.state),
            )
        )
    return sheet


def note_step(
    session: RecordSession,
    sheet: RatingSheet,
    told: Message,
    because: str | None = None,
    signed: str | None = None,
) -> RatingStep:
    """Note that a step was taken: the sheet has a new version, and everybody can read what was done and why."""
    change = session.change
    is_first = sheet.id is None
    session.add(sheet)
    if is_first:
        session.flush()
    else:
        sheet.version += 1
    assert sheet.id is not None
    step = RatingStep(
        sheet_id=sheet.id,
        version=sheet.version,
        at=change.at,
        account=change.actor,
        told=dump_with_messages(told),
        because=because,
        signed=signed,
    )
    session.add(step)
    session.flush()
    return step


def needed(said: str, why: Message) -> str:
    """Return a text as it is kept. Raises InputError, saying what it is needed for, if nothing is said."""
    if not said.strip():
        raise InputError.of(why)
    return said.strip()
