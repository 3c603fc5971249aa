"""The files behind the cards of a period: by official and by what they were counted as, each written by the database.

A quarter of a province has hundreds of thousands, so they do not come one by one: the database writes each as JSON and
joins those that were counted alike for the same officials.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.records.hand_overs import HandOver, gives_it_first
from tracker.records.handled_files import HandledFile, Timeliness
from tracker.records.outcomes import received_in
from tracker.scoring.basis import Basis
from tracker.scoring.file_measures import became_overdue_in, excused, finished_in

FIELDS = ("code", "received_on", "due_on", "finished_on", "outcome")
FINISHED, RECEIVED, OVERDUE, EXCUSED = "files.finished", "files.received", "files.overdue", "files.excused"
BOTH = "+"
"""Stands between the names of measures that counted the same file for the same official."""


class _Alike(NamedTuple):
    """Files that were counted alike: for whom they were finished, overdue and received, and the files as JSON."""

    finisher: int | None
    late_holder: int | None
    holder: int | None
    was_excused: int
    records: str


def files_by_official(session: Session, basis: Basis) -> dict[int, dict[str, list[str]]]:
    """Return, by official and by what they were counted as, texts of JSON records joined by commas."""
    found: defaultdict[int, dict[str, list[str]]] = defaultdict(dict)
    is_sqlite = session.connection().dialect.name == "sqlite"
    for row in session.connection().execute(_joined(basis, is_sqlite)):
        alike = _Alike(*row)
        for who, counted_as in _counted(alike):
            found[who].setdefault(counted_as, []).append(alike.records)
    return found


def _counted(alike: _Alike) -> Iterator[tuple[int, str]]:
    """Yield for whom such files count, and as what; mostly for one official alone."""
    counted: defaultdict[int, list[str]] = defaultdict(list)
    overdue = EXCUSED if alike.was_excused else OVERDUE
    roles = ((alike.finisher, FINISHED), (alike.late_holder, overdue), (alike.holder, RECEIVED))
    for who, counted_as in roles:
        if who is not None:
            counted[who].append(counted_as)
    for who, all_of_it in counted.items():
        yield who, BOTH.join(all_of_it)


def _joined(basis: Basis, is_sqlite: bool) -> sa.Select[*tuple[Any, ...]]:
    """Return the select of the files that count, those that count alike joined."""
    one, period, as_of = HandledFile, basis.period, basis.as_of
    was_finished, was_overdue = finished_in(period, as_of), became_overdue_in(period, as_of)
    was_received = received_in(period, as_of)
    alike = (
        sa.case((was_finished, col(one.finisher_id))),
        sa.case((was_overdue, col(one.overdue_holder_id))),
        sa.case((was_received, _held_then(basis))),
        sa.case((was_overdue & excused(as_of), 1), else_=0),
    )
    each = sa.select(*(value.label(f"alike_{place}") for place, value in enumerate(alike)), _record(is_sqlite))
    files = each.where(sa.or_(was_finished, was_overdue, was_received)).subquery()
    *groups, record = files.columns
    return sa.select(*groups, sa.func.aggregate_strings(record, ",")).group_by(*groups)


def _record(is_sqlite: bool) -> sa.ColumnElement[str]:
    """Return a file as JSON, its values as `FIELDS` names them."""
    one = HandledFile
    days = (sa.cast(col(day), sa.String) for day in (one.received_on, one.deadline_on, one.finished_on))
    outcome = sa.case({kind.value: kind.name.lower() for kind in Timeliness}, value=col(one.timeliness))
    values = (col(one.code), *days, outcome)
    if is_sqlite:
        return sa.func.json_array(*values, type_=sa.String).label("record")
    return sa.cast(sa.func.json_build_array(*values), sa.Text).label("record")


def _held_then(basis: Basis) -> sa.ColumnElement[int | None]:
    """Return who held a file on the as-of date: who hands it over first after that, else who holds it now."""
    passed_on = sa.select(col(HandOver.file_id)).where(col(HandOver.on) > basis.as_of)
    gives = gives_it_first(col(HandledFile.id), basis.as_of)
    return sa.case((col(HandledFile.id).in_(passed_on), gives), else_=col(HandledFile.handler_id))
