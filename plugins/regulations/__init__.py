"""The regulation watch: legal documents, whether they are in force, and who cites what no longer is."""

from datetime import date

from click import Command
from flask import Blueprint
from pydantic import BaseModel

# With the plugin come its tables.
import plugins.regulations.models
import plugins.regulations.watch_models  # noqa: F401
from plugins.regulations.measures import READINGS as MEASURES
from plugins.regulations.settings import Watch
from tracker.api import (
    InboxItem,
    Job,
    LegalFinding,
    MeasureSet,
    Message,
    NavEntry,
    Panel,
    Permission,
    RecordSession,
    Role,
    Viewer,
    hookimpl,
    sentences,
)

_ = sentences("regulations")
VIEW, EDIT, READ, READINGS = "regulations.view", "regulations.edit", "regulations.read", "regulations.readings"


@hookimpl
def settings_model() -> type[BaseModel]:
    return Watch


@hookimpl
def permissions() -> list[Permission]:
    leading = frozenset({Role.LEADER, Role.ADMIN})
    return [
        Permission(VIEW, _("See the register of documents and what cites them"), frozenset(Role)),
        Permission(EDIT, _("Keep the register of documents, scan and have documents mended"), leading),
        Permission(READ, _("Say that one has read a document"), frozenset({Role.STAFF, Role.LEADER})),
        Permission(READINGS, _("See who has read which document"), leading | {Role.AUDITOR}),
    ]


@hookimpl
def measure_sets() -> list[MeasureSet]:
    return [MEASURES]


@hookimpl
def legal_findings(session: RecordSession, numbers: list[str], on: date) -> list[LegalFinding]:
    # Imported here: only a decision asks.
    from plugins.regulations.legal_bases import findings_of

    return findings_of(session, numbers, on)


@hookimpl
def jobs() -> list[Job]:
    # Imported here: only a scheduler fetches feeds.
    from plugins.regulations.feeds import feeds_job
    from plugins.regulations.reminders import reminders_job

    return [feeds_job(), reminders_job()]


@hookimpl
def dashboard_panels(session: RecordSession, today: date) -> list[Panel]:
    from plugins.regulations.alarm_panel import alarm_panels

    return alarm_panels(session, today)


@hookimpl
def official_panels(session: RecordSession, viewer: Viewer, official_id: int, today: date) -> list[Panel]:
    from plugins.regulations.panels import reading_panels

    return reading_panels(session, viewer, official_id, today)


@hookimpl
def inbox_items(session: RecordSession) -> list[InboxItem]:
    from plugins.regulations.panels import waiting_entries
    from tracker.api.web import installation

    return waiting_entries(session, installation().config.site.zone)


@hookimpl
def blueprints() -> list[Blueprint]:
    # Imported here: whoever scores or runs commands needs no pages.
    from plugins.regulations.pages import pages

    return [pages]


@hookimpl
def demo_data(session: RecordSession, today: date) -> Message:
    # Imported here: only the demo needs it.
    from plugins.regulations.demo import add_demo

    return add_demo(session, today)


@hookimpl
def nav_entries() -> list[NavEntry]:
    return [NavEntry(_("Regulations"), "regulations.index", VIEW, icon="scale", group="records")]


@hookimpl
def commands() -> list[Command]:
    # Imported here: whoever serves pages or scores needs no command. A module named as the hook would hide it.
    from plugins.regulations.command_line import regulations

    return [regulations]
