"""Bonuses by rating out of the bonus fund: a form for each level that the commune sets an amount for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlmodel import Session

from plugins.commendations.exclusions import by_code
from plugins.commendations.given import LEVEL
from plugins.commendations.kinds import FundKind
from plugins.commendations.laws import BONUS_SINCE, bonus_decrees_on
from plugins.commendations.ledger import left_on
from plugins.commendations.settings import Commendations
from plugins.commendations.words import fund_of
from tracker.api import AwardForm, Condition, Exclusion, Judged, Message, Quota, Spans, sentences

_ = sentences("commendations")
MONITORED = "rating.monitored"
BONUS = fund_of(FundKind.BONUS)


@dataclass(frozen=True, slots=True)
class Step:
    """One bonus: what it is called, its amount, from which number of a measure on, and below which other one."""

    key: str
    title: Message
    amount: int
    spans: Spans
    measure: str
    least: Decimal
    below: Decimal | None
    condition: Message
    unit: Message


def bonuses(
    session: Session, settings: Commendations, on: date, period_ends: date, measures: Collection[str]
) -> list[AwardForm]:
    """Return the bonuses that are offered: none without an amount, without ratings, or before there was the fund."""
    if on < BONUS_SINCE:
        return []
    steps = [one for one in [*_of_year(settings), *_of_period(settings)] if one.measure in measures]
    if not steps:
        return []
    left = left_on(session, FundKind.BONUS, on, settings, period_ends)
    return [_form(one, settings, on, left) for one in steps]


def _of_year(settings: Commendations) -> list[Step]:
    named = (
        ("excellent", _("Bonus of the year: rated excellent"), settings.bonus_year_excellent, 3),
        ("good", _("Bonus of the year: rated good"), settings.bonus_year_good, 2),
        ("completed", _("Bonus of the year: rated completed"), settings.bonus_year_completed, 1),
    )
    condition, unit = _("Rated so for the year (1 completed, 2 good, 3 excellent)"), _("levels")
    return [
        Step(f"bonus_year_{name}", title, amount, "year", LEVEL, Decimal(level), Decimal(level + 1), condition, unit)
        for name, title, amount, level in named
        if amount
    ]


def _of_period(settings: Commendations) -> list[Step]:
    excellent, good = settings.monitored_excellent, settings.monitored_good
    named = (
        (
            "excellent",
            _("Bonus of the period: monitored as excellent"),
            settings.bonus_quarter_excellent,
            excellent,
            None,
        ),
        ("good", _("Bonus of the period: monitored as good"), settings.bonus_quarter_good, good, excellent),
    )
    unit = _("points")
    return [
        Step(
            *(f"bonus_period_{name}", title, amount, "period", MONITORED, least, below),
            _("Monitored with at least %(least)s points", least=least),
            unit,
        )
        for name, title, amount, least, below in named
        if amount
    ]


def _form(step: Step, settings: Commendations, on: date, left: int | None) -> AwardForm:
    def value(judged: Judged) -> Decimal | int | None:
        return judged.measures.get(step.measure)

    return AwardForm(
        key=f"commendations.{step.key}",
        title=step.title,
        legal_bases=(),
        amount_bases=bonus_decrees_on(on),
        amount=step.amount,
        conditions=[
            Condition(f"commendations.{step.key}", step.condition, value, step.least, step.unit, reads=(step.measure,))
        ],
        quota=Quota(per="commune"),
        exclusions=[by_code(settings), *_better(step)],
        spans=step.spans,
        pays_from=BONUS,
        left_in_fund=left,
        notes=[_("The commune's own rules on bonuses say who gets how much; name them in the decision.")],
    )


def _better(step: Step) -> Sequence[Exclusion]:
    """Return who is rated better, for whom there is another bonus."""
    if step.below is None:
        return ()
    below = step.below

    def is_better(judged: Judged) -> bool:
        number = judged.measures.get(step.measure)
        return number is not None and number >= below

    return (Exclusion(_("He is rated better"), is_better, reads=(step.measure,)),)
