"""Odd patterns in the files of officials, which a leader should look at before he decides; none of them is a proof.

Each is found for all officials asked about in a few statements, and names the files that show it.
"""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from zoneinfo import ZoneInfo

from sqlmodel import Session

from tracker.messages import Message, counted, message
from tracker.periods import Period
from tracker.records.lifecycle import CLOSED, PAUSED, FileStatus
from tracker.rewards.odd_causes import Confirmer, confirmers_of
from tracker.rewards.odd_files import FileChange, SeenFile, changes_of, files_seen
from tracker.workdays import Calendar, load_calendar

MANY_IN_A_MINUTE = 5
"""So many files that one official finished in the same minute were hardly finished then."""
LAST_DAYS = 2
"""The last working days of a period."""
FEW_GIVEN_BACK = 2
MIDNIGHT = time(0)
"""The time of a file whose source knows the day alone."""


class Pattern(enum.StrEnum):
    """What is odd."""

    REOPENED = "reopened"
    DUE_MOVED = "due_moved"
    WITHDRAWN_LATE = "withdrawn_late"
    PAUSED_LAST_DAY = "paused_last_day"
    SAME_MINUTE = "same_minute"
    GIVEN_BACK = "given_back"
    ONE_CONFIRMER = "one_confirmer"


@dataclass(frozen=True, slots=True)
class Warned:
    """One odd pattern of one official: what was seen, in a sentence, and the files that show it."""

    pattern: Pattern
    told: Message
    files: Sequence[SeenFile]


@dataclass(frozen=True, slots=True)
class _Looked:
    """What the patterns are looked for in."""

    period: Period
    calendar: Calendar
    changes: Mapping[int, Sequence[FileChange]]

    def last_working_day(self, file: SeenFile) -> date | None:
        """Return the last working day that a file had before pauses moved its due date; None where none is known."""
        due = file.due_on or file.deadline_on
        if due is None:
            return None
        if file.due_on is None and file.paused_days:
            due = self.calendar.add(due, -file.paused_days)
        return self.calendar.previous_working(due)

    def is_at_the_end(self, day: date) -> bool:
        """Whether a day is one of the last working days of the period."""
        return self.calendar.add(self.period.end, 1 - LAST_DAYS) <= day <= self.period.end


def warnings_of(
    session: Session, period: Period, officials: Collection[int], zone: ZoneInfo
) -> dict[int, list[Warned]]:
    """Return, by official, the odd patterns of his files in the period; whom it says nothing of is left out."""
    files = files_seen(session, period, officials)
    every_file = [file for own in files.values() for file in own]
    looked = _Looked(period, load_calendar(session), changes_of(session, period, every_file, zone))
    confirmers = confirmers_of(session, period, officials)
    found: dict[int, list[Warned]] = {}
    for who, own in files.items():
        warned = [*_of_files(looked, own), *_of_confirmers(confirmers.get(who, ()), own)]
        if warned:
            found[who] = warned
    return found


def _of_files(looked: _Looked, files: Sequence[SeenFile]) -> Iterator[Warned]:
    for pattern, is_odd, least, told in PATTERNS:
        odd = [file for file in files if is_odd(looked, file)]
        if len(odd) >= least:
            yield Warned(pattern, told(len(odd)), odd)
    for minute, together in _in_one_minute(files):
        yield Warned(
            Pattern.SAME_MINUTE,
            message("%(count)d files finished in the same minute, at %(at)s on %(day)s", count=len(together), **minute),
            together,
        )


def _was_reopened(looked: _Looked, file: SeenFile) -> bool:
    return any(_reopens(change) for change in looked.changes.get(file.id, ()))


def _reopens(change: FileChange) -> bool:
    lost_its_end = change.before.get("finished_on") is not None and change.after.get("finished_on", 0) is None
    before, after = change.before.get("status"), change.after.get("status")
    return lost_its_end or (before in CLOSED and after is not None and after not in CLOSED)


def _due_was_moved(looked: _Looked, file: SeenFile) -> bool:
    return any(_moves_a_due_date_that_was_over(change, file) for change in looked.changes.get(file.id, ()))


