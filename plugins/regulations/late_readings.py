"""Who has not read in time what he was asked to read: he is told, and those who lead him, and who is responsible."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from sqlmodel import col, select

from plugins.regulations.models import Document
from plugins.regulations.news import News, Watched, cut, page_of
from plugins.regulations.watch_models import ReadingDemand
from tracker.api import Absence, Message, Official, Posting, RecordSession, counting, leaders_of, runs_on, sentences

_ = sentences("regulations")
counted = counting("regulations")
TO_READ_PAGE, READINGS_PAGE = "/regulations/to-read", "/regulations/readings?state=late"


def news_of_late_readings(session: RecordSession, watched: Watched) -> Iterator[News]:
    """Give what became overdue: to the official, to his leaders, and to who is responsible for the document."""
    late = [one for one in _late(session, watched) if _mark(one) not in watched.told]
    by_official: dict[int, list[ReadingDemand]] = {}
    by_document: dict[int, list[ReadingDemand]] = {}
    for demand in late:
        by_official.setdefault(demand.official_id, []).append(demand)
        by_document.setdefault(demand.document_id, []).append(demand)
    for official, demands in by_official.items():
        key = f"regulations.late.{official}.{watched.today}"
        told = _to_himself(demands)
        yield News(tuple(map(_mark, demands)), watched.accounts_of([official]), key, told, TO_READ_PAGE)
    yield from _for_leaders(session, by_official, watched)
    yield from _for_responsible(session, by_document, watched)


def _mark(demand: ReadingDemand) -> str:
    return f"late.{demand.id}"


def _late(session: RecordSession, watched: Watched) -> Sequence[ReadingDemand]:
    """Return what is overdue, of who is in service and there today."""
    one, today = ReadingDemand, watched.today
    lasts = sa.or_(col(Absence.ends_on).is_(None), col(Absence.ends_on) >= today)
    away = sa.exists().where(col(Absence.official_id) == col(one.official_id), col(Absence.starts_on) <= today, lasts)
    serves = sa.exists().where(col(Posting.official_id) == col(one.official_id), runs_on(today))
    wanted = select(one).where(col(one.read_on).is_(None), col(one.due_on) < today)
    wanted = wanted.where(~away.correlate_except(Absence), serves.correlate_except(Posting))
    return session.exec(wanted.order_by(col(one.due_on), col(one.id))).all()


def _to_himself(demands: Sequence[ReadingDemand]) -> Message:
    return counted(
        "You have not said that you read %(documents)s; it was to be read by %(day)s. Read it, and say so.",
        "You have not said that you read %(count)s documents; the first was to be read by %(day)s: %(documents)s. Read "
        "them, and say so.",
        count=len(demands),
        documents=cut([one.document for one in demands]),
        day=demands[0].due_on,
    )


def _for_leaders(
    session: RecordSession, by_official: dict[int, list[ReadingDemand]], watched: Watched
) -> Iterator[News]:
    led: dict[int, list[int]] = {}
    for official, accounts in leaders_of(session, list(by_official), watched.today).items():
        for account in accounts:
            if account.id is not None:
                led.setdefault(account.id, []).append(official)
    wanted = sa.select(col(Official.id), col(Official.full_name)).where(col(Official.id).in_(list(by_official)))
    names = {row[0]: row[1] for row in session.connection().execute(wanted)}
    for account_id, officials in led.items():
        told = counted(
            "%(count)s official of your units has not read in time what was to be read: %(names)s. Ask why.",
            "%(count)s officials of your units have not read in time what was to be read: %(names)s. Ask why.",
            count=len(officials),
            names=cut([names[one] for one in officials]),
        )
        marks = tuple(_mark(demand) for one in officials for demand in by_official[one])
        key = f"regulations.late_in_units.{watched.today}"
        yield News(marks, frozenset({account_id}), key, told, READINGS_PAGE)


def _for_responsible(
    session: RecordSession, by_document: dict[int, list[ReadingDemand]], watched: Watched
) -> Iterator[News]:
    """Give how many have not read a document, without names: who is responsible for it need not lead them."""
    wanted = sa.select(col(Document.id), col(Document.responsible_id)).where(col(Document.id).in_(list(by_document)))
    for document_id, responsible in session.connection().execute(wanted):
        assert document_id is not None
        demands = [one for one in by_document[document_id] if one.official_id != responsible]
        accounts = watched.accounts_of([responsible])
        if demands and accounts:
            told = counted(
                "%(count)s official has not read %(document)s by %(day)s. Ask whether it is clear what it changes.",
                "%(count)s officials have not read %(document)s by %(day)s. Ask whether it is clear what it changes.",
                count=len(demands),
                document=demands[0].document,
                day=demands[0].due_on,
            )
            key = f"regulations.late_readers.{document_id}.{watched.today}"
            yield News(tuple(map(_mark, demands)), accounts, key, told, page_of(document_id))
