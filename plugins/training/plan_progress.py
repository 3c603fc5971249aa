"""How far each line of the yearly training plan has been carried out.

A line is carried out for an official who passed, in that year, a course of its title. He is registered where he stands
in the queue of a session of the course.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlmodel import Session, col, select

from plugins.training.models import Course, CourseSession, Registration
from plugins.training.seats import is_active
from plugins.training.standards import PlanItem
from plugins.training.units import units_above, with_those_above
from tracker.api import Official, Posting, TrainingRecord, Unit, fold, runs_on


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
