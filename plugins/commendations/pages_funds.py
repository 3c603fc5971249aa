"""The page of the two funds: meters, what decisions and entries paid, what is left; and what a fund holds."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from pydantic import Field

from plugins.commendations.fund_changes import set_fund
from plugins.commendations.kinds import FundKind
from plugins.commendations.ledger import ledger_of
from plugins.commendations.models import LONGEST_TEXT
from plugins.commendations.pages_shared import KEEP, VIEW, asked_year, keeps_funds, refuse_unless_keeper, years_offered
from plugins.commendations.settings import settings_for
from plugins.commendations.words import word
from tracker.api import RecordSession, marked, sentences
from tracker.api.web import Form, asked_form, in_words, needs, session, stored_form, today, viewer

_ = sentences("commendations")
MOST_DONG = 1_000_000_000_000


class EmulationForm(Form):
    """What the emulation fund of a year holds."""

    amount: int = Field(ge=0, le=MOST_DONG, title=marked("Amount"), json_schema_extra={"unit": marked("đồng")})
    source: str = Field(
        min_length=1,
        max_length=LONGEST_TEXT,
        title=marked("Paper"),
        description=marked("The decision or budget that says so."),
    )


class BonusForm(Form):
    """What the bonus fund of a year holds."""

    salaries: int | None = Field(
        default=None,
        ge=0,
        le=MOST_DONG,
        title=marked("Salaries of the year without allowances"),
        description=marked("Tracker works out the share of them that the settings say."),
        json_schema_extra={"unit": marked("đồng")},
    )
    amount: int | None = Field(
        default=None,
        ge=0,
        le=MOST_DONG,
        title=marked("Or the amount of the fund"),
        description=marked("As it was allotted."),
        json_schema_extra={"unit": marked("đồng")},
    )
    source: str = Field(
        min_length=1,
        max_length=LONGEST_TEXT,
        title=marked("Paper"),
        description=marked("The decision or budget that says so."),
    )


@needs(VIEW)
def funds() -> ResponseReturnValue:
    """Show both funds of a year."""
    year = asked_year()
    return render_template(
        "commendations/funds.html",
        ledgers=[ledger_of(session(), kind, year) for kind in FundKind],
        year=year,
        years=years_offered(),
        rules=settings_for(session(), today()),
        keeps=keeps_funds(),
    )


@needs(KEEP)
def set_fund_of_year(fund: str, year: int) -> ResponseReturnValue:
    """Enter what a fund of a year holds."""
    refuse_unless_keeper()
    kind = next((one for one in FundKind if one.value == fund), None)
    if kind is None or year not in years_offered():
        abort(404)
    entered = ledger_of(session(), kind, year).entered
    initial = {} if entered is None else entered.model_dump()
    form = asked_form(EmulationForm if kind is FundKind.EMULATION else BonusForm, initial)

    def store(writer: RecordSession, given: Form) -> None:
        set_fund(writer, kind, year, given.model_dump(), viewer())

    if stored_form(form, store):
        flash(in_words(_("The fund is entered.")), "ok")
        return redirect(url_for("commendations.funds", year=year))
    page = render_template("commendations/fund.html", form=form, title=word(kind), year=year)
    return page, 422 if form.is_wrong else 200
