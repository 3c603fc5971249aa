"""The lines of the yearly training plan: added, changed and removed."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from sqlmodel import Session, col, select

from plugins.training.models import LONGEST_NOTE, LONGEST_TITLE, Course
from plugins.training.standards import PlanItem
from tracker.api import InputError, fold, sentences

_ = sentences("training")
Values = Mapping[str, object]
FIRST_YEAR, LAST_YEAR = 2010, 2050


def add_plan_item(session: Session, values: Values) -> PlanItem:
    """Add a line. Raises InputError where its year, quarter or title cannot be, and where the plan has it already."""
    item = PlanItem.model_validate(_checked(session, dict(values), None))
    session.add(item)
    session.flush()
    return item


def change_plan_item(session: Session, item: PlanItem, values: Values) -> None:
    """Change a line. Raises InputError as `add_plan_item` does."""
    checked = _checked(session, {**item.model_dump(exclude={"id"}), **values}, item.id)
    wanted = PlanItem.model_validate(checked)
    for name in checked:
        setattr(item, name, getattr(wanted, name))
    session.add(item)
    session.flush()


def remove_plan_item(session: Session, item: PlanItem) -> None:
    """Remove a line."""
    session.delete(item)
    session.flush()


def same_plan_item(session: Session, values: Values) -> PlanItem | None:
    """Return the line of that year with the same title for the same official or unit, if there is one."""
    wanted = select(PlanItem).where(PlanItem.year == values["year"])
    wanted = wanted.where(
        col(PlanItem.official_id).is_(sa.null())
        if values.get("official_id") is None
        else col(PlanItem.official_id) == values["official_id"]
    )
    wanted = wanted.where(
        col(PlanItem.unit_id).is_(sa.null())
        if values.get("unit_id") is None
        else col(PlanItem.unit_id) == values["unit_id"]
    )
    title = fold(_title_of(session, values))
    for item in session.exec(wanted.order_by(col(PlanItem.id))):
        if fold(_title_of(session, item.model_dump())) == title:
            return item
    return None


def _title_of(session: Session, values: Values) -> str:
    title = str(values.get("title") or "").strip()
    course = None if values.get("course_id") is None else session.get(Course, values["course_id"])
    return title or (course.title if course else "")


def _checked(session: Session, values: dict[str, object], but: int | None) -> dict[str, object]:
    """Return the values as they can be stored."""
    year, quarter, hours = values.get("year"), values.get("quarter"), values.get("hours_hundredths") or 0
    if not isinstance(year, int) or not FIRST_YEAR <= year <= LAST_YEAR:
        raise InputError.of(
            _(
                "The year of a plan lies between %(first)s and %(last)s. Correct it.",
                first=str(FIRST_YEAR),
                last=str(LAST_YEAR),
            )
        )
    if quarter is not None and quarter not in (1, 2, 3, 4):
        raise InputError.of(_("The quarter is 1, 2, 3 or 4, or empty for any time of the year. Correct it."))
    if not isinstance(hours, int) or hours < 0:
        raise InputError.of(_("The hours of a line of the plan cannot be less than 0. Correct them."))
    if values.get("official_id") is not None and values.get("unit_id") is not None:
        raise InputError.of(_("A line of the plan is for one official or for one unit. Empty one of the two."))
    title = _title_of(session, values)
    if not title:
        raise InputError.of(_("A line of the plan needs a title, or a course of the catalogue. Give one."))
    there = same_plan_item(session, values)
    if there is not None and there.id != but:
        raise InputError.of(
            _(
                "“%(title)s” stands in the plan of %(year)s for them already. Change that line.",
                title=title,
                year=str(year),
            )
        )
    texts = {name: str(values.get(name) or "").strip() for name in ("title", "note")}
    _refuse_long(texts)
    return {**values, **texts, "hours_hundredths": hours}


def _refuse_long(texts: Mapping[str, str]) -> None:
    for name, most in (("title", LONGEST_TITLE), ("note", LONGEST_NOTE)):
        if len(texts[name]) > most:
            raise InputError.of(
                _("“%(text)s…” has more than %(most)d characters. Shorten it.", text=texts[name][:40], most=most)
            )
