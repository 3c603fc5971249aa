"""The laws and decrees behind the titles: from when on each holds, and what it says of the amounts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from plugins.commendations.kinds import Confidence, Grants
from tracker.api import LegalBasis, Message, sentences

_ = sentences("commendations")

LAW_OF_2022 = date(2024, 1, 1)
LAW_OF_2026 = date(2026, 10, 1)
"""From when on the law of 2026 amends that of 2022; a dossier accepted before stays under the old one."""
TWO_TIERS = date(2025, 7, 1)
"""From when on there are no districts, and Decree 152/2025 holds."""
DECREE_OF_2017 = date(2017, 10, 1)


@dataclass(frozen=True, slots=True)
class Sourced:
    """How certain something is, and what is known of it."""

    confidence: Confidence
    note: Message


@dataclass(frozen=True, slots=True)
class Multiple:
    """An amount as a multiple of the base salary, from a day on."""

    since: date
    number: Decimal
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Authority:
    """Whether the commune grants a title, from a day on, and how certain that is."""

    since: date
    grants: Grants
    source: Sourced


def in_force(day: date, since: Sequence[date]) -> int:
    """Return which of these days, the earliest first, began last by that day; the first where none had."""
    return max((number for number, one in enumerate(since) if one <= day), default=0)


def laws_on(day: date, article: Message) -> list[LegalBasis]:
    """Return the law of the day that picks the criteria; `article` is what of the law of 2022 is meant."""
    if day < LAW_OF_2022:
        return [LegalBasis("15/2003/QH11", _("Law on Emulation and Commendation of 2003"))]
    law = LegalBasis("06/2022/QH15", article)
    if day < LAW_OF_2026:
        return [law]
    return [law, LegalBasis("06/2026/QH16", _("Law that amends the Law on Emulation and Commendation"))]


def decrees_on(day: date) -> list[LegalBasis]:
    """Return the decree about amounts of the day that picks the amount."""
    known: Mapping[date, LegalBasis] = {
        DECREE_OF_2017: LegalBasis("91/2017/NĐ-CP", _("articles 69 to 73: what goes with it")),
        LAW_OF_2022: LegalBasis("98/2023/NĐ-CP", _("articles 51 to 55: what goes with it")),
        TWO_TIERS: LegalBasis("152/2025/NĐ-CP", _("article 54: what goes with it")),
    }
    days = list(known)
    return [known[days[in_force(day, days)]]]


BONUS_SINCE = date(2024, 7, 1)
"""From when on there is a bonus fund."""


def bonus_decrees_on(day: date) -> list[LegalBasis]:
    """Return the decree about the bonus fund on a day."""
    if day < date(2026, 7, 1):
        return [LegalBasis("73/2024/NĐ-CP", _("article 4: bonuses"))]
    return [LegalBasis("161/2026/NĐ-CP", _("article 4: bonuses"))]
