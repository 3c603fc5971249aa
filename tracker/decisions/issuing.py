"""Issuing a decision, revoking it by another, and letting everybody read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.accounts.viewers import Viewer
from tracker.audit import head
from tracker.closing.guards import keeps_closed
from tracker.database import RecordSession
from tracker.decisions.answers import answers_on
from tracker.decisions.checks import Check, kept_checks, stopped
from tracker.decisions.decisions import Decision, DecisionItem, DecisionKind, DecisionState, chosen_in, rewarded_in
from tracker.decisions.own import own_items, refuse_own_items, viewer_of
from tracker.decisions.signers import refuse_unfit_signer
from tracker.decisions.steps import needed_reason, note_step
from tracker.decisions.telling import tell_recipients
from tracker.messages import InputError, Message, dump_with_messages, message
from tracker.period_titles import period_title
from tracker.periods import Period, period_of
from tracker.rewards.forms import Offered

LONGEST_NUMBER = 60


@dataclass(frozen=True, slots=True)
class Paper:
    """What the clerk's system gives the paper: number, date, who signs, in whose absence (None: for himself)."""

    number: str
    decided_on: date
    signer_id: int
    signs_for_id: int | None = None


def issue(
    session: RecordSession,
    decided: Decision,
    paper: Paper,
    offered: Offered,
    checks: Sequence[Check],
    by: Viewer,
    page: str,
) -> None:
    """Issue a draft as the paper says. `decided` comes from `seen_decision`, `checks` from `checks_of` on that day.

    `offered` is the form with the amount of that day. Raises InputError while a check stops it, if the paper cannot be
    so, or if whoever issues or signs is rewarded by it, or proposed by it to the level above.
    """
    for why in stopped(checks):
        raise InputError("It cannot be signed yet. %(why)s", why=why)
    chosen = chosen_in(session, decided)
    _put_on_paper(session, decided, paper, by, chosen, decided.about)
    if paper.decided_on < decided.dossier_on:
        raise InputError(
            "The decision cannot be dated before its proposal of %(day)s. Correct the date.", day=decided.dossier_on
        )
    if not decided.goes_above:
        decided.amount = offered.amount
        decided.pays_from = None if offered.form.pays_from is None else offered.form.pays_from.key
    decided.legal_bases = dump_with_messages([(one.number, one.text) for one in offered.form.legal_bases])
    decided.checks = kept_checks(checks)
    note_step(session, decided, _issued_as(decided))
    words = {"form": decided.form_title, "number": decided.number}
    tell_recipients(session, decided, rewarded_in(session, decided), _rewards(chosen, words), page)
    if decided.goes_above:
        told = message("You are proposed to the level above: %(form)s, proposal %(number)s", **words)
        tell_recipients(session, decided, [one for one in chosen if one.unit_id is None], told, page)


def revoke(session: RecordSession, wrong: Decision, paper: Paper, reason: str, by: Viewer, page: str) -> Decision:
    """Revoke an issued decision by another one; returns that one. `wrong` comes from `seen_decision`.

    Raises InputError without a reason, if the paper cannot be so, or if it is one's own case.
    """
    why = needed_reason(reason, message("Say why the decision is revoked: everybody who sees it can read it."))
    if wrong.kind is DecisionKind.REVOCATION:
        raise InputError("This decision revokes another one, and nothing comes back to life. Decide anew instead.")
    concerned = chosen_in(session, wrong)
    if any(one.is_granted for one in answers_on(session, wrong).values()):
        raise InputError("The level above has granted what this proposes, so it stands.")
    revoking = Decision(
        kind=DecisionKind.REVOCATION,
        form=wrong.form,
        title=wrong.title,
        dossier_on=by.today,
        proposed_by=by.account_name,
        revokes_id=wrong.id,
        reason=why,
    )
    assert wrong.decided_on is not None
    if paper.decided_on < wrong.decided_on:
        raise InputError(
            "A decision of %(day)s cannot be revoked before that day. Correct the date.", day=wrong.decided_on
        )
    _put_on_paper(session, revoking, paper, by, concerned, wrong.about)
    note_step(session, revoking, message("Revokes decision %(number)s", number=wrong.number), why)
    wrong.state = DecisionState.REVOKED
    note_step(session, wrong, message("Revoked by decision %(number)s", number=revoking.number), why)
    words = {"number": wrong.number, "why": why}
    told = message("Decision %(number)s, which rewarded you, is revoked: %(why)s", **words)
    if wrong.goes_above:
        told = message("Proposal %(number)s, which named you to the level above, is revoked: %(why)s", **words)
    tell_recipients(session, wrong, concerned, told, page)
    return revoking


