"""Decisions: what is decided, about whom, and every step that led to it.

A decision is a draft until it is issued with the number, the date and the signer of the paper. What is issued does not
change any more: a mistake is revoked by another decision.
"""

from __future__ import annotations

import enum
import json
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select

from tracker.database import one_of
from tracker.messages import Message
from tracker.periods import Period, parse_period
from tracker.rewards.candidates import Standing


class DecisionKind(enum.StrEnum):
    """What a decision is about: a form of reward for a period, what somebody achieved, an earlier decision."""

    PERIOD = "period"
    ACHIEVEMENT = "achievement"
    REVOCATION = "revocation"


class DecisionState(enum.StrEnum):
    """Where a decision stands."""

    DRAFT = "draft"
    WITHDRAWN = "withdrawn"
    ISSUED = "issued"
    REVOKED = "revoked"


_ON_PAPER = "state IN ('issued', 'revoked')"


class Decision(SQLModel, table=True):
    """One decision. `version` counts its steps: who acts says which one he saw.

    `form` is the key of the award form and `title` what it is called, a message as JSON. `dossier_on` is the day of the
    proposal. `goes_above`: the commune only proposes, so its paper asks the level above. From `number` on everything is
    None until it is issued: `signs_for_id` in whose absence `signer_id` signs, `amount` in đồng for each, which stays
    None where the level above pays, `pays_from` the key of the fund that pays, `legal_bases` and the `checks` before
    signing as messages in JSON, the end of the audit log as printed on the paper.
    """

    __tablename__ = "tracker_decision"
    __table_args__ = (
        sa.CheckConstraint(f"{_ON_PAPER} = (number IS NOT NULL)", name="number_when_issued"),
        sa.CheckConstraint("(kind = 'period') = (period IS NOT NULL)", name="period_of_its_kind"),
        sa.CheckConstraint("(kind = 'revocation') = (revokes_id IS NOT NULL)", name="revokes_of_its_kind"),
        sa.Index(
            "ix_tracker_decision_draft",
            "period",
            "form",
            unique=True,
            sqlite_where=sa.text("state = 'draft' AND kind = 'period'"),
            postgresql_where=sa.text("state = 'draft' AND kind = 'period'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: DecisionKind = Field(sa_type=one_of(DecisionKind, "kind"))
    period: str | None = Field(default=None, max_length=30, index=True)
    form: str = Field(max_length=200)
    title: str = Field(sa_type=sa.Text)
    state: DecisionState = Field(default=DecisionState.DRAFT, sa_type=one_of(DecisionState, "state"))
    version: int = 1
    dossier_on: date
    proposed_by: str
    goes_above: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    revokes_id: int | None = Field(default=None, foreign_key="tracker_decision.id", ondelete="RESTRICT", unique=True)
    reason: str | None = Field(default=None, sa_type=sa.Text)
    number: str | None = Field(default=None, max_length=60)
    decided_on: date | None = None
    signer_id: int | None = Field(default=None, foreign_key="tracker_official.id", ondelete="RESTRICT")
    signs_for_id: int | None = Field(default=None, foreign_key="tracker_official.id", ondelete="RESTRICT")
    amount: int | None = None
    pays_from: str | None = Field(default=None, max_length=100)
    legal_bases: str | None = Field(default=None, sa_type=sa.Text)
    checks: str | None = Field(default=None, sa_type=sa.Text)
    issued_at: datetime | None = None
    audit_position: int | None = None
    audit_hash: str | None = Field(default=None, max_length=64)
    published_at: datetime | None = None

    @property
    def form_title(self) -> Message:
        """What the form is called."""
        return Message.from_json(json.loads(self.title))

    @property
    def about(self) -> Period | None:
        """The period that it is about."""
        return None if self.period is None else parse_period(self.period)

    @property
    def is_draft(self) -> bool:
        """Whether it can still be changed."""
        return self.state is DecisionState.DRAFT

    @property
    def bases(self) -> list[tuple[str, Message]]:
        """The number and the words of each legal basis that it was issued with."""
        stored = json.loads(self.legal_bases or "[]")
        return [(number, Message.from_json(text)) for number, text in stored]


class DecisionItem(SQLModel, table=True):
    """One official or unit in a decision: how he stood to the form when it was last looked at; whether he is rewarded.

    `is_chosen` is None while another leader than whoever proposed must decide, since nobody decides his own case.
    `reason` says why it differs from what the form proposes, or what he achieved. `goes_above`: the commune only
    proposes him, and the level above decides. `pool` and `reached` are messages as JSON.
    """

    __tablename__ = "tracker_decision_item"
    __table_args__ = (
        sa.UniqueConstraint("decision_id", "official_id"),
        sa.UniqueConstraint("decision_id", "unit_id"),
        sa.CheckConstraint("(official_id IS NULL) <> (unit_id IS NULL)", name="official_or_unit"),
    )

    id: int | None = Field(default=None, primary_key=True)
    decision_id: int = Field(foreign_key="tracker_decision.id", ondelete="RESTRICT")
    official_id: int | None = Field(default=None, foreign_key="tracker_official.id", ondelete="RESTRICT", index=True)
    unit_id: int | None = Field(default=None, foreign_key="tracker_unit.id", ondelete="RESTRICT", index=True)
    standing: Standing | None = Field(default=None, sa_type=one_of(Standing, "standing"))
    place: int | None = None
    pool: str | None = Field(default=None, sa_type=sa.Text)
    total_hundredths: int | None = None
    is_small_sample: bool = False
    reached: str = Field(default="[]", sa_type=sa.Text)
    is_chosen: bool | None = None
    goes_above: bool = False
    reason: str | None = Field(default=None, sa_type=sa.Text)
    initiative_id: int | None = Field(default=None, foreign_key="tracker_initiative.id", ondelete="RESTRICT")

    @property
    def recipient_id(self) -> int:
        """The official or the unit that it is about; those of one decision are either all officials or all units."""
        found = self.unit_id if self.official_id is None else self.official_id
        assert found is not None
        return found

    @property
    def is_proposed(self) -> bool:
        """Whether the form proposes him; an achievement is always somebody's proposal."""
        return self.standing in (None, Standing.PROPOSED)

    @property
    def is_rewarded(self) -> bool:
        """Whether the decision itself rewards him."""
        return self.is_chosen is True and not self.goes_above

    @property
    def reached_or_missed(self) -> list[tuple[Message, bool]]:
        """What he reached or missed of the form when it was last looked at, in sentences."""
        return [(Message.from_json(told), is_met) for told, is_met in json.loads(self.reached)]


class AnswerAbove(SQLModel, table=True):
    """What the level above decided about somebody whom the commune proposed: granted or refused, by which decision."""

    __tablename__ = "tracker_answer_above"

    id: int | None = Field(default=None, primary_key=True)
    item_id: int = Field(foreign_key="tracker_decision_item.id", ondelete="RESTRICT", unique=True)
    is_granted: bool
    number: str = Field(max_length=60)
    decided_on: date


class DecisionStep(SQLModel, table=True):
    """One step of a decision: which version it made, by which account, when, in a sentence, and why."""

    __tablename__ = "tracker_decision_step"
    __table_args__ = (sa.UniqueConstraint("decision_id", "version"),)

    id: int | None = Field(default=None, primary_key=True)
    decision_id: int = Field(foreign_key="tracker_decision.id", ondelete="RESTRICT")
    version: int
    at: datetime
    account: str
    told: str = Field(sa_type=sa.Text)
    because: str | None = Field(default=None, sa_type=sa.Text)

    @property
    def message(self) -> Message:
        """What was done."""
        return Message.from_json(json.loads(self.told))


def decision(session: Session, id: int) -> Decision | None:
    """Return the decision with this id."""
    return session.get(Decision, id)


def items_of(session: Session, decided: Decision) -> list[DecisionItem]:
    """Return everybody in a decision, in the order of the pools and places in which he was put there."""
    wanted = select(DecisionItem).where(DecisionItem.decision_id == decided.id)
    return list(session.exec(wanted.order_by(col(DecisionItem.id))))


def chosen_in(session: Session, decided: Decision) -> list[DecisionItem]:
    """Return those whom the decision rewards, or proposes to the level above."""
    return [item for item in items_of(session, decided) if item.is_chosen]


def rewarded_in(session: Session, decided: Decision) -> list[DecisionItem]:
    """Return those whom the decision itself rewards."""
    return [item for item in items_of(session, decided) if item.is_rewarded]


def holds_reward() -> sa.ColumnElement[bool]:
    """Return which items give somebody a reward: by the decision itself, or granted by the level above since."""
    granted = sa.select(col(AnswerAbove.item_id)).where(col(AnswerAbove.is_granted).is_(True))
    here = sa.not_(col(DecisionItem.goes_above))
    return sa.and_(col(DecisionItem.is_chosen).is_(True), sa.or_(here, col(DecisionItem.id).in_(granted)))


def steps_of(session: Session, decided: Decision, after: int = 0) -> list[DecisionStep]:
    """Return the steps of a decision after that version, the first first."""
    wanted = select(DecisionStep).where(DecisionStep.decision_id == decided.id, col(DecisionStep.version) > after)
    return list(session.exec(wanted.order_by(col(DecisionStep.version))))


def draft_for(session: Session, period: Period, form: str) -> Decision | None:
    """Return the draft of a decision about a period by this form."""
    wanted = select(Decision).where(Decision.period == period.name, Decision.form == form)
    return session.exec(wanted.where(col(Decision.state) == DecisionState.DRAFT)).first()


def decisions_about(session: Session, period: Period, form: str | None = None) -> list[Decision]:
    """Return every decision about a period, or about one form of it, the latest first; none that was withdrawn."""
    wanted = select(Decision).where(Decision.period == period.name, col(Decision.state) != DecisionState.WITHDRAWN)
    if form is not None:
        wanted = wanted.where(Decision.form == form)
    return list(session.exec(wanted.order_by(col(Decision.id).desc())))
