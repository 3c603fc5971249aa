"""Whose settings are dated: parts of the core, and every plugin that has a settings model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pydantic import BaseModel
from sqlmodel import Session

from tracker import notices
from tracker.messages import InputError, Message, message
from tracker.owners import CORE
from tracker.plugins import Plugins
from tracker.records import working_time
from tracker.records.calendar_changes import change_working_time
from tracker.records.working_time import WorkingTime
from tracker.scoring import runs
from tracker.settings import change_settings


@dataclass(frozen=True, slots=True)
class SettingsOwner:
    """One owner of settings: its key, what people call it, its model, and the catalogue that translates its fields."""

    key: str
    title: Message
    model: type[BaseModel]
    catalogue: str = CORE


def settings_owners(plugins: Plugins) -> dict[str, SettingsOwner]:
    """Return everybody who has settings, by key: the core's, then the plugins' in config order."""
    core = (
        SettingsOwner(working_time.OWNER, message("Office hours and pauses"), WorkingTime),
        SettingsOwner(runs.OWNER, message("Ranking"), runs.Ranking),
        SettingsOwner(notices.OWNER, message("Notices"), notices.NoticeSettings),
    )
    of_plugins = (
        SettingsOwner(name, Message(plugin.info.title, catalogue=name), plugin.settings_model, name)
        for plugin in plugins.loaded
        for name in (plugin.info.name,)
    )
    return {owner.key: owner for owner in (*core, *of_plugins)}


def owner_of_settings(owners: Mapping[str, SettingsOwner], key: str) -> SettingsOwner:
    """Return the owner with that key. Raises InputError if there is none."""
    if key not in owners:
        raise InputError("Nothing named %(owner)s has settings; there are %(known)s.", owner=key, known=sorted(owners))
    return owners[key]


def set_settings(session: Session, owner: str, changed: BaseModel, valid_from: date, because: str) -> int:
    """Set the settings of an owner from a day on; returns how many files are judged otherwise now.

    Every score is stale afterwards.
    """
    if isinstance(changed, WorkingTime):
        return change_working_time(session, changed, valid_from, because)
    change_settings(session, owner, changed, valid_from, because)
    return 0
