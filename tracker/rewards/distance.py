"""How far one official is from each form of reward: where he stands, what he misses and by how much.

Of the others it says nothing but how many places there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from tracker.messages import Message, counted, message
from tracker.periods import CalendarGrain, Period
from tracker.plugins import Plugins
from tracker.rewards.candidates import Candidate, CandidatePool, Candidates, Standing, candidates_of
from tracker.rewards.forms import DecidingDays, Offered, offered_forms, spans_of
from tracker.rewards.judging import Reached


@dataclass(frozen=True, slots=True)
class Distance:
    """How one official, or his unit, stands to one form in a period; preliminary until the period is closed."""

    offered: Offered
    pool: CandidatePool
    candidate: Candidate
    is_preliminary: bool

    @property
    def unit(self) -> str | None:
        """The unit where the form is for units."""
        return self.candidate.verdict.recipient.full_name if self.offered.form.recipients == "units" else None

    @property
    def standing(self) -> Standing:
        """How he stands."""
        return self.candidate.standing

    @property
    def reached(self) -> Sequence[Reached]:
        """What he has of each condition."""
        return self.candidate.verdict.reached

    @property
    def told(self) -> Message:
        """How he stands, in a sentence that names nobody else."""
        place, places = self.candidate.place or 0, self.pool.places
        if self.candidate.verdict.excluded is not None:
            return message("Left out: %(why)s.", why=self.candidate.verdict.excluded)
        if self.standing is Standing.MISSES:
            count = len(self.candidate.verdict.missed)
            return counted("%(count)s condition is missed.", "%(count)s conditions are missed.", count=count)
        if places is None:
            return message("Every condition is met, and there is a place for everybody who does so.")
        if self.standing is Standing.TIED:
            return self._told_of_a_tie(place)
        if self.standing is Standing.BELOW:
            return counted(
                "Every condition is met, in place %(place)d: there is %(count)s place.",
                "Every condition is met, in place %(place)d: there are %(count)s places.",
                count=places,
                place=place,
            )
        return counted(
            "Every condition is met, in place %(place)d of %(count)s place.",
            "Every condition is met, in place %(place)d of %(count)s places.",
            count=places,
            place=place,
        )

    def _told_of_a_tie(self, place: int) -> Message:
        people, left = len(self.pool.standing_as(Standing.TIED)), self.pool.tied_for
        if left == self.pool.places:
            return counted(
                "Every condition is met, in place %(place)d with equal points of %(people)d people, for %(count)s "
                "place: a leader chooses.",
                "Every condition is met, in place %(place)d with equal points of %(people)d people, for %(count)s "
                "places: a leader chooses.",
                count=left,
                place=place,
                people=people,
            )
        return message(
            "Every condition is met, in place %(place)d with equal points of %(people)d people, for the last %(left)d "
            "of %(places)d places: a leader chooses.",
            place=place,
            people=people,
            left=left,
            places=self.pool.places,
        )


def distances(
    session: Session, plugins: Plugins, period: Period, days: DecidingDays, official_id: int, grain: CalendarGrain
) -> list[Distance]:
    """Return how an official stands to each form that is offered, by the cards of a period as they are stored.

    To a form for units the unit stands in which he was. `grain` is the length of the periods that are scored. Empty
    where he has no card, or no form is offered. Raises InputError if a form fails.
    """
    offered = offered_forms(session, plugins, days, spans_of(period))
    found = (distance_in(candidates_of(session, period, one, grain), official_id) for one in offered)
    return [one for one in found if one is not None]


def distance_in(candidates: Candidates, official_id: int) -> Distance | None:
    """Return how an official, or his unit, stands among the candidates of a form; None where he has no card."""
    for pool in candidates.pools:
        for one in pool.candidates:
            if any(judged.official_id == official_id for judged in one.verdict.recipient.people):
                return Distance(candidates.offered, pool, one, candidates.is_preliminary)
    return None
