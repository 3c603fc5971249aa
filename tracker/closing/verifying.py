"""Verifying a closed period: the hash over what was frozen, and the points anew from the measures that were frozen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import orjson
from sqlmodel import Session, col, select

from tracker.audit import holds
from tracker.closing.frozen import digest_of
from tracker.messages import InputError, Message
from tracker.period_titles import period_title
from tracker.periods import Period
from tracker.plugins import Plugins
from tracker.records.postings import RankingGroup
from tracker.scoring.asking import ask_rules
from tracker.scoring.cards import CohortKey
from tracker.scoring.closings import ClosedRecord, PeriodClosing, closing_of
from tracker.scoring.measured import Measured, everybody_asked
from tracker.scoring.recomputing import FrozenBasis, frozen_basis
from tracker.scoring.scorecards import Scorecard, ScoredPeriod
from tracker.scoring.stored_lines import read_lines
from tracker.scoring.stored_measures import read_measures


@dataclass(frozen=True, slots=True)
class Verified:
    """What came of verifying: whether the hash holds, the rules that nobody can ask any more, and whose points differ."""

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
    frozen = frozen_basis(session, plugins, closing)
    differing, number = _differing(session, closing, frozen)
    return Verified(
        period,
        closing.digest,
        digest_of(session, closing) == closing.digest,
        holds(session, closing.audit_hash),
        frozen.missing,
        number,
        differing,
    )


def _differing(session: Session, closing: PeriodClosing, frozen: FrozenBasis) -> tuple[list[int], int]:
    """Return whose frozen lines the rules do not give from the frozen measures, and how many cards there are."""
    basis = frozen.basis
    shared = session.get_one(ScoredPeriod, basis.period.name)
    rows = session.exec(select(Scorecard).where(col(Scorecard.period) == basis.period.name)).all()
    cohorts = _frozen_cohorts(session, closing)
    measures = {row.official_id: read_measures(row.measures) for row in rows}
    asked = everybody_asked(Measured(measures, {}, {who: cohorts.get(who) for who in measures}))
    given = dict(zip(measures, ask_rules(basis.rules, asked), strict=True))
    keys = {rule.key for rule in basis.rules}
    found = []
    for row in rows:
        stored = {line.rule: line.points for line in read_lines(row.lines, shared) if line.rule in keys}
        now: dict[str, Decimal | None] = {line.rule.key: line.points.value for line in given[row.official_id]}
        if stored != now or not _adds_up(row, shared):
            found.append(row.official_id)
    return found, len(rows)


def _frozen_cohorts(session: Session, closing: PeriodClosing) -> dict[int, CohortKey]:
    wanted = select(ClosedRecord.official_id, ClosedRecord.posting).where(ClosedRecord.closing_id == closing.id)
    postings = {who: orjson.loads(stored) for who, stored in session.exec(wanted)}
    return {
        who: CohortKey(posting["commune_id"], RankingGroup(posting["group"]))
        for who, posting in postings.items()
        if posting is not None
    }


def _adds_up(row: Scorecard, shared: ScoredPeriod) -> bool:
    points = [line.points for line in read_lines(row.lines, shared) if line.points is not None]
    return row.total_hundredths == (int(sum(points, Decimal(0)) * 100) if points else None)
