"""An official and rewards: how far he is from each form in a period, his place, and what he was rewarded with so far.

For oneself (`my_record`), and for those who may see his scorecard (`record`); nobody else is named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask import render_template
from flask.typing import ResponseReturnValue
from sqlmodel import col

from tracker.decisions.decisions import DecisionItem
from tracker.decisions.received import items_about, received_by
from tracker.messages import InputError, Message
from tracker.periods import Period
from tracker.rewards.candidates import Standing
from tracker.rewards.distance import Distance, distances
from tracker.rewards.forms import DecidingDays
from tracker.scoring.stored_lines import StoredLine
from tracker.web.explained import Explained, NotExplained, explain
from tracker.web.gate import needs
from tracker.web.period_choice import asked_period
from tracker.web.ranking import group_title, scored_grain
from tracker.web.record import Person, me, my_record, other, record
from tracker.web.requests import scope, session, today, tracker

TAGS = {
    Standing.PROPOSED: ("ok", "circle-check"),
    Standing.TIED: ("warn", "scale"),
    Standing.BELOW: ("", "point"),
    Standing.MISSES: ("", "x"),
    Standing.EXCLUDED: ("", "point"),
}


@my_record.get("/rewards")
@needs("records.view_own")
def rewards() -> ResponseReturnValue:
    """Show how far one is oneself from each form of reward, and what one was rewarded with."""
    return _show(me())


@record.get("/rewards", endpoint="rewards")
@needs("scores.view")
def rewards_of_official(official_id: int) -> ResponseReturnValue:
    """Show how far an official is from each form of reward, and what he was rewarded with."""
    return _show(other(official_id))


@dataclass(frozen=True, slots=True)
class Distances:
    """How far somebody is from each form; `why_not` says why that cannot be told."""

    found: Sequence[Distance]
    why_not: Message | None = None


def _show(person: Person) -> ResponseReturnValue:
    grain = scored_grain()
    choice = asked_period((grain, "year"), grain, first=person.since)
    explained = explain(person.id, choice)
    return render_template(
        "record/rewards.html",
        person=person,
        choice=choice,
        explained=explained,
        distances=_distances(person, choice.period) if isinstance(explained, Explained) else Distances([]),
        next_steps=_next_steps(explained),
        received=received_by(session(), _items_of(person)),
        tags=TAGS,
        Standing=Standing,
        group_title=group_title,
        sees_decisions=scope().may("rewards.view"),
    )


def _distances(person: Person, period: Period) -> Distances:
    try:
        days = DecidingDays(period.end, today(), today())
        return Distances(distances(session(), tracker().plugins, period, days, person.id, scored_grain()))
    except InputError as error:
        return Distances([], error.message)


def _items_of(person: Person) -> sa.Select[int | None]:
    """Return the ids of what decisions say of somebody or of his units, as far as the account may see it."""
    items = sa.select(col(DecisionItem.id)).where(col(DecisionItem.id).in_(items_about(session(), person.id)))
    return scope().narrow(items, DecisionItem)


def _next_steps(explained: Explained | NotExplained) -> list[StoredLine]:
    """Return the lines of the scorecard that say what is missing to more points."""
    return [line for line in explained.card.lines if line.next_step] if isinstance(explained, Explained) else []
