"""The records behind the cards of a period, as they stood when it was closed: by official, what each was counted for.

Files are read in one statement for everybody, like the measures that count them; of the other measures each gives its
own records. A plugin's measure is asked about the officials alone who have some of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import cast

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col

from tracker.audit import canonical
from tracker.contributions import Measure
from tracker.owners import CORE
from tracker.records.duty_days import DutyDay
from tracker.records.hand_overs import HandOver, gives_it_first
from tracker.records.handled_files import HandledFile, Timeliness
from tracker.records.officials import Official
from tracker.records.outcomes import received_in
from tracker.records.training_records import TrainingRecord
from tracker.scoring.basis import Basis
from tracker.scoring.cards import Card
from tracker.scoring.file_measures import became_overdue_in, excused, finished_in

Evidence = dict[str, list[list[object]]]
"""By what was counted, such as files.finished: the records, each by what it is known by."""
_WORD = {one.value: one.name.lower() for one in Timeliness}
_OF_FILES = "files."
_FIELDS: Mapping[type[SQLModel], tuple[str, ...]] = {
    DutyDay: ("on", "shift", "state"),
    TrainingRecord: ("title", "ends_on", "hours_hundredths"),
}


def evidence_of_everybody(session: Session, basis: Basis, cards: Iterable[Card]) -> dict[int, Evidence]:
    """Return, by official, the records that his card counts."""
    found: dict[int, Evidence] = defaultdict(lambda: defaultdict(list))
    for who, counted, record in _files(session, basis):
        found[who][counted].append(record)
    standing = list(cards)
    for one in basis.measure_sets:
        for measure in one.measures:
            if measure.evidence is None or measure.key.startswith(_OF_FILES) or not measure.gives_card:
                continue
            asked = _of_all if one.plugin == CORE else _of_each
            for who, record in asked(session, basis, measure, standing):
                found[who][measure.key].append(record)
    return {who: {key: sorted(records, key=canonical) for key, records in own.items()} for who, own in found.items()}


Found = Iterator[tuple[int, list[object]]]


def _of_all(session: Session, basis: Basis, measure: Measure, _cards: list[Card]) -> Found:
    """Yield the records of everybody in one statement."""
    assert measure.evidence is not None
    # The core's measures compare the official with a column, so that another column does as well as a number.
    anybody = cast(int, col(Official.id))
    records = measure.evidence(anybody, basis.period, basis.as_of).add_columns(col(Official.id)).order_by(None)
    for record, official_id in session.execute(records):
        yield official_id, _told(record)


def _of_each(session: Session, basis: Basis, measure: Measure, cards: list[Card]) -> Found:
    assert measure.evidence is not None
    for card in cards:
        if card.measures[measure.key] != measure.default:
            for record in session.scalars(measure.evidence(card.official_id, basis.period, basis.as_of)):
                yield card.official_id, _told(record)


def _told(record: SQLModel) -> list[object]:
    fields = _FIELDS.get(type(record))
    values = record.model_dump()
    return [values[name] for name in fields] if fields else [values[name] for name in sorted(values)]


def _files(session: Session, basis: Basis) -> Iterator[tuple[int, str, list[object]]]:
    """Yield whom each file counts for, as what, and what it is known by: code, received, due, finished, outcome."""
    period, as_of = basis.period, basis.as_of
    one = HandledFile
    is_finished, is_overdue, is_received = (
        finished_in(period, as_of),
        became_overdue_in(period, as_of),
        received_in(period, as_of),
    )
    columns = sa.select(
        *(col(one.code), col(one.received_on), col(one.deadline_on), col(one.finished_on), col(one.timeliness)),
        *(col(one.finisher_id), col(one.overdue_holder_id), col(one.handler_id)),
        *(sa.case((condition, 1), else_=0) for condition in (is_finished, is_overdue, excused(as_of), is_received)),
    ).where(sa.or_(is_finished, is_overdue, is_received))
    then = _held_then(session, basis)
    for row in session.connection().execute(columns):
        code, received, due, finished, timeliness, finisher, late_holder, handler, *counts = row
        record = [code, received, due, finished, _WORD.get(timeliness)]
        was_finished, was_overdue, was_excused, was_received = counts
        if was_finished and finisher is not None:
            yield finisher, "files.finished", record
        if was_overdue and late_holder is not None:
            yield late_holder, "files.excused" if was_excused else "files.overdue", record
        holder = then.get(code, handler)
        if was_received and holder is not None:
            yield holder, "files.received", record


def _held_then(session: Session, basis: Basis) -> dict[str, int]:
    """Return who held those files on the as-of date that were handed over since."""
    passed_on = col(HandledFile.id).in_(sa.select(col(HandOver.file_id)).where(col(HandOver.on) > basis.as_of))
    wanted = sa.select(col(HandledFile.code), gives_it_first(col(HandledFile.id), basis.as_of))
    rows = session.connection().execute(wanted.where(received_in(basis.period, basis.as_of), passed_on))
    return {code: who for code, who in rows if who is not None}
