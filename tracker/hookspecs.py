"""Every hook that a plugin may implement.

A hook returns data; the core checks and registers it. Write `@hookimpl` on a function of the same name in the plugin's
`__init__.py`; take only the arguments that it needs, by name. Plugins are asked in the order of `config.toml`.
Wrappers, `tryfirst` and `trylast` are refused: no plugin may depend on coming before another that it does not name.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

import pluggy
from pydantic import BaseModel
from sqlmodel import Session

from tracker.accounts.permissions import Permission
from tracker.accounts.viewers import Viewer
from tracker.award_forms import AwardForm, LegalFinding
from tracker.contributions import AnyRule, InboxItem, Job, Measure, MeasureSet, NavEntry, Panel, PaperKind
from tracker.database import RecordSession
from tracker.messages import Message
from tracker.periods import Period

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
def award_forms(  # type: ignore[empty-body]
    session: Session, settings: BaseModel, on: date, period_ends: date, measures: Mapping[str, Measure]
) -> list[AwardForm]:
    """Return the forms of reward that the plugin offers under these settings, which are those valid on the day `on`.

    `period_ends` is the last day of the period that is judged; for initiatives it is the day of the dossier. `measures`
    describes, by key, every measure that the core and the plugins give, so that a form can do without one.

    Called whenever candidates are listed, for the day that picks the conditions and for the one that picks the amount.
    If it fails, or a condition does, the list fails.

        @hookimpl
        def award_forms(settings):
            enough = Condition("meetings.points", _("At least 70 points"), points, Decimal(70), _("points"))
            return [AwardForm("meetings.praise", _("Praise"), [], 500_000, [enough], Quota(Decimal("0.2")))]
    """


@hookspec
def legal_findings(  # type: ignore[empty-body]
    session: Session, settings: BaseModel, numbers: list[str], on: date
) -> list[LegalFinding]:
    """Return what the plugin knows of legal documents on the day `on`, by numbers such as `152/2025/NĐ-CP`.

    Each finding has the number as it was asked; one that the plugin does not know is left out.

    Called before a decision is signed, for its legal bases. If it fails, the decision is not signed.

        @hookimpl
        def legal_findings(numbers, on):
            return [LegalFinding(one, True, _("%(number)s is in force", number=one)) for one in numbers if one in HELD]
    """


@hookspec
def papers() -> list[PaperKind]:  # type: ignore[empty-body]
    """Return the kinds of official papers that the plugin makes; the commune can put its own template in place of each.

    The plugin itself makes the `Paper`, and a page of it answers with `paper_answer`.

    Called when a paper is made, and where templates are listed. If it fails, no paper of the plugin is made, and the
    page of templates says why.

        @hookimpl
        def papers():
            return [PaperKind("meetings.minutes", _("Minutes of a meeting"))]
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
def dashboard_panels(session: Session, viewer: Viewer, period: Period, today: date) -> list[Panel]:  # type: ignore[empty-body]
    """Return the plugin's cards of the overview, which leaders, administrators and auditors open first.

    `period` is the one that the page shows. Tracker leaves out the cards that the viewer may not see; the rows in them
    the plugin narrows, for example with `of_people`.

    Called for each overview. If it fails, or a template does, the page is shown without these cards, and the page of
    plugins says so.

        @hookimpl
        def dashboard_panels(session, today):
            return [Panel(_("Meetings"), "meetings/panel.html", {"next": next_one(session, today)}, "meetings.view")]
    """


@hookspec
def official_panels(  # type: ignore[empty-body]
    session: Session, viewer: Viewer, official_id: int, period: Period, today: date
) -> list[Panel]:
    """Return the plugin's cards of the record of one official, which he and those who may see his points open.

    `period` is the one that the page shows. Tracker leaves out the cards whose permission the viewer lacks for this
    official.

    Called for each such page. If it fails, or a template does, the page is shown without these cards, and the page of
    plugins says so.

        @hookimpl
        def official_panels(session, official_id):
            return [Panel(_("Meetings"), "meetings/panel.html", {"mine": mine(session, official_id)}, "meetings.view")]
    """


@hookspec
def inbox_items(session: Session, viewer: Viewer, today: date) -> list[InboxItem]:  # type: ignore[empty-body]
    """Return what of the plugin's waits for the viewer to decide; they stand in the inbox with all that does.

    Only what he himself may decide: the number beside the inbox in the menu counts them too.

    Called for each page of who has an inbox, so ask one quick statement. If it fails, they are left out, and the page
    of plugins says so.

        @hookimpl
        def inbox_items(session):
            return [InboxItem(_("Move a meeting"), one.on, "meetings.move", "meetings.edit") for one in asked(session)]
    """


@hookspec
def demo_data(session: RecordSession, scenario: str, today: date) -> Message:  # type: ignore[empty-body]
    """Add to the demo what shows the plugin at work, and return what was added, in one sentence.

    The units, officials, accounts and files of the demo are there; `scenario` is the one of `tracker demo --scenario`.

    Called once by `tracker demo`, before the points are calculated. If it fails, no demo is made.

        @hookimpl
        def demo_data(session, today):
            session.add(Meeting(on=today, subject="Họp giao ban"))
            return _("One meeting")
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
