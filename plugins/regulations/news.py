"""What people are to be told, once: the marks that it leaves stay when the notice is gone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import col

from plugins.regulations.readers import Readers
from plugins.regulations.resolution import Register
from plugins.regulations.settings import Watch
from plugins.regulations.watch_models import Told
from tracker.api import Message, RecordSession, accounts_of, leading_accounts, tell

REGISTER_PAGE = "/regulations/"
NAMED = 5
"""So many documents are named in one sentence."""
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class News:
    """One sentence for some accounts, and the marks of what it tells."""

    marks: tuple[str, ...]
    accounts: frozenset[int]
    key: str
    message: Message
    page: str


@dataclass(frozen=True, slots=True)
class Watched:
    """What reminders are made of on one day; `accounts` are those that can sign in, by official."""

    today: date
    settings: Watch
    register: Register
    readers: Readers
    accounts: Mapping[int, int]
    leaders: frozenset[int]
    told: Collection[str]

    def accounts_concerned(self, document_id: int) -> frozenset[int]:
        """Return the accounts of those whom a document concerns."""
        return self.accounts_of(self.readers.get(document_id, ()))

    def accounts_of(self, officials: Iterable[int | None]) -> frozenset[int]:
        """Return the accounts of officials, of those who have one."""
        return frozenset(self.accounts[one] for one in officials if one is not None and one in self.accounts)


def accounts_by_official(session: RecordSession, officials: Collection[int], today: date) -> dict[int, int]:
    """Return the accounts of officials that can sign in."""
    found = accounts_of(session, officials, today)
    return {official: account.id for official, account in found.items() if account.id is not None}


def leaders_accounts(session: RecordSession, today: date) -> frozenset[int]:
    """Return the accounts of all who lead."""
    return frozenset(one.id for one in leading_accounts(session, today) if one.id is not None)


def marks_told(session: RecordSession) -> frozenset[str]:
    """Return what has been told already."""
    return frozenset(session.connection().execute(sa.select(col(Told.key))).scalars())


def tell_news(session: RecordSession, news: Sequence[News], today: date) -> int:
    """Tell what nobody was told in the meantime, and keep its marks; returns how many notices there are."""
    known, number, new = set(marks_told(session)), 0, dict[str, None]()
    for one in news:
        if not known.issuperset(one.marks):
            number += len(tell(session, one.accounts, one.key, one.message, one.page))
            new.update(dict.fromkeys(mark for mark in one.marks if mark not in known))
    rows = [{"key": mark, "told_on": today} for mark in new]
    for start in range(0, len(rows), AT_ONCE):
        session.connection().execute(sa.insert(Told), rows[start : start + AT_ONCE])
    return number


def cut(names: Sequence[str | Message]) -> list[str | Message]:
    """Return names for a sentence: the first ones, and that there are more."""
    return list(names) if len(names) <= NAMED else [*names[:NAMED], "…"]


def page_of(document_id: int) -> str:
    """Return the address of the page of a document."""
    return f"/regulations/documents/{document_id}"
