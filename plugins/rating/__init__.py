"""The monthly or quarterly monitoring and the yearly rating of officials, by the decrees."""

from datetime import date

from flask import Blueprint
from sqlmodel import Session

# With the plugin come its tables.
import plugins.rating.models  # noqa: F401
from plugins.rating.jobs import opening_job
from plugins.rating.measures import PERIODS, YEAR
from plugins.rating.settings import Rating
from tracker.api import (
    InboxItem,
    Job,
    MeasureSet,
    Message,
    NavEntry,
    Panel,
    PaperKind,
    Permission,
    RecordSession,
    Role,
    Viewer,
    hookimpl,
    sentences,
)

_ = sentences("rating")


@hookimpl
def settings_model() -> type[Rating]:
    return Rating


@hookimpl
def permissions() -> list[Permission]:
    readers = frozenset({Role.LEADER, Role.ADMIN, Role.AUDITOR})
    return [
        Permission("rating.own", _("See and sign one's own rating"), frozenset({Role.STAFF, Role.LEADER})),
        Permission("rating.view", _("See ratings"), readers),
        Permission("rating.rate", _("Rate officials"), frozenset({Role.LEADER})),
        Permission("rating.enter", _("Enter papers about ratings"), frozenset({Role.LEADER, Role.ADMIN})),
        Permission("rating.finalise", _("Make ratings of a year final"), frozenset({Role.LEADER})),
    ]


@hookimpl
def measure_sets() -> list[MeasureSet]:
    return [YEAR, PERIODS]


@hookimpl
def jobs() -> list[Job]:
    return [opening_job()]


@hookimpl
def papers() -> list[PaperKind]:
    return [PaperKind("rating.form", _("Rating form"))]


@hookimpl
def blueprints() -> list[Blueprint]:
    # Imported here, as what stands on the pages of Tracker is: whoever runs commands or jobs needs no pages.
    from plugins.rating.pages import pages

    return [pages]


@hookimpl
def nav_entries() -> list[NavEntry]:
    from tracker.api.web import may

    title = _("Ratings")
    if may("rating.own"):
        return [NavEntry(title, "rating.mine", "rating.own", icon="user-star", group="work")]
    return [NavEntry(title, "rating.sheets", "rating.view", icon="user-star", group="work")]


@hookimpl
def official_panels(session: Session, official_id: int) -> list[Panel]:
    from plugins.rating.panels import record_panel

    panel = record_panel(session, official_id)
    return [] if panel is None else [panel]


@hookimpl
def inbox_items(session: Session, viewer: Viewer) -> list[InboxItem]:
    from plugins.rating.panels import waiting_sheets

    return waiting_sheets(session, viewer)


@hookimpl
def demo_data(session: RecordSession, today: date) -> Message:
    from plugins.rating.demo import add_demo

    return add_demo(session, today)
