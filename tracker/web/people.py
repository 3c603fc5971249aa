"""Rows about people on a plugin's pages: only those that the account may see or change under a permission."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, TypeVar

import sqlalchemy as sa

from tracker.database import RecordSession
from tracker.records.officials import Official
from tracker.records.postings import DayColumn, OfficialColumn
from tracker.scope import SCOPES_KEPT, Scope
from tracker.web.requests import fetch, scope, session

Wanted = TypeVar("Wanted", bound=sa.Select[*tuple[Any, ...]])


def of_people(wanted: Wanted, official: OfficialColumn, permission: str, day: DayColumn | None = None) -> Wanted:
    """Return the select with only the rows whose official the permission of the account reaches.

    Everywhere; officials who are posted in its units now or later, as `officials_for` offers them; himself, where the
    permission belongs to staff. With the column of the record's `day`, also who was posted in the units on that day.
    """
    condition = scope().people(official, permission, day)
    return wanted if condition is None else wanted.where(condition)


def kept_statement(make: Callable[[], Wanted]) -> Callable[[], Wanted]:
    """Let a statement be built once for an account and a day, not on each page: to build it takes longer than to run.

    It may depend on what the account may do and see, who it is, and the day; anything else it takes as a `bindparam`.
    """

    @lru_cache(maxsize=SCOPES_KEPT)
    def made(_scope: Scope) -> Wanted:
        return make()

    @wraps(make)
    def of_account() -> Wanted:
        return made(scope())

    return of_account


def may_for(official_id: int, permission: str) -> bool:
    """Whether the account has the permission for this official."""
    reach = scope().reach(permission)
    if reach.everywhere or (reach.own and official_id == scope().viewer.official_id):
        return True
    return bool(reach) and scope().fetch(session(), Official, official_id, permission) is not None


def may_everywhere(permission: str) -> bool:
    """Whether the account has the permission for everybody, not for some units or for himself alone."""
    return scope().reach(permission).everywhere


def fetch_official(official_id: int, permission: str, within: RecordSession | None = None) -> Official:
    """Return an official for whom the account has the permission, in a writing session where something is to change.

    Answers "not found" for any other, as if there were none.
    """
    return fetch(Official, official_id, permission, within)
