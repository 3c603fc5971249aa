"""The page of a course with its sessions; to add one to the catalogue and to change it."""

from __future__ import annotations

from decimal import Decimal

import sqlalchemy as sa
from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import Field
from sqlmodel import col

from plugins.training import catalogue, words
from plugins.training import kinds as kinds_of_training
from plugins.training.audiences import Audience, audience_of
from plugins.training.models import (
    LONGEST_CODE,
    LONGEST_NAME,
    LONGEST_TITLE,
    Course,
    CourseSession,
)
from plugins.training.pages_shared import (
    ORGANISE,
    VIEW,
    me,
    own_registrations,
    record_at,
    refuse_unless_organiser,
    standings,
)
from plugins.training.seats import seats_of
from plugins.training.sessions import last_day
from plugins.training.shown_audience import audience_told
from tracker.api import ContentGroup, OfficialKind, RankingGroup, RecordSession, marked, sentences
from tracker.api.web import (
    Choices,
    Form,
    all_units,
    asked_form,
    in_words,
    needs,
    refuse_if_changed,
    session,
    stored_form,
    version_of,
    writing,
)

_ = sentences("training")
LONGEST_ABOUT = 4000


class CourseForm(Form):
    """What the catalogue says of a course, and for whom it is."""

    title: str = Field(max_length=LONGEST_TITLE, title=marked("Title"))
    code: str = Field(default="", max_length=LONGEST_CODE, title=marked("Code"))
    content_group: ContentGroup | None = Field(
        default=None, title=marked("Content group"), description=marked("One of the five groups of Decree 171/2025.")
    )
    form: kinds_of_training.Form = Field(default=kinds_of_training.Form.IN_PERSON, title=marked("Form"))
    hours: Decimal = Field(
        default=Decimal(0),
        ge=0,
        le=2000,
        decimal_places=2,
        title=marked("Lesson periods"),
        json_schema_extra={"unit": marked("lesson periods")},
    )
    organiser: str = Field(default="", max_length=LONGEST_NAME, title=marked("Organiser"))
    is_outside: bool = Field(
        default=False,
        title=marked("Somebody else confirms the places"),
        description=marked("Such as the province's school: the list is sent there, and its answer is noted."),
    )
    about: str = Field(default="", max_length=LONGEST_ABOUT, title=marked("What it is about"))
    units: set[int] = Field(
        default=set(),
        title=marked("For these units"),
        description=marked("With all below them. Choose nothing in all three, and the course is for everybody."),
    )
    ranking_groups: set[RankingGroup] = Field(default=set(), title=marked("For these ranking groups"))
    kinds: set[OfficialKind] = Field(default=set(), title=marked("For these kinds of posting"))

    def audience(self) -> Audience:
        """For whom the course is."""
        return Audience(frozenset(self.units), frozenset(self.ranking_groups), frozenset(self.kinds))

    def columns(self) -> dict[str, object]:
        """What stands in the catalogue."""
        values = self.model_dump(exclude={"hours", "units", "ranking_groups", "kinds"})
        return {**values, "hours_hundredths": int(self.hours * 100)}


@needs(VIEW)
def course(course_id: int) -> ResponseReturnValue:
    """Show a course and all its sessions."""
    shown = record_at(Course, course_id)
    wanted = sa.select(CourseSession).where(col(CourseSession.course_id) == course_id)
    held = session().execute(wanted.order_by(col(CourseSession.starts_on).desc())).scalars().all()
    ids = [one.id for one in held if one.id is not None]
    return render_template(
        "training/course.html",
        course=shown,
        sessions=held,
        seats=seats_of(session(), ids) if ids else {},
        own=own_registrations(me().official_id),
        standing=standings(ids),
        audience=audience_told(session(), audience_of(session(), course_id)),
        last_day=last_day,
    )


@needs(ORGANISE)
def new_course() -> ResponseReturnValue:
    """Put a course into the catalogue, and lead on to its first session."""
    refuse_unless_organiser()
    form = asked_form(CourseForm, None, _choices())
    added: list[Course] = []
    if stored_form(
        form, lambda writer, given: added.append(catalogue.open_course(writer, given.columns(), given.audience()))
    ):
        flash(in_words(_("The course is in the catalogue. Say now when it is held.")), "ok")
        return redirect(url_for("training.new_session", course_id=added[0].id))
    return render_template("training/course_form.html", form=form, course=None), 422 if form.is_wrong else 200


@needs(ORGANISE)
def edit_course(course_id: int) -> ResponseReturnValue:
    """Change what the catalogue says of a course."""
    refuse_unless_organiser()
    shown = record_at(Course, course_id)
    form = asked_form(CourseForm, _initial(shown), _choices())

    def change(writer: RecordSession, given: CourseForm) -> None:
        changed = record_at(Course, course_id, writer)
        refuse_if_changed(changed)
        catalogue.change_course(writer, changed, given.columns(), given.audience())

    if stored_form(form, change):
        flash(in_words(_("The course is changed.")), "ok")
        return redirect(url_for("training.course", course_id=course_id))
    page = render_template("training/course_form.html", form=form, course=shown, version=version_of(shown))
    return page, 422 if form.is_wrong else 200


@needs(ORGANISE)
def offer(course_id: int) -> ResponseReturnValue:
    """Stop offering a course, or offer it again."""
    refuse_unless_organiser()
    with writing() as writer:
        changed = record_at(Course, course_id, writer)
        if request.form.get("offered") == "yes":
            catalogue.offer_again(writer, changed)
        else:
            catalogue.stop_offering(writer, changed)
    return redirect(url_for("training.course", course_id=course_id))


@needs(ORGANISE)
def remove(course_id: int) -> ResponseReturnValue:
    """Take a course that was never held out of the catalogue."""
    refuse_unless_organiser()
    with writing() as writer:
        catalogue.remove_course(writer, record_at(Course, course_id, writer))
    flash(in_words(_("The course is removed.")), "ok")
    return redirect(url_for("training.courses"))


def _choices() -> dict[str, Choices]:
    units = [(number, name) for number, name in all_units(session())]
    return {"units": units, "form": words.choices_of(kinds_of_training.Form)}


def _initial(shown: Course) -> dict[str, object]:
    audience = audience_of(session(), shown.id or 0)
    hours = Decimal(shown.hours_hundredths) / 100
    parts = {"units": audience.units, "ranking_groups": audience.ranking_groups, "kinds": audience.kinds}
    return {**shown.model_dump(), "code": shown.code or "", "hours": hours, **parts}
