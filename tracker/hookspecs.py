"""Every hook that a plugin may implement.

A hook returns data; the core checks and registers it. Write `@hookimpl` on a function of the same name in the plugin's
`__init__.py`; take only the arguments that it needs, by name. Plugins are asked in the order of `config.toml`.
Wrappers, `tryfirst` and `trylast` are refused: no plugin may depend on coming before another that it does not name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pluggy
from pydantic import BaseModel
from sqlmodel import Session

from tracker.accounts.permissions import Permission
from tracker.accounts.viewers import Viewer
from tracker.contributions import AnyRule, Job, Measure, MeasureSet, NavEntry

if TYPE_CHECKING:
    from click import Command
    from flask import Blueprint

PROJECT = "tracker"
hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def settings_model() -> type[BaseModel]:  # type: ignore[empty-body]
    """Return the model of the plugin's settings; its fields, titles and defaults are the settings form.

    Called once when the plugin is loaded. If it fails, the plugin is set aside.

        @hookimpl
        def settings_model():
            return Settings
    """


@hookspec
def permissions() -> list[Permission]:  # type: ignore[empty-body]
    """Return what somebody may be allowed to do on the plugin's pages; keys begin with the plugin's name.

    Called once when the plugin is loaded. If it fails, the plugin is set aside.

        @hookimpl
        def permissions():
            return [Permission("meetings.view", _("See meetings"), frozenset({Role.LEADER, Role.ADMIN}))]
    """


@hookspec
def measure_sets() -> list[MeasureSet]:  # type: ignore[empty-body]
    """Return the measures that the plugin adds.

    Called in each scoring run. If it fails, or a measure of it does, the run fails and stores nothing.

        @hookimpl
        def measure_sets():
            return [MeasureSet("meetings", [Measure("meetings.attended", _("Meetings attended"))], count_meetings)]
    """


@hookspec
def rules(session: Session, settings: BaseModel, measures: Mapping[str, Measure]) -> list[AnyRule]:  # type: ignore[empty-body]
    """Return the plugin's rules under these settings, which are those valid on the last day of the period.

    `measures` describes, by key, every measure that the core and the plugins give.

    Called in each scoring run. If it fails, or a rule of it does, the run fails and stores nothing.

        @hookimpl
        def rules(settings):
            return [Rule("meetings.attended", _("Meetings"), settings, ["meetings.attended"], Decimal(5), attended)]
    """


@hookspec
def jobs() -> list[Job]:  # type: ignore[empty-body]
    """Return what the plugin does by itself at fixed times.

    Called when a scheduler starts, and when jobs are listed or run by a command. If it fails, the plugin's jobs are
    left out, and `tracker jobs list` says why; the jobs of the others are done.

        @hookimpl
        def jobs():
            return [Job("meetings.count", _("Count the meetings"), Cron(hour="4", minute="0"), count_meetings)]
    """


@hookspec
def blueprints() -> list[Blueprint]:  # type: ignore[empty-body]
    """Return the plugin's pages: blueprints named as it is, whose addresses begin with its name.

    Every view says with `needs` which permission opens it. Called once when the web application is made, or when
    `tracker plugins list` asks. If it fails, or a view does not say it, the plugin has no pages, and the page of
    plugins says so; its rules count.

        @hookimpl
        def blueprints():
            return [pages]
    """


@hookspec
def nav_entries(viewer: Viewer) -> list[NavEntry]:  # type: ignore[empty-body]
    """Return the plugin's entries of the menu; Tracker leaves out those that the viewer may not open.

    `viewer` says whose account asks: `account_id`, `account_name`, `official_id` (None for no official), `today`.

    Called for each page, and asks no database. If it fails, the menu is shown without them, and the page of plugins
    says so.

        @hookimpl
        def nav_entries():
            return [NavEntry(_("Meetings"), "meetings.index", "meetings.view", icon="users")]
    """


@hookspec
def commands() -> list[Command]:  # type: ignore[empty-body]
    """Return the plugin's commands, each a click command or group that is named as the plugin, with - for _.

    Called when a command is looked up that is not one of Tracker's, for `tracker --help`, and where plugins are listed
    with what they give. If it fails, the plugin has no commands, and the error is said.

        @hookimpl
        def commands():
            return [meetings]
    """
