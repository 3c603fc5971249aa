"""Who is asked to read what by when: stored when he is asked, so that later changes leave the past as it was.

An official is asked once for each document that concerns him and is in force, or soon will be; the day by which he is
to read it is counted from its entry into force, or from the day on which he is asked if that is later. Who has read it
is not asked, nor who is away or has no account to say so, until he is back or has one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlmodel import col, select

from plugins.regulations.models import Concern, Document, Reading
from plugins.regulations.readers import Readers, readers_of
from plugins.regulations.register import load_register
from plugins.regulations.settings import OWNER, Watch
from plugins.regulations.validity import Entry, Status, validity_on
from plugins.regulations.watch_models import LONGEST_NAME, ReadingDemand
from tracker.api import Absence, RecordSession, leading_accounts, load_calendar, settings_on, staff_accounts

ASKED_BEFORE = timedelta(days=30)
"""So long before a document enters into force people are asked to read it."""
_NOT_TO_READ = frozenset({Status.EXPIRED, Status.SUSPENDED})
Pair = tuple[int, int]
"""A document and an official."""


@dataclass(frozen=True, slots=True)
class Asking:
    """Who is asked to read a document by when."""

    entry: Entry
    official_id: int
    due_on: date


@dataclass(frozen=True, slots=True)
class DemandPlan:
    """Whom to ask, and whom no longer: those who still had time, and whom the document does not concern any more."""

    asked: Sequence[Asking]
    withdrawn: Collection[Pair]


def plan_demands(session: RecordSession, today: date, document_ids: Collection[int] | None = None) -> DemandPlan:
    """Say who is to be asked to read these documents, or any; nothing is stored."""
    entries = load_register(session, _concerning(document_ids)).entries
    concerned = readers_of(session, today, document_ids)
    readers = {id: people for id, people in concerned.items() if id in entries and _is_to_read(entries[id], today)}
    demands = _demands(session, document_ids)
    known = {*((one.document_id, one.official_id) for one in demands), *_read(session, document_ids)}
    asked = _asked(session, entries, sorted(_pairs(readers) - known), today)
    open_ones = {(one.document_id, one.official_id) for one in demands if one.read_on is None and one.due_on >= today}
    return DemandPlan(list(asked), open_ones - _pairs(readers))


def store_demands(session: RecordSession, plan: DemandPlan, today: date) -> list[ReadingDemand]:
    """Store what was planned, as far as nobody else has; returns the new demands."""
    known = {(one.document_id, one.official_id): one for one in _demands(session, None)}
    new = []
    for one in plan.asked:
        if (one.entry.id, one.official_id) not in known and session.get(Document, one.entry.id) is not None:
            demand = ReadingDemand(
                document_id=one.entry.id,
                official_id=one.official_id,
                document=_name_of(one.entry),
                asked_on=today,
                due_on=one.due_on,
            )
            new.append(demand)
    session.add_all(new)
    for pair in plan.withdrawn:
        if pair in known and known[pair].read_on is None:
            session.delete(known[pair])
    session.flush()
    return new


def ask_to_read(session: RecordSession, today: date, document_ids: Collection[int]) -> list[ReadingDemand]:
    """Ask whom these documents concern now, after somebody said whom they concern; returns the new demands."""
    return store_demands(session, plan_demands(session, today, document_ids), today)


def _concerning(document_ids: Collection[int] | None) -> sa.SelectBase:
    responsible = sa.select(col(Document.id)).where(col(Document.responsible_id).is_not(None))
    concerned = sa.select(col(Concern.document_id))
    if document_ids is not None:
        responsible = responsible.where(col(Document.id).in_(document_ids))
        concerned = concerned.where(col(Concern.document_id).in_(document_ids))
    return sa.union(responsible, concerned)


def _is_to_read(entry: Entry, today: date) -> bool:
    validity = validity_on(entry, today)
    if validity is not None and validity.status in _NOT_TO_READ:
        return False
    return entry.in_force_from is None or entry.in_force_from - today <= ASKED_BEFORE


def _pairs(readers: Readers) -> set[Pair]:
    return {(document, official) for document, officials in readers.items() for official in officials}


def _demands(session: RecordSession, document_ids: Collection[int] | None) -> Sequence[ReadingDemand]:
    wanted = select(ReadingDemand)
    if document_ids is not None:
        wanted = wanted.where(col(ReadingDemand.document_id).in_(document_ids))
    return session.exec(wanted).all()


def _read(session: RecordSession, document_ids: Collection[int] | None) -> set[Pair]:
    wanted = sa.select(col(Reading.document_id), col(Reading.official_id))
    if document_ids is not None:
        wanted = wanted.where(col(Reading.document_id).in_(document_ids))
    return {(document, official) for document, official in session.connection().execute(wanted)}


def _asked(
    session: RecordSession, entries: Mapping[int, Entry], pairs: Sequence[Pair], today: date
) -> Iterator[Asking]:
    """Give who is asked by when, of those whom documents concern and who have not been asked."""
    if not pairs:
        return
    accounts = (*staff_accounts(session, today), *leading_accounts(session, today))
    can_say_so = {account.official_id for account in accounts} - _away(session, today)
    days = settings_on(session, OWNER, Watch, today).days_to_read
    calendar = load_calendar(session)
    for document, official in pairs:
        if official in can_say_so:
            entry = entries[document]
            yield Asking(entry, official, calendar.add(max(today, entry.in_force_from or today), days))


def _away(session: RecordSession, today: date) -> set[int]:
    lasts = sa.or_(col(Absence.ends_on).is_(None), col(Absence.ends_on) >= today)
    away = sa.select(col(Absence.official_id)).where(col(Absence.starts_on) <= today, lasts)
    return set(session.connection().execute(away).scalars())


def _name_of(entry: Entry) -> str:
    name = " – ".join(part for part in (entry.number, entry.name) if part)
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"
