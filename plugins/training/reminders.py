"""Whom to remind of what: each function returns who is told which sentence, and decides nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session, col, or_, select
from sqlmodel.sql.expression import Select

from plugins.training.attendance import on_the_sheet
from plugins.training.audiences import those_of
from plugins.training.gaps import Held, asked_of
from plugins.training.kinds import Approval
from plugins.training.models import Course, CourseSession, Registration
from plugins.training.seats import is_active, seats_of
from plugins.training.sessions import is_open, last_day
from plugins.training.settings import Training
from plugins.training.telling import APPROVALS, organisers_of, page_of, who_may_answer
from tracker.api import Message, accounts_of, counting, sentences

_ = sentences("training")
counted = counting("training")
RESULTS_ASKED_FOR = timedelta(days=60)
"""So long after a course its organiser is still told that results are missing."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """What some accounts are told once, under a key."""

    accounts: frozenset[int]
    key: str
    told: Message
    page: str


def registration_ends(session: Session, today: date, settings: Training) -> Iterator[Reminder]:
    """Yield, for courses whose registration ends soon, those whom they are for and who are not registered.

    Nobody is told of a session that is full, or of a course in whose queue he stands already.
    """
    wanted = held_with_courses().where(is_open(today))
    soon = [row for row in session.exec(wanted) if last_day(row[0]) <= _days(today, settings.deadline_days)]
    if not settings.deadline_days or not soon:
        return
    seats = seats_of(session, _ids(soon))
    for held, course in soon:
        if held.id is None or course.id is None or seats[held.id].free == 0:
            continue
        officials = those_of(session, course.id, today) - _asked_for(session, course.id, held, today)
        told = _(
            "Register until %(day)s: %(course)s, from %(on)s",
            day=last_day(held),
            course=course.title,
            on=held.starts_on,
        )
        key = f"training.deadline.{held.id}.{last_day(held)}"
        yield Reminder(accounts_for(session, officials, today), key, told, page_of(held))


def course_begins(session: Session, today: date, settings: Training) -> Iterator[Reminder]:
    """Yield, for courses that begin soon, those who have a seat and whose registration is approved."""
    if not settings.course_days:
        return
    begins = col(CourseSession.starts_on).between(today, _days(today, settings.course_days))
    for held, course in session.exec(
        held_with_courses().where(begins, col(CourseSession.is_cancelled).is_(False))
    ).all():
        officials = {one.official_id for one in on_the_sheet(session, held)}
        key = f"training.begins.{held.id}.{held.starts_on}"
        yield Reminder(accounts_for(session, officials, today), key, _begins(held, course), page_of(held))


def answers_missing(session: Session, today: date, settings: Training) -> Iterator[Reminder]:
    """Yield, for courses whose registration ends soon or that begin soon, the leaders who have not answered."""
    if not settings.deadline_days:
        return
    wanted = held_with_courses().where(CourseSession.starts_on > today, col(CourseSession.is_cancelled).is_(False))
    for held, course in session.exec(wanted).all():
        if last_day(held) > _days(today, settings.deadline_days):
            continue
        for account, number in _who_answers(session, held, today).items():
            told = counted(
                "%(count)s registration waits for your answer: %(course)s, from %(on)s",
                "%(count)s registrations wait for your answer: %(course)s, from %(on)s",
                count=number,
                course=course.title,
                on=held.starts_on,
            )
            yield Reminder(frozenset({account}), f"training.pending.{held.id}.{last_day(held)}", told, APPROVALS)


def results_missing(session: Session, today: date) -> Iterator[Reminder]:
    """Yield the courses that are over without all results: to whoever organises them, else to administrators."""
    over = col(CourseSession.ends_on).between(today - RESULTS_ASKED_FOR, today - timedelta(days=1))
    for held, course in session.exec(held_with_courses().where(over, col(CourseSession.is_cancelled).is_(False))).all():
        missing = [one for one in on_the_sheet(session, held) if one.result is None]
        if not missing:
            continue
        told = counted(
            "Results of %(count)s person are missing: %(course)s, over since %(until)s",
            "Results of %(count)s people are missing: %(course)s, over since %(until)s",
            count=len(missing),
            course=course.title,
            until=held.ends_on,
        )
        yield Reminder(
            organisers_of(session, held, today), f"training.results.{held.id}", told, f"{page_of(held)}/results"
        )


def certificates_expire(session: Session, today: date) -> Iterator[Reminder]:
    """Yield those who hold something that their position asks for and that expires soon."""
    expiring = [one for one in asked_of(session, today) if one.state is Held.EXPIRING]
    accounts = accounts_of(session, {one.official_id for one in expiring}, today)
    for one in expiring:
        account = accounts.get(one.official_id)
        if account is not None and account.id is not None:
            told = _("To be renewed by %(until)s: %(what)s", until=one.until, what=one.met_by)
            key = f"training.renewal.{one.requirement.id}.{one.until}"
            yield Reminder(frozenset({account.id}), key, told, "/training/mine")


def all_reminders(session: Session, today: date, settings: Training) -> list[Reminder]:
    """Return everything that people have to be reminded of today; who was told it before is told it only once."""
    return [
        *registration_ends(session, today, settings),
        *course_begins(session, today, settings),
        *answers_missing(session, today, settings),
        *results_missing(session, today),
        *certificates_expire(session, today),
    ]


def held_with_courses() -> Select[CourseSession, Course]:
    """Return a select of sessions with their courses, the first to begin first."""
    joined = select(CourseSession, Course).join(Course, col(Course.id) == col(CourseSession.course_id))
    return joined.order_by(col(CourseSession.starts_on), col(CourseSession.id))


def _ids(rows: Sequence[tuple[CourseSession, Course]]) -> list[int]:
    return [held.id for held, _course in rows if held.id is not None]


def _days(today: date, days: int) -> date:
    return today + timedelta(days=days)


def _begins(held: CourseSession, course: Course) -> Message:
    if not held.place:
        return _("Begins on %(on)s: %(course)s", on=held.starts_on, course=course.title)
    return _("Begins on %(on)s: %(course)s, at %(place)s", on=held.starts_on, course=course.title, place=held.place)


def _asked_for(session: Session, course_id: int, held: CourseSession, today: date) -> set[int]:
    """Return who was ever registered for this session, or stands in the queue of another one of the course to come."""
    wanted = select(Registration.official_id).join(CourseSession, col(CourseSession.id) == col(Registration.session_id))
    another = (col(CourseSession.course_id) == course_id) & (col(CourseSession.ends_on) >= today) & is_active()
    return set(session.exec(wanted.where(or_(col(Registration.session_id) == held.id, another))))


def _who_answers(session: Session, held: CourseSession, today: date) -> Counter[int]:
    """Return the accounts that have to answer registrations of a session, each with their number."""
    pending = select(Registration.official_id).where(
        Registration.session_id == held.id, Registration.approval == Approval.PENDING, is_active()
    )
    officials = session.exec(pending).all()
    return Counter(account for official in officials for account in who_may_answer(session, official, today))


def accounts_for(session: Session, officials: Collection[int], today: date) -> frozenset[int]:
    """Return the accounts of officials."""
    accounts = accounts_of(session, officials, today).values()
    return frozenset(account.id for account in accounts if account.id is not None)
