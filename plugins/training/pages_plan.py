"""The training plan of a year: its lines, how far each was carried out, and how lines are added and changed."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import sqlalchemy as sa
from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import Field
from sqlmodel import col, select

from plugins.training.models import LONGEST_NOTE, LONGEST_TITLE, Course
from plugins.training.pages_shared import ORGANISE, REPORT, ids_from, record_at, refuse_unless_organiser
from plugins.training.plan import add_plan_item, change_plan_item, remove_plan_item
from plugins.training.plan_progress import PlanProgress, plan_of_year
from plugins.training.standards import PlanItem
from tracker.api import ContentGroup, Official, RecordSession, fold, marked, sentences, word
from tracker.api.web import (
    Choices,
    Column,
    Filter,
    Form,
    Listing,
    all_units,
    asked_form,
    in_words,
    may_everywhere,
    needs,
    of_people,
    officials_for,
    refuse_if_changed,
    session,
    show_list,
    stored_form,
    today,
    version_of,
)

_ = sentences("training")
QUARTERS = (1, 2, 3, 4)


class PlanForm(Form):
    """One line of the plan."""

    year: int = Field(ge=2010, le=2050, title=marked("Year"))
    quarter: int | None = Field(
        default=None, title=marked("Quarter"), description=marked("Empty for any time of the year.")
    )
    course_id: int | None = Field(
        default=None, title=marked("Course of the catalogue"), description=marked("Or give a title below.")
    )
    title: str = Field(default="", max_length=LONGEST_TITLE, title=marked("Title"))
    content_group: ContentGroup | None = Field(default=None, title=marked("Content group"))
    hours: Decimal = Field(
        default=Decimal(0),
        ge=0,
        le=2000,
        decimal_places=2,
        title=marked("Lesson periods"),
        json_schema_extra={"unit": marked("lesson periods")},
    )
    unit_id: int | None = Field(
        default=None,
        title=marked("For a unit"),
        description=marked("With all below it. Neither of the two: for everybody."),
    )
    official_id: int | None = Field(default=None, title=marked("For one official"))
    note: str = Field(default="", max_length=LONGEST_NOTE, title=marked("Note"))

    def columns(self) -> dict[str, object]:
        """What the plan keeps of it."""
        return {**self.model_dump(exclude={"hours"}), "hours_hundredths": int(self.hours * 100)}


@needs(REPORT)
def plan() -> ResponseReturnValue:
    """List the plan of a year, as far as it is for officials in reach."""
    years = [today().year + 1, today().year, today().year - 1, today().year - 2]
    asked = request.args.get("period", "")
    year = int(asked) if asked in {str(one) for one in years} else today().year
    reached = None
    if not may_everywhere(REPORT):
        reached = ids_from(of_people(sa.select(col(Official.id)), col(Official.id), REPORT))
    lines = {one.item.id or 0: one for one in plan_of_year(session(), year, today(), reached)}
    return show_list(_listing(lines, year), "training/plan.html", lines=lines, year=year, years=years)


@needs(ORGANISE)
def new() -> ResponseReturnValue:
    """Add a line to the plan."""
    refuse_unless_organiser()
    asked = request.args.get("period", "")
    initial = {"year": int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else today().year}
    choices = _choices()
    form = asked_form(PlanForm, initial, choices)
    if stored_form(form, lambda writer, given: add_plan_item(writer, given.columns())):
        flash(in_words(_("The line stands in the plan.")), "ok")
        return redirect(url_for("training.plan", period=form.value.year if form.value else None))
    return render_template(
        "training/plan_item.html", form=form, item=None, year=initial["year"]
    ), 422 if form.is_wrong else 200


@needs(ORGANISE)
def edit(item_id: int) -> ResponseReturnValue:
    """Change a line of the plan."""
    refuse_unless_organiser()
    item, choices = record_at(PlanItem, item_id), _choices()
    initial = {**item.model_dump(), "hours": Decimal(item.hours_hundredths) / 100}
    form = asked_form(PlanForm, initial, choices)

    def change(writer: RecordSession, given: PlanForm) -> None:
        changed = record_at(PlanItem, item_id, writer)
        refuse_if_changed(changed)
        change_plan_item(writer, changed, given.columns())

    if stored_form(form, change):
        flash(in_words(_("The plan is changed.")), "ok")
        return redirect(url_for("training.plan", period=form.value.year if form.value else None))
    page = render_template("training/plan_item.html", form=form, item=item, year=item.year, version=version_of(item))
    return page, 422 if form.is_wrong else 200


@needs(ORGANISE)
def remove(item_id: int) -> ResponseReturnValue:
    """Ask whether a line of the plan is to go, and take it away."""
    refuse_unless_organiser()
    item = record_at(PlanItem, item_id)
    form = asked_form(Form)

    def change(writer: RecordSession, _given: Form) -> None:
        removed = record_at(PlanItem, item_id, writer)
        refuse_if_changed(removed)
        remove_plan_item(writer, removed)

    if stored_form(form, change):
        flash(in_words(_("The line is removed.")), "ok")
        return redirect(url_for("training.plan", period=item.year))
    course = session().get(Course, item.course_id) if item.course_id else None
    title = item.title or (course.title if course else "")
    page = render_template("training/plan_remove.html", form=form, item=item, title=title, version=version_of(item))
    return page, 422 if form.is_wrong else 200


def _choices() -> dict[str, Choices]:
    courses = session().exec(select(Course.id, Course.title).order_by(col(Course.title))).all()
    return {
        "quarter": [(str(one), _("Quarter %(quarter)d", quarter=one)) for one in QUARTERS],
        "course_id": [(str(number), title) for number, title in courses],
        "unit_id": all_units(session()),
        "official_id": officials_for(ORGANISE),
    }


def _listing(lines: Mapping[int, PlanProgress], year: int) -> Listing:
    quarters = [(str(one), _("Quarter %(quarter)d", quarter=one)) for one in QUARTERS]
    is_open = {one for one, line in lines.items() if not line.is_done}
    return Listing(
        title=_("Training plan of %(year)s", year=str(year)),
        name=f"training-plan-{year}",
        key=col(PlanItem.id),
        keys=sa.select(col(PlanItem.id)).where(col(PlanItem.id).in_(lines)),
        rows=sa.select(PlanItem),
        columns=[
            Column("title", _("Course"), lambda row: lines[row[0].id].title),
            Column("group", _("Content group"), lambda row: row[0].content_group and word(row[0].content_group)),
            Column("quarter", _("Quarter"), lambda row: row[0].quarter, [sa.func.coalesce(col(PlanItem.quarter), 5)]),
            Column("whom", _("For whom"), lambda row: lines[row[0].id].whom or _("everybody")),
            Column("hours", _("Lesson periods"), lambda row: lines[row[0].id].hours, is_number=True),
            Column("people", _("People"), lambda row: len(lines[row[0].id].people), is_number=True, in_table=False),
            Column("registered", _("Registered"), lambda row: len(lines[row[0].id].registered), is_number=True),
            Column("done", _("Done"), lambda row: len(lines[row[0].id].done), is_number=True),
            Column("note", _("Note"), lambda row: row[0].note, in_table=False),
        ],
        order="quarter",
        filters=[
            Filter("quarter", _("Quarter"), lambda text: col(PlanItem.quarter) == int(text), quarters),
            Filter(
                "state",
                _("State"),
                lambda text: col(PlanItem.id).in_(is_open if text == "open" else set(lines) - is_open),
                [("open", _("Not done yet")), ("done", _("Done by all"))],
            ),
        ],
        search=lambda typed: col(PlanItem.id).in_(_named(lines, typed)),
        search_label=_("Find a line"),
    )


def _named(lines: Mapping[int, PlanProgress], typed: str) -> set[int]:
    words = fold(typed).split()
    texts = {number: fold(f"{line.title} {line.whom or ''} {line.item.note}") for number, line in lines.items()}
    return {number for number, text in texts.items() if words and all(one in text for one in words)}
