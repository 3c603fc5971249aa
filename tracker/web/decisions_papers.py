"""Papers: a draft issued with the number, date and signer of the clerk's system, and a decision revoked by another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask import request
from flask.typing import ResponseReturnValue

from tracker.database import RecordSession
from tracker.decisions.decisions import Decision, DecisionItem, DecisionState, chosen_in
from tracker.decisions.issuing import issue, revoke
from tracker.decisions.names import names_of
from tracker.decisions.own import own_items, viewer_of
from tracker.decisions.signers import Signer, signers_on
from tracker.messages import Message, message
from tracker.web import decisions_shown as shown
from tracker.web import forms
from tracker.web.decisions_candidates import looked_at_on
from tracker.web.decisions_forms import NOT_SENT, PaperForm, RevocationForm, seen, try_step
from tracker.web.decisions_page import pages, standing_of
from tracker.web.decisions_seen import DECIDE
from tracker.web.decisions_steps import back_to, show_form, to_decide
from tracker.web.formatting import read_day
from tracker.web.forms import Choices
from tracker.web.gate import needs
from tracker.web.requests import scope, session, today


@pages.route("/<int:decision_id>/issue", methods=["GET", "POST"])
@needs(DECIDE)
def put_on_paper(decision_id: int) -> ResponseReturnValue:
    """Show what issuing does and the checks, then issue a draft with what the clerk's system gave."""
    decided = to_decide(decision_id)
    if not decided.is_draft and not forms.was_sent():
        return back_to(decided)
    standing = standing_of(decided)
    chosen = chosen_in(session(), decided)
    choices = _signers(decided, chosen)
    form = forms.asked(PaperForm, _today(), choices)
    tried = NOT_SENT
    if forms.was_sent():
        tried = try_step(form, decided, lambda writer, given: _issue(writer, decided, given))
    if tried.is_done:
        return back_to(decided, message("The decision is issued. It does not change any more."))
    looked = shown.looked_at(decided, standing.checks, standing.plugin)
    rewarded = [item for item in chosen if item.is_rewarded]
    called = list(names_of(session(), chosen if decided.goes_above else rewarded).values())
    context = {"standing": standing, "looked": looked, "rewarded": rewarded, "chosen": chosen, "called": called}
    return show_form("issue", decided, form, tried, **context)


@pages.route("/<int:decision_id>/revoke", methods=["GET", "POST"])
@needs(DECIDE)
def take_back(decision_id: int) -> ResponseReturnValue:
    """Ask for the paper that revokes a decision and the reason, then revoke it."""
    decided = to_decide(decision_id)
    if decided.state is not DecisionState.ISSUED and not forms.was_sent():
        return back_to(decided)
    concerned = chosen_in(session(), decided)
    choices = _signers(decided, concerned)
    form = forms.asked(RevocationForm, _today(), choices)
    tried, page = NOT_SENT, shown.address_of(decided)

    def take_it_back(writer: RecordSession, given: RevocationForm) -> None:
        wrong = seen(writer, decided, DecisionState.ISSUED)
        revoke(writer, wrong, given.paper, given.reason, scope().viewer, page)

    if forms.was_sent():
        tried = try_step(form, decided, take_it_back)
    if tried.is_done:
        return back_to(decided, message("The decision is revoked."))
    return show_form("revoke", decided, form, tried, called=list(names_of(session(), concerned).values()))


def _issue(writer: RecordSession, decided: Decision, given: PaperForm) -> None:
    draft, on = seen(writer, decided), given.decided_on
    looked = looked_at_on(writer, draft, on)
    issue(writer, draft, given.paper, looked.offered, looked.checks, scope().viewer, shown.address_of(decided))


def _today() -> dict[str, object]:
    return {"decided_on": today()}


def _signers(decided: Decision, concerned: Sequence[DecisionItem]) -> dict[str, Choices]:
    """Return who can sign today or on the day that was typed; nobody signs who, or whose unit, is in the decision."""
    days = {today(), _day_typed()}
    able = {one.official_id: one for day in sorted(days) for one in signers_on(session(), day)}
    signing = [
        one
        for one in able.values()
        if not own_items(session(), concerned, decided.about, viewer_of(session(), one.official_id, today()))
    ]
    absent = [one for one in able.values() if not one.is_substitute]
    return {"signer_id": [_choice(one) for one in signing], "signs_for_id": [_choice(one) for one in absent]}


def _day_typed() -> date:
    try:
        return read_day(request.form.get("decided_on", ""))
    except ValueError:
        return today()


def _choice(one: Signer) -> tuple[str, Message | str]:
    words = {"name": one.full_name, "position": one.position or "–"}
    if one.is_substitute:
        told = message("%(name)s, %(position)s (for some days only)", **words)
    elif one.is_absent:
        told = message("%(name)s, %(position)s (away)", **words)
    else:
        told = message("%(name)s, %(position)s", **words)
    return str(one.official_id), told
