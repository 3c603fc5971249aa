"""What lists search and sort by: columns that follow from a record's names, written with it.

A folded text holds the words without diacritics; a name's order is that of a Vietnamese list of people.
"""

from __future__ import annotations

import sqlalchemy as sa

from tracker.text import fold, name_order


def bytes_in_order(longest: int | None = None) -> sa.String:
    """Return the type of a text that is compared byte by byte on either database."""
    return sa.String(longest).with_variant(sa.String(longest, collation="C"), "postgresql")


BYTE_ORDER = bytes_in_order()
LAST_CHARACTER = "\U0010ffff"


def begins_with(column: sa.SQLColumnExpression[str], beginning: str) -> sa.ColumnElement[bool]:
    """Return whether a text that is compared byte by byte begins so, as a range of its index."""
    return column.between(beginning, beginning + LAST_CHARACTER)


def backwards(code: str) -> str:
    """Return a code as its end is searched for: from the end, in capitals."""
    return code.upper()[::-1]


def folded(*texts: str | None) -> str:
    """Return the texts as one folded text."""
    return fold(" ".join(text for text in texts if text))


def order_of_name(full_name: str) -> str:
    """Return a text by which names sort the Vietnamese way: by given name, then by the rest.

    The parts are joined by a space, which sorts before every letter, so that An stands before Anh.
    """
    return " ".join(name_order(full_name))
