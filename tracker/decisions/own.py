"""Whose own case a decision is: the official's in it, and that of who belongs to a unit in it or heads it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.accounts.accounts import Account
from tracker.accounts.grants import Grant, holds_on
from tracker.accounts.permissions import Role
from tracker.accounts.viewers import Viewer
from tracker.decisions.decisions import DecisionItem
from tracker.messages import InputError
from tracker.periods import Period
from tracker.records.own_case import refuse_own_case
from tracker.records.postings import Posting, runs_on
from tracker.records.units import Unit, unit_and_below


def own_units(session: Session, viewer: Viewer, period: Period | None) -> frozenset[int]:
    """Return the units of an account: where the official is posted, or was on the last day of the period; and those
    that it leads as their head.

    Who leads the whole commune heads none of its units by that: it is his office to decide about them.
    """
    days = {viewer.today} | ({period.end} if period is not None else set())
    posted = sa.select(col(Posting.unit_id)).where(
        sa.false() if viewer.official_id is None else col(Posting.official_id) == viewer.official_id,
        sa.or_(*(runs_on(day) for day in sorted(days))),
    )
    found = set(session.connection().execute(posted).scalars())
    for unit_id in _headed(session, viewer):
        found.update(session.connection().execute(unit_and_below(unit_id)).scalars())
    return frozenset(found)


def own_recipients(session: Session, viewer: Viewer, period: Period | None, *, are_units: bool) -> frozenset[int]:
    """Return which recipients of a decision are the account's own case: the official himself, or his units."""
    if are_units:
        return own_units(session, viewer, period)
    return frozenset() if viewer.official_id is None else frozenset({viewer.official_id})


def own_items(
    session: Session, items: Iterable[DecisionItem], period: Period | None, viewer: Viewer
) -> list[DecisionItem]:
    """Return those of the items that are the account's own case."""
    listed = list(items)
    are_units = any(item.unit_id is not None for item in listed)
    own = own_recipients(session, viewer, period, are_units=are_units)
    return [item for item in listed if item.recipient_id in own]


def refuse_own_items(session: Session, items: Iterable[DecisionItem], period: Period | None, viewer: Viewer) -> None:
    """Raise InputError if one of the items is the own case of who acts."""
    own = own_items(session, items, period, viewer)
    refuse_own_case([item.official_id for item in own if item.official_id is not None], viewer.official_id)
    if own:
        raise InputError(
            "This is about a unit that you lead or belong to, and nobody decides his own case. Ask another leader to "
            "do it."
        )


def viewer_of(session: Session, official_id: int, on: date) -> Viewer:
    """Return an official as who looks on a day, by his account if he has one: what he signs may be his own case."""
    wanted = sa.select(col(Account.id), col(Account.name)).where(col(Account.official_id) == official_id)
    account_id, name = session.connection().execute(wanted).first() or (0, "")
    return Viewer(account_id or 0, name, official_id, on)


def _headed(session: Session, viewer: Viewer) -> list[int]:
    """Return the units below the commune that the account leads by a role of its own."""
    wanted = (
        sa.select(col(Grant.unit_id))
        .join(Unit, col(Unit.id) == col(Grant.unit_id))
        .where(col(Grant.account_id) == viewer.account_id, col(Grant.role) == Role.LEADER, holds_on(viewer.today))
        .where(col(Unit.parent_id).is_not(None))
    )
    return [one for one in session.connection().execute(wanted).scalars() if one is not None]
