"""The commendations as forms: arithmetic from a scorecard and settings, no records."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from plugins.commendations.settings import Commendations
from tracker.api import (
    AwardForm,
    BaseSalaries,
    Condition,
    Exclusion,
    Judged,
    LegalBasis,
    Quota,
    sentences,
)

_ = sentences("commendations")
LAW_OF_2026 = date(2026, 10, 1)
"""From when on the amended law holds."""
HUNDREDTH = Decimal("0.01")
READS = ("files.early", "files.on_time", "files.overdue")


def quarterly(settings: Commendations, on: date) -> AwardForm:
    """Return the commendation under these settings, with the law of the day."""
    return AwardForm(
        key="commendations.quarterly",
        title=_("Commendation of the chairman of the commune"),
        legal_bases=_legal_bases(on),
        amount=BaseSalaries(settings.base_salaries) if settings.amount is None else settings.amount,
        conditions=_conditions(settings),
        quota=Quota(settings.quota / 100, per="group", rounding="up" if settings.rounds_up else "down"),
        fund=settings.fund,
        exclusions=_exclusions(settings),
        smallest_sample=settings.few_files,
    )


def initiative(settings: Commendations, on: date) -> AwardForm:
    """Return the commendation for an initiative under these settings, with the law of the day."""
    times, amount = settings.initiative_base_salaries, settings.initiative_amount
    return AwardForm(
        key="commendations.initiative",
        title=_("Commendation of the chairman of the commune for an initiative"),
        legal_bases=_legal_bases(on),
        amount=BaseSalaries(times) if amount is None else amount,
        fund=settings.initiative_fund,
        for_initiatives=True,
    )


def _legal_bases(on: date) -> list[LegalBasis]:
    law = LegalBasis("06/2022/QH15", _("Law on Emulation and Commendation, article 80: who grants it"))
    amended = LegalBasis("06/2026/QH16", _("Law that amends the Law on Emulation and Commendation"))
    decree = LegalBasis("152/2025/NĐ-CP", _("article 54: what goes with it"))
    return [law, *([amended] if on >= LAW_OF_2026 else []), decree]


def _conditions(settings: Commendations) -> list[Condition]:
    points = Condition(
        "commendations.points",
        _("At least %(least)s%% of the points within reach", least=settings.least_points),
        share_of_points,
        settings.least_points,
        _("%%"),
    )
    on_time = Condition(
        "commendations.on_time",
        _("At least %(least)s%% of the files early or on time", least=settings.least_on_time),
        share_on_time,
        settings.least_on_time,
        _("%%"),
        reads=READS,
    )
    return [one for one in (points, on_time) if one.threshold]


def share_of_points(judged: Judged) -> Decimal | None:
    """Return the points as a percentage of those that the rules give which could judge the official.

    So nobody is held back by a rule that had too little to judge him by.
    """
    if judged.total is None or not judged.reachable:
        return None
    return (judged.total * 100 / judged.reachable).quantize(HUNDREDTH)


def share_on_time(judged: Judged) -> Decimal | None:
    """Return the percentage of the finished files that were early or on time; None where nothing was due."""
    early, on_time, overdue = (Decimal(judged.measures[key] or 0) for key in READS)
    due = early + on_time + overdue
    return ((early + on_time) * 100 / due).quantize(HUNDREDTH) if due else None


def _exclusions(settings: Commendations) -> list[Exclusion]:
    groups, codes = settings.excluded_groups, settings.excluded
    return [
        Exclusion(_("His ranking group is left out"), lambda judged: judged.group in groups),
        Exclusion(_("He is left out by the settings"), lambda judged: judged.code.upper() in codes),
    ]
