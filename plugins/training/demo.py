"""What the demo shows of this plugin: courses, sessions past and to come, a waiting list, answers that wait, a plan.

It adds no training record, so that the points of the demo stay what they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from sqlmodel import col, select

from plugins.training.audiences import Audience
from plugins.training.catalogue import open_course
from plugins.training.demo_courses import COURSES, PAST_TITLE, SESSIONS, WITHOUT_RESULTS, DemoSession
from plugins.training.demo_standards import add_standards
from plugins.training.kinds import Approval, Form, Presence, Result
from plugins.training.models import Attendance, Course, CourseSession, Registration, SessionDay
from plugins.training.outside import send_list
from plugins.training.registrations import nominate, register
from plugins.training.sessions import Sitting, open_session
from tracker.api import (
    Account,
    Calendar,
    Message,
    Official,
    RecordSession,
    TrainingRecord,
    Viewer,
    counting,
    load_calendar,
    sentences,
)

_ = sentences("training")
counted = counting("training")
BEGINS_AT, ENDS_AT = time(7, 30), time(17)
DAYS_AGO_WITHOUT_RESULTS = 6
ASKED_BEFORE = timedelta(days=30)
ORGANISER, NOMINATING = "CB16", "CB02"
"""The administrator and the leader of the demo."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Who takes part in the demo, on which day."""

    session: RecordSession
    today: date
    officials: dict[str, int]
    accounts: dict[int, Account]
    calendar: Calendar

    def viewer(self, code: str) -> Viewer:
        """Return an official who acts; most have no account, and register themselves all the same."""
        official = self.officials[code]
        account = self.accounts.get(official)
        return Viewer((account.id if account else None) or 0, account.name if account else code, official, self.today)

    def sittings(self, first: date, working_days: int) -> list[Sitting]:
        """Return so many working days from a day on."""
        day, days = self.calendar.next_working(first), []
        for _number in range(working_days):
            days.append(Sitting(day, BEGINS_AT, ENDS_AT))
            day = self.calendar.add(day, 1)
        return days


def add_demo(session: RecordSession, today: date) -> Message:
    """Add the courses, their sessions, who is registered, the plan and what positions ask."""
    officials = {one.code: one.id for one in session.exec(select(Official)) if one.id is not None}
    accounts = {one.official_id: one for one in session.exec(select(Account)) if one.official_id is not None}
    cast = Cast(session, today, officials, accounts, load_calendar(session))
    courses = _add_courses(session)
    for one in SESSIONS:
        _add_session(cast, courses[one.course], one)
    _add_session_without_results(cast, courses[WITHOUT_RESULTS[0]])
    _add_finished_session(cast)
    add_standards(session, officials, courses, cast.viewer(ORGANISER))
    number = len(session.exec(select(Course.id)).all())
    return counted(
        "%(count)s course of the catalogue, with its sessions and registrations",
        "%(count)s courses of the catalogue, with their sessions and registrations",
        count=number,
    )


def _add_courses(session: RecordSession) -> dict[str, Course]:
    return {
        one.code: open_course(
            session,
            {
                "code": one.code,
                "title": one.title,
                "content_group": one.content_group,
                "organiser": one.organiser,
                "form": one.form,
                "hours_hundredths": one.hours * 100,
                "about": one.about,
                "is_outside": one.is_outside,
            },
            Audience(ranking_groups=frozenset(one.groups)),
        )
        for one in COURSES
    }


def _add_session(cast: Cast, course: Course, one: DemoSession) -> None:
    sittings = cast.sittings(cast.today + timedelta(days=one.in_days), one.working_days)
    until = max(sittings[0].on - timedelta(days=one.register_days_before), cast.today)
    values = {"place": one.place, "places": one.places, "register_until": until}
    held = open_session(cast.session, course, values, sittings, cast.viewer(ORGANISER))
    if one.nominated:
        officials = [cast.officials[code] for code in one.nominated]
        registered = nominate(cast.session, held, officials, cast.viewer(NOMINATING))
        if course.is_outside:
            sent = [each.registration for each in registered]
            send_list(cast.session, sent, "45/CV-UBND", cast.today, cast.viewer(ORGANISER))
    for code in one.asked:
        register(cast.session, held, cast.officials[code], cast.viewer(code))


def _add_session_without_results(cast: Cast, course: Course) -> None:
    """Add a session that is over, whose results its organiser has not noted yet."""
    first = cast.calendar.previous_working(cast.today - timedelta(days=DAYS_AGO_WITHOUT_RESULTS))
    held = _open_past(cast, course, cast.sittings(first, 1), "Học trên mạng")
    _attended(cast, held, [(cast.officials[code], None) for code in WITHOUT_RESULTS[1]])


def _add_finished_session(cast: Cast) -> None:
    """Add the session of a course that training records tell of, with the results that wrote them."""
    wanted = select(TrainingRecord).where(TrainingRecord.title == PAST_TITLE)
    records = list(cast.session.exec(wanted.order_by(col(TrainingRecord.starts_on).desc(), col(TrainingRecord.id))))
    records = [one for one in records if one.starts_on == records[0].starts_on]
    if not records:
        return
    first = records[0]
    course = open_course(
        cast.session,
        {
            "code": "TTHC-08",
            "title": PAST_TITLE,
            "content_group": first.content_group,
            "organiser": "Sở Tư pháp",
            "form": Form.ONLINE,
            "hours_hundredths": first.hours_hundredths,
        },
    )
    days = [first.starts_on + timedelta(days=number) for number in range((first.ends_on - first.starts_on).days + 1)]
    sittings = [Sitting(day, BEGINS_AT, ENDS_AT) for day in days if cast.calendar.is_working(day)]
    held = _open_past(cast, course, sittings, "Học trên mạng")
    _attended(cast, held, [(one.official_id, one) for one in records])


def _open_past(cast: Cast, course: Course, sittings: Sequence[Sitting], place: str) -> CourseSession:
    values = {"place": place, "register_until": sittings[0].on - timedelta(days=7)}
    return open_session(cast.session, course, values, sittings, cast.viewer(ORGANISER))


def _attended(cast: Cast, held: CourseSession, people: Iterable[tuple[int, TrainingRecord | None]]) -> None:
    """Add those who took part in a session that is over, with the record that came of it if there is one."""
    assert held.id is not None
    organiser = cast.viewer(NOMINATING).account_id
    asked_at = cast.session.change.at - (cast.today - held.starts_on) - ASKED_BEFORE
    days = cast.session.exec(select(SessionDay).where(SessionDay.session_id == held.id)).all()
    for number, (official_id, record) in enumerate(people):
        at = asked_at + timedelta(minutes=number)
        one = Registration(
            session_id=held.id,
            official_id=official_id,
            asked_at=at,
            nominated_by=organiser,
            approval=Approval.APPROVED,
            answered_by=organiser,
            answered_at=at,
            result=None if record is None else Result.PASSED,
            certificate_number="" if record is None else record.certificate or "",
            record_id=None if record is None else record.id,
        )
        cast.session.add(one)
        cast.session.flush()
        for day in days:
            values = {"registration_id": one.id, "day_id": day.id, "state": Presence.PRESENT}
            cast.session.add(Attendance.model_validate(values))
    cast.session.flush()
