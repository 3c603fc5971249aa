"""The criteria of the yearly titles for officials as conditions: of the card, the rating, the years before."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from plugins.commendations.given import GOOD, LEVEL, Given, Value, level_of
from plugins.commendations.kinds import Criterion
from plugins.commendations.shares import READS, share_of_points, share_on_time
from tracker.api import Condition, Judged, Message, sentences

_ = sentences("commendations")
EXCELLENT = Decimal(3)
LEVELS = _("levels")


def _points(given: Given) -> Condition | None:
    least = given.settings.least_points
    title = _("At least %(least)s%% of the points within reach", least=least)
    return _condition("points", title, share_of_points, least, _("%%")) if least else None


def _on_time(given: Given) -> Condition | None:
    least = given.settings.least_on_time
    title = _("At least %(least)s%% of the files early or on time", least=least)
    return _condition("on_time", title, share_on_time, least, _("%%"), READS) if least else None


def _rated_good(given: Given) -> Condition | None:
    if not given.is_rated:
        return None
    title = _("Rated good or better for the year (2 good, 3 excellent)")
    return _condition("rated_good", title, _level, GOOD, LEVELS, (LEVEL,))


def _level(judged: Judged) -> Value:
    return judged.measures.get(LEVEL)


def _excellent(given: Given) -> Condition | None:
    """Return that he is rated excellent, in whose place an initiative may stand where not both are needed."""
    if not given.is_rated:
        return None
    if given.needs_both:
        return _condition("excellent", _("Rated excellent for the year (3)"), _level, EXCELLENT, LEVELS, (LEVEL,))
    finders = given.past.finders

    def reached(judged: Judged) -> Value:
        return int(level_of(judged) >= EXCELLENT) + int(judged.official_id in finders)

    title = _("Rated excellent for the year, or a recognised initiative")
    return _condition("excellent_or_initiative", title, reached, Decimal(1), _("of the two"), (LEVEL,))


def _initiative(given: Given) -> Condition | None:
    finders = given.past.finders

    def has_found(judged: Judged) -> Value:
        return int(judged.official_id in finders)

    title = _("A recognised initiative in the year")
    return _condition("initiative", title, has_found, Decimal(1), _("initiatives")) if given.needs_both else None


def _in_a_row(key: str, title: Message, held: str, years: int) -> Callable[[Given], Condition]:
    def make(given: Given) -> Condition:
        def value(judged: Judged) -> Value:
            return given.past.in_a_row(held, judged.official_id)

        return _condition(key, title, value, Decimal(years), _("years"))

    return make


def _fighter_in_five_years(given: Given) -> Condition:
    last_five = range(given.past.year - 4, given.past.year + 1)

    def value(judged: Judged) -> Value:
        return sum(year in last_five for year in given.past.years("grassroots_fighter", judged.official_id))

    title = _("Grassroots emulation fighter in 3 of the last 5 years")
    return _condition("fighter_in_five_years", title, value, Decimal(3), _("years"))


def _provincial_merit_before(given: Given) -> Condition:
    def value(judged: Judged) -> Value:
        return sum(year < given.past.year for year in given.past.years("provincial_merit", judged.official_id))

    title = _("A certificate of merit of the province from a year before")
    return _condition("provincial_merit_before", title, value, Decimal(1), _("years"))


def _condition(
    key: str,
    title: Message,
    value: Callable[[Judged], Value],
    threshold: Decimal,
    unit: Message,
    reads: Sequence[str] = (),
) -> Condition:
    return Condition(f"commendations.{key}", title, value, threshold, unit, reads=reads)


MADE: Mapping[Criterion, Callable[[Given], Condition | None]] = {
    Criterion.POINTS: _points,
    Criterion.ON_TIME: _on_time,
    Criterion.RATED_GOOD: _rated_good,
    Criterion.EXCELLENT: _excellent,
    Criterion.INITIATIVE: _initiative,
    Criterion.FIGHTER_TWICE: _in_a_row(
        "fighter_twice", _("Grassroots emulation fighter for 2 years in a row"), "grassroots_fighter", 2
    ),
    Criterion.FIGHTER_THREE_TIMES: _in_a_row(
        "fighter_three_times", _("Grassroots emulation fighter for 3 years in a row"), "grassroots_fighter", 3
    ),
    Criterion.FIGHTER_IN_FIVE_YEARS: _fighter_in_five_years,
    Criterion.PROVINCIAL_FIGHTER_TWICE: _in_a_row(
        "provincial_fighter_twice", _("Emulation fighter of the province twice in a row"), "provincial_fighter", 2
    ),
    Criterion.PROVINCIAL_MERIT_BEFORE: _provincial_merit_before,
}
