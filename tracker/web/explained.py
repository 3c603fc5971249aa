"""A scorecard as it is shown: with its place in the group, how its total moved, and the way to its evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import sqlalchemy as sa
from markupsafe import Markup
from sqlmodel import col

from tracker.contributions import Measure, MeasureSet, Value
from tracker.messages import InputError, Message
from tracker.periods import Period
from tracker.scope import SCOPES_KEPT, Scope
from tracker.scoring.looking import parts_to_score
from tracker.scoring.measuring import all_measure_sets, defaults_of, measure_everybody, measures_by_key, with_defaults
from tracker.scoring.score_changes import Moved, score_changes
from tracker.scoring.scorecards import Scorecard
from tracker.scoring.stored_cards import Place, StoredCard, place_of, stored_card
from tracker.scoring.stored_lines import StoredLine
from tracker.web import charts
from tracker.web.formatting import points
from tracker.web.period_choice import PeriodChoice
from tracker.web.ranking import bring_up_to_date
from tracker.web.requests import language, scope, session, told, tracker


@dataclass(frozen=True, slots=True)
class Evidence:
    """The records behind one measure that a rule reads: what it counts, and how much it is."""

    measure: Measure
    value: Value

    @property
    def is_empty(self) -> bool:
        """Whether it is known that there is no record."""
        return self.value == 0


@dataclass(frozen=True, slots=True)
class Explained:
    """A card with all that explains it; `why_not` says why it could not be scored anew, and an earlier one stands."""

    period: Period
    card: StoredCard
    place: Place
    changes: Sequence[Moved]
    measures: Mapping[str, Measure]
    why_not: Message | None

    def evidence(self, line: StoredLine) -> list[Evidence]:
        """Return the evidence of a line: the measures that its rule reads and that have records behind them."""
        known = (self.measures.get(key) for key in line.reads)
        return [
            Evidence(measure, self.card.measures.get(measure.key))
            for measure in known
            if measure is not None and measure.evidence is not None
        ]

    def bar(self) -> Markup:
        """Return the points as one bar, rule by rule; what is missing to the reachable points stays empty."""
        each = (f"{told(line.title)} {points(line.points, language())}" for line in self.card.lines)
        given = [float(line.points or 0) for line in self.card.lines]
        return charts.stack(given, float(self.card.reachable), "; ".join(each), height=18, width=600)

    def lines_that_read(self, key: str) -> list[StoredLine]:
        """Return the lines whose rule reads a measure."""
        return [line for line in self.card.lines if key in line.reads]


@dataclass(frozen=True, slots=True)
class NotExplained:
    """There is no card: nobody was posted or has a record, or nothing could be scored (`why_not`)."""

    why_not: Message | None


def explain(official_id: int, choice: PeriodChoice) -> Explained | NotExplained:
    """Return the official's card in the period, scored anew where it no longer follows from the records."""
    parts = parts_to_score(tracker(), choice.period)
    why_not = bring_up_to_date([choice.period])
    card = stored_card(session(), parts, _cards(scope()), {"official_id": official_id})
    if card is None:
        return NotExplained(why_not)
    sets = known_measure_sets()
    if len(parts) > 1 and why_not is None:
        card = replace(card, measures=_measured(sets, official_id, choice))
    changes = score_changes(session(), parts, official_id)
    place = place_of(session(), parts, card)
    return Explained(choice.period, card, place, changes, measures_by_key(sets), why_not)


@lru_cache(maxsize=SCOPES_KEPT)
def _cards(seen: Scope) -> sa.Select[Scorecard]:
    """Return the select of an official's cards; bound is the `official_id`."""
    his = sa.select(Scorecard).where(col(Scorecard.official_id) == sa.bindparam("official_id"))
    return seen.narrow(his, Scorecard)


def known_measure_sets() -> list[MeasureSet]:
    """Return what is measured here; nothing where a plugin fails to say what it measures."""
    try:
        return all_measure_sets(tracker().plugins)
    except InputError:
        return []


def _measured(sets: Sequence[MeasureSet], official_id: int, choice: PeriodChoice) -> Mapping[str, Value]:
    """Return the official's measures over the whole of a longer period, whose cards are those of its parts."""
    found = measure_everybody(session(), sets, choice.period, choice.as_of, [official_id])
    return with_defaults(found.get(official_id, {}), defaults_of(sets))
