"""A commune whose pages have training registration: a course with a session to come, and what tests ask of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

import pytest
from flask import Flask
from sqlmodel import select

from plugins.training.audiences import EVERYBODY, Audience
from plugins.training.catalogue import open_course
from plugins.training.models import CourseSession, Registration
from plugins.training.registrations import nominate, register
from plugins.training.seats import standings_of
from plugins.training.sessions import Sitting, open_session
from tests.web.conftest import FilledSite, Made, Site, fill_commune, tracker_of
from tracker.accounts.accounts import Account
from tracker.accounts.viewers import Viewer
from tracker.database import Database
from tracker.records.training_records import ContentGroup

TODAY = date(2026, 11, 23)
FIRST, SECOND = date(2026, 12, 10), date(2026, 12, 11)
BEFORE, LAST_WEEK = date(2026, 11, 10), date(2026, 11, 19)


@dataclass
class School(Site):
    """The site with the plugin; `held_id` is a session of "Land law" on two days in December, with two places."""

    course_id: int = 0
    held_id: int = 0

    def viewer(self, name: str, today: date = TODAY) -> Viewer:
        """Return who acts where this account does."""
        with self.database.reading() as session:
            return Viewer(self.accounts[name], name, session.get_one(Account, self.accounts[name]).official_id, today)

    def held(self, days: Sequence[date] = (FIRST, SECOND), audience: Audience = EVERYBODY, **values: object) -> int:
        """Open a course with a session on these days, and return the session."""
        columns = {name: values.pop(name) for name in ("title", "is_outside", "organiser") if name in values}
        course = {"title": "Land law", "hours_hundredths": 1600, "content_group": ContentGroup.STATE_MANAGEMENT}
        with self.database.writing("admin") as session:
            opened = open_course(session, {**course, **columns}, audience)
            sittings = [Sitting(day, time(8), time(11)) for day in days]
            held = open_session(session, opened, {"place": "Hall", **values}, sittings, self.viewer("admin"))
            self.course_id = opened.id or 0
            return held.id or 0

    def registers(self, *names: str) -> list[int]:
        """Let the officials of these accounts register themselves in this order, and return the registrations."""
        with self.database.writing("test") as session:
            held = session.get_one(CourseSession, self.held_id)
            viewers = [self.viewer(name) for name in names]
            done = [register(session, held, one.official_id or 0, one) for one in viewers]
            return [one.registration.id or 0 for one in done]

    def nominates(self, name: str, *codes: str, today: date = TODAY) -> list[int]:
        """Let a leader register officials by their codes, and return the registrations."""
        with self.database.writing(name) as session:
            held = session.get_one(CourseSession, self.held_id)
            done = nominate(session, held, [self.officials[code] for code in codes], self.viewer(name, today))
            return [one.registration.id or 0 for one in done]

    def seated(self) -> dict[str, bool]:
        """Return, by the code of the official, whether each registration of a session has a seat."""
        codes = {number: code for code, number in self.officials.items()}
        with self.database.reading() as session:
            standings = standings_of(session, [self.held_id])
            return {
                codes[session.get_one(Registration, number).official_id]: standing.seated
                for number, standing in standings.items()
            }

    def registration(self, number: int) -> Registration:
        """Return a registration as it stands now."""
        with self.database.reading() as session:
            return session.exec(select(Registration).where(Registration.id == number)).one()


def fill_school(database: Database) -> Made:
    """Fill a database with the commune and a session to come."""
    made = fill_commune(database)
    tracker = tracker_of(database, "training")
    tracker.upgrade()
    school = School(Flask(__name__), tracker, *made)
    return *made, {"held": school.held(places=2), "course": school.course_id}


@pytest.fixture(name="school")
def make_school(filled_site: FilledSite) -> School:
    """The commune with training registration, and a session to come."""
    app, tracker, (*made, opened) = filled_site(fill_school, "training")
    return School(app, tracker, *made, course_id=opened["course"], held_id=opened["held"])
