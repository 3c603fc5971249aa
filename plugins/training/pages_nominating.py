"""A leader registers officials of his units, with what each has at that time before him."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from pydantic import Field
from sqlmodel import col, select

from plugins.training import registrations
from plugins.training.audiences import those_of
from plugins.training.models import LONGEST_NOTE, CourseSession, Registration
from plugins.training.pages_shared import NOMINATE, clashes_with, course_of, me, organises, record_at
from plugins.training.registrations import Registered
from plugins.training.seats import is_active, seats_of
from plugins.training.sessions import last_day
from tracker.api import Message, RecordSession, counting, marked, sentences
from tracker.api.web import (
    Choices,
    Form,
    asked_form,
    fetch_official,
    in_words,
    needs,
    officials_for,
    session,
    stored_form,
    today,
)

_ = sentences("training")
counted = counting("training")


class NominationForm(Form):
    """Whom a leader registers."""

    official_ids: list[int] = Field(title=marked("Officials"), min_length=1)
    note: str = Field(default="", max_length=LONGEST_NOTE, title=marked("Note"))


@needs(NOMINATE)
def nominate(held_id: int) -> ResponseReturnValue:
    """Register officials for a session; they are approved by that."""
    held = record_at(CourseSession, held_id)
    choices = {"official_ids": _people(held)}
    form = asked_form(NominationForm, None, choices)
    done: list[Registered] = []
    if stored_form(form, lambda writer, given: done.extend(_nominated(writer, held_id, given))):
        flash(in_words(_said_of(done)), "ok")
        return redirect(url_for("training.session", held_id=held_id))
    page = render_template(
        "training/nominate.html",
        form=form,
        held=held,
        course=course_of(held),
        seats=seats_of(session(), [held_id])[held_id],
        last_day=last_day(held),
        is_late=_is_late(held),
    )
    return page, 422 if form.is_wrong else 200


def _nominated(writer: RecordSession, held_id: int, given: NominationForm) -> list[Registered]:
    held = record_at(CourseSession, held_id, writer)
    officials = [fetch_official(one, NOMINATE, writer).id or 0 for one in given.official_ids]
    return registrations.nominate(writer, held, officials, me(), given.note, late=_is_late(held))


def _is_late(held: CourseSession) -> bool:
    """Whether the account registers somebody after the last day, which an organiser may."""
    return today() > last_day(held) and organises()


def _people(held: CourseSession) -> Choices:
    """Return whom the account may register, for whom the course is and who is not registered, with their clashes."""
    there = select(Registration.official_id).where(col(Registration.session_id) == held.id, is_active())
    taken = {*session().exec(there), me().official_id}
    reached = [(number, name) for number, name in officials_for(NOMINATE) if int(number) not in taken]
    fitting = those_of(session(), held.course_id, held.starts_on, {int(number) for number, _name in reached})
    people = [(number, name) for number, name in reached if int(number) in fitting]
    clashes = clashes_with(held, [int(number) for number, _name in people])
    return [
        (number, _with_clashes(name, [one.what for one in clashes.get(int(number), ())])) for number, name in people
    ]


def _with_clashes(name: Message | str, clashes: Sequence[Message]) -> Message | str:
    return _("%(name)s – %(clashes)s", name=name, clashes=list(clashes)) if clashes else name


def _said_of(done: Sequence[Registered]) -> Message:
    waiting = sum(not one.standing.seated for one in done)
    if waiting:
        return _(
            "%(registered)d registered, %(waiting)d of them on the waiting list.", registered=len(done), waiting=waiting
        )
    return counted("%(count)s official is registered.", "%(count)s officials are registered.", count=len(done))
