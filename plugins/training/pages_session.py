"""The page of one session: what it is, what it clashes with, who is registered; to register and to withdraw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import Field
from sqlmodel import col

from plugins.training import registrations
from plugins.training.clashes import Clash
from plugins.training.kinds import Approval
from plugins.training.leaving import outside_of_audience
from plugins.training.models import LONGEST_NOTE, CourseSession, Registration
from plugins.training.pages_shared import (
    APPROVE,
    NOMINATE,
    ORGANISE,
    REGISTER,
    REPORT,
    VIEW,
    clashes_with,
    course_of,
    me,
    organises,
    people_named,
    record_at,
    standings,
)
from plugins.training.seats import Standing, seats_of
from plugins.training.sessions import is_open, last_day, sittings_of
from plugins.training.settings import settings_for
from plugins.training.waiting_answers import waiting_for
from tracker.api import InputError, Message, Official, RecordSession, marked, sentences
from tracker.api.web import (
    Form,
    asked_form,
    in_words,
    may,
    may_for,
    my_official,
    needs,
    of_people,
    session,
    stored_form,
    today,
    writing,
)

_ = sentences("training")


class WithdrawalForm(Form):
    """Why somebody does not take part after all."""

    because: str = Field(
        max_length=LONGEST_NOTE,
        title=marked("Reason"),
        description=marked("The organiser and the leader read it; the place goes to the next on the waiting list."),
    )


@dataclass(frozen=True, slots=True)
class Participant:
    """One registration on the page of a session, with what its official has at that time."""

    registration: Registration
    official_id: int
    name: str
    standing: Standing | None
    clashes: Sequence[Clash]
    is_outside_audience: bool = False


@needs(VIEW)
def show(held_id: int) -> ResponseReturnValue:
    """Show a session to whoever may see the catalogue."""
    return _page(record_at(CourseSession, held_id))


@needs(REGISTER)
def register(held_id: int) -> ResponseReturnValue:
    """Register the official who asks; where that is refused, the page says why."""
    note = request.form.get("note", "").strip()[:LONGEST_NOTE]
    try:
        with writing() as writer:
            held = record_at(CourseSession, held_id, writer)
            given = registrations.register(writer, held, my_official(), me(), note)
            said = _said_of(given)
    except InputError as error:
        return _page(record_at(CourseSession, held_id), error, note), 422
    flash(in_words(said), "ok")
    return redirect(url_for("training.session", held_id=held_id))


@needs(VIEW)
def withdraw(registration_id: int) -> ResponseReturnValue:
    """Ask why a registration is withdrawn, and withdraw it: one's own, or one in reach of who nominates."""
    registration = _withdrawable(registration_id)
    held = record_at(CourseSession, registration.session_id)
    form = asked_form(WithdrawalForm)

    def change(writer: RecordSession, given: WithdrawalForm) -> None:
        registrations.withdraw(writer, _withdrawable(registration_id, writer), given.because, me())

    if stored_form(form, change, form.value.because if form.value else None):
        flash(in_words(_("The registration is withdrawn.")), "ok")
        return redirect(url_for("training.session", held_id=held.id))
    page = render_template(
        "training/withdraw.html",
        form=form,
        held=held,
        course=course_of(held),
        official=session().get_one(Official, registration.official_id),
        is_own=registration.official_id == me().official_id,
    )
    return page, 422 if form.is_wrong else 200


def _page(held: CourseSession, refused: InputError | None = None, note: str = "") -> str:
    """Return the page of a session, and on it what was refused."""
    assert held.id is not None
    people = _participants(held)
    mine, own_clashes = _mine(held)
    return render_template(
        "training/session.html",
        held=held,
        course=course_of(held),
        sittings=sittings_of(session(), [held.id]).get(held.id, []),
        seats=seats_of(session(), [held.id])[held.id],
        people=people,
        answerable={one.id for one in waiting_for(session(), me())} if may(APPROVE) else set(),
        mine=mine,
        standing=standings([held.id]).get(mine.id or 0) if mine else None,
        clashes=own_clashes,
        can_register=_is_open(held) and _takes_part_again(mine),
        last_day=last_day(held),
        rules=settings_for(session(), today()),
        refused=refused.message if refused else None,
        note=note,
    )


def _mine(held: CourseSession) -> tuple[Registration | None, Sequence[Clash]]:
    """Return the registration of the official who looks, and what he has at that time."""
    own = me().official_id
    if own is None or not may(REGISTER):
        return None, ()
    wanted = sa.select(Registration).where(
        col(Registration.session_id) == held.id, col(Registration.official_id) == own
    )
    mine = session().execute(wanted).scalar_one_or_none()
    return mine, clashes_with(held, [own]).get(own, ())


def _is_open(held: CourseSession) -> bool:
    wanted = sa.select(col(CourseSession.id)).where(col(CourseSession.id) == held.id, is_open(today()))
    return session().execute(wanted).first() is not None


def _takes_part_again(mine: Registration | None) -> bool:
    return mine is None or mine.withdrawn_at is not None


def _participants(held: CourseSession) -> list[Participant]:
    """Return who is registered, as far as the account may see it: those in its reach, all for an organiser."""
    permission = next((one for one in (ORGANISE, NOMINATE, APPROVE, REPORT) if may(one)), None)
    if permission is None:
        return []
    wanted = sa.select(Registration).where(col(Registration.session_id) == held.id)
    reached = of_people(wanted, col(Registration.official_id), permission)
    rows = session().execute(reached.order_by(col(Registration.asked_at), col(Registration.id))).scalars().all()
    officials = [one.official_id for one in rows]
    is_to_come = held.starts_on > today() and not held.is_cancelled
    outside = {one.id for one in outside_of_audience(session(), held)} if is_to_come else set()
    standing, clashes, names = standings([held.id or 0]), clashes_with(held, officials), people_named(officials)
    return [
        Participant(
            one,
            one.official_id,
            names[one.official_id],
            standing.get(one.id or 0),
            clashes.get(one.official_id, ()),
            one.id in outside,
        )
        for one in rows
    ]


def _withdrawable(registration_id: int, within: RecordSession | None = None) -> Registration:
    """Return a registration that the account may withdraw: its own, or one of an official whom it may nominate."""
    found = record_at(Registration, registration_id, within)
    is_own = found.official_id == me().official_id
    if not is_own and not may_for(found.official_id, NOMINATE) and not (organises()):
        abort(404)
    return found


def _said_of(given: registrations.Registered) -> Message:
    """Return what came of a registration, in a sentence."""
    standing, waits = given.standing, given.registration.approval is Approval.PENDING
    if not standing.seated:
        return _(
            "You are on the waiting list, place %(place)d. You are told when you have a place.", place=standing.place
        )
    if waits:
        return _("You are registered. A place is kept for you until your leader has answered.")
    return _("You are registered and have a place.")
