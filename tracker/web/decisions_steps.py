"""The steps of a draft: somebody added or dropped, points taken over, given up; and letting everybody read it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.database import RecordSession
from tracker.decisions.achievements import keep_or_drop
from tracker.decisions.choosing import choose_official, item_about, take_over_points, withdraw
from tracker.decisions.decisions import Decision, DecisionKind, DecisionState, items_of
from tracker.decisions.issuing import publish
from tracker.messages import InputError, Message, message
from tracker.rewards.candidates import Candidate, Standing
from tracker.web import decisions_shown as shown
from tracker.web import forms
from tracker.web.decisions_candidates import own_among, present_candidates, score_what_is_stale
from tracker.web.decisions_forms import NOT_SENT, AddForm, ChoiceForm, ReasonForm, Tried, attempt, seen, try_step
from tracker.web.decisions_page import HELPERS, Sent, pages, shown_page
from tracker.web.decisions_seen import DECIDE, decision_seen, refuse_who_decides_a_part
from tracker.web.forms import FilledForm
from tracker.web.gate import needs
from tracker.web.requests import scope, session, told


def to_decide(decision_id: int) -> Decision:
    """Return a decision for a leader who decides about everybody; answers "not allowed" to any other."""
    refuse_who_decides_a_part()
    return decision_seen(decision_id)[0]


def back_to(decided: Decision, said: Message | None = None, kind: str = "ok") -> ResponseReturnValue:
    """Lead back to the page of the decision, and say what was done."""
    if said is not None:
        flash(told(said), kind)
    return redirect(url_for("decisions.show", decision_id=decided.id))


@pages.route("/<int:decision_id>/add", methods=["GET", "POST"])
@needs(DECIDE)
def add(decision_id: int) -> ResponseReturnValue:
    """Add somebody of the candidates to a draft."""
    decided = to_decide(decision_id)
    if not decided.is_draft and not forms.was_sent():
        return back_to(decided)
    score_what_is_stale(decided)
    choices = {"recipient_id": _to_add(decided)}
    form = forms.asked(AddForm, choices=choices)
    tried = NOT_SENT
    if forms.was_sent():
        tried = try_step(
            form, decided, lambda writer, given: _choose(writer, decided, given.recipient_id, given.reason, True)
        )
    if tried.is_done:
        return back_to(decided, message("The official is added."))
    return show_form("add", decided, form, tried)


@pages.route("/<int:decision_id>/officials/<int:recipient_id>", methods=["GET", "POST"])
@pages.route("/<int:decision_id>/units/<int:recipient_id>", methods=["GET", "POST"])
@needs(DECIDE)
def choose_one(decision_id: int, recipient_id: int) -> ResponseReturnValue:
    """Drop somebody from a draft, or add him again; who is left open is decided either way."""
    decided = to_decide(decision_id)
    item = next((one for one in items_of(session(), decided) if one.recipient_id == recipient_id), None) or abort(404)
    if not decided.is_draft and not forms.was_sent():
        return back_to(decided)
    score_what_is_stale(decided)
    form, tried = forms.asked(ChoiceForm), NOT_SENT
    is_chosen = request.form.get("choice") == "add"
    if forms.was_sent():
        tried = try_step(
            form, decided, lambda writer, given: _choose(writer, decided, recipient_id, given.reason, is_chosen)
        )
    if tried.is_done:
        return back_to(decided, message("The official is added.") if is_chosen else message("The official is dropped."))
    (row,) = shown.rows_of(decided, [item])
    return show_form("choose", decided, form, tried, row=row)


@pages.post("/<int:decision_id>/points")
@needs(DECIDE)
def points(decision_id: int) -> ResponseReturnValue:
    """Let a draft go by the points and places of now."""
    decided = to_decide(decision_id)
    score_what_is_stale(decided)

    def take_over(writer: RecordSession) -> None:
        draft = seen(writer, decided)
        take_over_points(writer, draft, present_candidates(writer, draft), scope().viewer)

    return _pressed(decided, take_over, message("The points of today are taken over."))


@pages.route("/<int:decision_id>/withdraw", methods=["GET", "POST"])
@needs(DECIDE)
def give_up(decision_id: int) -> ResponseReturnValue:
    """Ask for the reason, then give up a draft."""
    decided = to_decide(decision_id)
    if not decided.is_draft and not forms.was_sent():
        return back_to(decided)
    form, tried = forms.asked(ReasonForm), NOT_SENT
    if forms.was_sent():
        tried = try_step(
            form,
            decided,
            lambda writer, given: withdraw(writer, seen(writer, decided), given.reason, scope().viewer),
        )
    if tried.is_done:
        return back_to(decided, message("The proposal is withdrawn."))
    return show_form("withdraw", decided, form, tried)


@pages.post("/<int:decision_id>/publish")
@needs(DECIDE)
def let_everybody_read(decision_id: int) -> ResponseReturnValue:
    """Let everybody who signs in read who is rewarded."""
    decided = to_decide(decision_id)

    def let_read(writer: RecordSession) -> None:
        publish(writer, seen(writer, decided, DecisionState.ISSUED))

    return _pressed(decided, let_read, message("Everybody can read now who is rewarded."))


def show_form(
    name: str, decided: Decision, form: FilledForm[Any], tried: Tried, **context: object
) -> ResponseReturnValue:
    """Return the page of one step with its form, and what was done meanwhile."""
    meanwhile = shown.with_names(tried.meanwhile)
    context = {**HELPERS, "decided": decided, "form": form, "meanwhile": meanwhile, **context}
    shown_form = render_template(f"decisions/{name}.html", **context)
    return shown_form, tried.status


def _pressed(decided: Decision, change: Callable[[RecordSession], object], said: Message) -> ResponseReturnValue:
    """Take a step that needs nothing but a button; where it is refused, the page says why."""
    refused, tried = attempt(decided, change)
    if refused is None:
        return back_to(decided, said)
    return shown_page(*decision_seen(decided.id or 0), Sent(tried, refused.message))


def _choose(writer: RecordSession, decided: Decision, recipient_id: int, reason: str, is_chosen: bool) -> None:
    draft = seen(writer, decided)
    if draft.kind is DecisionKind.ACHIEVEMENT:
        item = item_about(writer, draft, recipient_id) or abort(404)
        keep_or_drop(writer, draft, item, reason, scope().viewer, is_chosen=is_chosen)
        return
    candidates = present_candidates(writer, draft)
    choose_official(writer, draft, candidates, recipient_id, reason, scope().viewer, is_chosen=is_chosen)


def _to_add(decided: Decision) -> list[tuple[str, Message | str]]:
    """Return the candidates who are not in the draft, with how they stand; nobody adds himself."""
    try:
        candidates = present_candidates(session(), decided)
    except InputError:
        return []
    listed = {item.recipient_id for item in items_of(session(), decided)} | own_among(candidates)
    return [
        (str(one.recipient_id), _named(one))
        for one in candidates.everybody
        if one.recipient_id not in listed and one.standing is not Standing.EXCLUDED
    ]


def _named(one: Candidate) -> Message:
    person = one.verdict.recipient
    words = {"name": person.full_name, "unit": person.unit or "–", "points": person.judged.total or "–"}
    if one.place is None:
        return message("%(name)s (%(unit)s), %(points)s points, misses a condition", **words)
    return message("%(name)s (%(unit)s), %(points)s points, place %(place)d", place=one.place, **words)
