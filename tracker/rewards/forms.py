"""The award forms that the plugins offer, each with the conditions and the amount of the days that pick them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from sqlmodel import Session

from tracker.award_forms import Amount, AwardForm, PickedBy, Quota
from tracker.base_salary import base_salary_on
from tracker.messages import InputError
from tracker.plugins import Answer, Plugins
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
    """A form with the conditions and quota of one day, and the đồng that one official gets by those of another."""

    form: AwardForm
    amount: int
    criteria_on: date
    amount_on: date


def offered_forms(session: Session, plugins: Plugins, days: DecidingDays) -> list[Offered]:
    """Return the forms that are offered for periods, as `all_offered_forms` does."""
    return [one for one in all_offered_forms(session, plugins, days) if not one.form.for_initiatives]


def offered_for_initiatives(session: Session, plugins: Plugins, days: DecidingDays) -> list[Offered]:
    """Return the forms that are offered for initiatives; they belong to no period, and the dossier's day stands for it.

    Raises InputError if one of the plugins fails.
    """
    return [one for one in all_offered_forms(session, plugins, days) if one.form.for_initiatives]


def all_offered_forms(session: Session, plugins: Plugins, days: DecidingDays) -> list[Offered]:
    """Return the forms that are offered, in the order of the plugins. Raises InputError if one of them fails."""
    known = measures_by_key(all_measure_sets(plugins))
    on = {day: _forms_on(session, plugins, day, known) for day in {days.period, days.dossier, days.decision}}
    return [
        Offered(criteria, dong_of(session, priced.amount, amount_on), criteria_on, amount_on)
        for key, form in on[days.decision].items()
        for criteria_on, amount_on in [(days.picked(form.criteria_by), days.picked(form.amount_by))]
        if (criteria := on[criteria_on].get(key)) and (priced := on[amount_on].get(key))
    ]


def dong_of(session: Session, amount: Amount, on: date) -> int:
    """Return an amount in whole đồng on that day; half a đồng is rounded up."""
    if isinstance(amount, int):
        return amount
    return int((amount.number * base_salary_on(session, on)).quantize(Decimal(1), ROUND_HALF_UP))


def _forms_on(session: Session, plugins: Plugins, on: date, known: Collection[str]) -> dict[str, AwardForm]:
    found: dict[str, AwardForm] = {}
    for answer in plugins.call_each(HOOK, plugin_settings(session, plugins, on), session=session, on=on):
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
    for key in form.reads:
        if key not in known:
            raise InputError(
                "No candidates can be listed: the form %(form)s of the plugin %(plugin)s reads the measure %(key)s, "
                "which no plugin gives. Enable the plugin that gives it, or correct the form.",
                form=form.title,
                plugin=form.plugin,
                key=key,
            )
