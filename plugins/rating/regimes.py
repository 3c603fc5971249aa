"""Which rules rate whom, and from when: a table of data, each rule with its legal bases and how sure they are.

The last day of the rated period picks the rule. So a public employee is rated for the year 2026 by the decree that
holds since July, from the monitoring of the third quarter on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from plugins.rating.kinds import Level
from tracker.api import LegalBasis, Message, OfficialKind, sentences

_ = sentences("rating")

Confidence = Literal["high", "medium", "low"]
"""How sure a legal basis is: read in its text or a published source, seen second-hand, or only remembered."""
IN_THE_BEGINNING = date(1900, 1, 1)
OLD_RULES_END_FOR_EMPLOYEES = date(2026, 12, 31)
"""The last day on which a public service unit without regulations of its own may still rate by the old decree."""


@dataclass(frozen=True, slots=True)
class Basis:
    """A legal document that a rule rests on, and how sure that is."""

    legal: LegalBasis
    confidence: Confidence


@dataclass(frozen=True)
class Regime:
    """One set of rules: by points that are monitored in the year, or by levels that people choose by `criteria`.

    `has_quota`: excellent are at most a share of those rated good.
    """

    key: str
    title: Message
    is_by_points: bool
    bases: tuple[Basis, ...]
    criteria: Mapping[Level, Message]
    has_quota: bool = True


BY_SCORE = {
    Level.EXCELLENT: _("From the score for it on, and within the quota"),
    Level.GOOD: _("From the score for it on"),
    Level.COMPLETED: _("From the score for it on"),
    Level.NOT_COMPLETED: _("Below that, or for a reason that rules out any other level"),
}
DECREE_335 = Regime(
    "decree_335",
    _("Decree 335/2025: civil servants"),
    True,
    (
        Basis(LegalBasis("335/2025/NĐ-CP", _("rating of civil servants; 30 and 70 points, levels, quota")), "high"),
        Basis(LegalBasis("335/2025/NĐ-CP", _("the mean of six items for leaders, the 30 points by item")), "medium"),
    ),
    BY_SCORE,
)
DECREE_233 = Regime(
    "decree_233",
    _("Decree 233/2026: public employees"),
    True,
    (
        Basis(LegalBasis("233/2026/NĐ-CP", _("articles 10 to 12: rating of public employees")), "high"),
        Basis(LegalBasis("233/2026/NĐ-CP", _("how many points each item is worth: the unit's regulations")), "medium"),
    ),
    BY_SCORE,
)
OLDER = Regime(
    "older",
    _("Decree 90/2020: years before"),
    False,
    (
        Basis(LegalBasis("90/2020/NĐ-CP", _("articles 4 to 15: the four levels by criteria")), "medium"),
        Basis(LegalBasis("48/2023/NĐ-CP", _("at most 20%% excellent of those rated good")), "medium"),
    ),
    {
        Level.EXCELLENT: _("Every task done in time, well and to great effect, at least half of them beyond the plan"),
        Level.GOOD: _("Every task done in time, well and to effect"),
        Level.COMPLETED: _("Every task done, at most a fifth of them late, not well or to little effect"),
        Level.NOT_COMPLETED: _(
            "More than half of the tasks late, not well or to no effect; or disciplined in the year"
        ),
    },
)
PARTY = Regime(
    "party",
    _("Party rules: Regulation 366-QĐ/TW"),
    False,
    (Basis(LegalBasis("366-QĐ/TW", _("rating in the political system; from memory: ask the Party committee")), "low"),),
    {
        Level.EXCELLENT: _("As the Party committee decides"),
        Level.GOOD: _("As the Party committee decides"),
        Level.COMPLETED: _("As the Party committee decides"),
        Level.NOT_COMPLETED: _("As the Party committee decides"),
    },
)
REGIMES = {one.key: one for one in (DECREE_335, DECREE_233, OLDER, PARTY)}

_CIVIL_SERVANTS = ((IN_THE_BEGINNING, OLDER), (date(2026, 1, 1), DECREE_335))
TIMELINE: Mapping[OfficialKind, tuple[tuple[date, Regime], ...]] = {
    OfficialKind.CIVIL_SERVANT: _CIVIL_SERVANTS,
    OfficialKind.ELECTED_OFFICIAL: _CIVIL_SERVANTS,
    OfficialKind.PUBLIC_EMPLOYEE: ((IN_THE_BEGINNING, OLDER), (date(2026, 7, 1), DECREE_233)),
    OfficialKind.PARTY_OR_ORGANISATION: ((IN_THE_BEGINNING, PARTY),),
}
"""From which day on which rules rate each kind of official; of several that have begun, the last."""


def regime_of(
    kind: OfficialKind, last_day: date, *, elected_by_party: bool = False, employees_by_old_rules: bool = False
) -> Regime:
    """Return the rules by which an official of this kind is rated for a period that ends on that day."""
    if kind is OfficialKind.ELECTED_OFFICIAL and elected_by_party:
        kind = OfficialKind.PARTY_OR_ORGANISATION
    if kind is OfficialKind.PUBLIC_EMPLOYEE and employees_by_old_rules and last_day <= OLD_RULES_END_FOR_EMPLOYEES:
        return OLDER
    return next(regime for begins, regime in reversed(TIMELINE[kind]) if begins <= last_day)
