"""What the register says of the legal bases of a decision: whether each holds on its day, and what ended it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import sqlalchemy as sa
from sqlmodel import col

from plugins.regulations.citations import Citation
from plugins.regulations.finding_documents import number_in
from plugins.regulations.kinds import issuer_of, kind_of
from plugins.regulations.models import Document
from plugins.regulations.numbers import Number
from plugins.regulations.reasons import STATUSES, reason_for
from plugins.regulations.register import called, load_register
from plugins.regulations.resolution import Register
from plugins.regulations.scan import Finding, finding_of
from plugins.regulations.validity import Entry, Status, Validity, validity_on
from tracker.api import LegalFinding, Message, RecordSession, fold, sentences

_ = sentences("regulations")
HOLDING = frozenset({Status.IN_FORCE, Status.PARTLY_EXPIRED})
"""What a decision may rest on: of a document that is amended or partly expired the rest holds."""
LAWS = ("luat", "bo luat")
VERBS = ("quy dinh", "huong dan", "sua doi", "ban hanh", "bai bo")
"""Words with which a title goes on behind a number without "về" between them."""


def findings_of(session: RecordSession, numbers: Sequence[str], on: date) -> list[LegalFinding]:
    """Return how the documents stand on that day which have these numbers, in whatever spelling.

    Left out is what the register does not know, or cannot tell: where several documents of one number stand otherwise.
    """
    asked = {written: number for written in numbers if (number := number_in(written)) is not None}
    register = load_register(session, _of_these(asked))
    found = (
        _finding(written, finding_of(Citation(written, 0, 0, number), register, on), register, on)
        for written, number in asked.items()
    )
    return [one for one in found if one is not None]


def _of_these(asked: Mapping[str, Number]) -> sa.SelectBase:
    keys = {number.key for number in asked.values()}
    return sa.select(col(Document.id)).where(col(Document.number_key).in_(keys))


def _finding(written: str, found: Finding, register: Register, on: date) -> LegalFinding | None:
    if len(found.meant) > 1:
        return _of_several(written, found.meant, on)
    if found.validity is None:
        return None
    told = _told(found, found.validity, register)
    return LegalFinding(written, found.validity.status in HOLDING, told, cited_in_papers(found.meant[0]))


def _of_several(written: str, meant: Sequence[Entry], on: date) -> LegalFinding | None:
    """Return what all documents of a number have in common; None where some hold and others do not."""
    standings = [validity_on(entry, on) for entry in meant]
    hold = {how is not None and how.status in HOLDING for how in standings}
    if len(hold) > 1 or None in standings:
        return None
    told = _("%(count)d documents have this number; its date would tell which", count=len(meant))
    status = STATUSES[Status.IN_FORCE if True in hold else Status.EXPIRED]
    return LegalFinding(
        written, True in hold, _("%(number)s: %(status)s, %(reason)s.", number=written, status=status, reason=told)
    )


def cited_in_papers(entry: Entry) -> str:
    """Return how papers cite a document: a law by its name first, others by their number; empty without a kind."""
    number = number_in(entry.number)
    on = entry.issued_on
    dated = f" ngày {on:%d} tháng {_month(on)} năm {on.year}" if on else ""
    if fold(entry.name).startswith(LAWS):
        return f"{entry.name} số {entry.number}{dated}"
    kind = kind_of(number) if number else ""
    if not kind:
        return ""
    issuer = f" của {issuer_of(number)}" if number and issuer_of(number) else ""
    title = f"{entry.name[:1].lower()}{entry.name[1:]}"
    about = title if not title or fold(title).startswith(VERBS) else f"về {title}"
    return f"{kind} số {entry.number}{dated}{issuer} {about}".strip()


def _month(day: date) -> str:
    return f"{day.month:02}" if day.month < 3 else str(day.month)


def _told(found: Finding, how: Validity, register: Register) -> Message:
    """Return how one document stands, since when, by which others and until when, and what holds in its place."""
    (entry,) = found.meant
    number, status = called(entry), STATUSES[how.status]
    if how.status in HOLDING and how.ends_on is not None:
        reason = reason_for(entry, replace(how, ends_on=None), register)
        return _(
            "%(number)s: %(status)s, %(reason)s, until before %(day)s.",
            number=number,
            status=status,
            reason=reason,
            day=how.ends_on,
        )
    reason = reason_for(entry, how, register)
    instead = [called(one) for one in found.replaced_by if one.id not in how.by]
    if how.status is Status.EXPIRED and instead:
        return _(
            "%(number)s: %(status)s, %(reason)s; in its place: %(documents)s.",
            number=number,
            status=status,
            reason=reason,
            documents=instead,
        )
    return _("%(number)s: %(status)s, %(reason)s.", number=number, status=status, reason=reason)
