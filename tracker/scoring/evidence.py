"""Evidence: exactly the records behind a number."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlmodel import Session, SQLModel

from tracker.contributions import MeasureSet
from tracker.messages import InputError
from tracker.periods import Period
from tracker.scoring.measuring import measures_by_key


def evidence_of(
    session: Session, sets: Iterable[MeasureSet], key: str, official_id: int, period: Period, as_of: date
) -> list[SQLModel]:
    """Return the records that the measure counts for the official. Raises InputError for a measure without any."""
    measures = measures_by_key(sets)
    with_evidence = sorted(name for name, measure in measures.items() if measure.evidence is not None)
    if key not in with_evidence:
        raise InputError(
            "There are no records behind %(key)s. Choose one of: %(known)s.", key=key, known=", ".join(with_evidence)
        )
    select_records = measures[key].evidence
    assert select_records is not None
    return list(session.scalars(select_records(official_id, period, as_of)).all())
