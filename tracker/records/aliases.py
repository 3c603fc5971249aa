"""Aliases: how a source writes an official's name or login, since exports carry names and no codes."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select

from tracker.text import name_key, normalise


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
    """Remember that `source` calls the official `name`; an alias of that name that still holds ends the day before."""
    key = name_key(name)
    same = select(Alias).where(Alias.source == source, Alias.key == key)
    for earlier in session.exec(same):
        if earlier.valid_from == since:
            earlier.official_id = official_id
            session.add(earlier)
            session.flush()
            return earlier
        if earlier.valid_to is None and earlier.valid_from < since:
            earlier.valid_to = date.fromordinal(since.toordinal() - 1)
            session.add(earlier)
    alias = Alias(source=source, name=normalise(name), key=key, official_id=official_id, valid_from=since)
    session.add(alias)
    session.flush()
    return alias


def aliases_of(session: Session, source: str) -> dict[str, list[Alias]]:
    """Return the aliases of a source by name key."""
    found: dict[str, list[Alias]] = {}
    for alias in session.exec(select(Alias).where(Alias.source == source).order_by(col(Alias.valid_from))):
        found.setdefault(alias.key, []).append(alias)
    return found
