"""Odd patterns: each is told with the files that show it, and what looks alike but is in order is not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tracker.database import Database
from tracker.imports.batches import ImportBatch, ImportChange, as_kept
from tracker.messages import translate
from tracker.periods import parse_period
from tracker.records.delay_causes import DelayCause
from tracker.records.deriving import derive_file, load_basis
from tracker.records.handled_files import HandledFile
from tracker.records.lifecycle import FileStatus
from tracker.records.officials import Official
from tracker.rewards.warnings import Warned, warnings_of
from tracker.testing import Office

QUARTER = parse_period("2026-Q3")
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
RECEIVED, DUE = date(2026, 8, 3), date(2026, 8, 10)
Change = Callable[[HandledFile], None]


@dataclass
class Desk:
    """One official at a desk, and a clock that the test sets."""

    url: str
    moment: list[datetime] = field(default_factory=lambda: [datetime(2026, 7, 1, 2, tzinfo=UTC)])
    database: Database = field(init=False)
    official_id: int = 0

    def __post_init__(self) -> None:
        self.database = Database(self.url, lambda: self.moment[0])
        with self.database.writing("test") as session:
            self.official_id = Office(session).official().id or 0

    def file(self, received_on: date = RECEIVED, due_on: date | None = DUE, **values: Any) -> int:
        """Add a file of the official; returns its id."""
        with self.database.writing("test") as session:
            official = session.get_one(Official, self.official_id)
            return Office(session).file(official, received_on, due_on, **values).id or 0

    def change(self, file_id: int, on: date, **values: Any) -> None:
        """Change a file by hand in the morning of a day."""
        self.moment[0] = datetime(on.year, on.month, on.day, 2, tzinfo=UTC)
        with self.database.writing("clerk", "as the software says") as session:
            file = session.get_one(HandledFile, file_id)
            for name, value in values.items():
                setattr(file, name, value)
            derive_file(session, file, load_basis(session))

    def warned(self) -> list[Warned]:
        """Return what is odd about the official."""
        with self.database.reading() as session:
            return warnings_of(session, QUARTER, [self.official_id], ZONE).get(self.official_id, [])

    def told(self) -> list[str]:
        """Return it in words."""
        return [translate(one.told, "en") for one in self.warned()]


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    """A desk with one official and no file."""
    desk = Desk(database_url)
    yield desk
    desk.database.close()


def test_nothing_is_told_of_files_in_order(desk: Desk) -> None:
    for day in range(3, 8):
        desk.file(finished_on=date(2026, 8, day), finished_at=time(9, day))
    assert desk.told() == []


def test_a_file_that_was_closed_and_opened_again_is_told_even_if_it_is_closed_once_more(desk: Desk) -> None:
    file_id = desk.file(finished_on=date(2026, 8, 7))
    desk.change(file_id, date(2026, 8, 12), finished_on=None, status=FileStatus.PROCESSING)
    desk.change(file_id, date(2026, 8, 13), finished_on=date(2026, 8, 10), status=FileStatus.FINISHED)
    (warned,) = desk.warned()
    assert translate(warned.told, "en") == "1 file was closed and opened again"
    assert [file.id for file in warned.files] == [file_id]


def test_a_corrected_end_is_no_reopening(desk: Desk) -> None:
    file_id = desk.file(finished_on=date(2026, 8, 7))
    desk.change(file_id, date(2026, 8, 12), finished_on=date(2026, 8, 6))
    assert desk.told() == []


def test_an_import_that_opens_a_file_again_is_told_unless_it_was_taken_back(desk: Desk) -> None:
    file_id = desk.file(finished_on=date(2026, 8, 7))
    with desk.database.writing("test") as session:
        at = datetime(2026, 8, 20, 2, tzinfo=UTC)
        batch = ImportBatch(
            kind="files", source="portal", filename="a.xlsx", stored_at=at, actor="test", digest="0" * 64
        )
        session.add(batch)
        session.flush()
        before, after = {"finished_on": "2026-08-07", "batch_id": None}, {"finished_on": None}
        session.add(
            ImportChange(
                batch_id=batch.id,
                subject="tracker_handled_file",
                subject_id=file_id,
                before=as_kept(before),
                after=as_kept(after),
            )
        )
    assert desk.told() == ["1 file was closed and opened again"]
    with desk.database.writing("test") as session:
        session.get_one(ImportBatch, batch.id).undone_at = at
    assert desk.told() == []


@pytest.mark.parametrize(
    ("on", "values", "is_odd"),
    [
        (date(2026, 8, 11), {"due_on": date(2026, 8, 20)}, True),
        (date(2026, 8, 10), {"due_on": date(2026, 8, 20)}, False),
        (date(2026, 8, 11), {"due_on": date(2026, 8, 5)}, False),
        (date(2026, 8, 11), {"extended_due_on": date(2026, 8, 20), "extension_recorded_on": date(2026, 8, 11)}, True),
        (date(2026, 8, 31), {"extended_due_on": date(2026, 8, 20), "extension_recorded_on": date(2026, 8, 7)}, False),
    ],
)
def test_a_due_date_is_moved_after_the_fact_only_to_a_later_day_and_when_it_was_over(
    desk: Desk, on: date, values: dict[str, date], is_odd: bool
) -> None:
    file_id = desk.file(finished_on=date(2026, 8, 14))
    desk.change(file_id, on, **values)
    assert desk.told() == (["1 due date was moved when it was over"] if is_odd else [])


@pytest.mark.parametrize(("on", "is_odd"), [(date(2026, 8, 12), True), (date(2026, 8, 6), False)])
def test_a_withdrawal_is_odd_after_the_due_date(desk: Desk, on: date, is_odd: bool) -> None:
    desk.file(status=FileStatus.WITHDRAWN, status_on=on)
    assert desk.told() == (["1 file was withdrawn after its due date"] if is_odd else [])


@pytest.mark.parametrize(
    ("values", "is_odd"),
    [
        ({"status": FileStatus.SUPPLEMENT, "status_on": DUE}, True),
        ({"status": FileStatus.SUPPLEMENT, "status_on": date(2026, 8, 7)}, False),
        ({"paused_days": 3, "resumed_on": date(2026, 8, 13), "finished_on": date(2026, 8, 14)}, True),
        ({"paused_days": 2, "resumed_on": date(2026, 8, 6), "finished_on": date(2026, 8, 7)}, False),
    ],
)
def test_a_pause_is_odd_that_began_on_the_last_working_day(desk: Desk, values: dict[str, Any], is_odd: bool) -> None:
    desk.file(**values)
    assert desk.told() == (["1 pause began on the last working day of a file"] if is_odd else [])


def test_a_due_date_on_a_day_off_has_its_last_working_day_before_it(desk: Desk) -> None:
    desk.file(due_on=date(2026, 8, 9), status=FileStatus.SUPPLEMENT, status_on=date(2026, 8, 7))
    assert desk.told() == ["1 pause began on the last working day of a file"]


def test_five_files_in_one_minute_are_told_and_four_are_not(desk: Desk) -> None:
    for second in range(4):
        desk.file(finished_on=date(2026, 8, 7), finished_at=time(16, 58, second))
    assert desk.told() == []
    desk.file(finished_on=date(2026, 8, 7), finished_at=time(16, 58, 59))
    assert desk.told() == ["5 files finished in the same minute, at 16:58 on 07/08/2026"]
    assert len(desk.warned()[0].files) == 5


def test_files_of_which_only_the_day_is_known_were_finished_in_no_minute(desk: Desk) -> None:
    for _ in range(6):
        desk.file(finished_on=date(2026, 8, 7), finished_at=time(0))
        desk.file(finished_on=date(2026, 8, 7))
    assert desk.told() == []


def test_two_files_given_back_just_before_the_period_ends_are_told(desk: Desk) -> None:
    september = {"received_on": date(2026, 9, 25), "due_on": date(2026, 10, 9)}
    desk.file(**september, status=FileStatus.REFUSED, status_on=date(2026, 9, 30))
    desk.file(**september, status=FileStatus.REFUSED, status_on=date(2026, 9, 28))
    assert desk.told() == []
    desk.file(**september, status=FileStatus.REFUSED, status_on=date(2026, 9, 29))
    assert desk.told() == ["2 files were given back without a result just before a cut-off"]


def test_files_refused_on_their_due_day_are_given_back_before_a_cut_off(desk: Desk) -> None:
    for _ in range(2):
        desk.file(status=FileStatus.REFUSED, status_on=DUE)
    assert desk.told() == ["2 files were given back without a result just before a cut-off"]


def confirm(desk: Desk, file_id: int, is_objective: bool = True) -> None:
    """Decide about a cause of delay."""
    with desk.database.writing("test") as session:
        decided = {"decided_by": "ha.pt", "decided_on": date(2026, 8, 21)}
        session.add(
            DelayCause(file_id=file_id, cause="outage", said_on=date(2026, 8, 20), is_objective=is_objective, **decided)
        )


def test_who_confirms_nearly_every_cause_is_told_with_the_files_that_he_excused(desk: Desk) -> None:
    files = [desk.file(finished_on=date(2026, 8, 14)) for _ in range(5)]
    for file_id in files[:4]:
        confirm(desk, file_id)
    assert desk.told() == []
    confirm(desk, files[4])
    (warned,) = desk.warned()
    assert translate(warned.told, "en") == ("ha.pt confirmed 5 of 5 causes as objective, 5 of them for this official")
    assert {file.id for file in warned.files} == set(files)


def test_who_refuses_causes_too_confirms_none_too_easily(desk: Desk) -> None:
    for number in range(6):
        confirm(desk, desk.file(finished_on=date(2026, 8, 14)), is_objective=number != 0)
    assert desk.told() == []


def test_what_happened_in_another_period_is_not_told(desk: Desk) -> None:
    desk.file(date(2026, 4, 3), date(2026, 4, 10), status=FileStatus.WITHDRAWN, status_on=date(2026, 4, 20))
    desk.file(date(2026, 4, 3), date(2026, 4, 10), status=FileStatus.SUPPLEMENT, status_on=date(2026, 4, 10))
    assert desk.told() == []
