"""Every hook that a plugin may implement.

A hook returns data; the core checks and registers it. Write `@hookimpl` on a function of the same name in the plugin's
`__init__.py`; take only the arguments that it needs, by name. Plugins are asked in the order of `config.toml`.
Wrappers, `tryfirst` and `trylast` are refused: no plugin may depend on coming before another that it does not name.
"""

from __future__ import annotations

from collections.abc import Mapping

import pluggy
from pydantic import BaseModel
from sqlmodel import Session

from tracker.contributions import AnyRule, Job, Measure, MeasureSet

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
