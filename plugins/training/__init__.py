"""Training registration: courses, who registers for them, and what comes of it."""

from datetime import date

from click import Command
from flask import Blueprint
from sqlmodel import Session

# With the plugin come its tables.
import plugins.training.models
import plugins.training.standards  # noqa: F401
from plugins.training.jobs import reminder_job
from plugins.training.settings import Training
from tracker.api import (
    InboxItem,
    Job,
    Message,
    NavEntry,
    Panel,
    Permission,
    RecordSession,
    Role,
    hookimpl,
    sentences,
)

_ = sentences("training")


@hookimpl
def settings_model() -> type[Training]:
    return Training


@hookimpl
def permissions() -> list[Permission]:
    leaders, organisers = frozenset({Role.LEADER, Role.ADMIN}), frozenset({Role.LEADER, Role.ADMIN})
    readers = frozenset({Role.LEADER, Role.ADMIN, Role.AUDITOR})
    return [
        Permission("training.view", _("See the catalogue of courses"), frozenset(Role)),
        Permission("training.register", _("Register for courses"), frozenset({Role.STAFF, Role.LEADER})),
        Permission("training.nominate", _("Register others for courses"), frozenset({Role.LEADER})),
        Permission("training.approve", _("Approve registrations for courses"), leaders),
        Permission("training.organise", _("Organise courses"), organisers),
        Permission("training.report", _("See training hours and qualifications"), readers),
    ]


@hookimpl
def jobs() -> list[Job]:
    return [reminder_job()]


@hookimpl
def commands() -> list[Command]:
    # Imported here: whoever serves pages needs no command. A module named as the hook would hide it.
    from plugins.training.command_line import training

    return [training]


@hookimpl
def blueprints() -> list[Blueprint]:
    # Imported here, as what stands on the pages of Tracker is: whoever runs commands or jobs needs no pages.
    from plugins.training.pages import pages

    return [pages]


@hookimpl
def nav_entries() -> list[NavEntry]:
    return [NavEntry(_("Training"), "training.index", "training.view", icon="school", group="work")]


@hookimpl
def dashboard_panels(session: Session, today: date) -> list[Panel]:
    from plugins.training.panels import overview_panel

    found = overview_panel(session, today)
    return [] if found is None else [found]


@hookimpl
def inbox_items(session: Session) -> list[InboxItem]:
    from plugins.training.panels import registrations_to_answer

    return registrations_to_answer(session)


@hookimpl
def demo_data(session: RecordSession, today: date) -> Message:
    from plugins.training.demo import add_demo

    return add_demo(session, today)
