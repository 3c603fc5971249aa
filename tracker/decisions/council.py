"""The council of a decision: who is asked, how they vote on each official, what they say."""

from __future__ import annotations

import enum
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select

from tracker.accounts.accounts import Account, may_sign_in
from tracker.accounts.viewers import Viewer
from tracker.database import RecordSession, one_of
from tracker.decisions.decisions import Decision, DecisionItem
from tracker.decisions.own import refuse_own_items
from tracker.decisions.steps import note_step
from tracker.messages import InputError, counted, message
from tracker.notices import tell

LONGEST_COMMENT = 2000


class Vote(enum.StrEnum):
    """How a member of the council votes on one official, or one unit."""

    FOR = "for"
    AGAINST = "against"
    ABSTAINS = "abstains"


class CouncilMember(SQLModel, table=True):
    """An account that is asked for its view of a decision; its role does not matter."""

    __tablename__ = "tracker_council_member"
    __table_args__ = (sa.UniqueConstraint("decision_id", "account_id"),)

    id: int | None = Field(default=None, primary_key=True)
    decision_id: int = Field(foreign_key="tracker_decision.id", ondelete="RESTRICT")
    account_id: int = Field(foreign_key="tracker_account.id", ondelete="CASCADE", index=True)
    asked_at: datetime


class CouncilVote(SQLModel, table=True):
    """One member's vote on one official, by the name of the account; a later one takes its place."""

    __tablename__ = "tracker_council_vote"
    __table_args__ = (sa.UniqueConstraint("item_id", "account"),)

    id: int | None = Field(default=None, primary_key=True)
    item_id: int = Field(foreign_key="tracker_decision_item.id", ondelete="CASCADE")
    account: str
    vote: Vote = Field(sa_type=one_of(Vote, "vote"))
    at: datetime


class CouncilComment(SQLModel, table=True):
    """What a member or a leader says of a decision, or of one official in it."""

    __tablename__ = "tracker_council_comment"

    id: int | None = Field(default=None, primary_key=True)
    decision_id: int = Field(foreign_key="tracker_decision.id", ondelete="RESTRICT", index=True)
    item_id: int | None = Field(default=None, foreign_key="tracker_decision_item.id", ondelete="SET NULL", index=True)
    account: str
    text: str = Field(sa_type=sa.Text)
    at: datetime


class Votes(NamedTuple):
    """How many voted so on one official."""

    in_favour: int = 0
    against: int = 0
    abstained: int = 0

    @property
    def total(self) -> int:
        """How many voted."""
        return self.in_favour + self.against + self.abstained


def ask_council(session: RecordSession, decided: Decision, accounts: Collection[int], by: Viewer, page: str) -> int:
    """Ask these accounts for their view, and no others; returns how many are asked. `decided`: from `seen_decision`.

    Raises InputError for an account that cannot sign in.
    """
    able = set(session.exec(select(Account.id).where(col(Account.id).in_(accounts), may_sign_in(by.today))))
    if able != set(accounts):
        raise InputError("One of these accounts cannot sign in, so it cannot be asked. Choose the members again.")
    members = members_of(session, decided)
    asked = {one.account_id for one in members}
    for one in members:
        if one.account_id not in able:
            session.delete(one)
    assert decided.id is not None
    for account_id in sorted(set(accounts) - asked):
        session.add(CouncilMember(decision_id=decided.id, account_id=account_id, asked_at=session.change.at))
    told = counted(
        "%(count)s member of the council is asked", "%(count)s members of the council are asked", count=len(able)
    )
    note_step(session, decided, told)
    tell(
        session,
        sorted(set(accounts) - {by.account_id}),
        f"council:{decided.id}",
        message("You are asked for your view of a reward: %(form)s", form=decided.form_title),
        page,
    )
    return len(able)


def members_of(session: Session, decided: Decision) -> list[CouncilMember]:
    """Return who is asked."""
    wanted = select(CouncilMember).where(CouncilMember.decision_id == decided.id)
    return list(session.exec(wanted.order_by(col(CouncilMember.id))))


