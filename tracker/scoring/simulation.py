"""Simulation: a period scored as it stands and under other settings, side by side. Nothing of it is stored.

Both sides follow from the records of today, which are measured once: settings of rules decide what measures are worth,
not what they are. Only another working time moves due dates; it is tried in a session that leaves nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pydantic import BaseModel
from sqlmodel import Session

from tracker.contributions import AnyRule
from tracker.messages import InputError, Message, message
from tracker.periods import Period
from tracker.plugins import Plugins
from tracker.records import working_time
from tracker.records.deriving import rederive_under
from tracker.records.working_time import WorkingTime
from tracker.scoring.lines import Line
from tracker.scoring.looking import Installation
from tracker.scoring.runs import NOTHING, Card, judge, load_basis, measure
from tracker.scoring.settings_owners import owner_of_settings, settings_owners

NOT_COUNTED = message("the rule does not count")
Tried = Mapping[str, BaseModel]
"""Settings to try, by owner; who is not named keeps those in force."""


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


def simulate(session: Session, plugins: Plugins, period: Period, as_of: date, tried: Tried) -> Simulation:
    """Return the period under the settings in force on its last day, and with those tried in their place.

    Another working time counts for the files received in the period; it needs a session of `Database.trying`. Raises
    InputError where one of the sides cannot be scored.
    """
    before, after = (load_basis(session, plugins, period, as_of, settings) for settings in ({}, tried))
    measured = measured_after = measure(session, before)
    hours = tried.get(working_time.OWNER)
    if isinstance(hours, WorkingTime):
        rederive_under(session, hours, period.start, period.end)
        measured_after = measure(session, after)
    was = {card.official_id: card for card in judge(measured, before)}
    now = {card.official_id: card for card in judge(measured_after, after)}
    return Simulation(period, as_of, [_compared(who, was.get(who), now.get(who)) for who in sorted({*was, *now})])


def simulate_here(tracker: Installation, period: Period, tried: Tried) -> Simulation:
    """Return what settings that are tried change in a period of this installation, looked at as of today.

    Raises InputError for a period that is not one of those that are scored, and for settings that move no points.
    """
    _refuse_unscored_period(tracker, period)
    owners = settings_owners(tracker.plugins)
    for key in tried:
        if not owner_of_settings(owners, key).moves_points:
            raise InputError("No points depend on the settings of %(owner)s. Leave them out.", owner=key)
    as_of, database = period.as_of(tracker.today), tracker.database
    with database.trying() if working_time.OWNER in tried else database.reading() as session:
        return simulate(session, tracker.plugins, period, as_of, tried)


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


def _refuse_unscored_period(tracker: Installation, period: Period) -> None:
    grain = tracker.config.scoring.period
    if period.grain != grain:
        raise InputError(
            "Here points are given by the %(grain)s, so nothing can be tried on %(period)s. Name one such as "
            "%(example)s.",
            grain=message("quarter") if grain == "quarter" else message("month"),
            period=period.name,
            example="2026-Q3" if grain == "quarter" else "2026-09",
        )


def _compared(official_id: int, before: Card | None, after: Card | None) -> Compared:
    was, now = ({line.rule.key: line for line in card.lines} if card else {} for card in (before, after))
    both = (ChangedLine(was.get(key), now.get(key)) for key in dict.fromkeys((*now, *was)))
    return Compared(official_id, before, after, tuple(line for line in both if _differs(line)))


def _told(side: Line | None) -> tuple[Decimal | None, Message]:
    return (None, NOT_COUNTED) if side is None else (side.points.value, side.points.because)


def _differs(line: ChangedLine) -> bool:
    before, after = line.told
    return before != after
