"""Approvals: the registrations that wait for the account, answered one by one or several at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import col, select

from plugins.training import answers
from plugins.training.clashes import Clash
from plugins.training.models import LONGEST_NOTE, Course, CourseSession, Registration
from plugins.training.pages_shared import (
    APPROVE,
    clashes_with,
    me,
    number_in,
    numbers_sent,
    people_named,
    registrations_at,
    standings,
)
from plugins.training.seats import Seats, Standing, seats_of
from plugins.training.sessions import last_day
from plugins.training.waiting_answers import waiting_for
from tracker.api import InputError, Message, counting, sentences
from tracker.api.web import in_words, needs, only_shown, session, writing

_ = sentences("training")
counted = counting("training")


@dataclass(frozen=True, slots=True)
class Waiting:
    """One registration that waits, with its course and what its official has at that time."""

    registration: Registration
    name: str
    standing: Standing | None
    clashes: Sequence[Clash]


@dataclass(frozen=True, slots=True)
class WaitingSession:
    """The registrations of one session that wait."""

    held: CourseSession
    course: Course
    seats: Seats
    rows: Sequence[Waiting]


@needs(APPROVE)
def approvals() -> ResponseReturnValue:
    """Show what waits for the account; approve or refuse those that are chosen."""
    chosen = numbers_sent("chosen")
    answer = request.form.get("answer", "").strip()[:LONGEST_NOTE]
    refused = only_shown()
    if request.method == "POST" and refused is None:
        try:
            flash(in_words(_answered(chosen, answer, is_approved=request.form.get("do") != "refuse")), "ok")
            return redirect(url_for("training.approvals"))
        except InputError as error:
            refused = error.message
    page = render_template(
        "training/approvals.html",
        sessions=_sessions(_only()),
        chosen=chosen,
        answer=answer,
        refused=refused,
        only=_only(),
        all_chosen=request.args.get("all") == "1",
        last_day=last_day,
    )
    return page, 422 if refused else 200


def _answered(chosen: Sequence[int], answer: str, *, is_approved: bool) -> Message:
    with writing(answer or None) as writer:
        found = registrations_at(chosen, APPROVE, writer)
        if is_approved:
            answers.approve(writer, found, me(), answer)
            return counted(
                "%(count)s registration is approved.", "%(count)s registrations are approved.", count=len(found)
            )
        answers.refuse(writer, found, answer, me())
        return counted(
            "%(count)s registration is not approved; whoever asked is told why.",
            "%(count)s registrations are not approved; whoever asked is told why.",
            count=len(found),
        )


def _only() -> int | None:
    """Return the session to which the address narrows the page."""
    return number_in(request.args.get("held_id", ""))


def _sessions(only: int | None) -> list[WaitingSession]:
    """Return what waits by session, in the order of the last days to register."""
    waiting = [one for one in waiting_for(session(), me()) if only in (None, one.session_id)]
    ids = {one.session_id for one in waiting}
    if not ids:
        return []
    found = session().exec(select(CourseSession).where(col(CourseSession.id).in_(ids))).all()
    courses = {
        one.id: one for one in session().exec(select(Course).where(col(Course.id).in_({h.course_id for h in found})))
    }
    seats, standing = seats_of(session(), ids), standings(ids)
    names = people_named({one.official_id for one in waiting})
    shown = []
    for held in sorted(found, key=lambda one: (last_day(one), one.starts_on, one.id or 0)):
        of_session = [one for one in waiting if one.session_id == held.id]
        clashes = clashes_with(held, [one.official_id for one in of_session])
        rows = [
            Waiting(one, names[one.official_id], standing.get(one.id or 0), clashes.get(one.official_id, ()))
            for one in of_session
        ]
        shown.append(WaitingSession(held, courses[held.course_id], seats[held.id or 0], rows))
    return shown
