"""Whether a document is in force on a day: it follows from its dates and from what other documents do to it.

What a portal says of it is kept beside. It decides where no date is known, and where it has seen an end that nobody
entered here.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


class Status(enum.StrEnum):
    """How a document stands on a day; the first five are those of the national database of documents."""

    NOT_YET = "not yet in force"
    IN_FORCE = "in force"
    PARTLY_EXPIRED = "partly expired"
    EXPIRED = "expired"
    SUSPENDED = "suspended"


class Relation(enum.StrEnum):
    """What one document does to another."""

    REPLACES = "replaces"
    ABROGATES = "abrogates"
    ABROGATES_IN_PART = "abrogates in part"
    AMENDS = "amends"
    SUSPENDS = "suspends"
    CORRECTS = "corrects"
    CONSOLIDATES = "consolidates"
    BASED_ON = "based on"
    GUIDES = "guides"


_GONE = (Status.IN_FORCE, Status.PARTLY_EXPIRED, Status.SUSPENDED, Status.EXPIRED)
"""How far a document that was in force has gone on its way to the archive."""
ENDING = frozenset({Relation.REPLACES, Relation.ABROGATES})
IN_PART = frozenset({Relation.ABROGATES_IN_PART, Relation.AMENDS})


@dataclass(frozen=True, slots=True)
class Effect:
    """What another document does to this one, from the day on which that one enters into force; None if unknown."""

    relation: Relation
    by: int
    from_day: date | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A registered document, with what validity follows from.

    `expires_on` is the first day on which it is no longer in force, as the document itself says it. `portal_status` is
    what a portal said of it on the day `checked_on`. One that only another document names has no name.
    """

    id: int
    number: str
    name: str
    issued_on: date | None = None
    in_force_from: date | None = None
    expires_on: date | None = None
    portal_status: Status | None = None
    checked_on: date | None = None
    effects: Sequence[Effect] = ()


@dataclass(frozen=True, slots=True)
class Validity:
    """How a document stands on a day, since when, because of which documents, and until when.

    `ends_on` is the first day on which it will not be in force any more, as far as it is known. `portal_status` is what
    the portal says where that differs.
    """

    status: Status
    since: date | None
    by: tuple[int, ...] = ()
    ends_on: date | None = None
    portal_status: Status | None = None


def validity_on(entry: Entry, day: date) -> Validity | None:
    """Return how a document stands on a day; None where nothing but its number is known."""
    found, said = _by_dates(entry, day), entry.portal_status
    if said is None or (found is not None and said is found.status):
        return found or _presumed(entry, day)
    if found is None or _knows_more(entry, said, found, day):
        return Validity(said, None)
    return Validity(found.status, found.since, found.by, found.ends_on, said)


def _presumed(entry: Entry, day: date) -> Validity | None:
    """Return how a document stands of which nobody said when: in force since its issue, if it was registered at all."""
    if entry.issued_on is not None and day < entry.issued_on:
        return Validity(Status.NOT_YET, None)
    return Validity(Status.IN_FORCE, None) if entry.name or entry.issued_on else None


def _knows_more(entry: Entry, said: Status, found: Validity, day: date) -> bool:
    """Whether the portal has seen what nobody entered here: that a document without a known end has ended."""
    if found.status not in _GONE or said not in _GONE or found.ends_on is not None:
        return False
    return (entry.checked_on is None or entry.checked_on <= day) and _GONE.index(said) > _GONE.index(found.status)


def end_of(entry: Entry) -> tuple[date | None, tuple[int, ...]]:
    """Return the first day on which a document is no longer in force and the documents that end it, as far as known."""
    ends = [(effect.from_day, effect.by) for effect in entry.effects if effect.relation in ENDING and effect.from_day]
    days = [day for day, _ in ends] + ([entry.expires_on] if entry.expires_on else [])
    if not days:
        return None, ()
    first = min(days)
    return first, tuple(by for day, by in ends if day == first)


def _by_dates(entry: Entry, day: date) -> Validity | None:
    """Return what follows from the dates; None if they say nothing of this day."""
    ends_on, ended_by = end_of(entry)
    if ends_on is not None and ends_on <= day:
        return Validity(Status.EXPIRED, ends_on, ended_by, ends_on)
    if entry.in_force_from is not None and day < entry.in_force_from:
        return Validity(Status.NOT_YET, entry.in_force_from, (), ends_on)
    begun = [effect for effect in entry.effects if effect.from_day is not None and effect.from_day <= day]
    for status, relations in ((Status.SUSPENDED, {Relation.SUSPENDS}), (Status.PARTLY_EXPIRED, IN_PART)):
        touched = [effect for effect in begun if effect.relation in relations]
        if touched:
            since = min(effect.from_day for effect in touched if effect.from_day)
            return Validity(status, since, tuple(effect.by for effect in touched), ends_on)
    if entry.in_force_from is None and ends_on is None:
        return None
    return Validity(Status.IN_FORCE, entry.in_force_from, (), ends_on)
