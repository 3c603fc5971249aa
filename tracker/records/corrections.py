"""Corrections: who says that a record is wrong or missing, what it should be, and what was answered."""

from __future__ import annotations

import enum
import json
from collections.abc import Mapping
from datetime import date

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel

from tracker.audit import canonical
from tracker.database import one_of
from tracker.messages import InputError
from tracker.records.file_changes import SUBJECT, correct_file
from tracker.records.handled_files import HandledFile


class CorrectionState(enum.StrEnum):
    """Where a correction stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class Correction(SQLModel, table=True):
    """One request. `subject_id` is None where a record is missing; `wanted` holds the fields as they should be."""

    __tablename__ = "tracker_correction"
    __table_args__ = (
        sa.CheckConstraint("(state = 'open') = (answered_on IS NULL)", name="answered_when"),
        sa.Index("ix_tracker_correction_subject", "subject", "subject_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    subject: str = Field(max_length=80)
    subject_id: int | None = None
    wanted: str = Field(sa_type=sa.Text)
    reason: str = Field(sa_type=sa.Text)
    evidence: str | None = Field(default=None, sa_type=sa.Text)
    said_by_id: int = Field(foreign_key="tracker_official.id", ondelete="RESTRICT", index=True)
    said_on: date
    state: CorrectionState = Field(default=CorrectionState.OPEN, sa_type=one_of(CorrectionState, "state"))
    answer: str | None = Field(default=None, sa_type=sa.Text)
    answered_by: str | None = None
    answered_on: date | None = None

    @property
    def wanted_values(self) -> dict[str, object]:
        """The fields as they should be."""
        values = json.loads(self.wanted)
        assert isinstance(values, dict)
        return values


def contest(
    session: Session,
    subject: str,
    subject_id: int | None,
    wanted: Mapping[str, object],
    reason: str,
    said_by_id: int,
    on: date,
) -> Correction:
    """Record that an official finds a record wrong, or missing where `subject_id` is None."""
    if not reason.strip():
        raise InputError("Say what is wrong with the record, so that it can be checked.")
    correction = Correction(
        subject=subject,
        subject_id=subject_id,
        wanted=canonical(dict(wanted)),
        reason=reason.strip(),
        said_by_id=said_by_id,
        said_on=on,
    )
    session.add(correction)
    session.flush()
    return correction


def answer(
    session: Session,
    correction: Correction,
    is_accepted: bool,
    answer: str,
    answered_by: str,
    answerer_id: int | None,
    on: date,
) -> None:
    """Answer a correction once, with a reason; an accepted one of a handled file corrects it.

    A missing file is only answered, and whoever accepts a correction of another record changes that record in the same
    transaction. Nobody answers his own: `answerer_id` is the official who answers, None for somebody who is none.
    Raises InputError, also where the file cannot be corrected so; nothing is answered then.
    """
    if answerer_id == correction.said_by_id:
        raise InputError("Somebody else must answer this correction: it is your own. Ask another leader.")
    if correction.state is not CorrectionState.OPEN:
        raise InputError(
            "This correction was answered on %(day)s already. Ask for a new correction if the answer was wrong.",
            day=correction.answered_on,
        )
    if not answer.strip():
        raise InputError("Say why the correction is accepted or refused, so that whoever asked for it can read it.")
    if is_accepted and correction.subject == SUBJECT and correction.subject_id is not None:
        _correct_the_file(session, correction, correction.subject_id, on)
    correction.state = CorrectionState.ACCEPTED if is_accepted else CorrectionState.REFUSED
    correction.answer, correction.answered_by, correction.answered_on = answer.strip(), answered_by, on
    session.add(correction)
    session.flush()


def _correct_the_file(session: Session, correction: Correction, file_id: int, on: date) -> None:
    file = session.get(HandledFile, file_id)
    if file is None:
        raise InputError("The file that this correction names no longer exists. Refuse the correction.")
    correct_file(session, file, correction.wanted_values, correction.reason, on)
