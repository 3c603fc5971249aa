"""The next step of a decision: taken by somebody who saw how it stood, else shown what was done meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from flask import request
from pydantic import BaseModel, Field

from tracker.database import RecordSession
from tracker.decisions.council import LONGEST_COMMENT
from tracker.decisions.decisions import Decision, DecisionState, DecisionStep, steps_of
from tracker.decisions.issuing import LONGEST_NUMBER, Paper
from tracker.decisions.steps import OvertakenError, seen_decision
from tracker.messages import InputError
from tracker.web.forms import FilledForm, Form, marked
from tracker.web.requests import session, writing

M = TypeVar("M", bound=BaseModel)
LONGEST_REASON = 1000
WHERE_IT_DIFFERS = marked("Needed where it differs from what the form proposes. Everybody who sees it reads it.")
READ_BY_ALL = marked("Everybody who sees the decision reads it.")


class ReasonForm(Form):
    """Why a step is taken."""

    reason: str = Field(title=marked("Reason"), description=READ_BY_ALL, max_length=LONGEST_REASON)


class ChoiceForm(Form):
    """Why somebody is added or dropped; needed where the form does not say so."""

    reason: str = Field(default="", title=marked("Reason"), description=WHERE_IT_DIFFERS, max_length=LONGEST_REASON)


class AddForm(Form):
    """Whom to add, and why."""

    recipient_id: int = Field(title=marked("Whom to add"))
    reason: str = Field(default="", title=marked("Reason"), description=WHERE_IT_DIFFERS, max_length=LONGEST_REASON)


class CommentForm(Form):
    """What is said, and of whom."""

    about: int | None = Field(default=None, title=marked("About"))
    text: str = Field(title=marked("Comment"), max_length=LONGEST_COMMENT)


class PaperForm(Form):
    """What the clerk's system gives the paper."""

    number: str = Field(
        title=marked("Number"),
        description=marked("As the clerk gave it, such as 123/QĐ-UBND."),
        max_length=LONGEST_NUMBER,
    )
    decided_on: date = Field(title=marked("Date of the decision"))
    signer_id: int = Field(
        title=marked("Signer"), description=marked("Who leads the whole commune on the date of the decision.")
    )
    signs_for_id: int | None = Field(
        default=None,
        title=marked("In the absence of"),
        description=marked("Only where a substitute signs for somebody who is away."),
    )

    @property
    def paper(self) -> Paper:
        """What was filled in."""
        return Paper(self.number, self.decided_on, self.signer_id, self.signs_for_id)


class RevocationForm(PaperForm):
    """The paper that revokes another, and why."""

    reason: str = Field(title=marked("Reason"), description=READ_BY_ALL, max_length=LONGEST_REASON)


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of trying a step; `meanwhile` are the steps that others took since the page was opened."""

    is_done: bool
    status: int
    meanwhile: Sequence[DecisionStep] = ()


NOT_SENT = Tried(False, 200)


def try_step(form: FilledForm[M], decided: Decision, change: Callable[[RecordSession, M], object]) -> Tried:
    """Take a step that a form without errors asks for; where it is refused, the form says why and nothing is stored."""
    if form.value is None:
        return Tried(False, 422)
    refused, tried = attempt(decided, lambda writer: change(writer, form.value))  # type: ignore[arg-type]
    form.refused = None if refused is None else refused.message
    return tried


def attempt(decided: Decision, change: Callable[[RecordSession], object]) -> tuple[InputError | None, Tried]:
    """Take a step, or return why it is refused; steps taken meanwhile are read as they stand now."""
    name = f"decision {decided.id}"
    try:
        with writing(name) as writer:
            change(writer)
    except OvertakenError as error:
        session().commit()  # So that the page looks at what was stored meanwhile.
        return error, Tried(False, 409, steps_of(session(), decided, version_seen()))
    except InputError as error:
        return error, Tried(False, 422)
    return None, Tried(True, 303)


def seen(writer: RecordSession, decided: Decision, state: DecisionState = DecisionState.DRAFT) -> Decision:
    """Return the decision for a step of whoever sent this form, which says which version of it he saw."""
    assert decided.id is not None
    return seen_decision(writer, decided.id, version_seen(), state)


def version_seen() -> int:
    """Return the version that the form was rendered with; 0, which none has, where it does not say."""
    text = request.form.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0
