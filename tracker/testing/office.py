"""An office with people and files, made in a few lines: one method for each kind of record."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from tracker.records.absences import Absence, AbsenceKind
from tracker.records.deriving import Basis, derive_file
from tracker.records.duty_days import DutyDay, DutyState
from tracker.records.handled_files import HandledFile
from tracker.records.lifecycle import FileStatus
from tracker.records.officials import Official
from tracker.records.postings import OfficialKind, Posting, RankingGroup
from tracker.records.procedures import Procedure, ProcedureTerm, load_terms
from tracker.records.training_records import TrainingRecord
from tracker.records.units import Unit, UnitKind
from tracker.records.working_time import load_working_times
from tracker.workdays import Calendar, load_calendar

Record = TypeVar("Record", bound=SQLModel)
BEGINNING = date(2024, 1, 1)
DAYS_ALLOWED = 5
"""The working days that a file has which is made by its outcome."""


@dataclass
class Office:
    """A commune with one service desk; officials, procedures and files are added to it as a test needs them.

    `unit` is where officials work and files lie that name no other. Its files go by the calendar as it stood when the
    office was made.
    """

    session: Session
    unit: Unit = field(init=False)
    calendar: Calendar = field(init=False, repr=False)
    _files: int = field(init=False, repr=False)

    def __post_init__(self) -> None:
        commune = self._unit("commune", "Commune", UnitKind.COMMUNE, None)
        self.unit = self._unit("desk", "Desk", UnitKind.SERVICE_CENTRE, commune)
        self.calendar = load_calendar(self.session)
        self._files = self.session.scalar(sa.select(sa.func.count()).select_from(HandledFile)) or 0

    @property
    def commune(self) -> Unit:
        """The commune, above every other unit."""
        return self.session.exec(select(Unit).where(Unit.code == "commune")).one()

    def division(self, code: str = "land", name: str = "Land division", parent: Unit | None = None) -> Unit:
        """Add a division below the commune, or below another unit."""
        return self._unit(code, name, UnitKind.DIVISION, parent or self.commune)

    def official(
        self,
        code: str = "CB01",
        full_name: str = "Phạm Thị Hà",
        group: RankingGroup = RankingGroup.SPECIALIST,
        since: date = BEGINNING,
        until: date | None = None,
        working_time_percent: int = 100,
    ) -> Official:
        """Add an official with one posting at the unit."""
        official = self._added(Official(code=code, full_name=full_name))
        posting = Posting(
            official_id=_id(official),
            unit_id=_id(self.unit),
            kind=OfficialKind.CIVIL_SERVANT,
            ranking_group=group,
            working_time_percent=working_time_percent,
            valid_from=since,
            valid_to=until,
        )
        self._added(posting)
        return official

    def official_with(self, code: str) -> Official:
        """Return the official of this code, such as one of the fake month."""
        return self.session.exec(select(Official).where(Official.code == code)).one()

    def procedure(
        self, amount: int | None = DAYS_ALLOWED, code: str | None = None, weight_hundredths: int = 100
    ) -> Procedure:
        """Add a procedure with a published duration in working days, None for one without."""
        procedure = self._added(Procedure(code=code, name=f"Procedure of {amount} days {code or ''}"))
        self._added(ProcedureTerm(procedure_id=_id(procedure), amount=amount, weight_hundredths=weight_hundredths))
        return procedure

    def file(
        self, handler: Official | None, received_on: date, due_on: date | None = None, **values: Any
    ) -> HandledFile:
        """Add a file with its derived columns; a file with `finished_on` has the status finished."""
        self._files += 1
        finished = values.get("finished_on") is not None
        recorded: dict[str, Any] = {
            "code": f"H23.14-{self._files:06d}",
            "status": FileStatus.FINISHED if finished else FileStatus.PROCESSING,
            "unit_id": self.unit.id,
            **values,
        }
        file = self._added(
            HandledFile(handler_id=handler.id if handler else None, received_on=received_on, due_on=due_on, **recorded)
        )
        derive_file(
            self.session, file, Basis(self.calendar, load_terms(self.session), load_working_times(self.session))
        )
        return file

    def early_file(self, handler: Official, received_on: date, days_early: int = 1, **values: Any) -> HandledFile:
        """Add a file that was finished some working days before its due date, which is five after its receipt."""
        return self._finished(handler, received_on, -days_early, values)

    def on_time_file(self, handler: Official, received_on: date, **values: Any) -> HandledFile:
        """Add a file that was finished on its due date, five working days after its receipt."""
        return self._finished(handler, received_on, 0, values)

    def overdue_file(self, handler: Official, received_on: date, days_late: int = 1, **values: Any) -> HandledFile:
        """Add a file that was finished some working days after its due date, which is five after its receipt."""
        return self._finished(handler, received_on, days_late, values)

    def open_file(self, handler: Official, received_on: date, **values: Any) -> HandledFile:
        """Add a file that nobody has finished: open, and overdue when five working days have passed."""
        return self.file(handler, received_on, self._due_on(received_on), **values)

    def paused_file(self, handler: Official, received_on: date, **values: Any) -> HandledFile:
        """Add a file that waits for a paper since the working day after its receipt, and is never overdue."""
        since = self.calendar.add(received_on, 1)
        return self.open_file(handler, received_on, **{"status": FileStatus.SUPPLEMENT, "status_on": since, **values})

    def withdrawn_file(self, handler: Official, received_on: date, **values: Any) -> HandledFile:
        """Add a file that its applicant withdrew on the working day after its receipt; it has no outcome."""
        on = self.calendar.add(received_on, 1)
        return self.open_file(handler, received_on, **{"status": FileStatus.WITHDRAWN, "status_on": on, **values})

    def duty_day(
        self,
        official: Official,
        on: date,
        state: DutyState = DutyState.SERVED,
        substitute: Official | None = None,
    ) -> DutyDay:
        """Add a duty day, served unless said otherwise, by a substitute where one is named."""
        substitute_id = None if substitute is None else _id(substitute)
        return self._added(DutyDay(official_id=_id(official), on=on, state=state, substitute_id=substitute_id))

    def training_record(
        self, official: Official, ends_on: date, hours: int = 8, is_passed: bool = True, title: str = "Land law"
    ) -> TrainingRecord:
        """Add a course of one day, passed unless said otherwise, of so many lesson periods."""
        return self._added(
            TrainingRecord(
                official_id=_id(official),
                title=title,
                starts_on=ends_on,
                ends_on=ends_on,
                hours_hundredths=hours * 100,
                is_passed=is_passed,
            )
        )

    def absence(
        self,
        official: Official,
        starts_on: date,
        ends_on: date | None = None,
        kind: AbsenceKind = AbsenceKind.LEAVE,
    ) -> Absence:
        """Add an absence, both days included; without an end, of one day."""
        return self._added(
            Absence(official_id=_id(official), kind=kind, starts_on=starts_on, ends_on=ends_on or starts_on)
        )

    def _finished(
        self, handler: Official, received_on: date, days_after_due: int, values: dict[str, Any]
    ) -> HandledFile:
        due_on = self._due_on(received_on)
        return self.file(handler, received_on, due_on, finished_on=self.calendar.add(due_on, days_after_due), **values)

    def _due_on(self, received_on: date) -> date:
        return self.calendar.add(received_on, DAYS_ALLOWED)

    def _unit(self, code: str, name: str, kind: UnitKind, parent: Unit | None) -> Unit:
        """Return the unit of this code, added if it is not there yet."""
        found = self.session.exec(select(Unit).where(col(Unit.code) == code)).first()
        return found or self._added(Unit(code=code, name=name, kind=kind, parent_id=parent.id if parent else None))

    def _added(self, record: Record) -> Record:
        self.session.add(record)
        self.session.flush()
        return record


def _id(record: Official | Unit | Procedure) -> int:
    assert record.id is not None
    return record.id
