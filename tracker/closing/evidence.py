"""The records behind the cards of a period, as they stood when it was closed: by official, what each was counted for.

Files are read in one statement for everybody, like the measures that count them; of the other measures each gives its
own records. A plugin's measure is asked about the officials alone who have some of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

import orjson
from sqlmodel import Session, SQLModel, col

from tracker.closing.evidence_of_files import FIELDS, files_by_official
from tracker.contributions import Measure
from tracker.owners import CORE
from tracker.records.duty_days import DutyDay
from tracker.records.officials import Official
from tracker.records.training_records import TrainingRecord
from tracker.scoring.basis import Basis
from tracker.scoring.cards import Card

_OF_FILES = "files."
_FIELDS: Mapping[type[SQLModel], tuple[str, ...]] = {
    DutyDay: ("on", "shift", "state"),
    TrainingRecord: ("title", "ends_on", "hours_hundredths"),
}


@dataclass(slots=True)
class Counted:
    """Records that were counted: what their values are called, and the values as JSON."""

    fields: Sequence[str]
    records: list[str] = field(default_factory=list)


Evidence = dict[str, Counted]
"""By the measure that counted them, such as duty.served_oneself; files by all that did, joined by `BOTH`."""


def evidence_of_everybody(session: Session, basis: Basis, cards: Iterable[Card]) -> dict[int, Evidence]:
    """Return, by official, the records that his card counts."""
    found: dict[int, Evidence] = {
        who: {counted_as: Counted(FIELDS, records) for counted_as, records in own.items()}
        for who, own in files_by_official(session, basis).items()
    }
    standing = list(cards)
    for one in basis.measure_sets:
        for measure in one.measures:
            if measure.evidence is None or measure.key.startswith(_OF_FILES) or not measure.gives_card:
                continue
            asked = _of_all if one.plugin == CORE else _of_each
            for who, record in asked(session, basis, measure, standing):
                fields = _fields_of(record)
                counted = found.setdefault(who, {}).setdefault(measure.key, Counted(fields))
                values = [getattr(record, name) for name in fields]
                counted.records.append(orjson.dumps(values, default=str).decode())
    return found


def evidence_as_json(evidence: Evidence) -> str:
    """Return the records as JSON: by what counted them, the names of their values and the values of each."""
    told = {
        key: {"fields": one.fields, "records": orjson.Fragment(f"[{','.join(sorted(one.records))}]")}
        for key, one in evidence.items()
    }
    return orjson.dumps(told, option=orjson.OPT_SORT_KEYS).decode()


Found = Iterator[tuple[int, SQLModel]]


def _of_all(session: Session, basis: Basis, measure: Measure, _cards: list[Card]) -> Found:
    """Yield the records of everybody in one statement."""
    assert measure.evidence is not None
    # The core's measures compare the official with a column, so that another column does as well as a number.
    anybody = cast(int, col(Official.id))
    records = measure.evidence(anybody, basis.period, basis.as_of).add_columns(col(Official.id)).order_by(None)
    for record, official_id in session.execute(records):
        yield official_id, record


def _of_each(session: Session, basis: Basis, measure: Measure, cards: list[Card]) -> Found:
    assert measure.evidence is not None
    for card in cards:
        if card.measures[measure.key] != measure.default:
            for record in session.scalars(measure.evidence(card.official_id, basis.period, basis.as_of)):
                yield card.official_id, record


def _fields_of(record: SQLModel) -> Sequence[str]:
    return _FIELDS.get(type(record)) or sorted(type(record).model_fields)
