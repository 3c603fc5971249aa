"""Periods: which are open, in review and closed; opening a review, closing, verifying, opening again."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from pydantic import Field

from tracker.closing.closing import close_period, reopen_period, why_not_now, why_not_opened
from tracker.closing.contests import open_contests
from tracker.closing.reviews import PeriodState, open_review, review_of
from tracker.closing.telling import tell_to_look
from tracker.closing.verifying import verify_period
from tracker.database import RecordSession
from tracker.messages import InputError, message
from tracker.period_titles import period_title
from tracker.periods import Period, parse_period
from tracker.scoring.closings import closing_of
from tracker.web import forms
from tracker.web.forms import FilledForm, Form, marked
from tracker.web.gate import needs
from tracker.web.period_rows import comments_in, looked_at, people_of, period_rows, standing_of
from tracker.web.ranking import bring_up_to_date, record_address, scored_grain
from tracker.web.requests import scope, session, today, told, tracker

pages = Blueprint("periods", __name__, url_prefix="/periods")
USUAL_REVIEW = timedelta(days=7)


class ReviewForm(Form):
    """Until when everybody may look."""

    until: date = Field(
        title=marked("Last day to look"),
        description=marked("Until then nobody closes the period, unless everybody has looked."),
    )


class ClosingForm(Form):
    """What is said of a closing."""

    because: str = Field(
        default="",
        title=marked("Remark"),
        description=marked("Such as the minutes by which it was agreed. It stands in the audit log."),
        max_length=300,
    )


class OpeningForm(Form):
    """Why a closed period is opened again."""

    because: str = Field(title=marked("Reason"), description=marked("Everybody can read it."), max_length=300)


@pages.get("/")
@needs("periods.view")
def index() -> ResponseReturnValue:
    """List the periods, the latest first."""
    return render_template("periods/index.html", periods=period_rows())


@pages.get("/<period_name>")
@needs("periods.view")
def show(period_name: str) -> ResponseReturnValue:
    """Show where one period stands, and what can be done with it."""
    period = _known(period_name)
    return _show(period, _review_form(period))


@pages.post("/<period_name>/review")
@needs("periods.review")
def review(period_name: str) -> ResponseReturnValue:
    """Let everybody look at his scorecard, or move the last day of it."""
    period = _known(period_name)
    _refuse_part_of_it("periods.review")
    form, grain, is_first = forms.read(ReviewForm), scored_grain(), review_of(session(), period) is None
    bring_up_to_date([period])

    def open_it(writer: RecordSession, given: ReviewForm) -> None:
        opened = open_review(writer, period, given.until, today(), grain)
        if is_first:
            tell_to_look(writer, opened, today())

    if not forms.stored(form, open_it, f"review {period.name}") or form.value is None:
        return _show(period, form), 422
    said = message("%(period)s is in review until %(until)s.", period=period_title(period), until=form.value.until)
    flash(told(said), "ok")
    return redirect(url_for("periods.show", period_name=period.name))


@pages.route("/<period_name>/close", methods=["GET", "POST"])
@needs("periods.close")
def close(period_name: str) -> ResponseReturnValue:
    """Say what closing does, then close the period."""
    period = _known(period_name)
    _refuse_part_of_it("periods.close")
    form = forms.asked(ClosingForm)
    because = (form.value.because if form.value else "") or f"close {period.name}"
    if forms.was_sent() and forms.stored(form, lambda writer, _given: close_period(tracker(), writer, period), because):
        flash(told(message("%(period)s is closed.", period=period_title(period))), "ok")
        return redirect(url_for("periods.show", period_name=period.name))
    why_not = bring_up_to_date([period]) if form.refused is None else None
    context = {"why_not": why_not or why_not_now(tracker(), session(), period), "contests": open_contests(session())}
    shown = render_template("periods/close.html", form=form, one=standing_of(period), **context, **SHOWN_BY)
    return shown, 422 if form.is_wrong else 200


@pages.get("/<period_name>/verify")
@needs("periods.view")
def verify(period_name: str) -> ResponseReturnValue:
    """Check a closed period, and say what came of it."""
    period = _known(period_name)
    found = verify_period(session(), tracker().plugins, period)
    context = {"found": found, "differing": people_of(found.differing)}
    return render_template("periods/verified.html", one=standing_of(period), **context, **SHOWN_BY)


@pages.route("/<period_name>/reopen", methods=["GET", "POST"])
@needs("periods.reopen")
def reopen(period_name: str) -> ResponseReturnValue:
    """Ask for the reason, then open a closed period again."""
    period = _known(period_name)
    form = forms.asked(OpeningForm)
    because = form.value.because if form.value else None
    if forms.was_sent() and forms.stored(form, lambda writer, _given: reopen_period(writer, period), because):
        flash(told(message("%(period)s is open again.", period=period_title(period))), "ok")
        return redirect(url_for("periods.show", period_name=period.name))
    context = {"why_not": why_not_opened(session(), period)}
    shown = render_template("periods/reopen.html", form=form, one=standing_of(period), **context, **SHOWN_BY)
    return shown, 422 if form.is_wrong else 200


def leads_everything(permission: str) -> bool:
    """Whether the account has the permission over the whole installation: a period is closed for everybody at once."""
    return scope().reach(permission).everywhere


def _refuse_part_of_it(permission: str) -> None:
    if not leads_everything(permission):
        abort(403)


def _known(period_name: str) -> Period:
    """Return a period of the length that is scored here, which has begun; there is no page for any other."""
    try:
        period = parse_period(period_name)
    except InputError:
        abort(404)
    if period.grain != scored_grain() or period.start > today():
        abort(404)
    return period


def _review_form(period: Period) -> FilledForm[ReviewForm]:
    running = review_of(session(), period)
    return forms.blank(ReviewForm, {"until": running.until if running else today() + USUAL_REVIEW})


def _show(period: Period, form: FilledForm[ReviewForm]) -> str:
    why_not = bring_up_to_date([period]) if closing_of(session(), period) is None else None
    one, is_over = standing_of(period), period.end < today()
    return render_template(
        "periods/show.html",
        one=one,
        form=form,
        looked=looked_at(period),
        comments=comments_in(period),
        contests=open_contests(session()),
        why_not=why_not,
        not_now=why_not_now(tracker(), session(), period),
        may_review=is_over and one.state is not PeriodState.CLOSED and leads_everything("periods.review"),
        may_close=is_over and one.state is not PeriodState.CLOSED and leads_everything("periods.close"),
        is_over=is_over,
        **SHOWN_BY,
    )


SHOWN_BY = {"record_address": record_address, "states": PeriodState}
"""What the templates of these pages call."""
