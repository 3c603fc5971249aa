"""The quota of a year: who shares places, what to know, wider shares of agencies, and making ratings final."""

from __future__ import annotations

from collections.abc import Sequence

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from pydantic import Field
from sqlmodel import col, select

from plugins.rating.finishing import make_final, pool_title, quota_of_year, warnings_of
from plugins.rating.grounds import DecidedPaper, narrow_quota, widen_quota
from plugins.rating.kinds import State
from plugins.rating.models import LONGEST_NOTE, RatingSheet, RatingWiderQuota
from plugins.rating.pages_shared import ENTER, FINALISE, VIEW, asked_year, years_offered
from plugins.rating.settings import settings_for
from plugins.rating.sheets import sheets_of_period
from plugins.rating.step_forms import PaperForm
from plugins.rating.words import word
from tracker.api import Message, Official, RecordSession, Unit, marked, parse_period, sentences
from tracker.api.web import (
    Choices,
    Form,
    all_units,
    asked_form,
    in_words,
    may_everywhere,
    needs,
    session,
    stored_form,
    viewer,
)

_ = sentences("rating")


class WiderForm(PaperForm):
    """The wider share of an agency."""

    unit_id: int = Field(title=marked("Agency"))
    reason: str = Field(min_length=1, max_length=LONGEST_NOTE, title=marked("Its outstanding results"))


class FinalForm(PaperForm):
    """Whose rating becomes final, by which paper."""

    sheets: list[str] = Field(min_length=1, title=marked("Ratings that become final"))


def _for_all(permission: str) -> None:
    """Answer "not allowed" to who has a permission for some units only: a quota is of whole agencies."""
    if not may_everywhere(permission):
        abort(403)


@needs(VIEW)
def quota() -> ResponseReturnValue:
    """Show how a year stands to the quota."""
    _for_all(VIEW)
    reader, year = session(), asked_year()
    found = quota_of_year(reader, year)
    names = _names([id for pool in found.pools for id in pool.excellent])
    units = {one.id: one.name for one in reader.exec(select(Unit))}
    return render_template(
        "rating/quota.html",
        year=year,
        years=years_offered(),
        pools=[(pool, pool_title(reader, pool), [names[id] for id in pool.excellent]) for pool in found.pools],
        warnings=warnings_of(reader, found),
        rules=settings_for(reader, parse_period(str(year))).quota,
        wider=[(one, units[one.unit_id]) for one in _wider(year)],
        may_widen=may_everywhere(ENTER),
        may_finish=may_everywhere(FINALISE),
    )


def _names(officials: Sequence[int]) -> dict[int, str]:
    wanted = select(Official).where(col(Official.id).in_(officials))
    return {one.id: one.full_name for one in session().exec(wanted) if one.id is not None}


def _wider(year: int) -> list[RatingWiderQuota]:
    wanted = select(RatingWiderQuota).where(RatingWiderQuota.year == year)
    return list(session().exec(wanted.order_by(col(RatingWiderQuota.id))))


@needs(ENTER)
def widen(year: int) -> ResponseReturnValue:
    """Give an agency with outstanding results its wider share."""
    _for_all(ENTER)
    if year not in years_offered():
        abort(404)
    form = asked_form(WiderForm, choices={"unit_id": all_units(session())})

    def store(writer: RecordSession, given: WiderForm) -> None:
        widen_quota(writer, given.unit_id, year, given.reason, DecidedPaper(given.number, given.on))

    if stored_form(form, store):
        return _back(year, _("The agency has the wider share."))
    page = render_template("rating/quota_form.html", form=form, year=year, heading=_("Enter a wider share"))
    return page, 422 if form.is_wrong else 200


@needs(ENTER)
def narrow(wider_id: int) -> ResponseReturnValue:
    """Take a wider share away."""
    _for_all(ENTER)
    with_share = session().get(RatingWiderQuota, wider_id)
    if with_share is None:
        abort(404)
    form = asked_form(Form)

    def change(writer: RecordSession, _given: Form) -> None:
        narrow_quota(writer, writer.get_one(RatingWiderQuota, wider_id))

    if stored_form(form, change):
        return _back(with_share.year, _("The agency has the usual share again."))
    heading = _("Take the wider share of %(unit)s away", unit=session().get_one(Unit, with_share.unit_id).name)
    page = render_template("rating/quota_form.html", form=form, year=with_share.year, heading=heading, removes=True)
    return page, 422 if form.is_wrong else 200


@needs(FINALISE)
def finish(year: int) -> ResponseReturnValue:
    """Make ratings of a year final by a paper."""
    _for_all(FINALISE)
    if year not in years_offered():
        abort(404)
    choices = _rated(year)
    form = asked_form(FinalForm, {"sheets": [value for value, _told in choices]}, {"sheets": choices})

    def store(writer: RecordSession, given: FinalForm) -> None:
        pairs = (one.split(".") for one in given.sheets)
        versions = {int(id): int(version) for id, version in pairs}
        make_final(writer, year, versions, DecidedPaper(given.number, given.on), viewer())

    if stored_form(form, store):
        return _back(year, _("The ratings are final."))
    warnings = warnings_of(session(), quota_of_year(session(), year))
    page = render_template("rating/finish.html", form=form, year=year, warnings=warnings, has_some=bool(choices))
    return page, 422 if form.is_wrong else 200


def _rated(year: int) -> Choices:
    """Return the ratings of a year that leaders have signed, with the version that the page shows; never one's own."""
    sheets = [one for one in sheets_of_period(session(), parse_period(str(year))) if one.state is State.RATED]
    others = [one for one in sheets if one.official_id != viewer().official_id]
    names = _names([one.official_id for one in others])
    return [(f"{one.id}.{one.version}", _told(one, names[one.official_id])) for one in others]


def _told(one: RatingSheet, name: str) -> Message:
    level = "–" if one.given_level is None else word(one.given_level)
    if one.score is None:
        return _("%(name)s: %(level)s", name=name, level=level)
    return _("%(name)s: %(level)s, %(points)s points", name=name, level=level, points=one.score)


def _back(year: int, said: Message) -> ResponseReturnValue:
    flash(in_words(said), "ok")
    return redirect(url_for("rating.quota", year=year))
