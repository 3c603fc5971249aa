"""Clashes: what else somebody has on the days of a session: duty, an absence, another course."""

from __future__ import annotations

import enum
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time

import sqlalchemy as sa
from sqlmodel import Session, col, select

from plugins.training.models import Course, CourseSession, Registration, SessionDay
from plugins.training.seats import is_active
from tracker.api import Absence, DutyDay, DutyState, Message, Shift, sentences

_ = sentences("training")
NOON = time(12)


class ClashKind(enum.StrEnum):
    """What a session clashes with."""

    DUTY = "duty"
    ABSENCE = "absence"
    COURSE = "course"


@dataclass(frozen=True, slots=True)
class Clash:
    """What an official has on days of a session. Of an absence it says the days only: its kind is personal."""

    kind: ClashKind
    on: date
    until: date
    what: Message


def clashes_of(
    session: Session, held: CourseSession, officials: Collection[int], days: Collection[SessionDay] | None = None
) -> dict[int, list[Clash]]:
    """Return, by official, what a session clashes with, the earliest first; who has no clash is left out.

    `days` are those of the session, if they are known already.
    """
    if days is None:
        days = session.exec(select(SessionDay).where(SessionDay.session_id == held.id)).all()
    found: dict[int, list[Clash]] = {}
    for official, clash in (
        *_with_duty(session, days, officials),
        *_with_absences(session, days, officials),
        *_with_courses(session, held, days, officials),
    ):
        found.setdefault(official, []).append(clash)
    return {official: sorted(clashes, key=lambda one: (one.on, one.kind)) for official, clashes in found.items()}


def _with_duty(
    session: Session, days: Collection[SessionDay], officials: Collection[int]
) -> Iterator[tuple[int, Clash]]:
    on_duty = sa.func.coalesce(col(DutyDay.substitute_id), col(DutyDay.official_id))
    wanted = select(DutyDay).where(
        on_duty.in_(officials), col(DutyDay.on).in_({day.on for day in days}), DutyDay.state != DutyState.ABSENT
    )
    for duty in session.exec(wanted.order_by(col(DutyDay.on), col(DutyDay.id))):
        if any(day.on == duty.on and _within(duty.shift, day) for day in days):
            who = duty.substitute_id or duty.official_id
            yield who, Clash(ClashKind.DUTY, duty.on, duty.on, _duty(duty))


def _duty(duty: DutyDay) -> Message:
    match duty.shift:
        case Shift.MORNING:
            return _("On duty in the morning of %(on)s", on=duty.on)
        case Shift.AFTERNOON:
            return _("On duty in the afternoon of %(on)s", on=duty.on)
        case _:
            return _("On duty on %(on)s", on=duty.on)


def _within(shift: Shift, day: SessionDay) -> bool:
    """Whether a sitting touches a shift of its day."""
    if shift is Shift.MORNING:
        return day.begins_at < NOON
    return shift is Shift.DAY or day.ends_at > NOON


def _with_absences(
    session: Session, days: Collection[SessionDay], officials: Collection[int]
) -> Iterator[tuple[int, Clash]]:
    dates = sorted({day.on for day in days})
    if not dates:
        return
    lasts = sa.or_(col(Absence.ends_on).is_(None), col(Absence.ends_on) >= dates[0])
    wanted = select(Absence).where(col(Absence.official_id).in_(officials), Absence.starts_on <= dates[-1], lasts)
    for absence in session.exec(wanted.order_by(col(Absence.starts_on), col(Absence.id))):
        away = [on for on in dates if absence.starts_on <= on <= (absence.ends_on or date.max)]
        if away:
            yield absence.official_id, Clash(ClashKind.ABSENCE, away[0], away[-1], _absence(away))


def _absence(away: list[date]) -> Message:
    if away[0] == away[-1]:
        return _("Away on %(on)s", on=away[0])
    return _("Away from %(on)s to %(until)s", on=away[0], until=away[-1])


def _with_courses(
    session: Session, held: CourseSession, days: Collection[SessionDay], officials: Collection[int]
) -> Iterator[tuple[int, Clash]]:
    wanted = (
        sa.select(col(Registration.official_id), SessionDay, col(Course.title))
        .join(CourseSession, col(CourseSession.id) == col(Registration.session_id))
        .join(SessionDay, col(SessionDay.session_id) == col(CourseSession.id))
        .join(Course, col(Course.id) == col(CourseSession.course_id))
        .where(col(Registration.official_id).in_(officials), is_active(), col(CourseSession.id) != held.id)
        .where(col(CourseSession.is_cancelled).is_(False), col(SessionDay.on).in_({day.on for day in days}))
    )
    for official, other, title in session.execute(wanted.order_by(col(SessionDay.on), col(SessionDay.begins_at))):
        if _overlaps(other, days):
            yield official, Clash(ClashKind.COURSE, other.on, other.on, _course(other, title))


def _overlaps(one: SessionDay, days: Iterable[SessionDay]) -> bool:
    return any(day.on == one.on and day.begins_at < one.ends_at and one.begins_at < day.ends_at for day in days)


def _course(day: SessionDay, title: str) -> Message:
    return _(
        "%(course)s on %(on)s from %(begins)s to %(ends)s",
        course=title,
        on=day.on,
        begins=f"{day.begins_at:%H:%M}",
        ends=f"{day.ends_at:%H:%M}",
    )
