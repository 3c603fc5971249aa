"""Who confirmed nearly every cause of delay that he decided as objective, and for whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.accounts.accounts import full_names
from tracker.periods import Period
from tracker.records.delay_causes import DelayCause
from tracker.records.handled_files import HandledFile

FEWEST_DECIDED = 5
HIGH_PERCENT = 90
"""From this share on, of at least so many causes, it is told."""


@dataclass(frozen=True, slots=True)
class Confirmer:
    """Somebody who confirmed much: of how many causes, and which files of the official were excused by him."""

    name: str
    decided: int
    confirmed: int
    file_ids: frozenset[int]


def confirmers_of(session: Session, period: Period, officials: Collection[int]) -> dict[int, list[Confirmer]]:
    """Return, by official, who confirmed much and excused files of his; the causes are those of files of the period."""
    decided: dict[str, int] = defaultdict(int)
    confirmed: dict[str, int] = defaultdict(int)
    excused: dict[tuple[int, str], set[int]] = defaultdict(set)
    for who, file_id, by, is_objective in _decided(session, period):
        decided[by] += 1
        if is_objective:
            confirmed[by] += 1
            excused[who, by].add(file_id)
    high = {
        by for by, count in decided.items() if count >= FEWEST_DECIDED and confirmed[by] * 100 >= count * HIGH_PERCENT
    }
    names = full_names(session, high)
    found: dict[int, list[Confirmer]] = defaultdict(list)
    for (who, by), file_ids in sorted(excused.items()):
        if by in high and who in officials:
            found[who].append(Confirmer(names.get(by, by), decided[by], confirmed[by], frozenset(file_ids)))
    return dict(found)


def _decided(session: Session, period: Period) -> list[tuple[int, int, str, bool]]:
    """Return whose file it is, the file, who decided, and whether he confirmed the cause as objective."""
    one, file = DelayCause, HandledFile
    whose = sa.func.coalesce(col(file.overdue_holder_id), col(file.handler_id))
    wanted = (
        sa.select(whose, col(one.file_id), col(one.decided_by), col(one.is_objective))
        .join_from(one, file, col(file.id) == col(one.file_id))
        .where(col(one.is_objective).is_not(None), col(file.overdue_on).between(period.start, period.end))
    )
    rows = session.connection().execute(wanted)
    return [(who, file_id, by, bool(is_objective)) for who, file_id, by, is_objective in rows if who and by]
