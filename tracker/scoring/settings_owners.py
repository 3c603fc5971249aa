"""Whose settings are dated: parts of the core, and every plugin that has a settings model."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

import sqlalchemy as sa
from pydantic import BaseModel
from sqlmodel import Session, col, select

from tracker import notices
from tracker.accounts.grants import leading_accounts
from tracker.database import RecordSession
from tracker.messages import InputError, Message, message
from tracker.owners import CORE
from tracker.plugins import Plugins
from tracker.records import working_time
from tracker.records.calendar_changes import change_working_time
from tracker.records.working_time import WorkingTime
from tracker.scoring import runs
from tracker.scoring.proposed_settings import refuse_unscorable
from tracker.settings import DatedSettings, FollowsOthers, change_settings, settings_on


def _refuse_nothing(_session: Session, _settings: BaseModel) -> None:
    """Take all settings that fit their model, as the core's do."""


@dataclass(frozen=True, slots=True)
class SettingsOwner:
    """One owner of settings: its key, what people call it, its model, and the catalogue that translates its fields.

    `moves_points` says whether points or ranks may depend on them; `refuse_unfit` raises InputError for settings under
    which nothing could be scored.
    """

    key: str
    title: Message
    model: type[BaseModel]
    catalogue: str = CORE
    moves_points: bool = True
    refuse_unfit: Callable[[Session, BaseModel], None] = _refuse_nothing


def settings_owners(plugins: Plugins) -> dict[str, SettingsOwner]:
    """Return everybody who has settings, by key: the core's, then the plugins' in config order."""
    core = (
        SettingsOwner(working_time.OWNER, message("Office hours and pauses"), WorkingTime),
        SettingsOwner(runs.OWNER, message("Ranking"), runs.Ranking),
        SettingsOwner(notices.OWNER, message("Notices"), notices.NoticeSettings, moves_points=False),
    )
    of_plugins = (
        SettingsOwner(
            key=name,
            title=Message(plugin.info.title, catalogue=name),
            model=plugin.settings_model,
            catalogue=name,
            moves_points=plugin.info.scores,
            refuse_unfit=partial(refuse_unscorable, plugins, name),
        )
        for plugin in plugins.loaded
        for name in (plugin.info.name,)
    )
    return {owner.key: owner for owner in (*core, *of_plugins)}


def owner_of_settings(owners: Mapping[str, SettingsOwner], key: str) -> SettingsOwner:
    """Return the owner with that key. Raises InputError if there is none."""
    if key not in owners:
        raise InputError("Nothing named %(owner)s has settings; there are %(known)s.", owner=key, known=sorted(owners))
    return owners[key]


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
    Raises InputError for settings under which nothing could be scored, and for those
    that say themselves that they must not follow the ones that hold on that day.
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


def tell_leaders(session: RecordSession, owner: str, told: Message, page: str, today: date) -> None:
    """Tell everybody who leads a unit today of the settings set last, except who set them himself."""
    leaders = leaders_told(session, session.change.actor, today)
    last = session.exec(select(sa.func.max(col(DatedSettings.id))).where(DatedSettings.owner == owner)).one()
    notices.tell(session, leaders, f"settings:{owner}:{last}", told, page)


def leaders_told(session: Session, who: str, today: date) -> list[int]:
    """Return the accounts that are told of settings which `who` sets: they lead a unit today, and are not his own."""
    leaders = [account.id for account in leading_accounts(session, today) if account.name != who]
    return [one for one in leaders if one is not None]
