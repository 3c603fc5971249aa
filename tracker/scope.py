"""Scope: which rows an account may see and change, and what it may do at all.

A page fetches every record through the scope of its account, so a record outside of it is not found, as if there were
none. Which rows of which table stands in `tracker.visible_rows`, one entry a table.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from tracker.accounts.accounts import Account
from tracker.accounts.grants import Grant, holds_on
from tracker.accounts.permissions import CORE_PERMISSIONS, Permission, Role
from tracker.accounts.viewers import Viewer
from tracker.records.postings import DayColumn, OfficialColumn
from tracker.records.units import Unit
from tracker.visible_rows import VISIBLE_ROWS, VisibleRows, rows_of_people

OWN_RECORD = "records.view_own"
SCOPES_KEPT = 256
"""So many accounts are at work at a time."""
Row = TypeVar("Row", bound=SQLModel)
Wanted = TypeVar("Wanted", bound=sa.Select[*tuple[Any, ...]])


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a permission of an account reaches: everywhere, some units, its own record; nowhere if it lacks it."""

    everywhere: bool = False
    units: frozenset[int] = frozenset()
    own: bool = False

    def __bool__(self) -> bool:
        return self.everywhere or bool(self.units) or self.own


@dataclass(frozen=True, slots=True, eq=False)
class Scope:
    """What one account may do and see on one day.

    The scope of an account stays the same object while nothing changes, so what takes long to make of a scope, such as
    a statement, can be kept: `@lru_cache(maxsize=SCOPES_KEPT)` on a function of the scope.
    """

    viewer: Viewer
    reaches: Mapping[str, Reach]

    def may(self, permission: str) -> bool:
        """Whether the account has the permission, however far it reaches."""
        return bool(self.reach(permission))

    def reach(self, permission: str) -> Reach:
        """Return how far the permission reaches. Raises KeyError if nobody declared it."""
        return self.reaches[permission]

    def narrow(self, wanted: Wanted, table: type[SQLModel], permission: str | None = None) -> Wanted:
        """Return the select with only the rows of `table` that the account may see.

        With a permission such as `files.edit`: only those for which the account has that one.
        """
        condition = self.condition(table, permission)
        return wanted if condition is None else wanted.where(condition)

    def fetch(self, session: Session, table: type[Row], id: int, permission: str | None = None) -> Row | None:
        """Return the row with this id, None if there is none in the scope; with a permission, in its reach."""
        mapper = sa.inspect(table)
        return session.exec(self.narrow(select(table).where(mapper.primary_key[0] == id), table, permission)).first()

    def condition(self, table: type[SQLModel], permission: str | None = None) -> sa.ColumnElement[bool] | None:
        """Return which rows of the table `narrow` leaves, None for all of them."""
        rows = VISIBLE_ROWS[table]
        is_viewed = permission in (None, rows.permission)
        return self._reached(rows, permission or rows.permission, is_viewed, is_viewed and self.reach(OWN_RECORD).own)

    def people(
        self, official: OfficialColumn, permission: str, day: DayColumn | None = None
    ) -> sa.ColumnElement[bool] | None:
        """Return which rows about officials the permission reaches, None for all of them.

        Everywhere; of officials who are posted in its units now or later, with the `day` of the record also of who was
        on it; one's own, where the permission belongs to staff.
        """
        return self._reached(rows_of_people(official, permission, day), permission, is_viewed=True, sees_own=False)

    def _reached(
        self, rows: VisibleRows, permission: str, is_viewed: bool, sees_own: bool
    ) -> sa.ColumnElement[bool] | None:
        reach = self.reach(permission)
        if reach.everywhere or (reach and rows.are_for_all_holders and is_viewed):
            return None
        parts: list[sa.ColumnElement[bool]] = []
        of_units = rows.of_units if is_viewed else rows.of_units_to_change or rows.of_units
        if reach.units and of_units is not None:
            parts.append(of_units(self.viewer, reach.units))
        if (reach.own or sees_own) and rows.own is not None:
            parts.append(rows.own(self.viewer))
        return sa.or_(sa.false(), *parts)


def scope_of(
    session: Session, account: Account, today: date, permissions: Sequence[Permission] = CORE_PERMISSIONS
) -> Scope:
    """Return what the account may do and see today, by the roles that hold today."""
    assert account.id is not None
    by_role = _reach_by_role(session, account.id, today)
    viewer = Viewer(account.id, account.name, account.official_id, today)
    return _scope(viewer, frozenset(by_role.items()), tuple((one.key, one.roles) for one in permissions))


@lru_cache(maxsize=SCOPES_KEPT)
def _scope(
    viewer: Viewer, by_role: frozenset[tuple[Role, Reach]], permissions: tuple[tuple[str, frozenset[Role]], ...]
) -> Scope:
    held = dict(by_role)
    return Scope(viewer, {key: _reach(roles, held) for key, roles in permissions})


def _reach(roles: Collection[Role], by_role: Mapping[Role, Reach]) -> Reach:
    held = [by_role[role] for role in roles if role in by_role]
    return Reach(
        everywhere=any(reach.everywhere for reach in held),
        units=frozenset().union(*(reach.units for reach in held)),
        own=bool(held) and Role.STAFF in roles,
    )


def _reach_by_role(session: Session, account_id: int, today: date) -> dict[Role, Reach]:
    """Return how far each role of the account reaches; staff reach no unit."""
    rows = session.connection().execute(_granted_units(today), {"account_id": account_id}).all()
    reaches = {}
    for role in {row.role for row in rows}:
        units = frozenset(row.unit_id for row in rows if row.role is role and row.unit_id is not None)
        is_for_everything = any(row.role is role and row.granted is None for row in rows) and role is not Role.STAFF
        is_every_unit = bool(units) and len(units) == rows[0].number_of_units
        reaches[role] = Reach(is_for_everything or is_every_unit, units)
    return reaches


@lru_cache(maxsize=2)
def _granted_units(today: date) -> sa.Select[Role, int | None, int | None, int]:
    """Return a select of the role, its unit, each unit at or below that one, and how many units there are in all.

    Bound is the `account_id`. Every request asks for it, and to build it takes longer than to run it.
    """
    wanted = sa.select(col(Grant.id), col(Grant.role), col(Grant.unit_id))
    held = wanted.where(col(Grant.account_id) == sa.bindparam("account_id"), holds_on(today)).cte("held")
    top = sa.select(held.c.id.label("grant_id"), held.c.unit_id).where(held.c.unit_id.is_not(None))
    tree = top.cte("granted_units", recursive=True)
    # Not UNION ALL, which would never end on a unit that stands above itself.
    tree = tree.union(sa.select(tree.c.grant_id, col(Unit.id)).join(tree, col(Unit.parent_id) == tree.c.unit_id))
    number = sa.select(sa.func.count()).select_from(Unit).scalar_subquery().label("number_of_units")
    joined = held.outerjoin(tree, tree.c.grant_id == held.c.id)
    return sa.select(held.c.role, held.c.unit_id.label("granted"), tree.c.unit_id, number).select_from(joined)
