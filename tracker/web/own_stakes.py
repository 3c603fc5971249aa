"""What a change of settings gives, or takes from, the official who is about to make it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from pydantic import BaseModel

from tracker.messages import InputError, Message, message
from tracker.period_titles import period_title
from tracker.periods import Period, parse_period
from tracker.records import working_time
from tracker.scoring.simulation import Change, Compared, Simulation, simulate_here
from tracker.web.rendering import may
from tracker.web.requests import account, tracker
from tracker.web.trial_periods import usual_period

Model = TypeVar("Model", bound=BaseModel)


def own_stake(simulation: Simulation) -> Message | None:
    """Say what a change moves for the account that may make it; None if nothing, or for one that is no official's."""
    if not may("settings.edit"):
        return None
    own = (one for one in simulation.officials if one.official_id == account().official_id)
    return next((_told(one, simulation.period) for one in own if _moves(one)), None)


def stake_in(owner_key: str, change: Callable[[Model], Model], period_name: str | None) -> Message | None:
    """Return the same for a change that is about to be stored, in the period in which it was tried, else the usual one.

    Other office hours that nobody tried are not tried for this: that takes long. None as well for what cannot be tried.
    """
    if account().official_id is None or (owner_key == working_time.OWNER and not period_name):
        return None
    period = parse_period(period_name) if period_name else usual_period()
    try:
        return own_stake(simulate_here(tracker(), period, {owner_key: cast(Change, change)}))
    except InputError:
        return None


def _moves(own: Compared) -> bool:
    return bool(own.difference) or own.ranks[0] != own.ranks[1]


def _told(own: Compared, period: Period) -> Message:
    before, after = ("–" if total is None else total for total in own.totals)
    points = {"before": before, "after": after, "period": period_title(period)}
    was, now = own.ranks
    if was == now:
        return message(
            "The person who makes this change goes from %(before)s to %(after)s points in %(period)s; the rank stays.",
            **points,
        )
    return message(
        "The person who makes this change goes from %(before)s to %(after)s points in %(period)s, rank %(was)s to "
        "%(now)s.",
        **points,
        was=was or "–",
        now=now or "–",
    )
