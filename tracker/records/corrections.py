"""Corrections: who says that a record is wrong, somebody else's or missing, what it should be, and the answer."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select

from tracker.audit import canonical
from tracker.database import one_of
from tracker.messages import InputError
from tracker.records.by_hand import Values
from tracker.records.corrected_values import KEYS
from tracker.records.correction_states import CorrectionKind, CorrectionState
from tracker.records.record_changes import (
    CHANGEABLE,
    OWNERS,
    SUBJECTS,
    add_record,
    concerned,
    correct_record,
    key_of,
    officials_in,
)
from tracker.records.shown_values import typed_value


class Correction(SQLModel, table=True):
    """One request. `subject_id` is None while a record is missing; `wanted` holds the fields as they should be.

    `stood` holds those fields as they stood when it was asked, `granted` as an accepted one wrote them. Requests that
    were made at once share a `bulk_id`. `answered_on` is also the day on which the asker took it back. `former_key` is
    what told the record apart before an accepted one changed that (`KEYS`).
    """

    __tablename__ = "tracker_correction"
    __table_args__ = (
        sa.CheckConstraint("(state = 'open') = (answered_on IS NULL)", name="answered_when"),
        sa.Index("ix_tracker_correction_subject", "subject", "subject_id"),
        sa.Index("ix_tracker_correction_state", "state", "said_on"),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: CorrectionKind = Field(
        default=CorrectionKind.WRONG,
        sa_type=one_of(CorrectionKind, "kind"),
        sa_column_kwargs={"server_default": "wrong"},
    )
    subject: str = Field(max_length=80)
    subject_id: int | None = None
    bulk_id: int | None = Field(default=None, index=True)
    stood: str | None = Field(default=None, sa_type=sa.Text)
    wanted: str = Field(sa_type=sa.Text)
    reason: str = Field(sa_type=sa.Text)
    evidence: str | None = Field(default=None, sa_type=sa.Text)
    said_by_id: int = Field(foreign_key="tracker_official.id", ondelete="RESTRICT", index=True)
    said_on: date
    state: CorrectionState = Field(default=CorrectionState.OPEN, sa_type=one_of(CorrectionState, "state"))
    granted: str | None = Field(default=None, sa_type=sa.Text)
    former_key: str | None = Field(default=None, sa_type=sa.Text)
    answer: str | None = Field(default=None, sa_type=sa.Text)
    answered_by: str | None = None
    answered_on: date | None = None

    @property
    def wanted_values(self) -> dict[str, object]:
        """The fields as they should be."""
        return _values(self.wanted)

    @property
    def stood_values(self) -> dict[str, object]:
        """Those fields as they stood when it was asked."""
        return _values(self.stood)

    @property
    def granted_values(self) -> dict[str, object]:
        """The fields as an accepted one wrote them."""
        return _values(self.granted)


@dataclass(frozen=True, slots=True)
class Claim:
    """What an official says of a record: the fields as they should be, why, and where it can be checked.

    Without a kind, a record that is there is wrong, and one that is not is missing.
    """

    wanted: Values
    reason: str
    said_by_id: int
    on: date
    kind: CorrectionKind | None = None
    evidence: str | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What is answered, with a reason, by which account, and which official that is (None: nobody's account).

    `values` are the fields as they shall be, where whoever answers adjusts what was wanted.
    """

    is_accepted: bool
    reason: str
    by: str
    official_id: int | None
    on: date
    values: Values | None = None


def contest(session: Session, subject: str, subject_id: int | None, claim: Claim) -> Correction:
    """Record that an official finds a record wrong or somebody else's, or missing where `subject_id` is None.

    Raises InputError without a reason, or if he asked about the same record before and waits for the answer.
    """
    if not claim.reason.strip():
        raise InputError("Say what is wrong with the record, so that it can be checked.")
    correction = Correction(
        kind=claim.kind or (CorrectionKind.MISSING if subject_id is None else CorrectionKind.WRONG),
        subject=subject,
        subject_id=subject_id,
        wanted=canonical(dict(claim.wanted)),
        reason=claim.reason.strip(),
        evidence=(claim.evidence or "").strip() or None,
        said_by_id=claim.said_by_id,
        said_on=claim.on,
    )
    _refuse_a_second_request(session, correction)
    record = contested_record(session, correction)
    if record is not None:
        present = record.model_dump()
        owner = [OWNERS[type(record)]] if correction.kind is CorrectionKind.NOT_MINE else []
        correction.stood = canonical({field: present.get(field) for field in (*owner, *claim.wanted)})
    session.add(correction)
    session.flush()
    return correction


def contest_many(session: Session, subject: str, subject_ids: Sequence[int], claim: Claim) -> list[Correction]:
    """Record the same request about several records; each is answered by itself, or all together."""
    asked = [contest(session, subject, subject_id, claim) for subject_id in dict.fromkeys(subject_ids)]
    if len(asked) > 1:
        for correction in asked:
            correction.bulk_id = asked[0].id
            session.add(correction)
        session.flush()
    return asked


