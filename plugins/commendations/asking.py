"""What a title asks for on a day: its criteria as conditions, and what of them nobody can judge here."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.commendations import criteria, criteria_units
from plugins.commendations.given import Given
from plugins.commendations.kinds import Confidence, Criterion
from plugins.commendations.laws import LAW_OF_2026
from plugins.commendations.titles import TitleOfLaw
from tracker.api import Condition, Message, sentences

_ = sentences("commendations")
MADE = {**criteria.MADE, **criteria_units.MADE}
BY_RATING = {
    *(Criterion.RATED_GOOD, Criterion.EXCELLENT, Criterion.UNIT_ADVANCED),
    *(Criterion.UNIT_MOSTLY_ADVANCED, Criterion.UNIT_ALL_COMPLETED),
}


def conditions_of(title: TitleOfLaw, given: Given) -> list[Condition]:
    """Return the conditions of a title; none for what cannot be judged here, which the notes say."""
    made = (MADE[one](given) for one in title.criteria)
    return [one for one in made if one is not None]


def notes_on(title: TitleOfLaw, given: Given) -> list[Message]:
    """Return what somebody must check by hand, and what the plugin is not sure of."""
    return [*_by_hand(title, given), *_unsure(title, given)]


def _by_hand(title: TitleOfLaw, given: Given) -> Iterator[Message]:
    if not given.is_rated and not BY_RATING.isdisjoint(title.criteria):
        yield _("No rating is kept in Tracker: check by hand how each was rated for the year.")
    if title.by_hand is not None:
        yield _("To check by hand: %(what)s", what=title.by_hand)


def _unsure(title: TitleOfLaw, given: Given) -> Iterator[Message]:
    if title.unsure is not None:
        yield title.unsure
    source = title.authority_on(given.on).source
    if source.confidence is not Confidence.HIGH:
        yield source.note
    if title.key == "grassroots_fighter":
        yield _("15%% of the advanced workers is from memory of Decree 91/2017; the province sets it now.")
        if given.on >= LAW_OF_2026:
            yield _("That both are needed since 1 October 2026 is what the draft of Law 06/2026/QH16 asked; check it.")
