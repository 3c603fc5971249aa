"""The first steps in a new installation: what has to be there before the overview can show anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask import url_for
from sqlmodel import Session, SQLModel, col

from tracker.accounts.accounts import Account
from tracker.messages import Message, message
from tracker.records.duty_days import DutyDay
from tracker.records.handled_files import HandledFile
from tracker.records.officials import Official
from tracker.records.procedures import Procedure
from tracker.records.units import Unit
from tracker.scope import Scope
from tracker.settings import DatedSettings


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what to do, why, where (None for who may not do it), and whether it is done."""

    title: Message
    why: Message
    address: str | None
    is_done: bool


@dataclass(frozen=True, slots=True)
class FirstSteps:
    """All first steps; `has_files` tells whether the overview has figures to show already."""

    steps: Sequence[Step]
    has_files: bool

    @property
    def done(self) -> int:
        """How many are done."""
        return sum(step.is_done for step in self.steps)


def first_steps(session: Session, scope: Scope) -> FirstSteps | None:
    """Return the first steps, None once all of them are done."""
    there = _there(session)
    if all(there):
        return None
    units, officials, accounts, procedures, settings, files, duty = there
    steps = (
        Step(
            message("Add the units"),
            message("The commune first, then its divisions, the service centre and the organisations."),
            _address(scope, "units.edit", "units.add"),
            units,
        ),
        Step(
            message("Add the officials or import them"),
            message("With unit, position and ranking group, since who is compared with whom depends on them."),
            _address(scope, "files.import", "imports.new", kind="officials"),
            officials,
        ),
        Step(
            message("Give the leaders and staff accounts"),
            message("A leader answers corrections and confirms causes; staff see their own record."),
            _address(scope, "accounts.edit", "accounts.add"),
            accounts,
        ),
        Step(
            message("Import the procedures"),
            message("Their published times give the due date where a list has none."),
            _address(scope, "files.import", "imports.new", kind="procedures"),
            procedures,
        ),
        Step(
            message("Publish the settings of the rules"),
            message("Look over what each rule pays, and say from which day on it holds and by which decision."),
            _address(scope, "settings.edit", "plugins.index"),
            settings,
        ),
        Step(
            message("Import the handled files"),
            message("A list from the one-stop software, as it is exported. From then on there are figures."),
            _address(scope, "files.import", "imports.new", kind="files"),
            files,
        ),
        Step(
            message("Plan the duty roster"),
            message("Two key officials for every working day."),
            _address(scope, "duty.plan", "duty.month"),
            duty,
        ),
    )
    return FirstSteps(steps, files)


def _there(session: Session) -> Sequence[bool]:
    """Return whether there are units, officials, accounts of officials, procedures, settings, files and duty days."""
    of_official = sa.exists().where(col(Account.official_id).is_not(None))
    later = (_any(table) for table in (Procedure, DatedSettings, HandledFile, DutyDay))
    wanted = sa.select(_any(Unit), _any(Official), of_official, *later)
    return [bool(one) for one in session.connection().execute(wanted).one()]


def _any(table: type[SQLModel]) -> sa.Exists:
    return sa.exists().select_from(table)


def _address(scope: Scope, permission: str, endpoint: str, **values: str) -> str | None:
    return url_for(endpoint, _external=False, **values) if scope.may(permission) else None
