"""Verifying a closed period: the hash over what was frozen, and the points anew from the measures that were frozen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

import orjson
from sqlalchemy.exc import NoResultFound
from sqlmodel import Session, col, select

from tracker.audit import AuditEntry, holds
from tracker.closing.frozen import digest_of
from tracker.contributions import Value
from tracker.messages import InputError, Message
from tracker.period_titles import period_title
from tracker.periods import Period
from tracker.plugins import Plugins
from tracker.records.postings import RankingGroup
from tracker.scoring.asking import ask_rules
from tracker.scoring.cards import CohortKey
from tracker.scoring.closings import ClosedRecord, PeriodClosing, closing_of
from tracker.scoring.lines import Line
from tracker.scoring.measured import Measured, everybody_asked
from tracker.scoring.recomputing import FrozenBasis, frozen_basis
from tracker.scoring.scorecards import Scorecard, ScoredPeriod
from tracker.scoring.stored_lines import read_lines
from tracker.scoring.stored_measures import read_measures

_UNREADABLE = (ValueError, LookupError, TypeError, ArithmeticError, NoResultFound)
"""What reading raises where somebody altered what was frozen."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What came of verifying: whether the hash holds, which rules nobody can ask any more, whose points differ."""

    period: Period
    digest: str
    hash_holds: bool
    audit_holds: bool
    not_asked: Sequence[Message]
    cards: int
    differing: Sequence[int]

    @property
    def is_whole(self) -> bool:
        """Whether all that could be checked is as it was frozen."""
        return self.hash_holds and self.audit_holds and not self.differing


def verify_period(session: Session, plugins: Plugins, period: Period) -> Verified:
    """Check a closed period. Raises InputError if it is open, or cannot be scored."""
    closing = closing_of(session, period)
    if closing is None:
        raise InputError("%(period)s is open, so there is nothing to verify.", period=period_title(period))
    digest = closing.digest
    hash_holds = digest_of(session, closing) == digest
    audit_holds = holds(session, closing.audit_hash) and _logged_digest(session, closing) == digest
    try:
        frozen = frozen_basis(session, plugins, closing)
        differing, number = _differing(session, closing, frozen)
    except _UNREADABLE:
        if hash_holds:
            raise
        return Verified(period, digest, hash_holds, audit_holds, (), 0, ())
    return Verified(period, digest, hash_holds, audit_holds, frozen.missing, number, differing)


def _logged_digest(session: Session, closing: PeriodClosing) -> str | None:
    """Return the hash that was logged at a closing: whoever alters a card cannot put another hash in its place."""
    of_it = (AuditEntry.subject == PeriodClosing.__tablename__, AuditEntry.subject_id == str(closing.id))
    told = session.exec(select(AuditEntry.after).where(*of_it).order_by(col(AuditEntry.position)))
    digests = [values["digest"] for after in told if after and "digest" in (values := orjson.loads(after))]
    return next((digest for digest in digests if digest), None)


def _differing(session: Session, closing: PeriodClosing, frozen: FrozenBasis) -> tuple[list[int], int]:
    """Return whose frozen lines the rules do not give from the frozen measures, and how many cards there are."""
    basis = frozen.basis
    shared = session.get_one(ScoredPeriod, basis.period.name)
    rows = session.exec(select(Scorecard).where(col(Scorecard.period) == basis.period.name)).all()
    cards = {row.official_id: card for row in rows if (card := _read(row, shared)) is not None}
    cohorts = _frozen_cohorts(session, closing)
    measures = {who: card.measures for who, card in cards.items()}
    asked = everybody_asked(Measured(measures, {}, {who: cohorts.get(who) for who in measures}))
    given = dict(zip(measures, ask_rules(basis.rules, asked), strict=True))
    return [row.official_id for row in rows if not _follows(cards.get(row.official_id), given)], len(rows)


class _ReadCard(NamedTuple):
    """A frozen card: its measures, its points by rule, its total."""

    official_id: int
    measures: Mapping[str, Value]
    points: Mapping[str, Decimal | None]
    total_hundredths: int | None


def _read(row: Scorecard, shared: ScoredPeriod) -> _ReadCard | None:
    """Return a frozen card, None for one that was altered so that it cannot be read."""
    try:
        points = {line.rule: line.points for line in read_lines(row.lines, shared)}
        return _ReadCard(row.official_id, read_measures(row.measures), points, row.total_hundredths)
    except _UNREADABLE:
        return None


def _follows(card: _ReadCard | None, given: Mapping[int, Sequence[Line]]) -> bool:
    """Whether the rules give a card its points, and these add up to its total."""
    if card is None:
        return False
    points = [value for value in card.points.values() if value is not None]
    adds_up = card.total_hundredths == (int(sum(points, Decimal(0)) * 100) if points else None)
    lines = given[card.official_id]
    return adds_up and all(card.points.get(line.rule.key) == line.points.value for line in lines)


def _frozen_cohorts(session: Session, closing: PeriodClosing) -> dict[int, CohortKey]:
    wanted = select(ClosedRecord.official_id, ClosedRecord.posting).where(ClosedRecord.closing_id == closing.id)
    postings = {who: orjson.loads(stored) for who, stored in session.exec(wanted)}
    return {
        who: CohortKey(posting["commune_id"], RankingGroup(posting["group"]))
        for who, posting in postings.items()
        if posting is not None
    }
