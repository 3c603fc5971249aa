"""A commune whose officials register for courses, for the tests of that plugin."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, time

from sqlmodel import col, select

from plugins.training.answers import approve
from plugins.training.attendance import on_the_sheet
from plugins.training.audiences import EVERYBODY, Audience
from plugins.training.catalogue import open_course
from plugins.training.kinds import Result
from plugins.training.models import Course, CourseSession, Registration
from plugins.training.registrations import Registered, nominate, register
from plugins.training.results import Finished, note_result
from plugins.training.seats import queue_of, standings_of
from plugins.training.sessions import Sitting, open_session
from tracker.accounts.accounts import Account, add_account
from tracker.accounts.grants import give_role
from tracker.accounts.permissions import Role
from tracker.accounts.viewers import Viewer
from tracker.config import Config
from tracker.database import Database, RecordSession
from tracker.installation import Tracker
from tracker.messages import SOURCE_LANGUAGE, InputError, translate
from tracker.notices import Notice, notices_of
from tracker.plugins import Plugins
from tracker.records.officials import Official
from tracker.testing.office import BEGINNING, Office

TODAY = date(2026, 8, 3)
FIRST, SECOND = date(2026, 8, 20), date(2026, 8, 21)
HOURS = 1600
TWO_DAYS = (Sitting(FIRST, time(7, 30), time(17)), Sitting(SECOND, time(7, 30), time(17)))


@dataclass
class School:
    """One commune: officials CB01 to CB06 with accounts, a leader of the commune, and an administrator."""

    database: Database
    today: date = TODAY
    because: str | None = None
    session: RecordSession = field(init=False)

    @contextmanager
    def writing(self, today: date | None = None) -> Iterator[School]:
        """Open a transaction; everything below works in it."""
        self.today = today or self.today
        with self.database.writing("test", self.because) as self.session:
            yield self

    def official(self, code: str) -> int:
        """Return the id of an official."""
        id = self.session.exec(select(Official.id).where(Official.code == code)).one()
        assert id is not None
        return id

    def viewer(self, name: str) -> Viewer:
        """Return who acts: an official by his code, or `leader` or `admin`."""
        account = self.session.exec(select(Account).where(Account.name == name.lower())).one()
        assert account.id is not None
        return Viewer(account.id, account.name, account.official_id, self.today)

    def course(self, audience: Audience = EVERYBODY, **values: object) -> Course:
        """Put a course into the catalogue."""
        return open_course(self.session, {"title": "Land law", "hours_hundredths": HOURS, **values}, audience)

    def held(
        self,
        places: int | None = 2,
        sittings: Sequence[Sitting] = TWO_DAYS,
        course: Course | None = None,
        **values: object,
    ) -> CourseSession:
        """Open a session of two days, of a new course unless one is given."""
        values = {"places": places, **values}
        return open_session(self.session, course or self.course(), values, sittings, self.viewer("admin"))

    def the_session(self) -> CourseSession:
        """Return the session that was opened first."""
        return self.session.exec(select(CourseSession).order_by(col(CourseSession.id))).first()  # type: ignore[return-value]

    def registers(self, *codes: str) -> list[Registered]:
        """Let officials register themselves, in this order."""
        held = self.the_session()
        return [register(self.session, held, self.official(code), self.viewer(code)) for code in codes]

    def nominates(self, *codes: str) -> list[Registered]:
        """Let the leader register officials, in this order."""
        officials = [self.official(code) for code in codes]
        return nominate(self.session, self.the_session(), officials, self.viewer("leader"))

    def registration(self, code: str, held: CourseSession | None = None) -> Registration:
        """Return the registration of an official."""
        held = held or self.the_session()
        wanted = select(Registration).where(
            Registration.official_id == self.official(code), Registration.session_id == held.id
        )
        return self.session.exec(wanted).one()

    def approved(self, *codes: str) -> None:
        """Let the leader approve registrations."""
        approve(self.session, [self.registration(code) for code in codes], self.viewer("leader"))

    def finishes(self, code: str, result: Result = Result.PASSED, because: str = "", **values: object) -> None:
        """Let the administrator note a result."""
        finished = Finished(result, **values)  # type: ignore[arg-type]
        note_result(self.session, self.registration(code), finished, because, self.viewer("admin"))

    def seated(self) -> list[str]:
        """Return the codes of those who have a seat in the first session, in order."""
        return self._codes(seated=True)

    def waiting(self) -> list[str]:
        """Return the codes of those who wait, in order."""
        return self._codes(seated=False)

    def on_the_sheet(self) -> list[str]:
        """Return the codes of those who take part."""
        return [self._code(one) for one in on_the_sheet(self.session, self.the_session())]

    def told(self, name: str) -> list[str]:
        """Return what an account was told, the latest first."""
        notices: list[Notice] = notices_of(self.session, self.viewer(name).account_id)
        return [translate(one.message, SOURCE_LANGUAGE) for one in notices]

    def _codes(self, *, seated: bool) -> list[str]:
        held = self.the_session()
        assert held.id is not None
        standings = standings_of(self.session, [held.id])
        return [self._code(one) for one in queue_of(self.session, held.id) if standings[one.id or 0].seated is seated]

    def _code(self, registration: Registration) -> str:
        official = self.session.get(Official, registration.official_id)
        assert official is not None
        return official.code


def open_school(database: Database) -> School:
    """Make the commune in a database with the tables of the core."""
    fill_school(database)
    return School(database)


def fill_school(database: Database) -> None:
    """Add the tables of the plugin and the commune to a database with the tables of the core."""
    Tracker(Config(), database, Plugins(["training"]), database.clock).upgrade()
    with database.writing("test") as session:
        office = Office(session)
        for number in range(1, 7):
            code = f"CB{number:02d}"
            _account(session, code.lower(), Role.STAFF, None, office.official(code, f"Phạm Thị {number}").id)
        _account(session, "leader", Role.LEADER, office.commune.id)
        _account(session, "admin", Role.ADMIN, None)


def why(done: Callable[[], object]) -> str:
    """Return, in English, why something is refused."""
    try:
        done()
    except InputError as error:
        return translate(error.message, SOURCE_LANGUAGE)
    raise AssertionError("it was not refused")


def _account(
    session: RecordSession, name: str, role: Role, unit_id: int | None, official_id: int | None = None
) -> None:
    account = add_account(session, name, official_id)
    give_role(session, account, role, unit_id, BEGINNING)
