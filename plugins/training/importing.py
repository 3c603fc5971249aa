"""The import of a catalogue with its sessions, or of a plan: rows matched to what is there, then added or changed.

What a list does not say stays as it is: an empty cell empties nothing. A session that is there already stays as it is,
for people may be registered for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import col, select

from plugins.training.catalogue import change_course, open_course
from plugins.training.list_rows import course_values, days_of, plan_values, session_values, times_of
from plugins.training.models import Course, CourseSession
from plugins.training.plan import add_plan_item, change_plan_item, same_plan_item
from plugins.training.sessions import Sitting, open_session
from tracker.api import Calendar, InputError, Official, RecordSession, Unit, fold, load_calendar, sentences
from tracker.api.lists import CheckedRow, Problem, ReadList, RowError

_ = sentences("training")
ONE_DAY = timedelta(days=1)


@dataclass(slots=True)
class Imported:
    """What an import did: rows that added something, changed something or nothing, and what is wrong with others."""

    problems: list[Problem]
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    sessions: int = 0


def import_courses(session: RecordSession, read: ReadList) -> Imported:
    """Bring courses and sessions in: a course is known by its code, else by its title; a session by its first day."""
    imported, calendar = Imported([*read.problems]), load_calendar(session)
    known = _KnownCourses(session)
    for row in read.rows:
        try:
            _import_course(session, row, known, calendar, imported)
        except RowError as error:
            imported.problems.append(read.problem(row, error.key, error.message))
        except InputError as error:
            imported.problems.append(read.problem(row, "title", error.message))
    return imported


def import_plan(session: RecordSession, read: ReadList, year: int | None = None) -> Imported:
    """Bring lines of the plan in, of this year where they name none.

    A line is known by its year, its title and whom it is for.
    """
    imported = Imported([*read.problems])
    officials = _by_word([(one.id, one.code, one.full_name) for one in session.exec(select(Official))])
    units = _by_word([(one.id, one.code, one.name) for one in session.exec(select(Unit))])
    for row in read.rows:
        try:
            values = plan_values(row, officials, units, year)
            present = same_plan_item(session, values)
            if present is None:
                add_plan_item(session, values)
                imported.added += 1
            else:
                said = {name: value for name, value in values.items() if value not in (None, "", 0)}
                is_new = any(getattr(present, name) != value for name, value in said.items())
                change_plan_item(session, present, said)
                imported.changed += is_new
                imported.unchanged += not is_new
        except RowError as error:
            imported.problems.append(read.problem(row, error.key, error.message))
        except InputError as error:
            imported.problems.append(read.problem(row, "title", error.message))
    return imported


def _import_course(
    session: RecordSession, row: CheckedRow, known: _KnownCourses, calendar: Calendar, imported: Imported
) -> None:
    values, days, times, held = course_values(row), days_of(row), times_of(row), session_values(row)
    known.refuse_code_of_another(values)
    course = known.like(values)
    if course is not None and days is not None and not course.is_offered:
        raise RowError("title", _("The course is no longer offered. Offer it again first."))
    is_added, is_changed = course is None, False
    if course is None:
        course = open_course(session, values)
        known.add(course)
    else:
        is_changed = _change(session, course, values)
    if days is not None and _has_no_session(session, course, days[0]):
        sittings = [Sitting(day, *times) for day in _course_days(*days, calendar)]
        open_session(session, course, held, sittings, None)
        imported.sessions += 1
        is_changed = True
    imported.added += is_added
    imported.changed += is_changed and not is_added
    imported.unchanged += not is_added and not is_changed


def _change(session: RecordSession, course: Course, values: Mapping[str, object]) -> bool:
    """Change what a list says otherwise, and return whether anything does; capitals in a title say nothing new."""
    new = {name: value for name, value in values.items() if getattr(course, name) != value}
    if fold(str(values["title"])) == fold(course.title):
        new.pop("title", None)
    if new:
        change_course(session, course, new)
    return bool(new)


class _KnownCourses:
    """The courses of the catalogue, by code and by title."""

    def __init__(self, session: RecordSession) -> None:
        self._by_code: dict[str, Course] = {}
        self._by_title: dict[str, Course] = {}
        self._said: dict[str, str] = {}
        for course in session.exec(select(Course).order_by(col(Course.id))):
            self.add(course)

    def add(self, course: Course) -> None:
        self._by_title.setdefault(fold(course.title), course)
        if course.code:
            self._by_code[course.code.casefold()] = course

    def refuse_code_of_another(self, values: Mapping[str, object]) -> None:
        """Raise RowError if an earlier row of the list gives this code to a course of another title."""
        code, title = str(values.get("code") or ""), str(values["title"])
        earlier = self._said.setdefault(code.casefold(), title)
        if code and fold(earlier) != fold(title):
            told = _(
                "“%(code)s” stands for “%(title)s” in an earlier row. Give each course its own code.",
                code=code,
                title=earlier,
            )
            raise RowError("code", told)

    def like(self, values: Mapping[str, object]) -> Course | None:
        """Return the course of this code, else the one of this title unless its code is another one."""
        code = str(values.get("code") or "")
        titled = self._by_title.get(fold(str(values["title"])))
        is_another = code and titled is not None and titled.code
        return self._by_code.get(code.casefold()) or (None if is_another else titled)


def _has_no_session(session: RecordSession, course: Course, starts_on: date) -> bool:
    same = select(CourseSession.id).where(CourseSession.course_id == course.id, CourseSession.starts_on == starts_on)
    return session.exec(same).first() is None


def _course_days(first: date, last: date, calendar: Calendar) -> list[date]:
    """Return the working days of a course, all of its days where none is one, such as a Saturday."""
    days = [first + ONE_DAY * number for number in range((last - first).days + 1)]
    return [day for day in days if calendar.is_working(day)] or days


def _by_word(rows: Sequence[tuple[int | None, str, str]]) -> dict[str, list[int]]:
    """Return whom a code or a name may mean, by the folded word."""
    found: dict[str, list[int]] = {}
    for id, *words in rows:
        for word in {fold(text) for text in words}:
            if id is not None:
                found.setdefault(word, []).append(id)
    return found
