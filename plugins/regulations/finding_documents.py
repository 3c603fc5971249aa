"""Which registered documents somebody means who types a number in any spelling, or words of a title."""

from __future__ import annotations

import sqlalchemy as sa
from sqlmodel import col, select

from plugins.regulations.citations import Citation, citations_in
from plugins.regulations.models import Document
from plugins.regulations.numbers import Number, normalised, read_number
from tracker.api import RecordSession, fold

MOST_FOUND = 20


def meant(typed: str) -> sa.ColumnElement[bool]:
    """Return the condition for the documents that are meant: by the number that was typed, or by every word of it."""
    words = fold(typed).split()
    if not words:
        return sa.false()
    by_words = sa.and_(*(col(Document.search_text).contains(word, autoescape=True) for word in words))
    number = number_in(typed)
    if number is None:
        return by_words
    key, column = number.key, col(Document.number_key)
    if number.year is None:
        key, column = number.key_without_year, col(Document.number_key_without_year)
    return sa.or_(column == key, by_words)


def number_in(typed: str) -> Number | None:
    """Return the number of a document that was typed, alone or with words around it."""
    text = normalised(typed)
    found = read_number(text.strip())
    if found is None:
        cited: list[Citation] = citations_in(text)
        found = cited[0].number if len(cited) == 1 else None
    return found


def documents_meant(session: RecordSession, typed: str, but: int | None = None) -> list[Document]:
    """Return the documents that are meant, the newest first; not the one to which another is looked for."""
    wanted = select(Document).where(meant(typed), col(Document.id) != (but or 0))
    newest = (col(Document.issued_on).desc(), col(Document.id).desc())
    found = list(session.exec(wanted.order_by(*newest).limit(MOST_FOUND)).all())
    number = number_in(typed)
    exact = [one for one in found if number is not None and one.number_key == number.key]
    return exact or found
