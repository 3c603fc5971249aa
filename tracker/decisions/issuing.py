"""Issuing a decision, revoking it by another, and letting everybody read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.accounts.accounts import Account
from tracker.accounts.viewers import Viewer
from tracker.audit import head
from tracker.closing.guards import keeps_closed
from tracker.database import RecordSession
from tracker.decisions.checking import Check, kept_checks, stopped
from tracker.decisions.decisions import Decision, DecisionItem, DecisionKind, DecisionState, items_of, rewarded_in
from tracker.decisions.signers import refuse_unfit_signer
from tracker.decisions.steps import needed_reason, note_step
from tracker.messages import InputError, Message, dump_with_messages, message
from tracker.notices import tell
from tracker.periods import Period
from tracker.records.own_case import refuse_own_case
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
    so, or if whoever issues or signs is rewarded by it.
    """
    for why in stopped(checks):
        raise InputError("It cannot be signed yet. %(why)s", why=why)
    _put_on_paper(session, decided, paper, by, rewarded_in(session, decided))
    if paper.decided_on < decided.dossier_on:
        raise InputError(
            "The decision cannot be dated before its proposal of %(day)s. Correct the date.", day=decided.dossier_on
        )
    decided.amount = offered.amount
    decided.legal_bases = dump_with_messages([(one.number, one.text) for one in offered.form.legal_bases])
    decided.checks = kept_checks(checks)
    note_step(session, decided, message("Issued as %(number)s of %(day)s", number=decided.number, day=paper.decided_on))
    told = message("You are rewarded: %(form)s, decision %(number)s", form=decided.form_title, number=decided.number)
    _tell(session, decided, rewarded_in(session, decided), told, page)


def revoke(session: RecordSession, wrong: Decision, paper: Paper, reason: str, by: Viewer, page: str) -> Decision:
    """Revoke an issued decision by another one; returns that one. `wrong` comes from `seen_decision`.

    Raises InputError without a reason, if the paper cannot be so, or if it is one's own case.
    """
    why = needed_reason(reason, message("Say why the decision is revoked: everybody who sees it can read it."))
    if wrong.kind is DecisionKind.REVOCATION:
        raise InputError("This decision revokes another one, and nothing comes back to life. Decide anew instead.")
    concerned = [item for item in items_of(session, wrong) if item.is_chosen]
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
    _put_on_paper(session, revoking, paper, by, concerned)
    note_step(session, revoking, message("Revokes decision %(number)s", number=wrong.number), why)
    wrong.state = DecisionState.REVOKED
    note_step(session, wrong, message("Revoked by decision %(number)s", number=revoking.number), why)
    told = message("Decision %(number)s, which rewarded you, is revoked: %(why)s", number=wrong.number, why=why)
    _tell(session, wrong, concerned, told, page)
    return revoking


def publish(session: RecordSession, decided: Decision) -> None:
    """Let everybody who signs in read who is rewarded by an issued decision. `decided` comes from `seen_decision`."""
    decided.published_at = session.change.at
    note_step(session, decided, message("Published: everybody can read who is rewarded"))


def _put_on_paper(
    session: RecordSession, decided: Decision, paper: Paper, by: Viewer, concerned: Sequence[DecisionItem]
) -> None:
    officials = [item.official_id for item in concerned]
    refuse_own_case(officials, by.official_id)
    number = " ".join(paper.number.split())
    if not number or len(number) > LONGEST_NUMBER:
        raise InputError("Write the number that the clerk gave the decision, such as 123/QĐ-UBND.")
    if paper.decided_on > by.today:
        raise InputError("The decision cannot be dated after today, %(today)s. Correct the date.", today=by.today)
    _refuse_used_number(session, number, paper.decided_on.year)
    if paper.signer_id in officials:
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


def _tell(session: RecordSession, decided: Decision, items: Sequence[DecisionItem], told: Message, page: str) -> None:
    officials = [item.official_id for item in items]
    accounts = session.exec(select(Account.id).where(col(Account.official_id).in_(officials)))
    wanted = {one for one in accounts if one is not None}
    tell(session, wanted, f"decision:{decided.id}:{decided.state}", told, page)


@keeps_closed
def issued_decision(session: Session, period: Period) -> Message | None:
    """Say which decision was issued on a closed period, so that it stays closed."""
    wanted = select(Decision.number).where(Decision.period == period.name)
    number = session.exec(wanted.where(col(Decision.state) == DecisionState.ISSUED)).first()
    return None if number is None else message("Decision %(number)s was issued on it.", number=number)
