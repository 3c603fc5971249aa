"""What a title is worth on a day: a multiple by the decree in force or by the commune, rounded as it says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_CEILING, Decimal

from sqlmodel import Session

from plugins.commendations.kinds import Rounding
from plugins.commendations.settings import Commendations
from plugins.commendations.titles import YEARLY_MERIT, TitleOfLaw
from tracker.api import BaseSalaries, base_salary_on

STEPS: Mapping[Rounding, int] = {Rounding.THOUSAND: 1_000, Rounding.TEN_THOUSAND: 10_000}
Amount = int | BaseSalaries


def amount_of(session: Session, title: TitleOfLaw, settings: Commendations, on: date) -> Amount:
    """Return what one recipient of a title gets. Raises InputError where it is rounded and no base salary is known."""
    chosen = settings.terms_of(title.key).base_salaries
    return rounded(session, title.multiple_on(on).number if chosen is None else chosen, settings, on)


def praise_amount(
    session: Session, multiple: Decimal | None, amount: int | None, settings: Commendations, on: date
) -> Amount:
    """Return what goes with a commendation: as set in đồng or as a multiple, else that of the decree in force."""
    if amount is not None:
        return amount
    return rounded(session, YEARLY_MERIT.multiple_on(on).number if multiple is None else multiple, settings, on)


def rounded(session: Session, multiple: Decimal, settings: Commendations, on: date) -> Amount:
    """Return a multiple of the base salary; in đồng where the settings round it up."""
    step = STEPS.get(settings.rounding)
    if step is None:
        return BaseSalaries(multiple)
    steps = (multiple * base_salary_on(session, on) / step).to_integral_value(ROUND_CEILING)
    return int(steps) * step
