"""The hours of a year: who has reached them, who is behind, by unit and by person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

import sqlalchemy as sa
from flask import request
from flask.typing import ResponseReturnValue
from sqlmodel import col

from plugins.training.hours import YearHours, hours_by_unit, hours_of_year
from plugins.training.pages_shared import REPORT, ids_from
from plugins.training.settings import settings_for
from tracker.api import Message, Official, fold, sentences
from tracker.api.web import Column, Filter, Listing, contains_words, needs, of_people, session, show_list, today

_ = sentences("training")
YEARS_SHOWN = 4
Of = Callable[[YearHours], Decimal]


@needs(REPORT)
def hours() -> ResponseReturnValue:
    """List the hours of everybody in reach in a year."""
    years = [today().year - one for one in range(YEARS_SHOWN)]
    asked = request.args.get("period", "")
    year = int(asked) if asked in {str(one) for one in years} else today().year
    reached = ids_from(of_people(sa.select(col(Official.id)), col(Official.id), REPORT))
    rows = {one.official_id: one for one in hours_of_year(session(), year, today(), reached)}
    return show_list(
        _listing(rows, year),
        "training/hours.html",
        hours=rows,
        units=hours_by_unit(rows.values()),
        year=year,
        years=years,
        rules=settings_for(session(), today()),
    )


def _listing(rows: Mapping[int, YearHours], year: int) -> Listing:
    among = col(Official.id).in_(rows)
    states = {
        "reached": {one for one, row in rows.items() if row.required and row.is_reached},
        "behind": {one for one, row in rows.items() if row.is_behind},
        "open": {one for one, row in rows.items() if not row.is_reached},
    }
    named = [("open", _("Not reached yet")), ("behind", _("Behind")), ("reached", _("Reached"))]
    units = sorted({(str(row.unit_id), row.unit) for row in rows.values()}, key=lambda one: fold(one[1]))
    return Listing(
        title=_("Training hours of %(year)s", year=str(year)),
        name=f"training-hours-{year}",
        key=col(Official.id),
        keys=sa.select(col(Official.id)).where(among),
        rows=sa.select(Official),
        columns=[
            Column("official", _("Official"), lambda row: row[0].full_name, [col(Official.name_order)]),
            Column("code", _("Code"), lambda row: row[0].code, in_table=False),
            Column("unit", _("Unit"), lambda row: rows[row[0].id].unit),
            _number("done", _("Done"), rows, lambda one: one.done),
            _number("expected", _("Expected by now"), rows, lambda one: one.expected),
            _number("required", _("Required"), rows, lambda one: one.required),
            _number("missing", _("Missing"), rows, lambda one: one.missing),
        ],
        order="-missing",
        filters=[
            Filter("state", _("State"), lambda text: col(Official.id).in_(states[text]), named),
            Filter("unit", _("Unit"), lambda text: col(Official.id).in_(_of_unit(rows, int(text))), units),
        ],
        search=lambda typed: contains_words(col(Official.search_text), typed),
        search_label=_("Find an official"),
    )


def _number(key: str, title: Message, rows: Mapping[int, YearHours], of: Of) -> Column:
    """Return a column of hours, which are not in the database: it is sorted by what was worked out."""
    by_official = {official: float(of(row)) for official, row in rows.items()}
    order = [sa.case(by_official, value=col(Official.id), else_=0.0)] if by_official else []
    return Column(key, title, lambda row: of(rows[row[0].id]), order, is_number=True)


def _of_unit(rows: Mapping[int, YearHours], unit_id: int) -> set[int]:
    return {official for official, row in rows.items() if row.unit_id == unit_id}
