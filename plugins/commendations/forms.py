"""The commendations of a quarter and for an initiative, and the yearly titles of the law, as award forms."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from plugins.commendations.amounts import amount_of, praise_amount
from plugins.commendations.asking import conditions_of, notes_on
from plugins.commendations.criteria import MADE
from plugins.commendations.exclusions import of_quarter, of_title
from plugins.commendations.given import Given
from plugins.commendations.kinds import Criterion, FundKind, Grants
from plugins.commendations.laws import decrees_on, laws_on
from plugins.commendations.ledger import left_on
from plugins.commendations.past import QUARTERLY, past_of
from plugins.commendations.settings import Commendations
from plugins.commendations.titles import TITLES, TitleOfLaw
from plugins.commendations.words import fund_of
from tracker.api import AwardForm, Quota, sentences

_ = sentences("commendations")
INITIATIVE = "commendations.initiative"
EMULATION = fund_of(FundKind.EMULATION)
PRAISED_BY = _("Law on Emulation and Commendation, article 80: who grants it")


@dataclass(frozen=True, slots=True)
class Making:
    """What forms are made from on a day: what criteria are made from, and what the emulation fund still holds."""

    session: Session
    given: Given
    left: int | None

    @property
    def settings(self) -> Commendations:
        """The settings of the day."""
        return self.given.settings

    @property
    def on(self) -> date:
        """The day."""
        return self.given.on


def commendations(
    session: Session, settings: Commendations, on: date, period_ends: date, measures: Collection[str]
) -> list[AwardForm]:
    """Return every commendation and title that is offered under these settings, with the law of the day."""
    past = past_of(session, on, period_ends, settings.least_months)
    making = Making(session, Given(settings, past, on, measures), left_on(session, FundKind.EMULATION, on, settings))
    titles = [title for title in TITLES if grants_on(title, settings, on) is not Grants.NOT_OFFERED]
    return [quarterly(making), *(yearly(title, making) for title in titles), initiative(making)]


def grants_on(title: TitleOfLaw, settings: Commendations, on: date) -> Grants:
    """Return what the commune does with a title: as it set it, else as the law of the day says."""
    chosen = settings.terms_of(title.key).grants
    return title.authority_on(on).grants if chosen is Grants.BY_LAW else chosen


def quarterly(making: Making) -> AwardForm:
    """Return the commendation of a quarter."""
    settings, given = making.settings, making.given
    conditions = [MADE[one](given) for one in (Criterion.POINTS, Criterion.ON_TIME)]
    return AwardForm(
        key=QUARTERLY,
        title=_("Commendation of the chairman of the commune"),
        legal_bases=laws_on(making.on, PRAISED_BY),
        amount_bases=decrees_on(making.on),
        amount=praise_amount(making.session, settings.base_salaries, settings.amount, settings, making.on),
        conditions=[one for one in conditions if one is not None],
        quota=Quota(settings.quota / 100, per="group", rounding="up" if settings.rounds_up else "down"),
        fund=settings.fund,
        pays_from=EMULATION,
        left_in_fund=making.left,
        exclusions=of_quarter(given),
        smallest_sample=settings.few_files,
        has_certificate=True,
    )


def initiative(making: Making) -> AwardForm:
    """Return the commendation for an initiative."""
    settings = making.settings
    times, amount = settings.initiative_base_salaries, settings.initiative_amount
    return AwardForm(
        key=INITIATIVE,
        title=_("Commendation of the chairman of the commune for an initiative"),
        legal_bases=laws_on(making.on, PRAISED_BY),
        amount_bases=decrees_on(making.on),
        amount=praise_amount(making.session, times, amount, settings, making.on),
        fund=settings.initiative_fund,
        pays_from=EMULATION,
        left_in_fund=making.left,
        for_initiatives=True,
        has_certificate=True,
    )


def yearly(title: TitleOfLaw, making: Making) -> AwardForm:
    """Return a title or form of a year: granted here, or proposed to the level above."""
    settings, given = making.settings, making.given
    decides = grants_on(title, settings, making.on) is Grants.DECIDES
    return AwardForm(
        key=title.form,
        title=title.title,
        legal_bases=laws_on(making.on, title.article),
        amount_bases=decrees_on(making.on),
        amount=amount_of(making.session, title, settings, making.on),
        conditions=conditions_of(title, given),
        quota=quota_of(title, settings),
        exclusions=of_title(title, given),
        smallest_sample=settings.few_files if Criterion.ON_TIME in title.criteria else 0,
        spans="year",
        recipients="units" if title.is_for_units else "officials",
        authority="decides" if decides else "proposes",
        pays_from=EMULATION if decides else None,
        left_in_fund=making.left if decides else None,
        notes=notes_on(title, given),
        has_certificate=decides and not title.is_title,
    )


def quota_of(title: TitleOfLaw, settings: Commendations) -> Quota:
    """Return how many places a title has: for grassroots emulation fighters a share of the advanced workers.

    Who is none is excluded from it, so the share is of the others.
    """
    if title.key != "grassroots_fighter":
        return Quota(per="commune")
    return Quota(settings.fighter_quota / 100, per="commune", rounding="up" if settings.rounds_up else "down")
