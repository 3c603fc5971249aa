"""Aliases: how a source writes an official's name or login, since exports carry names and no codes."""

from __future__ import annotations

from datetime import date, timedelta

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select

from tracker.text import name_key, normalise

ONE_DAY = timedelta(days=1)


class Alias(SQLModel, table=True):
    """One official as one source writes him, from a day to a day where a login passed from one person to another."""

    __tablename__ = "tracker_alias"
    __table_args__ = (sa.UniqueConstraint("source", "key", "valid_from"),)

    id: int | None = Field(default=None, primary_key=True)
    source: str = Field(max_length=80)
    name: str
    key: str = Field(max_length=200)
    official_id: int = Field(foreign_key="tracker_official.id", ondelete="CASCADE", index=True)
    valid_from: date = date.min
    valid_to: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the source meant this official on that day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def add_alias(session: Session, source: str, name: str, official_id: int, since: date = date.min) -> Alias:
    """Remember that `source` calls the official `name` from a day on, up to the next alias of that name.

    An earlier alias of that name that still held ends the day before.
    """
    key, valid_to = name_key(name), None
    same = select(Alias).where(Alias.source == source, Alias.key == key).order_by(col(Alias.valid_from).desc())
    for other in session.exec(same):
        if other.valid_from == since:
            other.official_id = official_id
            session.flush()
            return other
        if other.valid_from > since:
            valid_to = other.valid_from - ONE_DAY
        elif other.valid_to is None or other.valid_to >= since:
            other.valid_to = since - ONE_DAY
    alias = Alias(
        source=source, name=normalise(name), key=key, official_id=official_id, valid_from=since, valid_to=valid_to
    )
    session.add(alias)
    session.flush()
    return alias


def aliases_of(session: Session, source: str) -> dict[str, list[Alias]]:
    """Return the aliases of a source by name key."""
    found: dict[str, list[Alias]] = {}
    for alias in session.exec(select(Alias).where(Alias.source == source).order_by(col(Alias.valid_from))):
        found.setdefault(alias.key, []).append(alias)
    return found
