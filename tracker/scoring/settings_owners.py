"""Whose settings are dated: parts of the core, and every plugin that has a settings model."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from pydantic import BaseModel
from sqlmodel import Session

from tracker import base_salary, heads, notice_settings, paper_settings
from tracker.base_salary import BaseSalary
from tracker.messages import InputError, Message, message
from tracker.owners import CORE
from tracker.plugins import Plugin, Plugins
from tracker.records import working_time
from tracker.records.working_time import WorkingTime
from tracker.scoring import ranking
from tracker.scoring.proposed_settings import refuse_unscorable


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
        SettingsOwner(ranking.OWNER, message("Ranking"), ranking.Ranking),
        SettingsOwner(notice_settings.OWNER, message("Notices"), notice_settings.NoticeSettings, moves_points=False),
        SettingsOwner(base_salary.OWNER, message("Base salary"), BaseSalary, moves_points=False),
        SettingsOwner(heads.OWNER, message("Decisions"), heads.Deciding, moves_points=False),
        SettingsOwner(paper_settings.OWNER, message("Papers"), paper_settings.Papers, moves_points=False),
    )
    of_plugins = (_owner_of(plugins, plugin) for plugin in plugins.loaded)
    return {owner.key: owner for owner in (*core, *of_plugins)}


def owner_of_settings(owners: Mapping[str, SettingsOwner], key: str) -> SettingsOwner:
    """Return the owner with that key. Raises InputError if there is none."""
    if key not in owners:
        raise InputError("Nothing named %(owner)s has settings; there are %(known)s.", owner=key, known=sorted(owners))
    return owners[key]


def _owner_of(plugins: Plugins, plugin: Plugin) -> SettingsOwner:
    name = plugin.info.name
    return SettingsOwner(
        key=name,
        title=Message(plugin.info.title, catalogue=name),
        model=plugin.settings_model,
        catalogue=name,
        moves_points=plugin.info.scores,
        refuse_unfit=partial(refuse_unscorable, plugins, name),
    )
