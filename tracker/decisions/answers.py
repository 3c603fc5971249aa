"""What the level above answers to a proposal: granted or refused, for each recipient, by which decision of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from tracker.accounts.viewers import Viewer
from tracker.database import RecordSession
from tracker.decisions.decisions import AnswerAbove, Decision, DecisionItem, chosen_in
from tracker.decisions.names import names_of
from tracker.decisions.own import refuse_own_items
from tracker.decisions.steps import note_step
from tracker.decisions.telling import tell_recipients
from tracker.messages import InputError, message

LONGEST_NUMBER = 60


@dataclass(frozen=True, slots=True)
class PaperAbove:
    """The decision of the level above: its number and date."""

    number: str
    decided_on: date


def answers_on(session: Session, decided: Decision) -> dict[int, AnswerAbove]:
    """Return, by item, what the level above answered; without an answer it is left out."""
    wanted = select(AnswerAbove).join(DecisionItem, col(DecisionItem.id) == col(AnswerAbove.item_id))
    return {one.item_id: one for one in session.exec(wanted.where(DecisionItem.decision_id == decided.id))}


def waits_above(session: Session, decided: Decision) -> list[DecisionItem]:
    """Return those whom an issued decision proposes to the level above."""
    return [item for item in chosen_in(session, decided) if item.goes_above]


def note_answers(
    session: RecordSession, decided: Decision, paper: PaperAbove, granted: Mapping[int, bool], by: Viewer, page: str
) -> None:
    """Note what the level above decided, by recipient: granted or refused; a later note takes the place of an earlier.

    `decided` comes from `seen_decision`, issued. Raises InputError if the paper cannot be so, or about one's own case.
    """
    waiting = {item.recipient_id: item for item in waits_above(session, decided)}
    answered = [waiting[who] for who in granted if who in waiting]
    if not answered or len(answered) != len(granted):
        raise InputError("Say of at least one of those who were proposed whether it is granted or refused.")
    refuse_own_items(session, answered, decided.about, by)
    number = _fitting_number(decided, paper, by)
    before = answers_on(session, decided)
    for item in answered:
        assert item.id is not None
        is_granted = granted[item.recipient_id]
        one = before.get(item.id) or AnswerAbove(
            item_id=item.id, is_granted=is_granted, number=number, decided_on=paper.decided_on
        )
        one.is_granted, one.number, one.decided_on = is_granted, number, paper.decided_on
        session.add(one)
    _note(session, decided, answered, granted, PaperAbove(number, paper.decided_on), page)


def _fitting_number(decided: Decision, paper: PaperAbove, by: Viewer) -> str:
    number = " ".join(paper.number.split())
    if not number or len(number) > LONGEST_NUMBER:
        raise InputError("Write the number of the decision of the level above, such as 456/QĐ-UBND.")
    assert decided.decided_on is not None
    if not decided.decided_on <= paper.decided_on <= by.today:
        raise InputError(
            "The level above decided between the proposal of %(first)s and today, %(today)s. Correct the date.",
            first=decided.decided_on,
            today=by.today,
        )
    return number


def _note(
    session: RecordSession,
    decided: Decision,
    answered: list[DecisionItem],
    granted: Mapping[int, bool],
    paper: PaperAbove,
    page: str,
) -> None:
    names = names_of(session, answered)
    words = {"number": paper.number, "day": paper.decided_on}
    for is_granted in (True, False):
        some = [item for item in answered if granted[item.recipient_id] is is_granted]
        if not some:
            continue
        called = [names[item.id or 0] for item in some]
        if is_granted:
            told = message("The level above granted it by %(number)s of %(day)s: %(names)s", names=called, **words)
            said = message(
                "The level above granted it: %(form)s, decision %(number)s", form=decided.form_title, **words
            )
        else:
            told = message("The level above refused it by %(number)s of %(day)s: %(names)s", names=called, **words)
            said = message(
                "The level above refused it: %(form)s, decision %(number)s", form=decided.form_title, **words
            )
        note_step(session, decided, told)
        tell_recipients(session, decided, some, said, page)
