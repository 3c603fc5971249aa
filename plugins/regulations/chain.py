"""The line of replacements in which a document stands: what came before it, what amended it, and what came after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import col

from plugins.regulations.models import Document, DocumentRelation
from plugins.regulations.register import load_register
from plugins.regulations.validity import ENDING, Entry, Relation, Validity, validity_on
from tracker.api import RecordSession

MOST = 6
FURTHEST = 4
"""So many steps of replacement are followed to either side."""


@dataclass(frozen=True, slots=True)
class Link:
    """One document of the line: how it stands on the day, and which ones it amends or replaces."""

    entry: Entry
    validity: Validity | None
    amends: Sequence[Entry]
    replaces: Sequence[Entry]


def chain_of(session: RecordSession, document_id: int, day: date) -> list[Link]:
    """Return the line of a document in the order of time; nothing where it stands alone."""
    members = _members(session, document_id)
    if len(members) < 2:
        return []
    register = load_register(session, sa.select(col(Document.id)).where(col(Document.id).in_(members)))
    entries = [register.entries[one] for one in members if one in register.entries]
    entries.sort(key=lambda entry: (entry.in_force_from or entry.issued_on or _first_day(entry), entry.id))
    return [
        Link(
            entry,
            validity_on(entry, day),
            _done_by(entry, entries, frozenset({Relation.AMENDS})),
            _done_by(entry, entries, ENDING),
        )
        for entry in entries
    ]


def _first_day(entry: Entry) -> date:
    """Return a day for one of which no date is known: its year, or that on which others begin to change it."""
    known = [effect.from_day for effect in entry.effects if effect.from_day is not None]
    year = next((int(part) for part in entry.number.split("/") if len(part) == 4 and part.isdecimal()), 0)
    return date(year, 1, 1) if year else min(known, default=date.min)


def _done_by(entry: Entry, entries: Sequence[Entry], kinds: frozenset[Relation]) -> list[Entry]:
    return [
        other
        for other in entries
        if any(effect.by == entry.id and effect.relation in kinds for effect in other.effects)
    ]


def _members(session: RecordSession, document_id: int) -> list[int]:
    """Return the ids of a line: first what replaces and is replaced, nearest first, then what amends these."""
    found, edge = [document_id], [document_id]
    for _step in range(FURTHEST):
        edge = [one for one in _neighbours(session, edge, ENDING, both=True) if one not in found]
        found += edge
        if not edge or len(found) >= MOST:
            break
    found = found[:MOST]
    if len(found) < MOST:
        amending = _neighbours(session, found, frozenset({Relation.AMENDS}), both=False)
        amended = _neighbours(session, [document_id], frozenset({Relation.AMENDS}), both=True)
        found += [one for one in dict.fromkeys((*amended, *amending)) if one not in found]
    return found[:MOST]


def _neighbours(session: RecordSession, ids: Sequence[int], kinds: frozenset[Relation], *, both: bool) -> list[int]:
    doing = DocumentRelation
    of_all = sa.and_(col(doing.kind).in_(kinds), col(doing.part) == "")
    wanted = sa.select(col(doing.from_id)).where(of_all, col(doing.to_id).in_(ids))
    if both:
        wanted = sa.union(wanted, sa.select(col(doing.to_id)).where(of_all, col(doing.from_id).in_(ids)))  # type: ignore[assignment]
    return sorted(session.connection().execute(wanted).scalars())
