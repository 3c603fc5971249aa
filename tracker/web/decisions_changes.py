"""What each step of a decision changed about its officials: was and now, as the audit log has it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import col

from tracker.audit import AuditEntry
from tracker.decisions.decisions import DecisionItem
from tracker.messages import Message, message
from tracker.rewards.candidates import Standing
from tracker.web.decisions_shown import Row
from tracker.web.requests import session

SUBJECT = str(DecisionItem.__tablename__)
STANDINGS: Mapping[str, Message] = {
    Standing.PROPOSED: message("proposed by the form"),
    Standing.TIED: message("tied at the cut"),
    Standing.BELOW: message("no place is left"),
    Standing.MISSES: message("misses a condition"),
    Standing.EXCLUDED: message("left out"),
}
Shown = Message | Decimal | int | str | None


@dataclass(frozen=True, slots=True)
class Changed:
    """One value of one official before and after a step."""

    name: str
    title: Message
    before: Shown
    after: Shown


def changes_in(rows: Sequence[Row]) -> dict[datetime, list[Changed]]:
    """Return, by the moment of the step, what changed about these officials after they were proposed."""
    names = {str(row.item.id): row.full_name for row in rows}
    wanted = (
        sa.select(AuditEntry)
        .where(col(AuditEntry.subject) == SUBJECT, col(AuditEntry.subject_id).in_(names))
        .order_by(col(AuditEntry.position))
    )
    found: dict[datetime, list[Changed]] = {}
    for entry in session().execute(wanted).scalars():
        before, after = (json.loads(text) if text else None for text in (entry.before, entry.after))
        if before is None or after is None:
            continue
        for field, (title, told) in FIELDS.items():
            if field in after:
                change = Changed(names[entry.subject_id], title, told(before.get(field)), told(after[field]))
                found.setdefault(entry.at, []).append(change)
    return found


def _chosen(value: object) -> Shown:
    words = {True: message("chosen"), False: message("not chosen")}
    return words[value] if isinstance(value, bool) else message("to be decided")


def _points(value: object) -> Shown:
    return Decimal(value) / 100 if isinstance(value, int) else None


def _place(value: object) -> Shown:
    return value if isinstance(value, int) else None


def _standing(value: object) -> Shown:
    return STANDINGS.get(str(value))


FIELDS: Mapping[str, tuple[Message, Callable[[object], Shown]]] = {
    "is_chosen": (message("Choice"), _chosen),
    "total_hundredths": (message("Points"), _points),
    "place": (message("Place"), _place),
    "standing": (message("By the form"), _standing),
}