def is_member(session: Session, decided: Decision, by: Viewer) -> bool:
    """Whether the account is asked for its view of the decision."""
    return any(one.account_id == by.account_id for one in members_of(session, decided))


def vote(session: RecordSession, decided: Decision, item: DecisionItem, vote: Vote, by: Viewer) -> CouncilVote:
    """Vote on an official in a draft, or vote anew. Raises InputError on one's own case, and for who is not asked."""
    refuse_own_items(session, [item], decided.about, by)
    _refuse_other(decided, item)
    _refuse_decided(decided)
    if not is_member(session, decided, by):
        raise InputError("Only the members of the council who are asked vote on it.")
    given = session.exec(
        select(CouncilVote).where(CouncilVote.item_id == item.id, CouncilVote.account == by.account_name)
    ).first()
    assert item.id is not None
    given = given or CouncilVote(item_id=item.id, account=by.account_name, vote=vote, at=session.change.at)
    given.vote, given.at = vote, session.change.at
    session.add(given)
    session.flush()
    return given


def votes_on(session: Session, decided: Decision) -> dict[int, Votes]:
    """Return, by item, how the council voted; without a vote it is left out, as is who is asked no more."""
    wanted = sa.select(col(CouncilVote.item_id), col(CouncilVote.vote), sa.func.count())
    wanted = wanted.join(DecisionItem, col(DecisionItem.id) == col(CouncilVote.item_id))
    members = sa.select(col(Account.name)).join(CouncilMember, col(CouncilMember.account_id) == col(Account.id))
    is_asked = col(CouncilVote.account).in_(members.where(col(CouncilMember.decision_id) == decided.id))
    rows = session.connection().execute(
        wanted.where(col(DecisionItem.decision_id) == decided.id, is_asked).group_by(
            col(CouncilVote.item_id), col(CouncilVote.vote)
        )
    )
    counts: dict[int, dict[Vote, int]] = {}
    for item_id, how, count in rows:
        counts.setdefault(item_id, {})[how] = count
    return {
        item_id: Votes(some.get(Vote.FOR, 0), some.get(Vote.AGAINST, 0), some.get(Vote.ABSTAINS, 0))
        for item_id, some in counts.items()
    }


def votes_by(session: Session, decided: Decision, account: str) -> dict[int, Vote]:
    """Return, by item, how one account voted."""
    wanted = select(CouncilVote).join(DecisionItem, col(DecisionItem.id) == col(CouncilVote.item_id))
    rows = session.exec(wanted.where(DecisionItem.decision_id == decided.id, CouncilVote.account == account))
    return {one.item_id: one.vote for one in rows}


def say(
    session: RecordSession, decided: Decision, text: str, by: Viewer, item: DecisionItem | None = None
) -> CouncilComment:
    """Comment on a draft, or on one official in it. Raises InputError on one's own case, or if nothing is said."""
    if item is not None:
        refuse_own_items(session, [item], decided.about, by)
        _refuse_other(decided, item)
    _refuse_decided(decided)
    said = text.strip()
    if not said:
        raise InputError("Write what you want to say of it.")
    if len(said) > LONGEST_COMMENT:
        raise InputError("A comment has %(most)d letters at most. Shorten it.", most=LONGEST_COMMENT)
    assert decided.id is not None
    written = CouncilComment(
        decision_id=decided.id,
        item_id=None if item is None else item.id,
        account=by.account_name,
        text=said,
        at=session.change.at,
    )
    session.add(written)
    session.flush()
    return written


def comments_on(session: Session, decided: Decision) -> Sequence[CouncilComment]:
    """Return what was said, the first first."""
    wanted = select(CouncilComment).where(CouncilComment.decision_id == decided.id)
    return session.exec(wanted.order_by(col(CouncilComment.id))).all()


def _refuse_other(decided: Decision, item: DecisionItem) -> None:
    if item.decision_id != decided.id:
        raise InputError("This stands in another decision. Open that one.")


def _refuse_decided(decided: Decision) -> None:
    if not decided.is_draft:
        raise InputError("This is decided already, so the council is not asked any more.")
