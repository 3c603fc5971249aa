"""Proposing a reward for an initiative: the form of it and the reason; the decision goes its way from there."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from pydantic import Field

from tracker.database import RecordSession
from tracker.decisions.achievements import propose_achievement
from tracker.decisions.decisions import Decision
from tracker.decisions.effects import effect_of
from tracker.decisions.initiatives import Initiative, finders_of
from tracker.messages import InputError, Message, message
from tracker.rewards.forms import DecidingDays, Offered, offered_for_initiatives
from tracker.web import forms
from tracker.web.decisions_forms import LONGEST_REASON, READ_BY_ALL
from tracker.web.formatting import number
from tracker.web.forms import Form, marked, refuse_if_changed
from tracker.web.gate import needs
from tracker.web.hand_forms import version_in_form
from tracker.web.initiatives import DECIDE, pages
from tracker.web.people import may_everywhere
from tracker.web.requests import fetch, language, scope, session, today, told, tracker


class RewardForm(Form):
    """By which form an initiative is to be rewarded, and why."""

    form: str = Field(title=marked("Form of reward"))
    reason: str = Field(title=marked("Why it is worth a reward"), description=READ_BY_ALL, max_length=LONGEST_REASON)


@pages.route("/<int:initiative_id>/reward", methods=["GET", "POST"])
@needs(DECIDE)
def reward(initiative_id: int) -> ResponseReturnValue:
    """Ask for the form of reward and the reason, then propose the decision."""
    initiative = fetch(Initiative, initiative_id, "initiatives.view")
    if not may_everywhere(DECIDE):
        abort(403)
    offered = {one.form.key: one for one in _offered(session())}
    choices = {"form": [(key, _named(one)) for key, one in offered.items()]}
    chosen = {"form": next(iter(offered), "")}
    form = forms.asked(RewardForm, chosen, choices)
    proposed: list[Decision] = []

    def propose(writer: RecordSession, given: RewardForm) -> None:
        found = fetch(Initiative, initiative_id, "initiatives.view", within=writer)
        refuse_if_changed(found)
        by = _form_called(writer, given.form)
        proposed.append(propose_achievement(writer, by, [found], {initiative_id: given.reason}, scope().viewer))

    if forms.stored(form, propose):
        flash(told(message("The decision is proposed. It can be changed until it is issued.")), "ok")
        return redirect(url_for("decisions.show", decision_id=proposed[0].id))
    effect = effect_of(session(), initiative, today())
    page = render_template(
        "initiatives/reward.html",
        form=form,
        offered=offered,
        initiative=initiative,
        version=version_in_form(initiative),
        finders=finders_of(session(), [initiative_id])[initiative_id],
        told_effect=effect.told if effect else [],
    )
    return page, 422 if form.is_wrong else 200


def _offered(reader: RecordSession) -> list[Offered]:
    return offered_for_initiatives(reader, tracker().plugins, DecidingDays(today(), today(), today()))


def _form_called(reader: RecordSession, key: str) -> Offered:
    """Return the form of that key. Raises InputError if no plugin offers it any more."""
    for one in _offered(reader):
        if one.form.key == key:
            return one
    raise InputError("No plugin offers this form of reward any more. Choose another one.")


def _named(one: Offered) -> Message:
    return message("%(form)s: %(amount)s đồng for each", form=one.form.title, amount=number(one.amount, language()))
