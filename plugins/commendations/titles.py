"""The titles and forms of the law that a commune grants or proposes for a year: one table, no code.

What an entry says of amounts, authority and criteria holds from a day on, and says how certain it is. A commune may set
the amount and the authority of each otherwise, by its dated settings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from plugins.commendations.kinds import Confidence, Criterion, Grants
from plugins.commendations.laws import (
    DECREE_OF_2017,
    LAW_OF_2022,
    TWO_TIERS,
    Authority,
    Multiple,
    Sourced,
    in_force,
)
from tracker.api import Message, sentences

_ = sentences("commendations")
H, M, L = Confidence.HIGH, Confidence.MEDIUM, Confidence.LOW


@dataclass(frozen=True, slots=True)
class TitleOfLaw:
    """One title, or form of commendation, of a year: whom it is for, what it asks, what it is worth, who grants it.

    `is_title`: an emulation title, which may follow a lower one for the same year; else a form of commendation.
    `by_hand` is what Tracker cannot judge and somebody must look at; `unsure` what of it is not certain.
    """

    key: str
    title: Message
    article: Message
    multiples: Sequence[Multiple]
    authority: Sequence[Authority]
    criteria: Sequence[Criterion]
    is_title: bool
    is_for_units: bool = False
    by_hand: Message | None = None
    unsure: Message | None = None

    @property
    def form(self) -> str:
        """The key of its award form."""
        return f"commendations.{self.key}"

    def multiple_on(self, day: date) -> Multiple:
        """Return the multiple of the base salary on a day."""
        return self.multiples[in_force(day, [one.since for one in self.multiples])]

    def authority_on(self, day: date) -> Authority:
        """Return who grants it on a day; before the law of 2022 as it says."""
        return self.authority[in_force(day, [one.since for one in self.authority])]


def _always(number: str, since_2024: Confidence = H) -> list[Multiple]:
    """Return a multiple that the three decrees share; that of 2017 is from memory."""
    return [Multiple(DECREE_OF_2017, Decimal(number), L), Multiple(LAW_OF_2022, Decimal(number), since_2024)]


def _raised(before: str, since_2025: str, confidence: Confidence) -> list[Multiple]:
    """Return a multiple that Decree 152/2025 raised."""
    earlier = [Multiple(day, Decimal(before), one) for day, one in ((DECREE_OF_2017, L), (LAW_OF_2022, confidence))]
    return [*earlier, Multiple(TWO_TIERS, Decimal(since_2025), confidence)]


_CHAIRMAN = Sourced(H, _("Law of 2022, article 80(3): the chairman of the commune grants it."))
_DISTRICT = Sourced(H, _("Law of 2022, article 80(2): the chairman of the district granted it."))
_AFTER_DISTRICTS = Sourced(
    L,
    _(
        "Since 1 July 2025 there are no districts; that the commune grants in their place what article 80(2) gave them "
        "is not confirmed. Ask the province before the first decision."
    ),
)
_PROVINCE = Sourced(H, _("The province grants it; the commune proposes."))
_GOVERNMENT = Sourced(H, _("The Prime Minister grants it; the commune proposes to the province."))
COMMUNE = [Authority(LAW_OF_2022, Grants.DECIDES, _CHAIRMAN)]
ONCE_DISTRICT = [
    Authority(LAW_OF_2022, Grants.PROPOSES, _DISTRICT),
    Authority(TWO_TIERS, Grants.DECIDES, _AFTER_DISTRICTS),
]
PROVINCE = [Authority(LAW_OF_2022, Grants.PROPOSES, _PROVINCE)]
GOVERNMENT = [Authority(LAW_OF_2022, Grants.PROPOSES, _GOVERNMENT)]
_FROM_MEMORY = _("The criteria are written from memory of the law of 2022. Check them against its text.")

ADVANCED_WORKER = TitleOfLaw(
    "advanced_worker",
    _("Advanced worker"),
    _("Law on Emulation and Commendation, articles 24 and 80: advanced worker"),
    _always("0.3"),
    COMMUNE,
    [Criterion.RATED_GOOD],
    is_title=True,
    by_hand=_("Spirit of solidarity and part in emulation movements, as the province details it."),
)
GRASSROOTS_FIGHTER = TitleOfLaw(
    "grassroots_fighter",
    _("Grassroots emulation fighter"),
    _("Law on Emulation and Commendation, article 23: grassroots emulation fighter"),
    _always("1.0"),
    ONCE_DISTRICT,
    [Criterion.EXCELLENT, Criterion.INITIATIVE],
    is_title=True,
)
YEARLY_MERIT = TitleOfLaw(
    "yearly_merit",
    _("Certificate of merit of the chairman of the commune for the year"),
    _("Law on Emulation and Commendation, articles 75 and 80: certificate of merit"),
    _raised("0.15", "0.3", H),
    COMMUNE,
    [Criterion.POINTS, Criterion.ON_TIME, Criterion.RATED_GOOD],
    is_title=False,
)
PROVINCIAL_FIGHTER = TitleOfLaw(
    "provincial_fighter",
    _("Emulation fighter of the province"),
    _("Law on Emulation and Commendation, article 22: emulation fighter of the province"),
    _always("3.0"),
    PROVINCE,
    [Criterion.FIGHTER_THREE_TIMES],
    is_title=True,
    by_hand=_("An initiative or study that the province recognises for its effect."),
    unsure=_FROM_MEMORY,
)
PROVINCIAL_MERIT = TitleOfLaw(
    "provincial_merit",
    _("Certificate of merit of the province"),
    _("Law on Emulation and Commendation, article 74: certificate of merit of the province"),
    _raised("1.5", "1.5", M),
    PROVINCE,
    [Criterion.FIGHTER_TWICE],
    is_title=False,
    by_hand=_("Two years rated excellent in a row with two recognised initiatives do as well; so do feats."),
    unsure=_FROM_MEMORY,
)
NATIONAL_FIGHTER = TitleOfLaw(
    "national_fighter",
    _("National emulation fighter"),
    _("Law on Emulation and Commendation, article 21: national emulation fighter"),
    _always("4.5"),
    GOVERNMENT,
    [Criterion.PROVINCIAL_FIGHTER_TWICE],
    is_title=True,
    by_hand=_("An initiative or study whose effect is recognised for the whole country."),
    unsure=_FROM_MEMORY,
)
PRIME_MINISTERS_MERIT = TitleOfLaw(
    "prime_ministers_merit",
    _("Certificate of merit of the Prime Minister"),
    _("Law on Emulation and Commendation, article 73: certificate of merit of the Prime Minister"),
    _raised("3.5", "3.5", M),
    GOVERNMENT,
    [Criterion.PROVINCIAL_MERIT_BEFORE, Criterion.FIGHTER_IN_FIVE_YEARS],
    is_title=False,
    by_hand=_("Five years in a row rated good or better; recognised initiatives may take the place of titles."),
    unsure=_FROM_MEMORY,
)
ADVANCED_UNIT = TitleOfLaw(
    "advanced_unit",
    _("Advanced collective"),
    _("Law on Emulation and Commendation, article 28: advanced collective"),
    _always("0.8"),
    ONCE_DISTRICT,
    [Criterion.UNIT_ADVANCED],
    is_title=True,
    is_for_units=True,
    by_hand=_("That the unit completed its tasks well, its movement and its unity."),
    unsure=_FROM_MEMORY,
)
EXCELLENT_UNIT = TitleOfLaw(
    "excellent_unit",
    _("Excellent collective"),
    _("Law on Emulation and Commendation, article 27: excellent collective"),
    _always("1.5"),
    PROVINCE,
    [Criterion.UNIT_ALL_COMPLETED, Criterion.UNIT_MOSTLY_ADVANCED, Criterion.UNIT_FIGHTER],
    is_title=True,
    is_for_units=True,
    by_hand=_("That the unit completed its tasks excellently, its movement and its unity."),
    unsure=_FROM_MEMORY,
)
UNIT_MERIT = TitleOfLaw(
    "unit_merit",
    _("Certificate of merit of the chairman of the commune for a collective"),
    _("Law on Emulation and Commendation, articles 75 and 80: certificate of merit"),
    _raised("0.3", "0.6", M),
    COMMUNE,
    [Criterion.UNIT_POINTS],
    is_title=False,
    is_for_units=True,
    unsure=_("Twice the amount of one person is written from memory of the decree. Check it."),
)
TITLES = (
    *(ADVANCED_WORKER, GRASSROOTS_FIGHTER, YEARLY_MERIT, PROVINCIAL_FIGHTER, PROVINCIAL_MERIT, NATIONAL_FIGHTER),
    *(PRIME_MINISTERS_MERIT, ADVANCED_UNIT, EXCELLENT_UNIT, UNIT_MERIT),
)
BY_KEY = {one.key: one for one in TITLES}
