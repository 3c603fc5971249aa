"""Who cannot be rewarded whatever he reached: discipline, too short a service, what was rewarded already."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from plugins.commendations.given import GOOD, Given, level_of
from plugins.commendations.past import QUARTERLY
from plugins.commendations.settings import Commendations
from plugins.commendations.titles import PRIME_MINISTERS_MERIT, PROVINCIAL_MERIT, YEARLY_MERIT, TitleOfLaw
from tracker.api import Exclusion, Judged, JudgedUnit, sentences
from tracker.api.rewards import Granted

_ = sentences("commendations")
GRANTED = _("It was granted for this time already")
HIGHER = (PROVINCIAL_MERIT.key, PRIME_MINISTERS_MERIT.key)


def of_settings(settings: Commendations) -> list[Exclusion]:
    """Return whom the commune's settings leave out of the quarterly commendation."""
    groups = settings.excluded_groups
    return [
        Exclusion(_("His ranking group is left out"), lambda judged: judged.group in groups),
        by_code(settings),
    ]


def by_code(settings: Commendations) -> Exclusion:
    """Return whom the commune's settings name."""
    codes = settings.excluded
    return Exclusion(_("He is left out by the settings"), lambda judged: judged.code.upper() in codes)


def of_quarter(given: Given) -> list[Exclusion]:
    """Return who cannot be commended for a quarter."""
    found = [*of_settings(given.settings), _disciplined(given), _has_it(given, QUARTERLY)]
    if given.settings.year_before_quarter:
        holders = _holders(given.past.granted_for_year(YEARLY_MERIT.form))
        found.append(Exclusion(_("He holds the certificate of merit for the whole year"), _is_one_of(holders)))
    return found


def of_title(title: TitleOfLaw, given: Given) -> list[Exclusion]:
    """Return who cannot be given a yearly title or form."""
    if title.is_for_units:
        return _of_units(title, given)
    held = Exclusion(GRANTED, _is_one_of(given.past.holders(title.key)))
    found = [by_code(given.settings), _disciplined(given), held]
    if title.is_title:
        found.append(Exclusion(_("He has served too few months of the year"), _is_one_of(given.past.new)))
    if title.key == "grassroots_fighter" and given.knows_advanced_workers:
        found.append(_not_advanced(given))
    if title.key == YEARLY_MERIT.key:
        found += _rewarded_for_it(given)
    return found


def _of_units(title: TitleOfLaw, given: Given) -> list[Exclusion]:
    severe = given.past.disciplined_severely

    def has_one(unit: JudgedUnit) -> bool:
        return any(one.official_id in severe for one in unit.members)

    holders = {one.unit_id for one in given.past.granted_for_year(title.form)}
    return [
        Exclusion(_("A member was disciplined in the year, with a warning or worse"), has_one),
        Exclusion(GRANTED, lambda unit: unit.unit_id in holders),
    ]


def _disciplined(given: Given) -> Exclusion:
    return Exclusion(_("He was under discipline in the year"), _is_one_of(given.past.disciplined))


def _has_it(given: Given, form: str) -> Exclusion:
    """Return who holds the same for the same time, by an earlier decision."""
    ends = given.past.period_ends
    granted = [one for one in given.past.granted_for_year(form) if one.period is not None and one.period.end == ends]
    return Exclusion(GRANTED, _is_one_of(_holders(granted)))


def _not_advanced(given: Given) -> Exclusion:
    """Return who is no advanced worker: by decision, else by a rating below good."""
    reads = given.rating_read
    if given.past.holders("advanced_worker"):
        return Exclusion(_("He is not an advanced worker of the year"), lambda judged: not given.is_advanced(judged))
    return Exclusion(
        _("He cannot be an advanced worker of the year: not rated good"), lambda judged: level_of(judged) < GOOD, reads
    )


def _rewarded_for_it(given: Given) -> list[Exclusion]:
    """Return who was rewarded for the achievements of the year already."""
    found = []
    if given.settings.province_before_year:
        holders = frozenset[int]().union(*(given.past.holders(title) for title in HIGHER))
        found.append(Exclusion(_("He holds a higher certificate of merit for the year"), _is_one_of(holders)))
    if given.settings.quarter_before_year:
        holders = _holders(given.past.granted_for_year(QUARTERLY))
        found.append(Exclusion(_("He was commended for a quarter of the year"), _is_one_of(holders)))
    return found


def _holders(granted: Iterable[Granted]) -> frozenset[int]:
    return frozenset(one.official_id for one in granted if one.official_id is not None)


def _is_one_of(officials: Collection[int]) -> Callable[[Judged], bool]:
    return lambda judged: judged.official_id in officials
