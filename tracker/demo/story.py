"""The story of the demo commune, from the year before up to a given day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain
from random import Random

from tracker.demo import people
from tracker.demo.absences import DemoAbsence, Presence, maternity_leave, short_absences
from tracker.demo.contests import (
    DemoContest,
    Recorded,
    contests_about_files,
    contests_of_a_hard_year,
    contests_of_today,
)
from tracker.demo.delays import DemoDelayCause, delay_causes, is_late, said_again
from tracker.demo.duty import DemoDuty, duty_days, planned_until
from tracker.demo.files import DemoFile, Office
from tracker.demo.oddities import OddRow, odd_rows
from tracker.demo.people import DemoOfficial, DemoUnit
from tracker.demo.procedures import PROCEDURES, DemoProcedure
from tracker.demo.training import DemoTraining, study_absences, training_records
from tracker.demo.years import Scenario, Span, files_of_both_years
from tracker.records.absences import AbsenceKind
from tracker.workdays import Calendar


@dataclass(frozen=True, slots=True)
class DemoHandOver:
    """From the day `on`, the file is held by `to_official`."""

    file: str
    from_official: str
    to_official: str
    on: date


@dataclass(frozen=True, slots=True)
class DemoAlias:
    """How the export writes an official's name or login."""

    name: str
    official: str


@dataclass(frozen=True, slots=True)
class Story:
    """Everything that happened in the demo commune; its year so far runs from `begins_on` to `today`."""

    today: date
    scenario: Scenario
    begins_on: date
    previous_begins_on: date
    units: tuple[DemoUnit, ...]
    officials: tuple[DemoOfficial, ...]
    absences: tuple[DemoAbsence, ...]
    procedures: tuple[DemoProcedure, ...]
    files: tuple[DemoFile, ...]
    hand_overs: tuple[DemoHandOver, ...]
    delay_causes: tuple[DemoDelayCause, ...]
    duty_days: tuple[DemoDuty, ...]
    contests: tuple[DemoContest, ...]
    training_records: tuple[DemoTraining, ...]
    aliases: tuple[DemoAlias, ...]
    odd_rows: tuple[OddRow, ...]


_YEAR_IS_YOUNG_BEFORE = 20
_DESK_IS_FULL = timedelta(days=14)


def make_story(today: date, scenario: Scenario, calendar: Calendar) -> Story:
    """Return the story as it stands on `today`: the same for the same day, scenario and calendar.

    In the year so far 1,000 files were finished, 912 of them online; in the scenario "story" 999 before the
    deadline and 1 on the due day. Beside them a dozen are open, paused or withdrawn. The year before had 950.
    All of the 1,000 came in and were finished from 1 January to `today`, however early in the year: the days are
    then fuller and long procedures rarer. Before 20 January the "year so far" is the twelve months up to `today`.
    """
    rng = Random(f"{today:%Y-%m-%d} {scenario}")
    begins_on = _beginning(today)
    previous_begins_on = _year_before(begins_on)
    spans = (previous_begins_on, begins_on - timedelta(days=1)), (begins_on, today)
    leave = maternity_leave(today, begins_on, calendar)
    moved_on = calendar.add(leave.from_on, -5)
    officials = people.make_officials(date(previous_begins_on.year - 3, 7, 1), moved_on)
    training = [*chain.from_iterable(training_records(span, [leave], calendar) for span in spans)]
    absences = _absences(rng, officials, leave, training, spans, calendar)
    posted_since = {official.code: official.postings[-1].from_on for official in officials}
    office = Office(rng, calendar, Presence(absences, posted_since), calendar.previous_working(today))
    files = files_of_both_years(office, scenario, spans, leave)
    causes = _delay_causes(office, files, begins_on, today, scenario)
    span_of_duty = begins_on, planned_until(today)
    duty = duty_days(rng, people.key_officials(officials), span_of_duty, today, office.presence, calendar)
    return Story(
        today=today,
        scenario=scenario,
        begins_on=begins_on,
        previous_begins_on=previous_begins_on,
        units=people.UNITS,
        officials=officials,
        absences=tuple(absences),
        procedures=PROCEDURES,
        files=files,
        hand_overs=_hand_overs(files, leave),
        delay_causes=causes,
        duty_days=tuple(duty),
        contests=tuple(_contests(Recorded(files, duty, causes), begins_on, today, scenario, calendar)),
        training_records=tuple(training),
        aliases=_aliases(officials),
        odd_rows=odd_rows(files, officials) if scenario == "hard" else (),
    )


def _beginning(today: date) -> date:
    if today < date(today.year, 1, _YEAR_IS_YOUNG_BEFORE):
        return _year_before(today) + timedelta(days=1)
    return date(today.year, 1, 1)


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1)


def _absences(
    rng: Random,
    officials: tuple[DemoOfficial, ...],
    leave: DemoAbsence,
    training: Iterable[DemoTraining],
    spans: tuple[Span, Span],
    calendar: Calendar,
) -> list[DemoAbsence]:
    """Return all absences, in order; around the hand-over of files nobody at the desk is away."""
    fixed = [leave, *study_absences(training)]
    around = leave.from_on - _DESK_IS_FULL, leave.from_on + _DESK_IS_FULL
    handing_over = [
        DemoAbsence(official, AbsenceKind.OTHER, *around)
        for official in (people.MOVED_TO_DESK, people.ON_MATERNITY_LEAVE)
    ]
    found = list(fixed)
    for start, end in (spans[0], (spans[1][0], planned_until(spans[1][1]))):
        found += short_absences(rng, officials, [*found, *handing_over], (start, end), calendar)
    return sorted(found, key=lambda absence: (absence.from_on, absence.official))


def _hand_overs(files: Iterable[DemoFile], leave: DemoAbsence) -> tuple[DemoHandOver, ...]:
    return tuple(
        DemoHandOver(file.code, file.first_handler, file.handler, leave.from_on)
        for file in files
        if file.first_handler != file.handler
    )


def _delay_causes(
    office: Office, files: Iterable[DemoFile], begins_on: date, today: date, scenario: Scenario
) -> tuple[DemoDelayCause, ...]:
    late = [file for file in files if is_late(file, today)]
    before = [file for file in late if file.received.date() < begins_on]
    since = [file for file in late if file.received.date() >= begins_on]
    causes = delay_causes(office, before, all_answered=True)
    causes += said_again(office, causes)
    return (*causes, *delay_causes(office, since, all_answered=scenario == "story"))


def _contests(
    recorded: Recorded, begins_on: date, today: date, scenario: Scenario, calendar: Calendar
) -> Iterator[DemoContest]:
    """Yield what officials asked to have corrected: of the year before, of today, and in the hard one of this year."""
    before = tuple(file for file in recorded.files if file.status_on < begins_on)
    yield from contests_about_files(replace(recorded, files=before), today, calendar)
    yield from contests_of_today(recorded, today, calendar)
    if scenario == "hard":
        since = replace(recorded, files=tuple(file for file in recorded.files if file.received.date() >= begins_on))
        yield from contests_about_files(since, today, calendar)
        yield from contests_of_a_hard_year(since, today, calendar)


def _aliases(officials: tuple[DemoOfficial, ...]) -> tuple[DemoAlias, ...]:
    return tuple(
        DemoAlias(name, official.code)
        for official in officials
        for name in (people.name_in_export(official, officials), official.login)
    )
