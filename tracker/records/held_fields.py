"""Held fields: what a person corrected, no import overwrites."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select

from tracker.messages import Message, message

EXTENSION = "extension"
HAND_OVER = "hand-over"


class HeldField(SQLModel, table=True):
    """One field of one record that imports leave alone; `disagreement` is what the last import wanted instead."""

    __tablename__ = "tracker_held_field"
    __table_args__ = (sa.UniqueConstraint("subject", "subject_id", "field"),)

    id: int | None = Field(default=None, primary_key=True)
    subject: str = Field(max_length=80)
    subject_id: int
    field: str = Field(max_length=80)
    because: str
    disagreement: str | None = None

    @property
    def why(self) -> Message | str:
        """Why the field is held, as people read it."""
        if self.because == EXTENSION:
            return message("Extended by hand")
        return message("Handed over by hand") if self.because.startswith(HAND_OVER) else self.because


def hold(session: Session, subject: str, subject_id: int, fields: Iterable[str], because: str) -> None:
    """Hold these fields of a record from now on."""
    held = held_of(session, subject, subject_id)
    for field in fields:
        if field in held:
            held[field].because = because
        else:
            session.add(HeldField(subject=subject, subject_id=subject_id, field=field, because=because))
    session.flush()


def release(session: Session, subject: str, subject_id: int, field: str) -> bool:
    """Let imports write the field again; returns whether it was held."""
    held = held_of(session, subject, subject_id).get(field)
    if held is None:
        return False
    session.delete(held)
    session.flush()
    return True


def held_of(session: Session, subject: str, subject_id: int) -> dict[str, HeldField]:
    """Return the held fields of one record by name."""
    wanted = select(HeldField).where(HeldField.subject == subject, HeldField.subject_id == subject_id)
    return {held.field: held for held in session.exec(wanted)}


def held_in(session: Session, subject: str) -> dict[int, dict[str, HeldField]]:
    """Return all held fields of a kind of record, by record and field."""
    found: dict[int, dict[str, HeldField]] = {}
    for held in session.exec(select(HeldField).where(col(HeldField.subject) == subject)):
        found.setdefault(held.subject_id, {})[held.field] = held
    return found
