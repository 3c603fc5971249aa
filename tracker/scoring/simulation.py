"""Simulation: a period scored as it stands and under other settings, side by side. Nothing of it is stored.

Both sides follow from the records of today, which are measured once: settings of rules decide what measures are worth,
not what they are. Only another working time moves due dates; it is tried in a session that leaves nothing. A period
longer than those that are scored is simulated by its parts, each under its own settings, and added up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import cast

from pydantic import BaseModel
from sqlmodel import Session

from tracker.contributions import AnyRule
from tracker.messages import InputError, Message, message
from tracker.periods import Period
from tracker.plugins import Plugins
from tracker.records import working_time
from tracker.records.rederiving import rederive_under
from tracker.records.working_time import WorkingTime
from tracker.scoring.basis import Basis, load_basis
from tracker.scoring.cards import NOTHING, Card
from tracker.scoring.lines import Line
from tracker.scoring.longer import MeasuredWhole, add_up, measure_whole
from tracker.scoring.looking import Installation, parts_to_score
from tracker.scoring.measured import Measured, measure, measure_moved, moved_measures
from tracker.scoring.runs import judge
from tracker.scoring.settings_owners import owner_of_settings, settings_owners
from tracker.scoring.stored_measures import stored_measures
from tracker.settings import settings_on

NOT_COUNTED = message("the rule does not count")
Change = Callable[[BaseModel], BaseModel]
"""What is tried instead of the settings in force on the last day of a period that is scored."""
Tried = Mapping[str, Change]
"""Changes to try, by owner of the settings; who is not named keeps those in force."""


@dataclass(frozen=True, slots=True)
class ChangedLine:
    """What one rule gives an official before and after; None on a side on which the rule does not count."""

    before: Line | None
    after: Line | None

    @property
    def rule(self) -> AnyRule:
        """The rule after the change, or the one before where it no longer counts."""
        side = self.after or self.before
        assert side is not None
        return side.rule

    @property
    def told(self) -> tuple[tuple[Decimal | None, Message], tuple[Decimal | None, Message]]:
        """The points and the sentence before and after."""
        return _told(self.before), _told(self.after)

    @property
    def moves_points(self) -> bool:
        """Whether the points differ, where no points count as 0; else only what is said does."""
        (before, _), (after, _) = self.told
        return (before or NOTHING) != (after or NOTHING)


@dataclass(frozen=True, slots=True)
class Compared:
    """One official on both sides, and the lines that differ; None on a side on which he has no card."""

    official_id: int
    before: Card | None
    after: Card | None
    lines: tuple[ChangedLine, ...]

    @property
    def card(self) -> Card:
        """The card after the change, or the one before for who has none after it."""
        card = self.after or self.before
        assert card is not None
        return card

    @property
    def totals(self) -> tuple[Decimal | None, Decimal | None]:
        """The points before and after."""
        return self.before.total if self.before else None, self.after.total if self.after else None

    @property
    def ranks(self) -> tuple[int | None, int | None]:
        """The rank before and after."""
        return self.before.rank if self.before else None, self.after.rank if self.after else None

    @property
    def difference(self) -> Decimal | None:
        """The points that are gained or lost, where no points count as 0; None for no points on both sides."""
        before, after = self.totals
        return None if before is None and after is None else (after or NOTHING) - (before or NOTHING)


@dataclass(frozen=True, slots=True)
class Simulation:
    """A period on both sides, by official."""

    period: Period
    as_of: date
    officials: Sequence[Compared]


@dataclass(frozen=True, slots=True)
class Summary:
    """How many officials there are, for how many points or rank change, how many gain and lose."""

    officials: int
    points_change: int
    rank_changes: int
    gain: int
    lose: int


def simulate(
    session: Session, plugins: Plugins, period: Period, parts: Mapping[Period, date], tried: Tried
) -> Simulation:
    """Return the period under the settings in force on the last day of each part, and with these changed.

    `parts` are those that are scored, or the period itself, each with its as-of date. Another working time counts for
    the files received in the period; it needs a session of `Database.trying`. Raises InputError where one of the sides
    cannot be scored.
    """
    before = after = [load_basis(session, plugins, part, as_of) for part, as_of in parts.items()]
    rules = {owner: change for owner, change in tried.items() if owner != working_time.OWNER}
    if rules:
        after = [
            load_basis(session, plugins, part, as_of, _settings_tried(session, plugins, rules, part.end))
            for part, as_of in parts.items()
        ]
    measured = measured_after = _measure(session, before, period)
    if working_time.OWNER in tried:
        hours = cast(Callable[[WorkingTime], WorkingTime], tried[working_time.OWNER])
        if rederive_under(session, hours, period.start, period.end):
            measured_after = _measure_moved(session, after, period, measured)
    was = {card.official_id: card for card in measured.cards(before)}
    now = {card.official_id: card for card in measured_after.cards(after)}
    compared = [_compared(who, was.get(who), now.get(who)) for who in sorted({*was, *now})]
    return Simulation(period, max(parts.values()), compared)


def simulate_here(tracker: Installation, period: Period, tried: Tried) -> Simulation:
    """Return what changed settings would change in a period of this installation, looked at as of today.

    Raises InputError for a period that has not begun or is too short to be scored, and for settings that move no
    points.
    """
    period.as_of(tracker.today)
    parts = {part: part.as_of(tracker.today) for part in parts_to_score(tracker, period)}
    owners = settings_owners(tracker.plugins)
    for key in tried:
        if not owner_of_settings(owners, key).moves_points:
            raise InputError("No points depend on the settings of %(owner)s. Leave them out.", owner=key)
    database = tracker.database
    with database.trying() if working_time.OWNER in tried else database.reading() as session:
        return simulate(session, tracker.plugins, period, parts, tried)


def summary_of(officials: Sequence[Compared]) -> Summary:
    """Return how many of these officials the change touches, and how."""
    differences = [one.difference or NOTHING for one in officials]
    return Summary(
        officials=len(officials),
        points_change=sum(before != after for before, after in (one.totals for one in officials)),
        rank_changes=sum(before != after for before, after in (one.ranks for one in officials)),
        gain=sum(difference > 0 for difference in differences),
        lose=sum(difference < 0 for difference in differences),
    )


@dataclass(frozen=True, slots=True)
class _Measured:
    """The parts of a period as they are measured, and the whole of it where it is longer than its parts."""

    parts: Sequence[Measured]
    whole: MeasuredWhole | None

    def cards(self, bases: Sequence[Basis]) -> list[Card]:
        """Return what the rules of each part make of it, added up."""
        cards = [judge(measured, basis) for measured, basis in zip(self.parts, bases, strict=True)]
        return cards[0] if self.whole is None else add_up(self.whole, bases, cards)


def _measure(session: Session, bases: Sequence[Basis], period: Period) -> _Measured:
    parts = [stored_measures(session, basis) or measure(session, basis) for basis in bases]
    last = bases[-1]
    is_scored = last.period == period
    return _Measured(parts, None if is_scored else measure_whole(session, last.measure_sets, period, last.as_of))


def _measure_moved(session: Session, bases: Sequence[Basis], period: Period, before: _Measured) -> _Measured:
    parts = [measure_moved(session, basis, part) for basis, part in zip(bases, before.parts, strict=True)]
    whole, last = before.whole, bases[-1]
    if whole is not None:
        whole = replace(whole, found=moved_measures(session, last.measure_sets, period, last.as_of, whole.found))
    return _Measured(parts, whole)


def _settings_tried(session: Session, plugins: Plugins, tried: Tried, day: date) -> dict[str, BaseModel]:
    owners = settings_owners(plugins)
    return {key: change(settings_on(session, key, owners[key].model, day)) for key, change in tried.items()}


def _compared(official_id: int, before: Card | None, after: Card | None) -> Compared:
    was, now = ({line.rule.key: line for line in card.lines} if card else {} for card in (before, after))
    both = (ChangedLine(was.get(key), now.get(key)) for key in dict.fromkeys((*now, *was)))
    return Compared(official_id, before, after, tuple(line for line in both if _differs(line)))


def _told(side: Line | None) -> tuple[Decimal | None, Message]:
    return (None, NOT_COUNTED) if side is None else (side.points.value, side.points.because)


def _differs(line: ChangedLine) -> bool:
    before, after = line.told
    return before != after
