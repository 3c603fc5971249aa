"""The leader's list of the sheets of a period, with what each waits for; and opening sheets by hand."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import sqlalchemy as sa
from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import Field
from sqlmodel import col

from plugins.rating.kinds import Level, State
from plugins.rating.models import RatingSheet
from plugins.rating.opening import open_sheets, periods_to_rate
from plugins.rating.pages_shared import ENTER, VIEW
from plugins.rating.words import choices_of, word
from tracker.api import (
    Message,
    Official,
    RecordSession,
    Unit,
    counting,
    marked,
    parse_period,
    period_of,
    period_title,
    sentences,
)
from tracker.api.web import (
    Choices,
    Column,
    Filter,
    Form,
    Listing,
    all_units,
    asked_form,
    contains_words,
    in_words,
    may_everywhere,
    needs,
    of_people,
    session,
    show_list,
    stored_form,
    today,
)

_ = sentences("rating")
counted = counting("rating")


@needs(VIEW)
def sheets() -> ResponseReturnValue:
    """List the sheets of a period, the last one with sheets where the address names none."""
    known = _periods()
    if "period" not in request.args and known:
        return redirect(url_for("rating.sheets", period=known[0][0]))
    asked = request.args.get("period", "")
    return show_list(_listing(known), "rating/sheets.html", counts=_counts(asked), opens=may_everywhere(ENTER))


def _periods() -> Choices:
    """Return the periods that somebody in reach has a sheet of, the latest first."""
    wanted = sa.select(
        col(RatingSheet.period), sa.func.max(col(RatingSheet.ends_on)), sa.func.min(col(RatingSheet.starts_on))
    )
    wanted = of_people(wanted, col(RatingSheet.official_id), VIEW, col(RatingSheet.ends_on))
    rows = (
        session()
        .connection()
        .execute(wanted.group_by(col(RatingSheet.period)).order_by(sa.desc(sa.text("2")), sa.text("3")))
    )
    return [(name, period_title(parse_period(name))) for name, _end, _start in rows]


def _counts(period: str) -> list[tuple[State, int]]:
    """Return how many sheets of a period stand where, those that wait first."""
    wanted = sa.select(col(RatingSheet.state), sa.func.count()).where(col(RatingSheet.period) == period)
    wanted = of_people(wanted, col(RatingSheet.official_id), VIEW, col(RatingSheet.ends_on))
    found: Counter[State] = Counter()
    for state, number in session().connection().execute(wanted.group_by(col(RatingSheet.state))):
        found[State(state)] += number
    return [(state, found[state]) for state in State if found[state]]


def _listing(periods: Choices) -> Listing:
    joined = sa.select(col(RatingSheet.id)).join(Official, col(Official.id) == col(RatingSheet.official_id))
    units = all_units(session())
    return Listing(
        title=_("Ratings"),
        name="ratings",
        key=col(RatingSheet.id),
        keys=of_people(joined, col(RatingSheet.official_id), VIEW, col(RatingSheet.ends_on)),
        rows=sa.select(RatingSheet, Official, Unit)
        .join(Official, col(Official.id) == col(RatingSheet.official_id))
        .join(Unit, col(Unit.id) == col(RatingSheet.unit_id)),
        columns=[
            Column("official", _("Official"), lambda row: row[1].full_name, [col(Official.name_order)]),
            Column("code", _("Code"), lambda row: row[1].code, in_table=False),
            Column("unit", _("Unit"), lambda row: row[2].name),
            Column("period", _("Period"), lambda row: period_title(row[0].about), in_table=False),
            Column("state", _("State"), lambda row: word(row[0].state), [col(RatingSheet.state)]),
            Column("own", _("Own score"), lambda row: _points(row[0].own_hundredths), is_number=True),
            Column(
                "score",
                _("Score"),
                lambda row: _points(row[0].score_hundredths),
                [col(RatingSheet.score_hundredths)],
                is_number=True,
            ),
            Column("level", _("Level"), lambda row: _level(row[0].given_level), [col(RatingSheet.level)]),
        ],
        order="official",
        filters=[
            Filter("period", _("Period"), lambda text: col(RatingSheet.period) == text, periods),
            Filter("state", _("State"), lambda text: col(RatingSheet.state) == text, choices_of(State)),
            Filter("level", _("Level"), lambda text: col(RatingSheet.level) == int(text), choices_of(Level)),
            Filter("unit", _("Unit"), lambda text: col(RatingSheet.unit_id) == int(text), units),
        ],
        search=lambda typed: contains_words(col(Official.search_text), typed),
        search_label=_("Find an official"),
    )


def _points(hundredths: int | None) -> Decimal | str:
    return "–" if hundredths is None else Decimal(hundredths) / 100


def _level(level: Level | None) -> Message | str:
    return "–" if level is None else word(level)


class OpenForm(Form):
    """Which period is opened."""

    period: str = Field(
        title=marked("Period"),
        description=marked("Who served in it and has no sheet yet gets one; those who have one keep it."),
    )


@needs(ENTER)
def open_period() -> ResponseReturnValue:
    """Open the sheets of a period that are missing."""
    if not may_everywhere(ENTER):
        abort(403)
    form = asked_form(OpenForm, choices={"period": _to_open()})
    opened: list[Message] = []

    def change(writer: RecordSession, given: OpenForm) -> None:
        result = open_sheets(writer, parse_period(given.period), today())
        opened.append(counted("%(count)s sheet opened.", "%(count)s sheets opened.", count=len(result.sheets)))
        opened.extend(
            _("%(name)s has none: %(because)s", name=one.who.full_name, because=one.because) for one in result.left_out
        )

    if stored_form(form, change):
        for told in opened:
            flash(in_words(told), "ok")
        return redirect(url_for("rating.sheets", period=form.value.period if form.value else ""))
    page = render_template("rating/open.html", form=form)
    return page, 422 if form.is_wrong else 200


def _to_open() -> Choices:
    year = period_of(today(), "year")
    periods = [*periods_to_rate(session(), today()), year, year.previous()]
    named = {one.name: one for one in periods}
    return [(name, period_title(one)) for name, one in named.items()]
