"""Whose records a measure counts: everybody's, or those of some officials, who are bound when the statement runs.

To build a statement takes longer than to run it for one official, so a measure keeps its last ones:
`@lru_cache(maxsize=STATEMENTS_KEPT)` on a function of the period and the as-of date.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

STATEMENTS_KEPT = 32
OFFICIALS = "officials"


def is_held(holder: sa.SQLColumnExpression[Any], by_anybody: bool) -> sa.ColumnElement[bool]:
    """Return the condition that somebody holds the record: anybody, or one of the officials of `bound`."""
    return holder.is_not(None) if by_anybody else holder.in_(sa.bindparam(OFFICIALS, expanding=True))


def bound(officials: Collection[int] | None) -> dict[str, list[int]]:
    """Return the parameters of a statement with `is_held`; None is everybody."""
    return {} if officials is None else {OFFICIALS: list(officials)}
