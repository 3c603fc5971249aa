"""A small office with its files, to be reported."""

from __future__ import annotations

from datetime import date
from itertools import count

import pytest
from sqlmodel import Session

from tracker.database import Database
from tracker.periods import parse_range_or_period
from tracker.records.deriving import derive_file
from tracker.records.file_changes import hand_over
from tracker.records.handled_files import HandledFile
from tracker.records.lifecycle import FileStatus
from tracker.records.officials import Official
from tracker.records.procedures import Procedure
from tracker.records.units import Unit
from tracker.reports.differences import DifferingFile, differing_files
from tracker.reports.files import FileCounts, FilesReport, report_files
from tracker.reports.form_ii06a import FormII06a, form_ii06a
from tracker.reports.grouping import Grouping

MAY = date(2026, 5, 31)


class Office:
    """Two officials, a unit, and a procedure of the field "Hộ tịch"; files are added as days of May 2026."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.numbers = count(1)
        with database.writing("test") as session:
            session.add_all(
                [
                    Official(id=1, code="A1", full_name="Trần Văn Út"),
                    Official(id=2, code="B2", full_name="Lê Thị Ánh"),
                    Unit(id=1, code="HCC", name="Trung tâm Phục vụ hành chính công"),
                    Procedure(id=1, code="1.001193", name="Đăng ký khai sinh", field="Hộ tịch"),
                    Procedure(id=2, name="Việc khác"),
                ]
            )

    def add(
        self,
        received: date = date(2026, 5, 4),
        due: date | None = date(2026, 5, 15),
        finished: date | None = None,
        status: FileStatus = FileStatus.PROCESSING,
        **values: object,
    ) -> str:
        """Add a file and return its code."""
        code = f"H23.14-{next(self.numbers):04d}"
        held = {"handler_id": 1, "procedure_id": 1, "unit_id": 1, **values}
        with self.database.writing("test") as session:
            file = HandledFile(code=code, received_on=received, due_on=due, finished_on=finished, status=status, **held)
            session.add(file)
            session.flush()
            derive_file(session, file)
        return code

    def hand_over(self, code: str, to_official_id: int, on: date) -> None:
        """Give a file to the other official."""
        with self.database.writing("test") as session:
            hand_over(session, self.file(session, code), to_official_id, on)

    def file(self, session: Session, code: str) -> HandledFile:
        """Return a file."""
        return session.get_one(HandledFile, int(code[-4:]))

    def report(self, period: str = "2026-05", as_of: date = MAY, by: Grouping | None = None) -> FilesReport:
        """Report the files of May."""
        with self.database.reading() as session:
            return report_files(session, parse_range_or_period(period), as_of, by)

    def counts(self, period: str = "2026-05", as_of: date = MAY) -> FileCounts:
        """Report the total of May."""
        return self.report(period, as_of).total

    def form(self, as_of: date = MAY) -> FormII06a:
        """Fill form II.06a for May."""
        with self.database.reading() as session:
            return form_ii06a(session, parse_range_or_period("2026-05"), as_of)

    def differences(self) -> tuple[DifferingFile, ...]:
        """List the files on which form and outcome differ in May."""
        with self.database.reading() as session:
            return differing_files(session, parse_range_or_period("2026-05"), MAY)


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database)
