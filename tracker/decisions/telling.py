"""Those whom a decision is about are told of it: officials, and everybody in the units that it is about."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import col, select

from tracker.accounts.accounts import Account
from tracker.database import RecordSession
from tracker.decisions.decisions import Decision, DecisionItem
from tracker.messages import Message
from tracker.notices import tell
from tracker.records.postings import Posting, runs_on


def tell_recipients(
    session: RecordSession, decided: Decision, items: Sequence[DecisionItem], told: Message, page: str
) -> None:
    """Tell whom these items are about, once for each step; of a unit, who was in it on the last day of the period."""
    officials = {item.official_id for item in items if item.official_id is not None}
    units = {item.unit_id for item in items if item.unit_id is not None}
    if units:
        day = decided.about.end if decided.about is not None else decided.dossier_on
        members = sa.select(col(Posting.official_id)).where(col(Posting.unit_id).in_(units), runs_on(day))
        officials |= set(session.connection().execute(members).scalars())
    accounts = session.exec(select(Account.id).where(col(Account.official_id).in_(officials)))
    tell(session, {one for one in accounts if one is not None}, f"decision:{decided.id}:{decided.version}", told, page)
