"""Permissions: what somebody may do, and which roles may do it."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from tracker.messages import Message, message


class Role(enum.StrEnum):
    """What somebody is in Tracker; an account may have several roles."""

    STAFF = "staff"
    LEADER = "leader"
    ADMIN = "admin"
    AUDITOR = "auditor"


ROLE_TITLES = {
    Role.STAFF: message("Staff"),
    Role.LEADER: message("Leader"),
    Role.ADMIN: message("Administrator"),
    Role.AUDITOR: message("Auditor"),
}


@dataclass(frozen=True, slots=True)
class Permission:
    """One thing that may be allowed: its key such as `files.edit`, its title, and the roles that it belongs to.

    A leader and an auditor have it over the units of their role. What belongs to staff, everybody who has it may do
    with his own record.
    """

    key: str
    title: Message
    roles: frozenset[Role]


EVERYBODY = frozenset(Role)
OFFICE = frozenset({Role.STAFF, Role.LEADER})
READERS = frozenset({Role.LEADER, Role.ADMIN, Role.AUDITOR})
EDITORS = frozenset({Role.LEADER, Role.ADMIN})
LEADER = frozenset({Role.LEADER})
ADMIN = frozenset({Role.ADMIN})
WATCHERS = frozenset({Role.ADMIN, Role.AUDITOR})

CORE_PERMISSIONS = (
    Permission("records.view_own", message("See one's own record"), EVERYBODY),
    Permission("files.view", message("See handled files"), READERS),
    Permission("files.edit", message("Change handled files"), EDITORS),
    Permission("files.import", message("Import lists and take imports back"), ADMIN),
    Permission("imports.view", message("See what was imported"), WATCHERS),
    Permission("officials.view", message("See officials and their postings"), READERS),
    Permission("officials.edit", message("Change officials and their postings"), ADMIN),
    Permission("units.view", message("See units"), READERS),
    Permission("units.edit", message("Change units"), ADMIN),
    Permission("procedures.view", message("See procedures"), EVERYBODY),
    Permission("procedures.edit", message("Change procedures"), ADMIN),
    Permission("duty.view", message("See the duty calendar"), EVERYBODY),
    Permission("duty.plan", message("Plan duty days and note who served"), EDITORS),
    Permission("training_records.view", message("See training records"), READERS),
    Permission("training_records.edit", message("Change training records"), EDITORS),
    Permission("absences.view", message("See absences"), READERS),
    Permission("absences.edit", message("Change absences"), EDITORS),
    Permission("scores.view", message("See scorecards"), READERS),
    Permission("periods.view", message("See where periods stand, and verify closed ones"), READERS),
    Permission("periods.review", message("Open the review of a period, and comment on scorecards"), LEADER),
    Permission("periods.close", message("Close a period"), LEADER),
    Permission("periods.reopen", message("Open a closed period again"), ADMIN),
    Permission("rewards.view", message("See who may be rewarded"), READERS),
    Permission("rewards.decide", message("Choose who is rewarded"), LEADER),
    Permission("initiatives.view", message("See initiatives"), EVERYBODY),
    Permission("initiatives.propose", message("Propose initiatives"), OFFICE),
    Permission("ranking.view", message("See rankings that are published"), EVERYBODY),
    Permission("ranking.publish", message("Publish the ranking of a closed period"), LEADER),
    Permission("reports.view", message("Read reports"), READERS),
    Permission("corrections.ask", message("Ask for corrections"), OFFICE),
    Permission("corrections.view", message("See corrections"), READERS),
    Permission("corrections.answer", message("Answer corrections"), LEADER),
    Permission("causes.state", message("State the cause of a delay"), OFFICE),
    Permission("causes.confirm", message("Confirm the cause of a delay as objective"), LEADER),
    Permission("calendar.view", message("See the calendar of working days"), EVERYBODY),
    Permission("calendar.edit", message("Change the calendar of working days"), ADMIN),
    Permission("settings.view", message("See settings"), READERS),
    Permission("settings.edit", message("Change settings"), ADMIN),
    Permission("paper_templates.change", message("Change the templates of papers"), ADMIN),
    Permission("plugins.view", message("See plugins"), WATCHERS),
    Permission("accounts.view", message("See accounts and their roles"), WATCHERS),
    Permission("accounts.edit", message("Change accounts and their roles"), ADMIN),
    Permission("jobs.view", message("See what Tracker does by itself"), WATCHERS),
    Permission("jobs.run", message("Run a job now"), ADMIN),
    Permission("audit.view", message("Read the audit log"), WATCHERS),
)
"""What the core declares. An administrator runs the system; he answers no correction and confirms no cause."""
