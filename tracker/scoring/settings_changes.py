"""Setting an owner's settings from a day on; whoever leads is told who did it and why."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from pydantic import BaseModel
from sqlmodel import Session, col, select

from tracker.accounts.grants import leading_accounts
from tracker.database import RecordSession
from tracker.messages import Message, message
from tracker.notices import tell
from tracker.records.calendar_changes import change_working_time
from tracker.records.working_time import WorkingTime
from tracker.scoring.settings_owners import SettingsOwner
from tracker.settings import DatedSettings, FollowsOthers, change_settings, settings_on


def set_settings(
    session: RecordSession,
    owner: SettingsOwner,
    changed: BaseModel,
    valid_from: date,
    because: str,
    today: date,
    stake: Message | None = None,
) -> int:
    """Set the settings of an owner from a day on, and tell the leaders; returns how many files are judged otherwise.

    `stake` says what who sets them gains or loses by it, for the leaders to know. Every score is stale afterwards.
    Raises InputError for settings under which nothing could be scored, and for those that say themselves that they must
    not follow the ones that hold on that day.
    """
    owner.refuse_unfit(session, changed)
    if isinstance(changed, FollowsOthers):
        changed.refuse_to_follow(settings_on(session, owner.key, owner.model, valid_from))
    files = 0
    if isinstance(changed, WorkingTime):
        files = change_working_time(session, changed, valid_from, because)
    else:
        change_settings(session, owner.key, changed, valid_from, because)
    told = _told(session.change.actor, owner.title, valid_from, because, stake)
    tell_leaders(session, owner.key, told, f"/plugins/{owner.key}/settings", today)
    return files


def tell_leaders(session: RecordSession, owner: str, told: Message, page: str, today: date) -> None:
    """Tell everybody who leads a unit today of the settings set last, except who set them himself."""
    leaders = leaders_told(session, session.change.actor, today)
    last = session.exec(select(sa.func.max(col(DatedSettings.id))).where(DatedSettings.owner == owner)).one()
    tell(session, leaders, f"settings:{owner}:{last}", told, page)


def leaders_told(session: Session, who: str, today: date) -> list[int]:
    """Return the accounts that are told of settings which `who` sets: they lead a unit today, and are not his own."""
    leaders = [account.id for account in leading_accounts(session, today) if account.name != who]
    return [one for one in leaders if one is not None]


def _told(who: str, owner: Message, day: date, why: str, stake: Message | None) -> Message:
    if stake is None:
        return message(
            "%(who)s changed the settings of %(owner)s; they hold from %(day)s on: %(why)s",
            who=who,
            owner=owner,
            day=day,
            why=why,
        )
    return message(
        "%(who)s changed the settings of %(owner)s; they hold from %(day)s on. %(stake)s Reason: %(why)s",
        who=who,
        owner=owner,
        day=day,
        stake=stake,
        why=why,
    )
