"""What the level above answers to a proposal is noted here: granted or refused, for each who was proposed."""

from __future__ import annotations

from datetime import date

from flask import request
from flask.typing import ResponseReturnValue
from pydantic import Field

from tracker.database import RecordSession
from tracker.decisions.answers import LONGEST_NUMBER, PaperAbove, answers_on, note_answers, waits_above
from tracker.decisions.decisions import Decision, DecisionState
from tracker.decisions.names import names_of
from tracker.decisions.own import own_items
from tracker.messages import message
from tracker.web import decisions_shown as shown
from tracker.web import forms
from tracker.web.decisions_forms import NOT_SENT, seen, try_step
from tracker.web.decisions_page import pages
from tracker.web.decisions_seen import DECIDE
from tracker.web.decisions_steps import back_to, show_form, to_decide
from tracker.web.forms import Form, marked
from tracker.web.gate import needs
from tracker.web.requests import scope, session, today

ANSWERS = {"granted": True, "refused": False}


class AnswerForm(Form):
    """The decision of the level above."""

    number: str = Field(
        title=marked("Number"),
        description=marked("Of the decision of the level above, such as 456/QĐ-UBND."),
        max_length=LONGEST_NUMBER,
    )
    decided_on: date = Field(title=marked("Date of the decision"))


@pages.route("/<int:decision_id>/answer", methods=["GET", "POST"])
@needs(DECIDE)
def answer(decision_id: int) -> ResponseReturnValue:
    """Ask what the level above decided about each, then note it."""
    decided = to_decide(decision_id)
    waiting = waits_above(session(), decided)
    if (decided.state is not DecisionState.ISSUED or not waiting) and not forms.was_sent():
        return back_to(decided)
    form = forms.asked(AnswerForm, {"decided_on": today()})
    tried = NOT_SENT
    if forms.was_sent():
        tried = try_step(form, decided, lambda writer, given: _note(writer, decided, given))
    if tried.is_done:
        return back_to(decided, message("What the level above decided is noted."))
    return show_form(
        "answer",
        decided,
        form,
        tried,
        waiting=waiting,
        called=names_of(session(), waiting),
        answers=answers_on(session(), decided),
        own={item.id for item in own_items(session(), waiting, decided.about, scope().viewer)},
        sent=request.form,
    )


def _note(writer: RecordSession, decided: Decision, given: AnswerForm) -> None:
    issued = seen(writer, decided, DecisionState.ISSUED)
    paper = PaperAbove(given.number, given.decided_on)
    note_answers(writer, issued, paper, _given(), scope().viewer, shown.address_of(decided))


def _given() -> dict[int, bool]:
    """Return what was chosen for each recipient; who was left open is left out."""
    named = {name.removeprefix("answer."): text for name, text in request.form.items() if name.startswith("answer.")}
    return {
        int(who): ANSWERS[text]
        for who, text in named.items()
        if text in ANSWERS and who.isascii() and who.isdigit() and len(who) < 10
    }
