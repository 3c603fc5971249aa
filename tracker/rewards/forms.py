"""The award forms that the plugins offer, each with the conditions and the amount of the days that pick them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, partial

from sqlmodel import Session

from tracker.award_forms import Amount, AwardForm, PickedBy, Quota, Spans
from tracker.base_salary import base_salary_on
from tracker.contributions import Measure, MeasureSet
from tracker.messages import InputError
from tracker.periods import Period
from tracker.plugins import Answer, Plugins
from tracker.rewards.judging import SHOWN
from tracker.scoring.measuring import all_measure_sets, measures_by_key, plugin_settings

HOOK = "award_forms"


@dataclass(frozen=True, slots=True)
class DecidingDays:
    """The days that may pick what a form says: the last of the period, of the dossier, of the decision."""

    period: date
    dossier: date
    decision: date

    def picked(self, by: PickedBy) -> date:
        """Return the day that picks."""
        return {"period": self.period, "dossier": self.dossier, "decision": self.decision}[by]


@dataclass(frozen=True, slots=True)
class Offered:
    """A form with the conditions and quota of one day, and the đồng that each recipient gets by those of another.

    `measure_sets` are those that give what the form reads, for times of which no card is stored.
    """

    form: AwardForm
    amount: int
    criteria_on: date
    amount_on: date
    measure_sets: Sequence[MeasureSet] = ()

    @property
    def pays(self) -> int:
        """What each recipient costs the commune: nothing where it only proposes to the level above."""
        return 0 if self.form.authority == "proposes" else self.amount


def spans_of(period: Period) -> Spans:
    """Return which forms judge a period: those of a year, or those of each period that is scored."""
    return "year" if period.grain == "year" else "period"


def offered_forms(session: Session, plugins: Plugins, days: DecidingDays, spans: Spans = "period") -> list[Offered]:
    """Return the forms that are offered for periods, or for years, as `all_offered_forms` does."""
    offered = all_offered_forms(session, plugins, days)
    return [one for one in offered if not one.form.for_initiatives and one.form.spans == spans]


def offered_for_initiatives(session: Session, plugins: Plugins, days: DecidingDays) -> list[Offered]:
    """Return the forms that are offered for initiatives; they belong to no period, and the dossier's day stands for it.

    Raises InputError if one of the plugins fails.
    """
    return [one for one in all_offered_forms(session, plugins, days) if one.form.for_initiatives]


def all_offered_forms(session: Session, plugins: Plugins, days: DecidingDays) -> list[Offered]:
    """Return the forms that are offered, in the order of the plugins. Raises InputError if one of them fails."""
    sets = all_measure_sets(plugins)
    known = measures_by_key(sets)
    asked_on = {days.period, days.dossier, days.decision}
    salary_on = cache(partial(base_salary_on, session))
    on = {day: _forms_on(session, plugins, day, days.period, known) for day in asked_on}
    return [
        Offered(
            _as_priced(criteria, priced),
            dong_of(priced.amount, amount_on, salary_on),
            criteria_on,
            amount_on,
            _sets_read(criteria, sets),
        )
        for key, form in on[days.decision].items()
        for criteria_on, amount_on in [(days.picked(form.criteria_by), days.picked(form.amount_by))]
        if (criteria := on[criteria_on].get(key)) and (priced := on[amount_on].get(key))
    ]


def _as_priced(criteria: AwardForm, priced: AwardForm) -> AwardForm:
    """Return a form by the day that picks its criteria, with the money and what that rests on by the day of those."""
    bases = [*criteria.legal_bases, *priced.amount_bases]
    return replace(
        criteria, legal_bases=bases, fund=priced.fund, pays_from=priced.pays_from, left_in_fund=priced.left_in_fund
    )


def _sets_read(form: AwardForm, sets: Sequence[MeasureSet]) -> tuple[MeasureSet, ...]:
    """Return the sets that give what a form reads, and what is shown of everybody."""
    read = {*SHOWN, *form.reads}
    return tuple(one for one in sets if any(measure.key in read for measure in one.measures))


def dong_of(amount: Amount, on: date, salary_on: Callable[[date], int]) -> int:
    """Return an amount in whole đồng by the base salary of that day; half a đồng is rounded up."""
    if isinstance(amount, int):
        return amount
    return int((amount.number * salary_on(on)).quantize(Decimal(1), ROUND_HALF_UP))


def _forms_on(
    session: Session, plugins: Plugins, on: date, period_ends: date, known: Mapping[str, Measure]
) -> dict[str, AwardForm]:
    found: dict[str, AwardForm] = {}
    asked = {"session": session, "on": on, "period_ends": period_ends, "measures": known}
    for answer in plugins.call_each(HOOK, plugin_settings(session, plugins, on), **asked):
        for form in handed_over(answer):
            _refuse_unfit(form, known)
            if form.key in found:
                raise InputError(
                    "No candidates can be listed: two plugins offer the award form %(key)s. Disable one.", key=form.key
                )
            found[form.key] = form
    return found


def handed_over(answer: Answer) -> list[AwardForm]:
    """Return the forms that a plugin handed over, with its name. Raises InputError, saying what to mend."""
    name = answer.plugin.info.name
    try:
        return [replace(form, plugin=name) for form in answer.listed(AwardForm)]
    except InputError as error:
        raise InputError(
            "No candidates can be listed: the plugin %(name)s: %(why)s", name=name, why=error.message
        ) from error


def _refuse_unfit(form: AwardForm, known: Collection[str]) -> None:
    if form.for_initiatives and (form.conditions or form.exclusions or form.quota != Quota()):
        raise InputError(
            "No candidates can be listed: the form %(form)s of the plugin %(plugin)s is for initiatives, so it takes "
            "no conditions, exclusions or quota. Leave them out.",
            form=form.title,
            plugin=form.plugin,
        )
    if form.for_initiatives and (form.spans == "year" or form.recipients == "units"):
        raise InputError(
            "No candidates can be listed: the form %(form)s of the plugin %(plugin)s is for initiatives, so it spans "
            "no year and is for no units. Leave that out.",
            form=form.title,
            plugin=form.plugin,
        )
    for key in form.reads:
        if key not in known:
            raise InputError(
                "No candidates can be listed: the form %(form)s of the plugin %(plugin)s reads the measure %(key)s, "
                "which no plugin gives. Enable the plugin that gives it, or correct the form.",
                form=form.title,
                plugin=form.plugin,
                key=key,
            )
