"""What stands in the calendar of an official: the days of his courses, his duty days, until when he can register."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, or_, select

from plugins.training.audiences import is_for
from plugins.training.kinds import Approval
from plugins.training.models import Course, CourseSession, Registration, SessionDay
from plugins.training.seats import is_active, standings_of
from plugins.training.sessions import is_open, last_day
from plugins.training.telling import page_of
from plugins.training.words import word as word_of
from tracker.api import DutyDay, DutyState, Message, Shift, last_changes, sentences, word

_ = sentences("training")
KEPT_FOR = timedelta(days=90)
"""So long what is over stays in the calendar."""


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """One entry: from a moment to a moment, or a whole day where `begins` is a date.

    `key` stays the same while it is the same entry, and `changed_at` says when it changed last, None if nobody knows.
    """

    key: str
    title: Message | str
    begins: datetime | date
    ends: datetime | None
    changed_at: datetime | None
    place: str = ""
    about: Message | None = None
    page: str = ""
    takes_time: bool = True
    is_tentative: bool = False
    is_cancelled: bool = False


def events_of(session: Session, official_id: int, today: date) -> list[CalendarEvent]:
    """Return what stands in the calendar of an official, from some weeks ago on, the earliest first."""
    since = today - KEPT_FOR
    found = [
        *_course_days(session, official_id, since),
        *_duty_days(session, official_id, since),
        *_deadlines(session, official_id, today),
    ]
    return sorted(found, key=lambda one: (f"{one.begins:%Y-%m-%d}", one.key))


def _course_days(session: Session, official_id: int, since: date) -> Iterator[CalendarEvent]:
    """Yield the days of the sessions in which the official has a seat."""
    wanted = (
        select(SessionDay, CourseSession, Course, Registration)
        .join(CourseSession, col(CourseSession.id) == col(SessionDay.session_id))
        .join(Course, col(Course.id) == col(CourseSession.course_id))
        .join(Registration, col(Registration.session_id) == col(CourseSession.id))
        .where(Registration.official_id == official_id, is_active(), SessionDay.on >= since)
    )
    rows = session.exec(wanted).all()
    standings = standings_of(session, {held.id for _day, held, _course, _mine in rows if held.id is not None})
    changed = _Changes(session, [one for row in rows for one in row])
    for day, held, course, mine in rows:
        standing = standings.get(mine.id or 0)
        if standing is None or not standing.seated:
            continue
        yield CalendarEvent(
            key=f"training-day-{day.id}",
            title=course.title,
            begins=datetime.combine(day.on, day.begins_at),
            ends=datetime.combine(day.on, day.ends_at),
            changed_at=changed.latest(day, held, course, mine),
            place=day.place or held.place,
            about=_about(held, course),
            page=page_of(held),
            is_tentative=mine.approval is Approval.PENDING,
            is_cancelled=held.is_cancelled,
        )


def _about(held: CourseSession, course: Course) -> Message:
    if held.is_cancelled:
        return _("Cancelled: %(because)s", because=held.cancelled_because)
    if course.organiser:
        return _("%(form)s, organised by %(organiser)s", form=word_of(course.form), organiser=course.organiser)
    return word_of(course.form)


def _duty_days(session: Session, official_id: int, since: date) -> Iterator[CalendarEvent]:
    """Yield the duty days that the official has to serve or served: his own, and those of whom he stands in for."""
    his_own = (col(DutyDay.official_id) == official_id) & col(DutyDay.substitute_id).is_(None)
    wanted = select(DutyDay).where(
        or_(his_own, col(DutyDay.substitute_id) == official_id),
        DutyDay.on >= since,
        DutyDay.state != DutyState.ABSENT,
    )
    days = session.exec(wanted).all()
    changed = _Changes(session, days)
    for day in days:
        title = (
            _("On duty at the one-stop desk")
            if day.shift is Shift.DAY
            else _("On duty at the one-stop desk (%(shift)s)", shift=word(day.shift))
        )
        yield CalendarEvent(
            f"duty-{day.id}", title, day.on, None, changed.latest(day), takes_time=day.shift is Shift.DAY
        )


def _deadlines(session: Session, official_id: int, today: date) -> Iterator[CalendarEvent]:
    """Yield the last days of registration for courses that the official can still register for."""
    queued = select(Registration.id).where(
        Registration.official_id == official_id, col(Registration.session_id) == col(CourseSession.id)
    )
    wanted = (
        select(CourseSession, Course)
        .join(Course, col(Course.id) == col(CourseSession.course_id))
        .where(is_open(today), is_for(official_id, today), ~queued.exists())
    )
    rows = session.exec(wanted).all()
    changed = _Changes(session, [one for row in rows for one in row])
    for held, course in rows:
        yield CalendarEvent(
            key=f"training-deadline-{held.id}",
            title=_("Last day to register: %(course)s", course=course.title),
            begins=last_day(held),
            ends=None,
            changed_at=changed.latest(held, course),
            about=_("The course is from %(on)s to %(until)s.", on=held.starts_on, until=held.ends_on),
            page=page_of(held),
            takes_time=False,
        )


Row = SessionDay | CourseSession | Course | Registration | DutyDay


class _Changes:
    """When records changed last, one look into the audit log for each of their tables."""

    def __init__(self, session: Session, rows: Iterable[Row]) -> None:
        ids: dict[type[Row], set[int | None]] = {}
        for row in rows:
            ids.setdefault(type(row), set()).add(row.id)
        self._changes: Mapping[type[Row], Mapping[int, tuple[datetime, str]]] = {
            table: last_changes(session, table, sorted(id for id in some if id is not None))
            for table, some in ids.items()
        }

    def latest(self, *rows: Row) -> datetime | None:
        """Return when the last of these rows changed, None where the log does not tell of any."""
        known = (self._changes[type(row)].get(row.id or 0) for row in rows)
        return max((at for at, _actor in filter(None, known)), default=None)
