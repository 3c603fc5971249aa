"""Scoring a second time, slowly and in the open: loops over rows, day by day, with exact fractions.

It shares nothing with the scoring that it checks: deadlines, outcomes, holders, measures, rules and ranks are worked
out here from the recorded columns alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from tests.slow.rules import Amounts, points_by_rule

Row = dict[str, Any]
ONE_DAY = timedelta(days=1)
TABLES = (
    *("unit", "official", "posting", "absence", "procedure_term", "handled_file", "hand_over", "delay_cause"),
    *("duty_day", "training_record", "dated_settings", "calendar_day"),
)
WAITING = ("supplement", "payment", "stopped")
GONE = ("withdrawn", "refused")


@dataclass
class SlowCard:
    """What one official earned, as the second count has it."""

    measures: Amounts
    points: dict[str, Decimal | None]
    total: Decimal | None
    rank: int | None = None
    ranked_among: int = 0


class Rows:
    """Every row of the records as it was typed in, and the working days."""

    def __init__(self, session: Session) -> None:
        self.tables: dict[str, list[Row]] = {}
        for name in TABLES:
            table = SQLModel.metadata.tables[f"tracker_{name}"]
            found = session.connection().execute(sa.select(table).order_by(*table.primary_key.columns))
            self.tables[name] = [dict(row._mapping) for row in found]
        self.working = {row["on"] for row in self.tables["calendar_day"] if row["is_working"]}

    def of(self, table: str, **wanted: object) -> list[Row]:
        """Return the rows of a table that have these values."""
        return [row for row in self.tables[table] if all(row[name] == value for name, value in wanted.items())]


def days_between(first: date, last: date) -> Iterator[date]:
    """Give every day from `first` to `last`."""
    while first <= last:
        yield first
        first += ONE_DAY


def working_days_after(rows: Rows, start: date, end: date) -> int:
    """Count the working days after `start` up to `end`, negative where `end` is the earlier."""
    if end < start:
        return -working_days_after(rows, end, start)
    return sum(day in rows.working for day in days_between(start + ONE_DAY, end))


def working_days_later(rows: Rows, start: date, days: int) -> date:
    """Return the day that lies so many working days later."""
    while days:
        start += ONE_DAY
        days -= start in rows.working
    return start


def next_working_day(rows: Rows, day: date) -> date:
    """Return the day itself if it is worked, else the next that is."""
    while day not in rows.working:
        day += ONE_DAY
    return day


def settings_on(rows: Rows, owner: str, day: date) -> dict[str, dict[str, str]]:
    """Return the settings of an owner on a day, empty where none were set."""
    held: Row | None = None
    for row in rows.of("dated_settings", owner=owner):
        if row["valid_from"] <= day and (held is None or row["valid_from"] >= held["valid_from"]):
            held = row
    return json.loads(held["values"]) if held else {}


@dataclass
class SlowFile:
    """One file with what follows from its record."""

    row: Row
    deadline: date | None
    allowed: int | None
    saved: int | None
    is_ready_as_published: bool
    weight: int
    ended_on: date | None
    excused_on: date | None
    hand_overs: list[Row]

    @property
    def received_on(self) -> date:
        return self.row["received_on"]

    @property
    def finished_on(self) -> date | None:
        return self.row["finished_on"]

    def outcome_on_finish(self) -> str:
        if self.deadline is None:
            return "no_deadline"
        if self.finished_on < self.deadline:
            return "early"
        return "on_time" if self.finished_on == self.deadline else "late"

    def is_late_on(self, day: date) -> bool:
        """Whether the file lies past its deadline on that day, for all that is known of it now."""
        if self.deadline is None or day <= self.deadline:
            return False
        if self.ended_on is not None:
            return self.ended_on > self.deadline
        waits_since = self.row["status_on"] if self.row["status"] in WAITING else date.max
        return waits_since is not None and waits_since > self.deadline

    def becomes_late_on(self, day: date) -> bool:
        return self.is_late_on(day) and not self.is_late_on(day - ONE_DAY)

    def holder_on(self, day: date) -> int | None:
        """Walk through the hand-overs, the earliest first, up to that day."""
        holder = self.hand_overs[0]["from_official_id"] if self.hand_overs else self.row["handler_id"]
        for passed in self.hand_overs:
            if passed["on"] <= day:
                holder = passed["to_official_id"]
        return holder

    def is_excused_by(self, day: date) -> bool:
        return self.excused_on is not None and self.excused_on <= day


def slow_file(rows: Rows, row: Row) -> SlowFile:
    """Work out what follows from the record of a file."""
    term = _term(rows, row)
    published = _published_due(rows, row, term)
    first = row["due_on"] or published
    deadline = _after_pauses(rows, row, _extended(row, first)) if first else None
    ended_on = row["finished_on"]
    if ended_on is None and row["status"] in GONE:
        ended_on = row["status_on"] or row["received_on"]
    hand_overs = sorted(rows.of("hand_over", file_id=row["id"]), key=lambda passed: passed["on"])
    confirmed = [cause["decided_on"] for cause in rows.of("delay_cause", file_id=row["id"], is_objective=True)]
    file = SlowFile(row, deadline, None, None, False, 100, ended_on, min(confirmed, default=None), hand_overs)
    file.weight = term["weight_hundredths"] if term else 100
    if row["finished_on"] and deadline:
        file.is_ready_as_published = row["finished_on"] <= _after_pauses(rows, row, published or row["due_on"])
        file.allowed, file.saved = _allowed_and_saved(rows, row, term, published)
    return file


def _term(rows: Rows, row: Row) -> Row | None:
    terms = sorted(rows.of("procedure_term", procedure_id=row["procedure_id"]), key=lambda term: term["valid_from"])
    held = terms[0] if terms else None
    for term in terms:
        if term["valid_from"] <= row["received_on"]:
            held = term
    return held


def _published_due(rows: Rows, row: Row, term: Row | None) -> date | None:
    if term is None or term["amount"] is None:
        return None
    start, at = row["received_on"], row["received_at"]
    late = term["late_receipt_counts_next_day"] and at is not None and at > time(15, 0)
    if late or start not in rows.working:
        start, at = working_days_later(rows, start, 1), time(7, 30)
    if term["unit"] == "working_day":
        return working_days_later(rows, start, term["amount"])
    if term["unit"] == "day":
        return next_working_day(rows, start + timedelta(days=term["amount"]))
    return _hours_later(rows, start, at, term["amount"])


def _hours_later(rows: Rows, day: date, at: time | None, hours: int) -> date:
    """Let the clock run minute by minute while the office is open; without a time it starts when the day is over."""
    minute = at.hour * 60 + at.minute if at else 24 * 60
    left = hours * 60
    while True:
        while minute < 24 * 60:
            left -= 7 * 60 + 30 <= minute < 11 * 60 + 30 or 13 * 60 + 30 <= minute < 17 * 60
            minute += 1
            if left == 0:
                return day
        day, minute = working_days_later(rows, day, 1), 0


def _extended(row: Row, first: date) -> date:
    to, recorded_on, finished_on = row["extended_due_on"], row["extension_recorded_on"], row["finished_on"]
    in_time = recorded_on is not None and recorded_on <= first and not (finished_on and finished_on < recorded_on)
    return max(to, first) if to and in_time else first


def _after_pauses(rows: Rows, row: Row, due: date) -> date:
    if _was_late_before_it_waited(rows, row, due):
        return due
    policy = settings_on(rows, "tracker.working_time", row["received_on"]).get("pause_policy", "pause")
    if policy == "pause":
        return working_days_later(rows, due, row["paused_days"])
    if row["resumed_on"] is None:
        return due
    again = next_working_day(rows, row["resumed_on"])
    return working_days_later(rows, again, working_days_after(rows, row["received_on"], due))


def _was_late_before_it_waited(rows: Rows, row: Row, due: date) -> bool:
    """Walk back from the end of the wait over the working days waited, or look since when it waits."""
    if row["resumed_on"] is None:
        return row["status"] in WAITING and row["status_on"] is not None and row["status_on"] > due
    day, left = row["resumed_on"], row["paused_days"]
    while day not in rows.working or left:
        left -= day in rows.working
        day -= ONE_DAY
    return day > due


def _allowed_and_saved(rows: Rows, row: Row, term: Row | None, published: date | None) -> tuple[int, int]:
    if published and term["unit"] == "working_day":
        allowed = term["amount"]
    else:
        allowed = working_days_after(rows, row["received_on"], published or row["due_on"])
    due = _after_pauses(rows, row, published or row["due_on"])
    if row["finished_on"] > due:
        return allowed, 0
    # The day of the finish itself is saved only by a file that has no other.
    saved = working_days_after(rows, row["finished_on"], due) if allowed > 1 else allowed
    return allowed, min(saved, allowed)


def score_slowly(rows: Rows, start: date, end: date, as_of: date) -> dict[int, SlowCard]:
    """Return the card of every official who served or has a record in the period."""
    files = [slow_file(rows, row) for row in rows.tables["handled_file"]]
    happened = what_happened(files, start, as_of)
    cards: dict[int, SlowCard] = {}
    groups: dict[int, tuple[int, str]] = {}
    for official in rows.tables["official"]:
        who = official["id"]
        measures = measure_slowly(rows, happened, who)
        posting = _posting_kept(rows, who, start, as_of)
        if posting:
            groups[who] = (_commune(rows, posting["unit_id"]), posting["ranking_group"])
        if posting or _has_a_record(measures):
            cards[who] = SlowCard(measures, {}, None)
    for who, card in cards.items():
        group = [cards[other].measures for other in cards if groups.get(other) == groups.get(who, ())]
        card.points = points_by_rule(card.measures, group, settings_on(rows, "reward_rules", end))
        given = [points for points in card.points.values() if points is not None]
        card.total = sum(given) if given else None
    smallest = settings_on(rows, "tracker.ranking", end).get("smallest_group", 4)
    _rank(cards, groups, smallest)
    return cards


def _has_a_record(measures: Amounts) -> bool:
    names = ("finished", "received", "overdue", "excused")
    keys = [f"files.{name}" for name in names]
    keys += ["duty.assigned", "duty.excused", "duty.substituted", "training.hours"]
    return any(measures[key] for key in keys)


def _posting_kept(rows: Rows, who: int, start: date, as_of: date) -> Row | None:
    postings, kept = rows.of("posting", official_id=who), None
    for day in days_between(start, as_of):
        kept = _posting_on(postings, day) or kept
    return kept


def _posting_on(postings: list[Row], day: date) -> Row | None:
    for posting in postings:
        if posting["valid_from"] <= day and (posting["valid_to"] is None or day <= posting["valid_to"]):
            return posting
    return None


def _commune(rows: Rows, unit_id: int) -> int:
    (unit,) = rows.of("unit", id=unit_id)
    while unit["kind"] != "commune" and unit["parent_id"] is not None:
        (unit,) = rows.of("unit", id=unit["parent_id"])
    return unit["id"]


def _rank(cards: dict[int, SlowCard], groups: dict[int, tuple[int, str]], smallest: int) -> None:
    for who, card in cards.items():
        if card.total is None or who not in groups:
            continue
        rivals = [cards[other] for other in groups if groups[other] == groups[who] and other in cards]
        totals = [rival.total for rival in rivals if rival.total is not None]
        if len(totals) >= smallest:
            card.rank = 1 + sum(total > card.total for total in totals)
            card.ranked_among = len(totals)


@dataclass
class Happened:
    """What happened to the files from a day up to the as-of date, each with who held it."""

    start: date
    as_of: date
    finished: list[tuple[int | None, SlowFile]]
    received: list[tuple[int | None, SlowFile]]
    became_late: list[tuple[int | None, SlowFile]]
    open_late: list[tuple[int | None, SlowFile]]


def what_happened(files: list[SlowFile], start: date, as_of: date) -> Happened:
    """Walk through the days of the period."""
    happened = Happened(start, as_of, [], [], [], [])
    for day in days_between(start, as_of):
        for file in files:
            if file.finished_on == day:
                happened.finished.append((file.holder_on(day), file))
            if file.received_on == day:
                happened.received.append((file.holder_on(as_of), file))
            if file.becomes_late_on(day):
                happened.became_late.append((file.holder_on(day - ONE_DAY), file))
    for file in files:
        if file.is_late_on(as_of) and not (file.ended_on is not None and file.ended_on <= as_of):
            happened.open_late.append((file.holder_on(file.deadline), file))
    return happened


def measure_slowly(rows: Rows, happened: Happened, who: int) -> Amounts:
    """Return every measure of one official."""
    return {
        **_finished([file for holder, file in happened.finished if holder == who]),
        **_received([file for holder, file in happened.received if holder == who]),
        **_overdue(happened, who),
        **_duty(rows, who, happened.start, happened.as_of),
        **_training(rows, who, happened.start, happened.as_of),
        **_presence(rows, who, happened.start, happened.as_of),
    }


def _finished(mine: list[SlowFile]) -> Amounts:
    early, on_time, none = (
        [file for file in mine if file.outcome_on_finish() == name] for name in ("early", "on_time", "no_deadline")
    )
    same_day = [file for file in on_time if file.allowed <= 1 and file.is_ready_as_published]
    return {
        "files.finished": len(mine),
        "files.early": len(early),
        "files.on_time": len(on_time),
        "files.no_deadline": len(none),
        "files.same_day": len(same_day),
        "files.allowed_days": sum(file.allowed for file in early + on_time),
        "files.saved_days": sum(file.saved for file in early + on_time),
        "files.median_saved_days": median(sorted(file.saved for file in early + on_time)),
        "files.units": Decimal(sum(file.weight for file in mine)) / 100,
    }


def median(values: list[int]) -> Decimal | None:
    """Return the middle of sorted values, or what lies between the two in the middle."""
    if not values:
        return None
    return (Decimal(values[len(values) // 2]) + Decimal(values[(len(values) - 1) // 2])) / 2


def _received(mine: list[SlowFile]) -> Amounts:
    online = [file for file in mine if file.row["channel"] == "online"]
    return {"files.received": len(mine), "files.online": len(online)}


def _overdue(happened: Happened, who: int) -> Amounts:
    became_late = [file for holder, file in happened.became_late if holder == who]
    excused = [file for file in became_late if file.is_excused_by(happened.as_of)]
    return {
        "files.overdue": len(became_late) - len(excused),
        "files.excused": len(excused),
        "files.open_overdue": sum(holder == who for holder, _ in happened.open_late),
    }


def _duty(rows: Rows, who: int, start: date, as_of: date) -> Amounts:
    counted = {f"duty.{name}": 0 for name in ("assigned", "given_away", "served_oneself", "excused", "substituted")}
    absences = rows.of("absence", official_id=who)
    for duty in rows.tables["duty_day"]:
        if duty["state"] == "planned" or not start <= duty["on"] <= as_of:
            continue
        was_served, substitute = duty["state"] == "served", duty["substitute_id"]
        if duty["official_id"] == who:
            did_it_himself = was_served and substitute is None
            is_excused = not did_it_himself and _is_absent(absences, duty["on"])
            counted["duty.excused"] += is_excused
            counted["duty.assigned"] += not is_excused
            counted["duty.given_away"] += was_served and substitute is not None and not is_excused
            counted["duty.served_oneself"] += did_it_himself
        counted["duty.substituted"] += was_served and substitute == who
    return counted


def _training(rows: Rows, who: int, start: date, as_of: date) -> Amounts:
    in_period, in_year = 0, 0
    for course in rows.of("training_record", official_id=who, is_passed=True):
        if course["ends_on"].year == start.year and course["ends_on"] <= as_of:
            in_year += course["hours_hundredths"]
            in_period += course["hours_hundredths"] if course["ends_on"] >= start else 0
    return {"training.hours": Decimal(in_period) / 100, "training.hours_this_year": Decimal(in_year) / 100}


def _presence(rows: Rows, who: int, start: date, as_of: date) -> Amounts:
    new_year = date(as_of.year, 1, 1)
    year_days = sum(day in rows.working for day in days_between(new_year, date(as_of.year, 12, 31)))
    postings, absences = rows.of("posting", official_id=who), rows.of("absence", official_id=who)
    in_period, in_year = 0, 0
    for day in days_between(new_year, as_of):
        percent = _percent_present(postings, absences, day) if day in rows.working else 0
        in_year += percent
        in_period += percent if day >= start else 0
    return {"days.present": Decimal(in_period) / 100, "days.share_of_year": Decimal(in_year) / 100 / year_days}


def _percent_present(postings: list[Row], absences: list[Row], day: date) -> int:
    posting = _posting_on(postings, day)
    if posting is None:
        return 0
    return 0 if _is_absent(absences, day) else posting["working_time_percent"]


def _is_absent(absences: list[Row], day: date) -> bool:
    for absence in absences:
        if absence["starts_on"] <= day and (absence["ends_on"] is None or day <= absence["ends_on"]):
            return True
    return False
