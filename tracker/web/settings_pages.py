"""The settings of one owner: what is in force, a form made from its model, what a change would do, and the history.

A change is looked at before it is stored: the first answer says what it changes and which periods it scores anew, and
only what was looked at can be stored.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import BaseModel, Field

from tracker.audit import canonical
from tracker.database import RecordSession
from tracker.messages import InputError, Message, counted, message
from tracker.periods import Period, period_of
from tracker.records import working_time
from tracker.scoring.settings_history import (
    SettingChange,
    SettingsVersion,
    all_settings,
    changes_between,
    last_day_of,
    periods_scored_with,
    settings_history,
    stored_settings,
)
from tracker.scoring.settings_owners import SettingsOwner, set_settings, settings_owners
from tracker.settings import DatedSettings, settings_on
from tracker.web import forms
from tracker.web.formatting import period_title
from tracker.web.forms import FilledForm, Form, Manner, marked
from tracker.web.gate import needs
from tracker.web.period_choice import first_day
from tracker.web.ranking import scored_grain
from tracker.web.requests import fetch, session, today, told, tracker

PREFIX = "settings."
DEFAULTS = "defaults"


class DatingForm(Form):
    """From when changed settings hold, and why."""

    valid_from: date = Field(title=marked("Valid from"))
    because: str = Field(
        title=marked("Reason"), description=marked("It stands in the history and in the audit log."), max_length=300
    )


@dataclass(frozen=True, slots=True)
class Present:
    """The settings in force today; why those that were set cannot be used, where the defaults stand instead."""

    settings: BaseModel
    fault: Message | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change would do, and what tells whether the form still asks for the same."""

    changes: Sequence[SettingChange]
    told: Sequence[Message]
    digest: str


@needs("settings.view")
def settings(owner: str) -> ResponseReturnValue:
    """Show the settings of an owner."""
    known = _owner(owner)
    present = _present(known)
    form = forms.blank(known.model, _start(known, present), manner=_manner(known, present))
    return _show(known, present, form, forms.blank(DatingForm, {"valid_from": today()}))


@needs("settings.edit")
def change_settings(owner: str) -> ResponseReturnValue:
    """Say what a change would do; store it once that was seen."""
    known = _owner(owner)
    present = _present(known)
    form, dating = forms.read(known.model, manner=_manner(known, present)), forms.read(DatingForm)
    if form.value is None or dating.value is None:
        return _show(known, present, form, dating), 422
    effect = _effect(known, form.value, dating.value.valid_from)
    if request.form.get("seen") != effect.digest:
        return _show(known, present, form, dating, effect)
    if not _store(known, form.value, dating):
        return _show(known, present, form, dating, effect), 422
    day = dating.value.valid_from
    flash(told(message("The settings of %(owner)s hold from %(day)s on.", owner=known.title, day=day)), "ok")
    return redirect(url_for("plugins.settings", owner=owner))


def _store(owner: SettingsOwner, changed: BaseModel, dating: FilledForm[DatingForm]) -> bool:
    judged: list[int] = []

    def change(writer: RecordSession, given: DatingForm) -> None:
        if request.form.get("version") != _version(settings_history(writer, owner, today())):
            raise InputError(
                "Somebody else has just changed this. Open it again to see the new version; yours is below."
            )
        judged.append(set_settings(writer, owner.key, changed, given.valid_from, given.because))

    if not forms.stored(dating, change, dating.value.because if dating.value else None):
        return False
    if judged[0]:
        flash(
            told(
                counted(
                    "%(count)s file is judged otherwise now.",
                    "%(count)s files are judged otherwise now.",
                    count=judged[0],
                )
            ),
            "ok",
        )
    return True


def _show(
    owner: SettingsOwner,
    present: Present,
    form: FilledForm[BaseModel],
    dating: FilledForm[DatingForm],
    effect: Effect | None = None,
) -> str:
    history = settings_history(session(), owner, today())
    owners = settings_owners(tracker().plugins).values()
    return render_template(
        "plugins/settings.html",
        owner=owner,
        owners=[one for one in owners if one.model.model_fields],
        present=present,
        in_force=next((one for one in history if one.state == "in_force"), None),
        shown_settings=all_settings(owner, present.settings),
        form=form,
        dating=dating,
        effect=effect,
        history=history,
        version=_version(history),
        starts_from=request.args.get("start"),
    )


def _owner(key: str) -> SettingsOwner:
    """Return the owner that the address names; there is no page of one without settings."""
    found = settings_owners(tracker().plugins).get(key)
    if found is None or not found.model.model_fields:
        abort(404)
    return found


def _present(owner: SettingsOwner) -> Present:
    try:
        return Present(settings_on(session(), owner.key, owner.model, today()))
    except InputError as error:
        return Present(owner.model(), error.message)


def _start(owner: SettingsOwner, present: Present) -> BaseModel:
    """Return what the form begins with: the settings in force, the defaults, or those that were set once."""
    start = request.args.get("start", "")
    if start == DEFAULTS:
        return owner.model()
    if not start.isdigit() or len(start) > 9:
        return present.settings
    row = fetch(DatedSettings, int(start))
    if row.owner != owner.key:
        abort(404)
    return stored_settings(row, owner) or present.settings


def _manner(owner: SettingsOwner, present: Present) -> Manner:
    usual = Manner(owner.catalogue, PREFIX)
    in_force = forms.blank(owner.model, present.settings, manner=usual).raw
    return Manner(owner.catalogue, PREFIX, in_force, is_complete=True)


def _effect(owner: SettingsOwner, changed: BaseModel, valid_from: date) -> Effect:
    """Return what changes against the settings that hold on the first day otherwise, and for which periods."""
    try:
        before = settings_on(session(), owner.key, owner.model, valid_from)
    except InputError:
        before = owner.model()
    changes = changes_between(owner, before, changed)
    seen = canonical([owner.key, valid_from.isoformat(), changed.model_dump(mode="json")])
    return Effect(changes, _reach(owner, valid_from), hashlib.sha256(seen.encode()).hexdigest()[:16])


def _reach(owner: SettingsOwner, valid_from: date) -> list[Message]:
    """Return, in sentences, for which files or periods settings count that hold from a day on."""
    last_day = last_day_of(session(), owner.key, valid_from)
    sentences = []
    if owner.key == working_time.OWNER:
        sentences.append(message("Files received from %(day)s on are judged by it.", day=valid_from))
        sentences.append(message("Every score that rests on them is made anew."))
    else:
        periods = periods_scored_with(valid_from, last_day, scored_grain(), first_day(), today())
        sentences.append(_told_periods(periods, valid_from, last_day))
    if last_day is not None:
        sentences.append(message("Other settings hold after %(day)s already; they stay.", day=last_day))
    return sentences


def _told_periods(begun: Sequence[Period], valid_from: date, last_day: date | None) -> Message:
    titles, first = [period_title(period) for period in begun], period_of(valid_from, scored_grain())
    if titles and last_day is None:
        return message("Scored anew: %(periods)s, and every later period.", periods=titles)
    if titles:
        return message("Scored anew: %(periods)s.", periods=titles)
    if last_day is not None and first.end > last_day:
        return message("No period changes: none ends on a day on which it holds.")
    return message("No period that has begun changes; it counts from %(period)s on.", period=period_title(first))


def _version(history: Sequence[SettingsVersion]) -> str:
    return str(max((one.id for one in history), default=0))
