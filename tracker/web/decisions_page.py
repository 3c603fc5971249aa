"""One decision: who is in it and why, what the council says, what must be looked at, every step that led to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from sqlmodel import col

from tracker.decisions.answers import waits_above
from tracker.decisions.checks import Check, Weight, checks_kept
from tracker.decisions.council import members_of
from tracker.decisions.decisions import Decision, DecisionKind, DecisionState, chosen_in, items_of
from tracker.decisions.flags import flags_of
from tracker.decisions.names import names_of
from tracker.decisions.own import own_items
from tracker.decisions.period_checks import placed_in
from tracker.messages import InputError, Message
from tracker.rewards.candidates import Candidates
from tracker.rewards.choosing import Chosen, choose
from tracker.rewards.forms import Offered
from tracker.web import decisions_shown as shown
from tracker.web import forms
from tracker.web.council import members_shown
from tracker.web.decisions_candidates import looked_at_on, score_what_is_stale
from tracker.web.decisions_changes import changes_in
from tracker.web.decisions_forms import NOT_SENT, CommentForm, Tried
from tracker.web.decisions_paper_list import paper_list
from tracker.web.decisions_seen import (
    VIEW,
    Sight,
    decides_everything,
    decision_seen,
    is_asked,
    items_seen,
    rewarded_seen,
)
from tracker.web.forms import Choices, FilledForm
from tracker.web.gate import for_whoever_signed_in
from tracker.web.people import may_everywhere
from tracker.web.ranking import scored_grain
from tracker.web.requests import scope, session, today, tracker

pages = Blueprint("decisions", __name__, url_prefix="/decisions")
FILES_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Sent:
    """What somebody typed on the page that could not be stored, and why."""

    tried: Tried = NOT_SENT
    refused: Message | None = None
    comment: FilledForm[CommentForm] | None = None
    section: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a draft stands today by its form, or why that cannot be said."""

    offered: Offered | None = None
    candidates: Candidates | None = None
    chosen: Chosen | None = None
    checks: Sequence[Check] = ()
    why_not: Message | None = None

    @property
    def plugin(self) -> str | None:
        """The plugin whose form it is."""
        return None if self.offered is None else self.offered.form.plugin

    @property
    def is_stopped(self) -> bool:
        """Whether something stands in the way of signing."""
        return self.why_not is not None or any(one.weight is Weight.STOPS for one in self.checks)


@pages.get("/<int:decision_id>")
@for_whoever_signed_in
def show(decision_id: int) -> ResponseReturnValue:
    """Show a decision, as much of it as the account may see."""
    return shown_page(*decision_seen(decision_id), Sent())


@pages.get("/<int:decision_id>/print")
@for_whoever_signed_in
def printed(decision_id: int) -> ResponseReturnValue:
    """Show a decision on sheets of paper."""
    decided, sight = decision_seen(decision_id)
    standing = standing_of(decided) if sight is not Sight.PUBLIC else Standing()
    rows = shown.rows_of(decided, items_seen(decided, sight))
    return render_template(
        "decisions/printed.html",
        standing=standing,
        looked=shown.looked_at(decided, standing.checks, None),
        printed_at=tracker().clock(),
        **what_is_shown(decided, sight, rows),
    )


def shown_page(decided: Decision, sight: Sight, sent: Sent) -> ResponseReturnValue:
    """Return the page of a decision, with what was typed and could not be stored."""
    if sight is Sight.PUBLIC:
        return render_template("decisions/public.html", **what_is_shown(decided, sight, ()))
    standing = standing_of(decided)
    rows = shown.rows_of(decided, items_seen(decided, sight))
    page = render_template(
        "decisions/show.html",
        sent=sent,
        meanwhile=shown.with_names(sent.tried.meanwhile),
        standing=standing,
        looked=shown.looked_at(decided, standing.checks, standing.plugin),
        can=what_may_be_done(decided, standing),
        comment=_comment_form(decided, sight, sent),
        votes_sent=request.form if sent.section == "council" else {},
        steps=shown.steps_shown(decided),
        changed=changes_in(rows),
        papers=paper_list(decided, standing.offered, standing.checks, standing.why_not),
        **_flags(decided, rows),
        **what_is_shown(decided, sight, rows),
    )
    return page, sent.tried.status


def standing_of(decided: Decision) -> Standing:
    """Return how a draft stands by today's points and conditions; of a decision on paper, what was looked at."""
    if not decided.is_draft:
        return Standing(checks=checks_kept(decided))
    score_what_is_stale(decided)
    try:
        looked = looked_at_on(session(), decided, today())
    except InputError as error:
        return Standing(why_not=error.message)
    placed = () if looked.candidates is None else placed_in(looked.candidates, items_of(session(), decided))
    chosen = None if looked.candidates is None else choose(looked.candidates, placed)
    return Standing(looked.offered, looked.candidates, chosen, looked.checks)


