"""A ranking as everybody reads it once a leader has published it; before that, one's own place alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import col
from werkzeug.datastructures import MultiDict

from tracker.accounts.accounts import full_names
from tracker.closing.publishing import PublishedRanking, publish_ranking, published_periods, ranking_published
from tracker.messages import InputError, message
from tracker.period_titles import period_title
from tracker.periods import Period, parse_period, period_of
from tracker.records.officials import Official
from tracker.records.postings import Posting, RankingGroup
from tracker.records.units import Unit
from tracker.records.words import choices_of
from tracker.reports.standings import standings
from tracker.scoring.closings import closing_of
from tracker.web import forms, lists
from tracker.web.explained import explain
from tracker.web.formatting import hundredths
from tracker.web.forms import Form
from tracker.web.gate import needs
from tracker.web.lists import Column, Filter, Listing, Records
from tracker.web.people import may_everywhere
from tracker.web.period_choice import PeriodChoice
from tracker.web.ranking import group_title, pages, scored_grain
from tracker.web.requests import account, session, today, told

PUBLISH = "ranking.publish"


class PublishForm(Form):
    """Nothing is asked; it is sure."""


@dataclass(frozen=True, slots=True)
class Published:
    """The publication of a period's ranking, and what who published it is called; None where nobody did."""

    period: Period
    row: PublishedRanking | None
    by: str | None
    others: Sequence[Period]


@pages.get("/published")
@needs("ranking.view")
def published() -> ResponseReturnValue:
    """Show the ranking of a period as everybody reads it; one's own place in it, published or not."""
    found = _asked()
    own = account().official_id
    choice = PeriodChoice(found.period, found.period.as_of(today()), (scored_grain(),), found.period.start)
    context = {
        "found": found,
        "explained": None if own is None else explain(own, choice),
        "own": own,
        "group_title": group_title,
    }
    if found.row is None:
        return render_template("ranking/hidden.html", **context)
    asked = MultiDict(request.args.items())
    if asked.get(lists.EXPORT):
        return lists.export(session(), _listing(found.period), asked)
    shown = lists.listed(session(), _listing(found.period), asked)
    return render_template("ranking/published.html", list=shown, **context)


@pages.route("/publish/<period_name>", methods=["GET", "POST"])
@needs(PUBLISH)
def publish(period_name: str) -> ResponseReturnValue:
    """Say what everybody will read, then publish the ranking of a closed period."""
    period = _known(period_name)
    if not may_everywhere(PUBLISH):
        abort(403)
    form = forms.asked(PublishForm)
    address = url_for("ranking.published", period=period.name)
    if forms.was_sent() and forms.stored(
        form,
        lambda writer, _given: publish_ranking(writer, period, today(), address),
        f"publish the ranking of {period.name}",
    ):
        flash(told(message("The ranking of %(period)s is published.", period=period_title(period))), "ok")
        return redirect(address)
    context = {"is_closed": closing_of(session(), period) is not None, "is_published": _published(period).row}
    shown = render_template("ranking/publish.html", form=form, period=period, **context)
    return shown, 422 if form.is_wrong else 200


def _asked() -> Published:
    """Return the period that the address asks for, else the last published one, else the one that runs."""
    text = request.args.get("period", "").strip()
    periods = published_periods(session())
    running = period_of(today(), scored_grain())
    return _published(_known(text) if text else next(iter(periods), running), periods)


def _published(period: Period, others: Sequence[Period] = ()) -> Published:
    row = ranking_published(session(), period)
    if row is None:
        return Published(period, None, None, others)
    names = full_names(session(), {row.published_by})
    return Published(period, row, names.get(row.published_by, row.published_by), others)


def _known(text: str) -> Period:
    """Return a period of the length that is scored, which has begun; there is no page for any other."""
    try:
        period = parse_period(text)
    except InputError:
        abort(404)
    if period.grain != scored_grain() or period.start > today():
        abort(404)
    return period


def _listing(period: Period) -> Listing:
    """Return who is ranked in a period: place, name, unit and points; nothing of how they came to be."""
    standing = standings(session(), period, [period])
    wanted = sa.select(Official, col(Unit.name).label("unit"), standing.c.ranking_group).add_columns(
        standing.c.rank, standing.c.ranked_among, standing.c.total
    )
    by_place = [_place_of_group(standing), standing.c.rank, col(Official.name_order)]
    return Listing(
        title=message("Ranking of %(period)s", period=period_title(period)),
        name=f"ranking-{period.name}",
        key=col(Official.id),
        keys=_joined(sa.select(col(Official.id)), standing),
        rows=_joined(wanted, standing),
        columns=(
            Column("group", message("Ranking group"), lambda row: group_title(row.ranking_group), in_table=False),
            Column("rank", message("Rank"), lambda row: row.rank, by_place, is_number=True),
            Column("name", message("Official"), lambda row: row[0].full_name, [col(Official.name_order)]),
            Column("unit", message("Unit"), lambda row: row.unit, [sa.func.coalesce(Unit.search_text, "")]),
            Column("total", message("Total"), lambda row: hundredths(row.total), [standing.c.total], is_number=True),
        ),
        order="rank",
        filters=(
            Filter(
                "group",
                message("Ranking group"),
                lambda text: standing.c.ranking_group == RankingGroup(text),
                choices_of(RankingGroup),
            ),
        ),
        search=lambda query: lists.contains_words(col(Official.search_text), query),
        search_label=message("Find an official"),
        search_example=message("For example: nguyen van an"),
    )


def _place_of_group(standing: sa.Subquery) -> sa.ColumnElement[int]:
    """Return the place of the ranking group, those of the desk first."""
    groups = {group: place for place, group in enumerate(RankingGroup)}
    return sa.case(groups, value=standing.c.ranking_group, else_=len(groups))


def _joined(wanted: Records, standing: sa.Subquery) -> Records:
    return (
        wanted.select_from(Official)
        .join(standing, standing.c.official_id == col(Official.id))
        .outerjoin(Posting, col(Posting.id) == standing.c.posting_id)
        .outerjoin(Unit, col(Unit.id) == Posting.unit_id)
        .where(standing.c.rank.is_not(None))
    )
