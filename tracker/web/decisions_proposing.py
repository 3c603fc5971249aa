"""Proposing a decision: the choice of candidates, with a reason for everybody who differs from the form's proposal."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.decisions.choosing import propose
from tracker.decisions.decisions import Decision, DecisionState, decisions_about
from tracker.messages import InputError, Message, message
from tracker.periods import Period, parse_period
from tracker.rewards.candidates import Candidate, candidates_of
from tracker.rewards.choosing import Chosen, choose
from tracker.rewards.forms import DecidingDays, Offered, offered_forms, spans_of
from tracker.web import forms
from tracker.web.decisions_candidates import own_among
from tracker.web.decisions_forms import LONGEST_REASON
from tracker.web.decisions_page import pages
from tracker.web.decisions_seen import DECIDE, refuse_who_decides_a_part
from tracker.web.gate import needs
from tracker.web.ranking import bring_up_to_date, scored_grain
from tracker.web.requests import only_shown, scope, session, today, told, tracker, writing
from tracker.web.rewards import last_period, wanted_in


@dataclass
class Reasons:
    """Who differs from what the form proposes, what was typed for each, and what is wrong with it."""

    differing: Sequence[tuple[Candidate, bool]]
    typed: Mapping[int, str]
    errors: dict[int, Message] = field(default_factory=dict)
    refused: Message | None = None

    @property
    def is_wrong(self) -> bool:
        """Whether something has to be corrected."""
        return bool(self.errors) or self.refused is not None


@pages.route("/propose", methods=["GET", "POST"])
@needs(DECIDE)
def propose_them() -> ResponseReturnValue:
    """Ask for the reasons that a choice of candidates needs, then propose it."""
    refuse_who_decides_a_part()
    period = _asked_period()
    bring_up_to_date([period])
    offered = _asked_form(period)
    candidates = candidates_of(session(), period, offered, scored_grain())
    chosen = choose(candidates, wanted_in(request.values, candidates))
    reasons = _reasons(chosen, own_among(candidates))
    if forms.was_sent() and not reasons.is_wrong:
        proposed = _proposed(period, offered, chosen, reasons)
        if proposed is not None:
            flash(told(message("The decision is proposed. It can be changed until it is issued.")), "ok")
            return redirect(url_for("decisions.show", decision_id=proposed))
    standing = standing_decision(period, offered)
    page = render_template(
        "decisions/propose.html",
        period=period,
        offered=offered,
        candidates=candidates,
        chosen=chosen,
        reasons=reasons,
        standing=standing,
        longest=LONGEST_REASON,
    )
    return page, (409 if standing else 422) if reasons.is_wrong else 200


def standing_decision(period: Period, offered: Offered) -> Decision | None:
    """Return the draft or the issued decision that there is already for a period and a form."""
    standing = (DecisionState.DRAFT, DecisionState.ISSUED)
    return next((one for one in decisions_about(session(), period, offered.form.key) if one.state in standing), None)


def _proposed(period: Period, offered: Offered, chosen: Chosen, reasons: Reasons) -> int | None:
    """Propose the choice; returns the decision, or None where it is refused, which stands with the reasons then."""
    try:
        with writing(f"propose {offered.form.key} for {period.name}") as writer:
            fresh = candidates_of(writer, period, offered, scored_grain())
            return propose(writer, fresh, chosen.chosen, reasons.typed, scope().viewer).id
    except InputError as error:
        session().commit()  # So that the page looks at what somebody else stored meanwhile.
        reasons.refused = error.message
        return None


def _reasons(chosen: Chosen, own: Collection[int]) -> Reasons:
    added = [(one, True) for one in chosen.added]
    dropped = [(one, False) for one in chosen.dropped if one.recipient_id not in own]
    typed = {one.recipient_id: request.form.get(f"reason.{one.recipient_id}", "").strip() for one, _ in added + dropped}
    reasons = Reasons([*added, *dropped], typed, refused=only_shown())
    if forms.was_sent():
        for one, is_added in reasons.differing:
            wrong = _wrong(one, is_added, typed[one.recipient_id])
            if wrong is not None:
                reasons.errors[one.recipient_id] = wrong
    return reasons


def _wrong(one: Candidate, is_added: bool, reason: str) -> Message | None:
    name = one.verdict.recipient.full_name
    if len(reason) > LONGEST_REASON:
        return message("At most %(most)d letters. Shorten it.", most=LONGEST_REASON)
    if reason:
        return None
    if is_added:
        return message("Say why %(name)s is added: the form does not propose him.", name=name)
    return message("Say why %(name)s is dropped: the form proposes him.", name=name)


def _asked_period() -> Period:
    """Return the period of the choice: a year, or one of those scored here, that has begun; the last without one."""
    text = request.values.get("period", "").strip()
    try:
        period = parse_period(text) if text else last_period()
    except InputError:
        abort(404)
    if period.grain not in (scored_grain(), "year") or period.start > today():
        abort(404)
    return period


def _asked_form(period: Period) -> Offered:
    days = DecidingDays(period.end, today(), today())
    offered = offered_forms(session(), tracker().plugins, days, spans_of(period))
    asked = request.values.get("form")
    return next((one for one in offered if asked in (None, one.form.key)), None) or abort(404)
