"""Measures of received files, for who held them on the as-of date: a later hand-over has not happened yet."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import lru_cache

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.contributions import Measure, MeasureSet, MeasureValues, Records
from tracker.messages import message
from tracker.periods import Period
from tracker.records.hand_overs import HandOver, gives_it_first
from tracker.records.handled_files import HandledFile
from tracker.records.lifecycle import Channel
from tracker.records.outcomes import received_in
from tracker.scoring.columns import Column, Numbers, Reading, fetch_columns
from tracker.scoring.folding import sums_by_official
from tracker.scoring.whose import STATEMENTS_KEPT

Condition = sa.ColumnElement[bool]
IS_ONLINE = sa.case((col(HandledFile.channel) == Channel.ONLINE, 1), else_=0)


@lru_cache(maxsize=STATEMENTS_KEPT)
def _now_held(period: Period, as_of: date) -> Reading:
    return Reading(
        holder=col(HandledFile.handler_id),
        columns=(Column("online", IS_ONLINE, 1),),
        rows=sa.select(HandledFile).where(received_in(period, as_of)),
        chunk=col(HandledFile.received_on),
    )


def measure_received(session: Session, officials: Collection[int] | None, period: Period, as_of: date) -> MeasureValues:
    """Measure the files received in the period: by who holds them now, then those that were passed on since."""
    columns = fetch_columns(session, _now_held(period, as_of), officials)
    amounts: dict[str, Numbers | None] = {"files.received": None, "files.online": columns["online"]}
    sums = sums_by_official(columns["official"], amounts)
    for then, now, online in session.connection().execute(_passed_on_since(period, as_of)):
        for key, amount in (("files.received", 1), ("files.online", online)):
            _add(sums[key], then, amount, officials)
            _add(sums[key], now, -amount, officials)
    return dict(sums)


def _add(sums: dict[int, int], official_id: int | None, amount: int, officials: Collection[int] | None) -> None:
    if official_id is not None and (officials is None or official_id in officials):
        sums[official_id] = sums.get(official_id, 0) + amount


@lru_cache(maxsize=STATEMENTS_KEPT)
def _passed_on_since(period: Period, as_of: date) -> sa.Select[*tuple[int, int, int]]:
    """Return the files received in the period that were handed over later: who held them then, who does now."""
    passed_on = col(HandledFile.id).in_(sa.select(col(HandOver.file_id)).where(col(HandOver.on) > as_of))
    columns = sa.select(gives_it_first(col(HandledFile.id), as_of), col(HandledFile.handler_id), IS_ONLINE)
    return columns.where(received_in(period, as_of), passed_on)


def _files_held_by(official_id: int, as_of: date) -> Condition:
    then_or_now = sa.func.coalesce(gives_it_first(col(HandledFile.id), as_of), col(HandledFile.handler_id))
    given_away = sa.select(col(HandOver.file_id)).where(
        col(HandOver.from_official_id) == official_id, col(HandOver.on) > as_of
    )
    is_candidate = (col(HandledFile.handler_id) == official_id) | col(HandledFile.id).in_(given_away)
    return is_candidate & (then_or_now == official_id)


def _received(official_id: int, period: Period, as_of: date) -> Records:
    wanted = received_in(period, as_of) & _files_held_by(official_id, as_of)
    return sa.select(HandledFile).where(wanted).order_by(col(HandledFile.code))


def _online(official_id: int, period: Period, as_of: date) -> Records:
    return _received(official_id, period, as_of).where(col(HandledFile.channel) == Channel.ONLINE)


RECEIVED_FILES = MeasureSet(
    "files.received",
    (
        Measure(
            "files.received",
            message("Files received"),
            "files",
            evidence=_received,
            about=message("Files received in the period, by whatever channel, for who handles them."),
        ),
        Measure(
            "files.online",
            message("Files received online"),
            "files",
            evidence=_online,
            about=message("Of the files received: those that were filed online."),
        ),
    ),
    measure_received,
)
