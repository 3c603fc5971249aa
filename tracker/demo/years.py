"""The files of the demo's two years, as each scenario wants them to turn out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from tracker.demo import people
from tracker.demo.absences import DemoAbsence
from tracker.demo.delays import with_delays
from tracker.demo.files import DemoFile, Office, finished_file, handed_over_file
from tracker.demo.receipts import receipts
from tracker.demo.unfinished import unfinished_files

Scenario = Literal["story", "hard"]
Span = tuple[date, date]

AGENCY = "H23.14"
_HANDED_OVER = 3


@dataclass(frozen=True, slots=True)
class _Year:
    """How a year's finished files turn out; all others are early."""

    files: int
    online: int
    on_time: int
    late: int
    extended: int


_YEARS: dict[Scenario, tuple[_Year, _Year]] = {
    "story": (_Year(950, 741, on_time=31, late=24, extended=8), _Year(1000, 912, on_time=1, late=0, extended=0)),
    "hard": (_Year(950, 741, on_time=40, late=52, extended=12), _Year(1000, 912, on_time=30, late=65, extended=12)),
}


def files_of_both_years(
    office: Office, scenario: Scenario, spans: tuple[Span, Span], leave: DemoAbsence
) -> tuple[DemoFile, ...]:
    """Return the files of the year before and of the year so far, numbered, the earliest received first."""
    files: list[DemoFile] = []
    for span, year in zip(spans, _YEARS[scenario], strict=True):
        files += _finished_files(replace(office, last_day=office.calendar.previous_working(span[1])), span, year, leave)
    files += unfinished_files(office, spans[1][0], with_overdue=scenario == "hard")
    return _with_codes(files)


def _finished_files(office: Office, span: Span, year: _Year, leave: DemoAbsence) -> list[DemoFile]:
    hands_over = span[0] <= leave.from_on <= span[1]
    fixed = [office.calendar.add(leave.from_on, -1 - number % 2) for number in range(_HANDED_OVER * hands_over)]
    files = []
    for receipt in receipts(office.rng, span, year.files, year.online, fixed, office.calendar):
        if receipt.is_fixed:
            files.append(handed_over_file(office, receipt, leave, people.MOVED_TO_DESK))
        else:
            files.append(finished_file(office, receipt))
    return with_delays(office, files, on_time=year.on_time, late=year.late, extended=year.extended)


def _with_codes(files: Iterable[DemoFile]) -> tuple[DemoFile, ...]:
    """Number the files of each day in the order in which they came in."""
    numbers: Counter[date] = Counter()
    coded = []
    for file in sorted(files, key=lambda file: file.received):
        day = file.received.date()
        numbers[day] += 1
        coded.append(replace(file, code=f"{AGENCY}-{day:%y%m%d}-{numbers[day]:04d}"))
    return tuple(coded)
