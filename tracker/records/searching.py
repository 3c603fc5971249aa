"""What lists search and sort by: columns that follow from a record's names, written with it.

A folded text holds the words without diacritics; a name's order is that of a Vietnamese list of people.
"""

from __future__ import annotations

import sqlalchemy as sa

from tracker.text import fold, name_order

BYTE_ORDER = sa.String().with_variant(sa.String(collation="C"), "postgresql")
"""A text that is compared byte by byte on either database."""


def folded(*texts: str | None) -> str:
    """Return the texts as one folded text."""
    return fold(" ".join(text for text in texts if text))


def order_of_name(full_name: str) -> str:
    """Return a text by which names sort the Vietnamese way: by given name, then by the rest.

    The parts are joined by a space, which sorts before every letter, so that An stands before Anh.
    """
    return " ".join(name_order(full_name))
