"""Aliases: how a source writes an official's name or login, since exports carry names and no codes."""

from __future__ import annotations

from datetime import date, timedelta

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select

from tracker.messages import InputError
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


def give_alias(session: Session, source: str, name: str, official_id: int, since: date | None) -> Alias:
    """Say by hand that `source` calls the official `name`, from a day on or all along.

    Raises InputError if it does already, or means somebody else by it and no day says until when.
    """
    key = name_key(name)
    for other in session.exec(select(Alias).where(Alias.source == source, Alias.key == key)):
        if other.official_id == official_id and other.holds_on(since or date.max):
            raise InputError("%(source)s calls this official %(name)s already.", source=source, name=other.name)
        if other.official_id != official_id and (since is None or other.valid_from == since):
            raise InputError(
                "%(source)s means another official by %(name)s. Give the day from which this one is meant, or end the "
                "other one first.",
                source=source,
                name=other.name,
            )
    return add_alias(session, source, name, official_id, since or date.min)


def end_alias(session: Session, alias: Alias, last_day: date) -> None:
    """End an alias: the source means somebody else by the name after that day. Raises InputError for a day before it
    began."""
    if last_day < alias.valid_from:
        raise InputError(
            "%(name)s is meant since %(start)s. Choose that day or a later one.",
            name=alias.name,
            start=alias.valid_from,
        )
    alias.valid_to = last_day
    session.add(alias)
    session.flush()


def remove_alias(session: Session, alias: Alias) -> None:
    """Remove an alias that never meant its official."""
    session.delete(alias)
    session.flush()


def aliases_of_official(session: Session, official_id: int) -> list[Alias]:
    """Return how all sources call an official, in order."""
    wanted = select(Alias).where(Alias.official_id == official_id)
    return list(session.exec(wanted.order_by(col(Alias.source), col(Alias.key), col(Alias.valid_from))))


def alias_sources(session: Session) -> list[str]:
    """Return the sources that call officials by names of their own."""
    return sorted(session.exec(select(Alias.source).distinct()).all())


def aliases_of(session: Session, source: str) -> dict[str, list[Alias]]:
    """Return the aliases of a source by name key."""
    found: dict[str, list[Alias]] = {}
    for alias in session.exec(select(Alias).where(Alias.source == source).order_by(col(Alias.valid_from))):
        found.setdefault(alias.key, []).append(alias)
    return found
