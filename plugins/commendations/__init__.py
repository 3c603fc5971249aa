"""Commendations and the yearly titles of the law: who meets them, for how much, out of which fund."""

from collections.abc import Mapping
from datetime import date

from flask import Blueprint
from sqlmodel import Session

# With the plugin come its tables.
import plugins.commendations.models  # noqa: F401
from plugins.commendations import settings
from plugins.commendations.bonus import bonuses
from plugins.commendations.forms import commendations
from plugins.commendations.jobs import fund_job
from tracker.api import (
    AwardForm,
    Job,
    Measure,
    Message,
    NavEntry,
    Permission,
    RecordSession,
    Role,
    hookimpl,
    sentences,
)

_ = sentences("commendations")


@hookimpl
def settings_model() -> type[settings.Commendations]:
    return settings.Commendations


@hookimpl
def permissions() -> list[Permission]:
    readers, leaders = frozenset({Role.LEADER, Role.ADMIN, Role.AUDITOR}), frozenset({Role.LEADER})
    return [
        Permission("commendations.view", _("See funds, titles and who grants them"), readers),
        Permission("commendations.discipline", _("See and enter discipline"), leaders),
        Permission("commendations.keep", _("Enter funds and titles of former years"), leaders),
    ]


@hookimpl
def award_forms(
    session: Session, settings: settings.Commendations, on: date, period_ends: date, measures: Mapping[str, Measure]
) -> list[AwardForm]:
    asked = (session, settings, on, period_ends, measures)
    return [*commendations(*asked), *bonuses(*asked)]


@hookimpl
def jobs() -> list[Job]:
    return [fund_job()]


@hookimpl
def blueprints() -> list[Blueprint]:
    # Imported here, as what stands on the pages of Tracker is: whoever runs commands or jobs needs no pages.
    from plugins.commendations.pages import pages

    return [pages]


@hookimpl
def nav_entries() -> list[NavEntry]:
    return [NavEntry(_("Funds and titles"), "commendations.index", "commendations.view", icon="trophy", group="work")]


@hookimpl
def demo_data(session: RecordSession, today: date) -> Message:
    from plugins.commendations.demo import add_demo

    return add_demo(session, today)
