"""Who leads whom: the accounts that lead the unit of an official, or one above it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.accounts.accounts import Account, may_sign_in
from tracker.accounts.grants import Grant, holds_on
from tracker.accounts.permissions import Role
from tracker.records.postings import Posting, lasts_to
from tracker.records.units import Unit


def leaders_of(session: Session, officials: Collection[int], today: date) -> dict[int, list[Account]]:
    """Return, by official, the accounts that can sign in today and lead his unit or one above, never his own account.

    His unit is any in which he is posted now or will be. Who has no leader is left out.
    """
    leading = leaders_by_unit(session, today)
    above: dict[int | None, int | None] = {
        row[0]: row[1] for row in session.connection().execute(sa.select(col(Unit.id), col(Unit.parent_id)))
    }
    found: dict[int, dict[int, Account]] = {}
    for official, unit in _units_of(session, officials, today):
        for one in _with_those_above(unit, above):
            for account in leading.get(one, ()):
                if account.official_id != official and account.id is not None:
                    found.setdefault(official, {})[account.id] = account
    return {official: [accounts[id] for id in sorted(accounts)] for official, accounts in found.items()}


def leaders_by_unit(session: Session, today: date) -> dict[int, list[Account]]:
    """Return the accounts that can sign in today and lead each unit itself; who leads those above leads it too."""
    wanted = sa.select(Account, col(Grant.unit_id)).join(Grant, col(Grant.account_id) == col(Account.id))
    wanted = wanted.where(col(Grant.role) == Role.LEADER, holds_on(today), may_sign_in(today))
    found: dict[int, list[Account]] = {}
    for account, unit in session.execute(wanted.order_by(col(Account.id))):
        found.setdefault(unit, []).append(account)
    return found


def _units_of(session: Session, officials: Collection[int], today: date) -> list[tuple[int, int]]:
    wanted = sa.select(col(Posting.official_id), col(Posting.unit_id)).where(lasts_to(today))
    rows = session.connection().execute(wanted.where(col(Posting.official_id).in_(officials))).all()
    return [(official, unit) for official, unit in rows]


def _with_those_above(unit: int | None, above: Mapping[int | None, int | None]) -> Iterator[int]:
    """Yield the unit and those above it; one that stands above itself ends the way."""
    seen: set[int] = set()
    while unit is not None and unit not in seen:
        seen.add(unit)
        yield unit
        unit = above.get(unit)