def _flags(decided: Decision, rows: Sequence[shown.Row]) -> dict[str, object]:
    """Return about whom an issued decision would have begun otherwise, as far as the account sees him."""
    try:
        found = flags_of(session(), tracker().plugins, decided, scored_grain())
    except InputError as error:
        return {"flags": [], "flags_why_not": error.message}
    seen = {row.item.recipient_id for row in rows}
    is_everybody = may_everywhere(VIEW)
    return {"flags": [one for one in found if is_everybody or one.recipient_id in seen], "flags_why_not": None}


@dataclass(frozen=True, slots=True)
class MayBeDone:
    """The steps that the account may take; what is its own case it may not. `waits`: it may issue it, but not yet."""

    choose: bool = False
    issue: bool = False
    withdraw: bool = False
    revoke: bool = False
    publish: bool = False
    waits: bool = False
    vote: bool = False
    answer: bool = False


def what_may_be_done(decided: Decision, standing: Standing) -> MayBeDone:
    """Return which steps the account may take with a decision as it stands."""
    is_own = bool(own_items(session(), chosen_in(session(), decided), decided.about, scope().viewer))
    leads, is_issued = decides_everything(), decided.state is DecisionState.ISSUED
    return MayBeDone(
        choose=leads and decided.is_draft,
        issue=leads and decided.is_draft and not is_own and not standing.is_stopped,
        waits=leads and decided.is_draft and not is_own and standing.is_stopped,
        withdraw=leads and decided.is_draft and not is_own,
        revoke=leads and is_issued and not is_own and decided.kind is not DecisionKind.REVOCATION,
        publish=leads and is_issued and decided.published_at is None and decided.kind is not DecisionKind.REVOCATION,
        vote=decided.is_draft and is_asked(decided),
        answer=leads and is_issued and bool(waits_above(session(), decided)),
    )


def what_is_shown(decided: Decision, sight: Sight, rows: Sequence[shown.Row]) -> dict[str, object]:
    """Return what every page about one decision shows of it, and of the officials whom the account sees."""
    revoked_by, revokes = _revoked_by(decided), _other(decided.revokes_id)
    rewarded = rewarded_seen(decided)
    count = sum(item.is_rewarded for item in items_of(session(), decided))
    signers = [one for some in (decided, revoked_by) if some for one in (some.signer_id, some.signs_for_id)]
    return {
        "decided": decided,
        "rows": rows,
        "pools": shown.pools_of(rows),
        "rewarded": rewarded,
        "names": shown.names_of(signers),
        "called": names_of(session(), rewarded),
        "rewarded_count": count,
        "total": None if decided.amount is None or sight is Sight.PUBLIC else decided.amount * count,
        "revoked_by": revoked_by,
        "revokes": revokes,
        "is_reader": sight is not Sight.PUBLIC,
        "is_public": sight is Sight.PUBLIC,
        "comments": shown.comments_shown(decided, rows),
        "members": members_shown(session(), members_of(session(), decided), today())
        if sight is not Sight.PUBLIC
        else [],
        **HELPERS,
        "about": shown.about(decided),
    }


def may_comment(decided: Decision) -> bool:
    """Whether the account may say what it thinks of a draft."""
    return decided.is_draft and (decides_everything() or is_asked(decided))


def comment_choices(decided: Decision, sight: Sight) -> dict[str, Choices]:
    """Return of whom something may be said: nobody comments on himself."""
    rows = shown.rows_of(decided, items_seen(decided, sight))
    return {"about": [(str(row.item.recipient_id), f"{row.full_name} ({row.code})") for row in rows if not row.is_own]}


def _comment_form(decided: Decision, sight: Sight, sent: Sent) -> FilledForm[CommentForm] | None:
    if not may_comment(decided):
        return None
    return sent.comment or forms.blank(CommentForm, choices=comment_choices(decided, sight))


def _revoked_by(decided: Decision) -> Decision | None:
    wanted = sa.select(Decision).where(col(Decision.revokes_id) == decided.id)
    return session().execute(wanted).scalars().first()


def _other(decision_id: int | None) -> Decision | None:
    return None if decision_id is None else session().get(Decision, decision_id)


HELPERS: dict[str, object] = {
    "states": shown.STATES,
    "vote_words": shown.VOTES,
    "Weight": Weight,
    "files_shown": FILES_SHOWN,
}
