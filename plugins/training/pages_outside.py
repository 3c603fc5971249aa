"""Courses that somebody outside holds: the list that was sent, and whom the organiser confirmed."""

from __future__ import annotations

from datetime import date

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from pydantic import Field

from plugins.training import words
from plugins.training.attendance import on_the_sheet
from plugins.training.kinds import OrganiserState
from plugins.training.models import LONGEST_NUMBER, CourseSession
from plugins.training.outside import note_answer, send_list
from plugins.training.pages_attendance import sheet_rows
from plugins.training.pages_shared import ORGANISE, course_of, me, record_at, refuse_unless_organiser, registrations_at
from tracker.api import RecordSession, marked, sentences
from tracker.api.web import Choices, Form, asked_form, in_words, needs, session, stored_form, today

_ = sentences("training")
ASKED = (OrganiserState.SENT, OrganiserState.CONFIRMED, OrganiserState.DECLINED)


class LetterForm(Form):
    """What a letter to the organiser, or from there, says of the chosen registrations."""

    chosen: list[int] = Field(title=marked("Officials"), min_length=1)
    state: OrganiserState = Field(title=marked("What the letter says"))
    document: str = Field(
        default="",
        max_length=LONGEST_NUMBER,
        title=marked("Number of the letter"),
        description=marked("Yours or theirs."),
    )
    on: date = Field(title=marked("Day of the letter"))


@needs(ORGANISE)
def outside(held_id: int) -> ResponseReturnValue:
    """Show how the registrations stand with the organiser; note a letter that was sent or came."""
    refuse_unless_organiser()
    held = record_at(CourseSession, held_id)
    course = course_of(held)
    if not course.is_outside:
        abort(404)
    rows = sheet_rows(on_the_sheet(session(), held))
    choices: dict[str, Choices] = {
        "chosen": [(str(row.registration.id), row.name) for row in rows],
        "state": [(one.value, words.word(one)) for one in ASKED],
    }
    form = asked_form(LetterForm, {"on": today()}, choices)
    if stored_form(form, _store):
        flash(in_words(_("The letter is noted.")), "ok")
        return redirect(url_for("training.outside", held_id=held_id))
    page = render_template("training/outside.html", form=form, held=held, course=course, rows=rows)
    return page, 422 if form.is_wrong else 200


def _store(writer: RecordSession, given: LetterForm) -> None:
    found = registrations_at(given.chosen, ORGANISE, writer)
    if given.state is OrganiserState.SENT:
        send_list(writer, found, given.document, given.on, me())
    else:
        note_answer(writer, found, given.state, given.document, given.on, me())