def answer(session: Session, correction: Correction, reply: Reply) -> None:
    """Answer a correction once, with a reason; an accepted one changes the record, or adds the one that is missing.

    Nobody answers his own, nor one about a record that is or would be his. A record of a plugin, and a posting, is
    changed by whoever accepts, in the same transaction. Raises InputError, also where the record cannot be so; nothing
    is answered then.
    """
    granted = dict(correction.wanted_values if reply.values is None else reply.values)
    record = contested_record(session, correction)
    _refuse_own_case(session, correction, record, granted, reply.official_id)
    _refuse_to_close_twice(correction)
    if not reply.reason.strip():
        raise InputError("Say why the correction is accepted or refused, so that whoever asked for it can read it.")
    if reply.is_accepted:
        _grant(session, correction, record, granted, reply.on)
    correction.state = CorrectionState.ACCEPTED if reply.is_accepted else CorrectionState.REFUSED
    correction.answer, correction.answered_by, correction.answered_on = reply.reason.strip(), reply.by, reply.on
    session.add(correction)
    session.flush()


def withdraw(session: Session, correction: Correction, official_id: int | None, on: date) -> None:
    """Take an open correction back. Raises InputError for one that somebody else asked for, or that was answered."""
    if official_id != correction.said_by_id:
        raise InputError("Only who asked for a correction can take it back. Refuse it instead, with a reason.")
    _refuse_to_close_twice(correction)
    correction.state, correction.answered_on = CorrectionState.WITHDRAWN, on
    session.add(correction)
    session.flush()


def contested_record(session: Session, correction: Correction) -> SQLModel | None:
    """Return the record that a correction is about; None for a missing one, one that is gone, and a plugin's."""
    table = SUBJECTS.get(correction.subject)
    if table is None or correction.subject_id is None:
        return None
    return session.get(table, correction.subject_id)


def open_requests(session: Session, subject: str, subject_id: int, said_by_id: int) -> Sequence[Correction]:
    """Return what an official asked about a record and waits for."""
    wanted = select(Correction).where(Correction.subject == subject, Correction.said_by_id == said_by_id)
    wanted = wanted.where(Correction.subject_id == subject_id, Correction.state == CorrectionState.OPEN)
    return session.exec(wanted).all()


def corrections_of(session: Session, subject: str, subject_id: int) -> Sequence[Correction]:
    """Return everything that was asked about a record, the latest first."""
    wanted = select(Correction).where(Correction.subject == subject, Correction.subject_id == subject_id)
    return session.exec(wanted.order_by(col(Correction.id).desc())).all()


def taken_back(session: Session, table: type[SQLModel]) -> dict[tuple[object, ...], Correction]:
    """Return the accepted corrections by what told their record apart before, which it no longer is (`KEYS`)."""
    wanted = select(Correction).where(Correction.subject == str(table.__tablename__))
    wanted = wanted.where(col(Correction.former_key).is_not(None)).order_by(col(Correction.id))
    found: dict[tuple[object, ...], Correction] = {}
    for correction in session.exec(wanted):
        kept = _values(correction.former_key)
        found[tuple(typed_value(table, field, kept[field]) for field in KEYS[table])] = correction
    return found


def _grant(
    session: Session, correction: Correction, record: SQLModel | None, granted: dict[str, object], on: date
) -> None:
    """Do what an accepted correction asks for."""
    table = SUBJECTS.get(correction.subject)
    if table in CHANGEABLE and table is not None:
        if correction.subject_id is None:
            added = add_record(session, table, granted, correction.reason, on)
            correction.subject_id = getattr(added, "id", None)
        elif record is None:
            raise InputError("The record that this correction names no longer exists. Refuse the correction.")
        else:
            _refuse_without_a_new_owner(correction, record, granted)
            former = key_of(record)
            correct_record(session, record, granted, correction.reason, on)
            correction.former_key = canonical(former) if former != key_of(record) else None
    correction.granted = canonical(granted)


def _refuse_without_a_new_owner(correction: Correction, record: SQLModel, granted: Values) -> None:
    owner = OWNERS[type(record)]
    if correction.kind is CorrectionKind.NOT_MINE and granted.get(owner) in (None, getattr(record, owner)):
        raise InputError("Say whose record it is before you accept that it is somebody else's.")


def _refuse_own_case(
    session: Session, correction: Correction, record: SQLModel | None, granted: Values, answerer_id: int | None
) -> None:
    if answerer_id is None:
        return
    if answerer_id == correction.said_by_id:
        raise InputError("Somebody else must answer this correction: it is your own. Ask another leader.")
    theirs = officials_in(granted) | (concerned(session, record) if record is not None else set())
    if answerer_id in theirs:
        raise InputError(
            "Somebody else must answer this correction: the record is, was or would be yours. Ask another leader."
        )


def _refuse_to_close_twice(correction: Correction) -> None:
    if correction.state is CorrectionState.WITHDRAWN:
        raise InputError("This correction was taken back on %(day)s by who asked for it.", day=correction.answered_on)
    if correction.state is not CorrectionState.OPEN:
        raise InputError(
            "This correction was answered on %(day)s already. Ask for a new correction if the answer was wrong.",
            day=correction.answered_on,
        )


def _refuse_a_second_request(session: Session, correction: Correction) -> None:
    same = select(Correction).where(
        Correction.subject == correction.subject,
        Correction.said_by_id == correction.said_by_id,
        Correction.state == CorrectionState.OPEN,
    )
    if correction.subject_id is None:
        same = same.where(col(Correction.subject_id).is_(None), Correction.wanted == correction.wanted)
    else:
        same = same.where(Correction.subject_id == correction.subject_id)
    earlier = session.exec(same).first()
    if earlier is not None:
        raise InputError(
            "You asked about the same record on %(day)s, and it waits for an answer. Take that request back first if "
            "you want to ask otherwise.",
            day=earlier.said_on,
        )


def _values(kept: str | None) -> dict[str, object]:
    values = json.loads(kept or "{}")
    assert isinstance(values, dict)
    return values
