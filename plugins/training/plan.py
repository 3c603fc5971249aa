"""The yearly training plan: its lines, and how far each has been carried out.

A line is carried out for an official who passed, in that year, a course of its title. He is registered where he stands
in the queue of a session of the course.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Session, col, select

from plugins.training.models import LONGEST_NOTE, LONGEST_TITLE, Course, CourseSession, Registration
from plugins.training.seats import is_active
from plugins.training.standards import PlanItem
from plugins.training.units import units_above, with_those_above
from tracker.api import InputError, Official, Posting, TrainingRecord, Unit, fold, runs_on, sentences

_ = sentences("training")
Values = Mapping[str, object]
FIRST_YEAR, LAST_YEAR = 2010, 2050


@dataclass(frozen=True, slots=True)
class PlanProgress:
    """One line of the plan, and of those whom it is for: how many, and who is registered or has done it.

    `whom` is the name of the official or the unit, None for everybody; `people` has only those who were asked for.
    """

    item: PlanItem
    title: str
    whom: str | None
    people: frozenset[int]
    registered: frozenset[int]
    done: frozenset[int]

    @property
    def hours(self) -> Decimal:
        """The planned lesson periods."""
        return Decimal(self.item.hours_hundredths) / 100

    @property
    def is_done(self) -> bool:
        """Whether everybody whom it is for has done it."""
        return bool(self.people) and self.people == self.done


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


def plan_of_year(
    session: Session, year: int, today: date, officials: Collection[int] | None = None
) -> list[PlanProgress]:
    """Return the lines of a year by quarter and title; with `officials`, those that are for one of them."""
    items = _items(session, year)
    facts = _facts(session, year, today, officials)
    found = []
    for item, course, official, unit in items:
        people = facts.people_of(item)
        if officials is not None and not people:
            continue
        title = item.title or course or ""
        done = people & facts.passed.get(fold(title), frozenset())
        registered = (people & facts.registered.get(fold(title), frozenset())) - done
        found.append(PlanProgress(item, title, official or unit, people, registered, done))
    return sorted(found, key=lambda one: (one.item.quarter or 5, fold(one.title), one.item.id or 0))


@dataclass(frozen=True, slots=True)
class _Facts:
    """Who works where, and who is registered for or has passed what, by the folded title."""

    units: Mapping[int, int]
    """The unit of each official."""
    above: Mapping[int, int | None]
    registered: Mapping[str, frozenset[int]]
    passed: Mapping[str, frozenset[int]]

    def people_of(self, item: PlanItem) -> frozenset[int]:
        if item.official_id is not None:
            return frozenset({item.official_id} & self.units.keys())
        if item.unit_id is None:
            return frozenset(self.units)
        return frozenset(who for who, unit in self.units.items() if item.unit_id in with_those_above(unit, self.above))


def _items(session: Session, year: int) -> Sequence[tuple[PlanItem, str | None, str | None, str | None]]:
    wanted = (
        select(PlanItem, Course.title, Official.full_name, Unit.name)
        .outerjoin(Course, col(Course.id) == col(PlanItem.course_id))
        .outerjoin(Official, col(Official.id) == col(PlanItem.official_id))
        .outerjoin(Unit, col(Unit.id) == col(PlanItem.unit_id))
        .where(PlanItem.year == year)
    )
    return session.exec(wanted).all()


def _facts(session: Session, year: int, today: date, officials: Collection[int] | None) -> _Facts:
    day = min(max(today, date(year, 1, 1)), date(year, 12, 31))
    posted = session.exec(select(Posting.official_id, Posting.unit_id).where(runs_on(day))).all()
    units = {who: unit for who, unit in posted if officials is None or who in officials}
    in_year = col(TrainingRecord.ends_on).between(date(year, 1, 1), date(year, 12, 31))
    records = select(TrainingRecord.title, TrainingRecord.official_id)
    passed = session.exec(records.where(in_year, col(TrainingRecord.is_passed).is_(True)))
    queue = select(Course.title, Registration.official_id).join(
        CourseSession, col(CourseSession.course_id) == col(Course.id)
    )
    queue = queue.join(Registration, col(Registration.session_id) == col(CourseSession.id))
    held = col(CourseSession.starts_on).between(date(year, 1, 1), date(year, 12, 31))
    registered = session.exec(queue.where(held, col(CourseSession.is_cancelled).is_(False), is_active()))
    return _Facts(units, units_above(session), _by_title(registered.all()), _by_title(passed.all()))


def _by_title(rows: Collection[tuple[str, int]]) -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for title, official_id in rows:
        found.setdefault(fold(title), set()).add(official_id)
    return {title: frozenset(officials) for title, officials in found.items()}


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