def publish(session: RecordSession, decided: Decision) -> None:
    """Let everybody who signs in read who is rewarded by an issued decision. `decided` comes from `seen_decision`."""
    decided.published_at = session.change.at
    note_step(session, decided, message("Published: everybody can read who is rewarded"))


def _put_on_paper(
    session: RecordSession,
    decided: Decision,
    paper: Paper,
    by: Viewer,
    concerned: Sequence[DecisionItem],
    period: Period | None,
) -> None:
    refuse_own_items(session, concerned, period, by)
    number = " ".join(paper.number.split())
    if not number or len(number) > LONGEST_NUMBER:
        raise InputError("Write the number that the clerk gave the decision, such as 123/QĐ-UBND.")
    if paper.decided_on > by.today:
        raise InputError("The decision cannot be dated after today, %(today)s. Correct the date.", today=by.today)
    _refuse_used_number(session, number, paper.decided_on.year)
    if own_items(session, concerned, period, viewer_of(session, paper.signer_id, paper.decided_on)):
        raise InputError("Nobody signs in his own case: whoever signs is in the decision. Choose another signer.")
    refuse_unfit_signer(session, paper.decided_on, paper.signer_id, paper.signs_for_id)
    end = head(session)
    decided.state, decided.number, decided.decided_on = DecisionState.ISSUED, number, paper.decided_on
    decided.signer_id, decided.signs_for_id = paper.signer_id, paper.signs_for_id
    decided.issued_at = session.change.at
    decided.audit_position, decided.audit_hash = end.position, end.hash


def _refuse_used_number(session: Session, number: str, year: int) -> None:
    of_the_year = select(Decision.number).where(sa.extract("year", col(Decision.decided_on)) == year)
    if number.casefold() in {one.casefold() for one in session.exec(of_the_year) if one is not None}:
        raise InputError("Number %(number)s is used by another decision of %(year)d.", number=number, year=year)


def _issued_as(decided: Decision) -> Message:
    words = {"number": decided.number, "day": decided.decided_on}
    if decided.goes_above:
        return message("Sent to the level above as %(number)s of %(day)s", **words)
    return message("Issued as %(number)s of %(day)s", **words)


def _rewards(items: Sequence[DecisionItem], words: Mapping[str, object]) -> Message:
    if any(item.unit_id is not None for item in items):
        return message("Your unit is rewarded: %(form)s, decision %(number)s", **words)
    return message("You are rewarded: %(form)s, decision %(number)s", **words)


@keeps_closed
def issued_decision(session: Session, period: Period) -> Message | None:
    """Say which decision was issued on a closed period, or on the year around it, so that it stays closed."""
    year = period_of(period.start, "year")
    wanted = select(Decision.number, Decision.period).where(col(Decision.period).in_((period.name, year.name)))
    found = session.exec(wanted.where(col(Decision.state) == DecisionState.ISSUED).order_by(col(Decision.id))).first()
    if found is None:
        return None
    number, about = found
    if about == period.name:
        return message("Decision %(number)s was issued on it.", number=number)
    return message("Decision %(number)s on %(year)s rests on it.", number=number, year=period_title(year))