def _moves_a_due_date_that_was_over(change: FileChange, file: SeenFile) -> bool:
    """Whether a due date became a later one when it had passed; an extension counts from the day it was recorded."""
    for name in ("due_on", "extended_due_on"):
        after = change.day(change.after, name)
        before = change.day(change.before, name) or (file.due_on if name == "extended_due_on" else None)
        recorded = change.day(change.after, "extension_recorded_on") if name == "extended_due_on" else None
        if after and before and after > before and (recorded or change.on) > before:
            return True
    return False


def _was_withdrawn_late(looked: _Looked, file: SeenFile) -> bool:
    if file.status is not FileStatus.WITHDRAWN or file.ended_on is None or file.deadline_on is None:
        return False
    return looked.period.contains(file.ended_on) and file.ended_on > file.deadline_on


def _was_paused_on_its_last_day(looked: _Looked, file: SeenFile) -> bool:
    began_on = _pause_began_on(file, looked.calendar)
    return began_on is not None and looked.period.contains(began_on) and began_on == looked.last_working_day(file)


def _pause_began_on(file: SeenFile, calendar: Calendar) -> date | None:
    if file.resumed_on is not None and file.paused_days:
        return calendar.add(calendar.previous_working(file.resumed_on), -file.paused_days)
    return file.status_on if file.status in PAUSED else None


def _was_given_back_at_the_end(looked: _Looked, file: SeenFile) -> bool:
    """Whether a file was given back without a result on its own last working day, or in the last ones of the period."""
    if file.status not in (FileStatus.REFUSED, FileStatus.WITHDRAWN) or file.finished_on is not None:
        return False
    ended_on = file.ended_on
    if ended_on is None or not looked.period.contains(ended_on):
        return False
    return looked.is_at_the_end(ended_on) or ended_on == looked.last_working_day(file)


def _in_one_minute(files: Iterable[SeenFile]) -> Iterator[tuple[dict[str, object], list[SeenFile]]]:
    """Yield the minutes in which many files were finished, where their source says at what time that was."""
    together: dict[tuple[date, time], list[SeenFile]] = defaultdict(list)
    for file in files:
        if file.finished_on is not None and file.finished_at is not None and file.finished_at != MIDNIGHT:
            together[file.finished_on, file.finished_at.replace(second=0, microsecond=0)].append(file)
    for (day, at), some in sorted(together.items()):
        if len(some) >= MANY_IN_A_MINUTE:
            yield {"day": day, "at": at}, some


def _of_confirmers(confirmers: Iterable[Confirmer], files: Sequence[SeenFile]) -> Iterator[Warned]:
    for one in confirmers:
        told = message(
            "%(name)s confirmed %(confirmed)d of %(decided)d causes as objective, %(own)d of them for this official",
            name=one.name,
            confirmed=one.confirmed,
            decided=one.decided,
            own=len(one.file_ids),
        )
        yield Warned(Pattern.ONE_CONFIRMER, told, [file for file in files if file.id in one.file_ids])


def _reopened(count: int) -> Message:
    return counted(
        "%(count)s file was closed and opened again", "%(count)s files were closed and opened again", count=count
    )


def _due_moved(count: int) -> Message:
    return counted(
        "%(count)s due date was moved when it was over",
        "%(count)s due dates were moved when they were over",
        count=count,
    )


def _withdrawn(count: int) -> Message:
    return counted(
        "%(count)s file was withdrawn after its due date",
        "%(count)s files were withdrawn after their due dates",
        count=count,
    )


def _paused(count: int) -> Message:
    return counted(
        "%(count)s pause began on the last working day of a file",
        "%(count)s pauses began on the last working day of a file",
        count=count,
    )


def _given_back(count: int) -> Message:
    return message("%(count)d files were given back without a result just before a cut-off", count=count)


PATTERNS: Sequence[tuple[Pattern, Callable[[_Looked, SeenFile], bool], int, Callable[[int], Message]]] = (
    (Pattern.REOPENED, _was_reopened, 1, _reopened),
    (Pattern.DUE_MOVED, _due_was_moved, 1, _due_moved),
    (Pattern.WITHDRAWN_LATE, _was_withdrawn_late, 1, _withdrawn),
    (Pattern.PAUSED_LAST_DAY, _was_paused_on_its_last_day, 1, _paused),
    (Pattern.GIVEN_BACK, _was_given_back_at_the_end, FEW_GIVEN_BACK, _given_back),
)
"""The patterns of single files: which file shows it, from how many on it is told, and how."""
