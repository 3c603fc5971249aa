"""The forms that are offered today and which day picks what of each; who grants which title."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from plugins.commendations.bonus import bonuses
from plugins.commendations.forms import commendations, grants_on
from plugins.commendations.kinds import Grants
from plugins.commendations.laws import Authority
from plugins.commendations.pages_shared import VIEW
from plugins.commendations.settings import Commendations, settings_for
from plugins.commendations.titles import TITLES, TitleOfLaw
from tracker.api import AwardForm, BaseSalaries, base_salary_on, sentences
from tracker.api.web import all_measures, needs, session, today

_ = sentences("commendations")
PICKED_BY = {
    "period": _("last day of the period"),
    "dossier": _("dossier accepted"),
    "decision": _("decision"),
}
FOR_WHAT = {
    "period": _("each period that is scored"),
    "year": _("a year"),
    "initiative": _("an initiative"),
}


@dataclass(frozen=True, slots=True)
class ShownForm:
    """A form as the page shows it: what one recipient gets in đồng today, and by which multiple if it is one."""

    form: AwardForm
    amount: int
    multiple: BaseSalaries | None


@dataclass(frozen=True, slots=True)
class ShownTitle:
    """A title with who grants it: by law at each time, as the commune set it, and what holds today."""

    title: TitleOfLaw
    chosen: Grants
    today: Grants
    by_law: Authority


@needs(VIEW)
def index() -> ResponseReturnValue:
    """List the forms that are offered today."""
    rules = settings_for(session(), today())
    return render_template(
        "commendations/index.html",
        forms=[_shown(session(), one, today()) for one in _offered(rules)],
        picked_by=PICKED_BY,
        for_what=FOR_WHAT,
        base_salary=base_salary_on(session(), today()),
    )


@needs(VIEW)
def authority() -> ResponseReturnValue:
    """Show who grants which title since when, how certain that is, and what the commune set."""
    rules = settings_for(session(), today())
    return render_template("commendations/authority.html", titles=[_authority(one, rules) for one in TITLES])


def _offered(rules: Commendations) -> list[AwardForm]:
    """Return the forms as a dossier of today has them for the year before, which is the one that is judged."""
    asked = (session(), rules, today(), date(today().year - 1, 12, 31), all_measures())
    return [*commendations(*asked), *bonuses(*asked)]


def _shown(reader: Session, form: AwardForm, on: date) -> ShownForm:
    if isinstance(form.amount, int):
        return ShownForm(form, form.amount, None)
    return ShownForm(form, round(form.amount.number * base_salary_on(reader, on)), form.amount)


def _authority(title: TitleOfLaw, rules: Commendations) -> ShownTitle:
    chosen = rules.terms_of(title.key).grants
    return ShownTitle(title, chosen, grants_on(title, rules, today()), title.authority_on(today()))
