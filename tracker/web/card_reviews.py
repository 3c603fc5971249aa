"""A scorecard in review, and after: that one has looked at it, what is said of it, and the seal of its closing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import sqlalchemy as sa
from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from pydantic import Field
from sqlmodel import col

from tracker.accounts.accounts import full_names
from tracker.closing.comments import LONGEST_COMMENT, CardComment, comment, comments_of
from tracker.closing.looking import CardSeen, confirm_seen, reviews_not_looked_at, seen_in
from tracker.closing.reviews import PeriodReview, reviews_around
from tracker.messages import InputError, message
from tracker.period_titles import period_title
from tracker.periods import Period, parse_period
from tracker.records.officials import Official
from tracker.scoring.closings import PeriodClosing
from tracker.web import forms
from tracker.web.forms import Form, marked
from tracker.web.gate import needs
from tracker.web.ranking import bring_up_to_date, record_address
from tracker.web.requests import account, my_official, scope, session, told, writing

pages = Blueprint("card_reviews", __name__)


class CommentForm(Form):
    """What is said of a scorecard."""

    text: str = Field(
        title=marked("Comment"),
        description=marked("Your leaders read it. Contest a record that is wrong beside the record itself."),
        max_length=LONGEST_COMMENT,
    )


@dataclass(frozen=True, slots=True)
class CardReview:
    """How one scorecard stands in the review of its period, or behind it."""

    period: Period
    review: PeriodReview | None
    seen: CardSeen | None
    has_moved: bool
    comments: Sequence[tuple[CardComment, str]]
    comment_at: str | None
    closing: PeriodClosing | None
    closed_by: str | None

    @property
    def seen_total(self) -> Decimal | None:
        """The total that was confirmed."""
        hundredths = self.seen.total_hundredths if self.seen else None
        return None if hundredths is None else Decimal(hundredths) / 100


@dataclass(frozen=True, slots=True)
class Standing:
    """What a record shows of reviews: how the scorecard stands, and other periods that wait for a look at one's own."""

    card: CardReview
    to_look_at: Sequence[Period]


def standing_of_card(official_id: int, period: Period, total: Decimal | None) -> Standing:
    """Return what a record shows of reviews, of an official who has `total` now; few statements where there is none."""
    around, closing = reviews_around(session(), period)
    running = [one for one in around if one.ended_at is None]
    review = next((one for one in running if one.period == period.name), None)
    was_reviewed = any(one.period == period.name for one in around)
    card = _card_review(official_id, period, review, closing, was_reviewed)
    is_seen_with_another = card.seen is not None and card.seen.total_hundredths != hundredths_of(total)
    return Standing(replace(card, has_moved=is_seen_with_another), _to_look_at(official_id, period, running))


def hundredths_of(total: Decimal | None) -> int | None:
    """Return a total as it is stored."""
    return None if total is None else int(total * 100)


def _card_review(
    official_id: int, period: Period, review: PeriodReview | None, closing: PeriodClosing | None, was_reviewed: bool
) -> CardReview:
    comments = comments_of(session(), period, official_id) if was_reviewed else []
    accounts = {one.account for one in comments} | ({closing.closed_by} if closing else set())
    names = full_names(session(), accounts) if accounts else {}
    return CardReview(
        period=period,
        review=review,
        seen=seen_in(session(), review, official_id) if review else None,
        has_moved=False,
        comments=[(one, names.get(one.account, one.account)) for one in comments],
        comment_at=_comment_address(official_id, period) if review else None,
        closing=closing,
        closed_by=names.get(closing.closed_by, closing.closed_by) if closing else None,
    )


def _to_look_at(official_id: int, period: Period, running: Sequence[PeriodReview]) -> list[Period]:
    """Return the other periods in review whose scorecard the account, if it is the official's, has not looked at."""
    if official_id != account().official_id or not any(one.period != period.name for one in running):
        return []
    waiting = (parse_period(review.period) for review in reviews_not_looked_at(session(), official_id))
    return [one for one in waiting if one != period]


@pages.post("/me/periods/<period_name>/seen")
@needs("records.view_own")
def seen(period_name: str) -> ResponseReturnValue:
    """Note that somebody has looked at his own scorecard."""
    period, official_id = _known(period_name), my_official()
    bring_up_to_date([period])
    try:
        with writing(f"look at the scorecard of {period.name}") as writer:
            confirm_seen(writer, period, official_id)
    except InputError as error:
        flash(told(error.message), "bad")
    else:
        flash(told(message("You have looked at your scorecard of %(period)s.", period=period_title(period))), "ok")
    return redirect(url_for("my_record.show", period=period.name))


@pages.route("/me/periods/<period_name>/comment", methods=["GET", "POST"])
@needs("records.view_own")
def comment_on_own(period_name: str) -> ResponseReturnValue:
    """Comment on one's own scorecard."""
    return _comment(_known(period_name), my_official())


@pages.route("/officials/<int:official_id>/periods/<period_name>/comment", methods=["GET", "POST"])
@needs("periods.review")
def comment_on(official_id: int, period_name: str) -> ResponseReturnValue:
    """Comment on the scorecard of an official whom one leads."""
    if not _leads(official_id):
        abort(404)
    return _comment(_known(period_name), official_id)


def _comment(period: Period, official_id: int) -> ResponseReturnValue:
    form = forms.asked(CommentForm)
    because = f"comment on a scorecard of {period.name}"
    back = f"{record_address(official_id)}?period={period.name}#review"
    if forms.was_sent() and forms.stored(
        form, lambda writer, given: comment(writer, period, official_id, given.text), because
    ):
        flash(told(message("The comment stands beside the scorecard.")), "ok")
        return redirect(back)
    official = session().get_one(Official, official_id)
    shown = render_template("record/comment.html", form=form, period=period, official=official, back=back)
    return shown, 422 if form.is_wrong else 200


def _comment_address(official_id: int, period: Period) -> str | None:
    """Return where the account may comment on the scorecard, None if it may not."""
    if official_id == account().official_id:
        return url_for("card_reviews.comment_on_own", period_name=period.name)
    if not scope().may("periods.review") or not _leads(official_id):
        return None
    return url_for("card_reviews.comment_on", official_id=official_id, period_name=period.name)


def _leads(official_id: int) -> bool:
    wanted = sa.select(col(Official.id)).where(col(Official.id) == official_id)
    reached = scope().people(col(Official.id), "periods.review")
    return session().execute(wanted if reached is None else wanted.where(reached)).first() is not None


def _known(period_name: str) -> Period:
    try:
        return parse_period(period_name)
    except InputError:
        abort(404)
