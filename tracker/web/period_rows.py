"""Periods as their pages show them: where each stands, who closed it, who has looked and who has not."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import col, select

from tracker.accounts.accounts import full_names
from tracker.closing.closing import closings_in_order
from tracker.closing.comments import CardComment
from tracker.closing.looking import NotLooked, seen_by_officials, who_has_not_looked
from tracker.closing.reviews import PeriodReview, PeriodState, review_of, running_reviews
from tracker.messages import Message, message
from tracker.periods import Period, parse_period, period_of
from tracker.records.officials import Official
from tracker.scoring.closings import PeriodClosing
from tracker.scoring.scorecards import Scorecard
from tracker.web.period_choice import first_day
from tracker.web.ranking import scored_grain
from tracker.web.requests import scope, session, today

MOST_NAMED = 60
MOST_COMMENTS = 40
TAGS: dict[PeriodState, tuple[str, Message, str]] = {
    PeriodState.OPEN: ("", message("Open"), "point"),
    PeriodState.IN_REVIEW: ("info", message("In review"), "eye"),
    PeriodState.CLOSED: ("ok", message("Closed for good"), "lock"),
}
RUNNING = ("", message("Running"), "clock")


@dataclass(frozen=True, slots=True)
class StandingPeriod:
    """One period: its state, the review or the closing that holds, and earlier closings that were opened again."""

    period: Period
    state: PeriodState
    review: PeriodReview | None
    closing: PeriodClosing | None
    opened_again: Sequence[PeriodClosing]
    names: dict[str, str]
    cards: int

    @property
    def tag(self) -> tuple[str, Message, str]:
        """The kind, word and icon of the state."""
        return RUNNING if self.state is PeriodState.OPEN and today() <= self.period.end else TAGS[self.state]

    def who(self, account: str | None) -> str:
        """Return what the person behind an account is called."""
        return self.names.get(account or "", account or "–")


@dataclass(frozen=True, slots=True)
class Looked:
    """How a review goes: how many have looked, and who of those that the account may see has not."""

    seen: int
    missing: Sequence[NotLooked]
    missing_everywhere: int

    @property
    def total(self) -> int:
        """How many have a scorecard."""
        return self.seen + self.missing_everywhere

    @property
    def named(self) -> Sequence[NotLooked]:
        """Those who are named on the page."""
        return self.missing[:MOST_NAMED]


@dataclass(frozen=True, slots=True)
class ToldComment:
    """A comment, on whose scorecard it stands, and who wrote it."""

    comment: CardComment
    official: Official
    who: str


def period_rows() -> list[StandingPeriod]:
    """Return the periods of the length that is scored, the latest first, back to the first record or closing."""
    grain, found = scored_grain(), []
    closed = [parse_period(one.period) for one in closings_in_order(session())]
    since = min([first_day(), *(one.start for one in closed if one.grain == grain)])
    period = period_of(today(), grain)
    while period.end >= since:
        found.append(period)
        period = period.previous()
    return _standing(found)


def standing_of(period: Period) -> StandingPeriod:
    """Return where one period stands."""
    return _standing([period])[0]


def _standing(periods: Sequence[Period]) -> list[StandingPeriod]:
    reviews = {one.period: one for one in running_reviews(session())}
    closings = closings_in_order(session())
    holding = {one.period: one for one in closings if one.reopened_at is None}
    accounts = {one.opened_by for one in reviews.values()}
    accounts |= {name for one in closings for name in (one.closed_by, one.reopened_by) if name}
    names, cards = full_names(session(), accounts), _cards([period.name for period in periods])
    return [
        StandingPeriod(
            period,
            _state(period.name in holding, period.name in reviews),
            reviews.get(period.name),
            holding.get(period.name),
            [one for one in closings if one.period == period.name and one.reopened_at is not None],
            names,
            cards.get(period.name, 0),
        )
        for period in periods
    ]


def _state(is_closed: bool, is_in_review: bool) -> PeriodState:
    if is_closed:
        return PeriodState.CLOSED
    return PeriodState.IN_REVIEW if is_in_review else PeriodState.OPEN


def _cards(names: Collection[str]) -> dict[str, int]:
    of_period = col(Scorecard.period)
    counted = sa.select(of_period, sa.func.count()).where(of_period.in_(names)).group_by(of_period)
    return {row[0]: row[1] for row in session().connection().execute(counted)}


def looked_at(period: Period) -> Looked | None:
    """Return how the review of a period goes, None if it is in none."""
    review = review_of(session(), period)
    if review is None:
        return None
    missing = who_has_not_looked(session(), review, today())
    ids = sa.select(col(Official.id)).where(col(Official.id).in_([one.official_id for one in missing]))
    visible = set(session().execute(scope().narrow(ids, Official)).scalars())
    seen = len(seen_by_officials(session(), review))
    return Looked(seen, [one for one in missing if one.official_id in visible], len(missing))


def comments_in(period: Period) -> list[ToldComment]:
    """Return the latest comments on scorecards of a period that the account may see, the newest first."""
    wanted = sa.select(CardComment, Official).join(Official, col(Official.id) == col(CardComment.official_id))
    wanted = wanted.where(col(CardComment.period) == period.name).order_by(col(CardComment.id).desc())
    rows = session().execute(scope().narrow(wanted, CardComment).limit(MOST_COMMENTS)).all()
    names = full_names(session(), {row[0].account for row in rows})
    return [ToldComment(one, official, names.get(one.account, one.account)) for one, official in rows]


def people_of(ids: Collection[int]) -> list[Official]:
    """Return those of these officials whom the account may see, as Vietnamese lists put them."""
    wanted = select(Official).where(col(Official.id).in_(ids)).order_by(col(Official.name_order), col(Official.code))
    return list(session().execute(scope().narrow(wanted, Official)).scalars())
