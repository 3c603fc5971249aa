"""The council on the pages of a decision: its members are asked, vote on each official, and say what they think."""

from __future__ import annotations

from flask import abort, request
from flask.typing import ResponseReturnValue
from pydantic import Field

from tracker.database import RecordSession
from tracker.decisions.choosing import item_about
from tracker.decisions.council import Vote, ask_council, say, vote
from tracker.decisions.decisions import Decision
from tracker.messages import InputError, Message, message
from tracker.web import forms
from tracker.web.council import Asked, asked_before, who_can_be_asked
from tracker.web.decisions_forms import NOT_SENT, CommentForm, attempt, seen, try_step
from tracker.web.decisions_page import Sent, comment_choices, may_comment, pages, shown_page
from tracker.web.decisions_seen import DECIDE, decision_seen, is_asked
from tracker.web.decisions_shown import address_of
from tracker.web.decisions_steps import back_to, show_form, to_decide
from tracker.web.forms import Form, marked
from tracker.web.gate import for_whoever_signed_in, needs
from tracker.web.requests import scope, session, today


class MembersForm(Form):
    """Who is asked."""

    members: list[int] = Field(
        default=[],
        title=marked("Members"),
        description=marked("Each sees this decision alone, whatever his role, and is told at once that he is asked."),
    )


@pages.route("/<int:decision_id>/council", methods=["GET", "POST"])
@needs(DECIDE)
def ask(decision_id: int) -> ResponseReturnValue:
    """Choose who is asked; whoever was asked the last time is chosen already."""
    decided = to_decide(decision_id)
    if not decided.is_draft and not forms.was_sent():
        return back_to(decided)
    able = who_can_be_asked(session(), today())
    choices = {"members": [(str(one.account_id), _named(one)) for one in able]}
    before = asked_before(session(), decided) & {one.account_id for one in able}
    form = forms.asked(MembersForm, _of(before), choices)
    tried = NOT_SENT
    if forms.was_sent():
        tried = try_step(form, decided, lambda writer, given: _ask(writer, decided, given))
    if tried.is_done:
        return back_to(decided, message("The council is asked."))
    return show_form("council", decided, form, tried)


@pages.post("/<int:decision_id>/vote")
@for_whoever_signed_in
def give_votes(decision_id: int) -> ResponseReturnValue:
    """Take the votes of a member of the council."""
    decided, sight = decision_seen(decision_id)
    if not is_asked(decided):
        abort(404)
    refused, tried = attempt(decided, lambda writer: _vote(writer, decided))
    if refused is None:
        return back_to(decided, message("Your votes are kept. You may vote anew until it is issued."))
    return shown_page(decided, sight, Sent(tried, refused.message, section="council"))


@pages.post("/<int:decision_id>/say")
@for_whoever_signed_in
def comment(decision_id: int) -> ResponseReturnValue:
    """Take a comment of a member of the council, or of a leader who decides."""
    decided, sight = decision_seen(decision_id)
    if not may_comment(decided):
        abort(404)
    form = forms.read(CommentForm, comment_choices(decided, sight))
    tried = try_step(form, decided, lambda writer, given: _say(writer, decided, given))
    if tried.is_done:
        return back_to(decided, message("The comment stands with the decision."))
    return shown_page(decided, sight, Sent(tried, comment=form, section="council"))


def _ask(writer: RecordSession, decided: Decision, given: MembersForm) -> None:
    ask_council(writer, seen(writer, decided), given.members, scope().viewer, address_of(decided))


def _vote(writer: RecordSession, decided: Decision) -> None:
    draft = seen(writer, decided)
    given = {name.removeprefix("vote."): text for name, text in request.form.items() if name.startswith("vote.")}
    chosen = {who: text for who, text in given.items() if text}
    if not chosen:
        raise InputError("Nothing is chosen. Vote on at least one official.")
    for who, text in chosen.items():
        item = item_about(writer, draft, int(who)) if who.isascii() and who.isdigit() and len(who) < 10 else None
        if item is None or text not in set(Vote):
            raise InputError("This vote was not understood. Choose for each official one of the list.")
        vote(writer, draft, item, Vote(text), scope().viewer)


def _say(writer: RecordSession, decided: Decision, given: CommentForm) -> None:
    draft = seen(writer, decided)
    about = None if given.about is None else item_about(writer, draft, given.about)
    say(writer, draft, given.text, scope().viewer, about)


def _of(members: set[int]) -> dict[str, object]:
    return {"members": sorted(members)}


def _named(one: Asked) -> Message:
    if one.position is None:
        return message("%(name)s (%(account)s)", name=one.full_name, account=one.account)
    return message(
        "%(name)s, %(position)s (%(account)s)", name=one.full_name, position=one.position, account=one.account
    )
