"""The settings of one owner: what is in force, a form made from its model, what a change would do, and the history.

A change is looked at before it is stored: the first answer says what it changes and which periods it scores anew, and
only what was looked at can be stored. It can be tried on a period first, also by leaders, who store nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import BaseModel, Field

from tracker.database import RecordSession
from tracker.messages import InputError, Message, counted, message
from tracker.scoring.changed_fields import ChangedFields
from tracker.scoring.settings_changes import set_settings
from tracker.scoring.settings_history import SettingsVersion, all_settings, settings_history, stored_settings
from tracker.scoring.settings_owners import SettingsOwner, settings_owners
from tracker.settings import DatedSettings, settings_on
from tracker.web import forms
from tracker.web.form_types import can_be_asked
from tracker.web.forms import FilledForm, Form, Manner, marked
from tracker.web.gate import needs
from tracker.web.navigation import Entry, menu
from tracker.web.own_stakes import stake_in
from tracker.web.rendering import may
from tracker.web.requests import fetch, session, today, told, tracker
from tracker.web.settings_effect import Effect, effect_of, other_settings_held
from tracker.web.trial_periods import periods_to_try, takes_long, usual_period
from tracker.web.trials import Trial, asked_trial, trial_of, trial_workbook

PREFIX = "settings."
DEFAULTS = "defaults"
TRIED_ON = "tried_on"


class StartForm(Form):
    """From when changed settings hold."""

    valid_from: date = Field(title=marked("Valid from"))


class DatingForm(StartForm):
    """From when they hold, and why: needed where they are stored."""

    because: str = Field(
        title=marked("Reason"), description=marked("It stands in the history and in the audit log."), max_length=300
    )


@dataclass(frozen=True, slots=True)
class Present:
    """The settings in force today; why those that were set cannot be used, where the defaults stand instead."""

    settings: BaseModel
    fault: Message | None = None


@needs("settings.view")
def settings(owner: str) -> ResponseReturnValue:
    """Show the settings of an owner; those that it shows on a page of its own stand there."""
    known = _owner(owner)
    present, own_pages = _present(known), _own_pages(known)
    if own_pages and present.fault is None and not can_be_asked(known.model):
        return redirect(url_for(own_pages[0].endpoint))
    form = forms.blank(known.model, _start(known, present), manner=_manner(known, present))
    return _show(known, present, form, forms.blank(DatingForm, {"valid_from": today()}))


@needs("settings.view")
def change_settings(owner: str) -> ResponseReturnValue:
    """Say what a change would do, try it on a period where that is asked; store it once that was seen."""
    known = _owner(owner)
    if not (may("settings.edit") or (may_try(known) and asked_trial() is not None)):
        abort(403)
    if not can_be_asked(known.model):
        raise InputError("No form can ask for the settings of %(owner)s, so nothing was stored.", owner=known.title)
    present, asked = _present(known), asked_trial()
    form, start, dating = forms.read(known.model, manner=_manner(known, present)), *_read_dating()
    if form.value is None or start is None:
        return _show(known, present, form, dating), 422
    effect = effect_of(known, form.value, start)
    if asked is not None:
        trial = trial_of(owner, effect.change, asked.period_name)
        if asked.as_workbook and trial.result is not None:
            return trial_workbook(trial)
        return _show(known, present, form, dating, effect, trial)
    if request.form.get("seen") != effect.digest:
        return _show(known, present, form, dating, effect)
    complete = forms.read(DatingForm)
    if not _store(known, effect.change, complete):
        return _show(known, present, form, complete, effect), 422
    flash(told(message("The settings of %(owner)s hold from %(day)s on.", owner=known.title, day=start)), "ok")
    return redirect(url_for("plugins.settings", owner=owner))


def _read_dating() -> tuple[date | None, FilledForm[DatingForm]]:
    """Return from when the settings are to hold, and the form that also asks why: no error before it is stored.

    Who may only try them is not asked from when they would hold.
    """
    if not may("settings.edit"):
        return today(), forms.blank(DatingForm)
    start, dating = forms.read(StartForm), forms.read(DatingForm)
    dating.errors = start.errors
    return start.value.valid_from if start.value else None, dating


def may_try(owner: SettingsOwner) -> bool:
    """Whether the account may try settings of this owner on a period, and see something of what comes out."""
    return owner.moves_points and may("scores.view")


def _store(owner: SettingsOwner, changed: ChangedFields, dating: FilledForm[DatingForm]) -> bool:
    judged: list[int] = []
    # Tried before the writing begins: other office hours take the place of the one writer to be tried.
    stake = stake_in(owner.key, changed, request.form.get(TRIED_ON)) if dating.value and owner.moves_points else None

    def change(writer: RecordSession, given: DatingForm) -> None:
        if request.form.get("version") != _version(settings_history(writer, owner, today())):
            raise InputError(
                "Somebody else has just changed this. Open it again to see the new version; yours is below."
            )
        dated = (given.valid_from, given.because, today())
        judged.append(set_settings(writer, owner, changed.after, *dated, stake))

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
    trial: Trial | None = None,
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
        trial=trial,
        **_trial_parts(owner, effect, trial),
        may_try=may_try(owner),
        can_be_asked=can_be_asked(owner.model),
        own_pages=_own_pages(owner),
        history=history,
        version=_version(history),
        starts_from=request.args.get("start"),
    )


def _trial_parts(owner: SettingsOwner, effect: Effect | None, trial: Trial | None) -> dict[str, object]:
    """Return on which periods a change can be tried, and what is to be known of it before it is stored."""
    tried_on, stake, other_settings = request.form.get(TRIED_ON), None, None
    periods, period = periods_to_try(), trial.period if trial else usual_period()
    if trial is not None:
        tried_on = trial.period.name
    if effect is not None and trial is not None and trial.result is not None:
        other_settings = other_settings_held(owner, effect.change, period)
    elif effect is not None and trial is None and owner.moves_points:
        stake = stake_in(owner.key, effect.change, tried_on)
    return {
        "periods": periods,
        "period": period,
        "takes_long": takes_long(owner.key, periods, period),
        "tried_on": tried_on,
        "stake": stake,
        "other_settings": other_settings,
    }


def _own_pages(owner: SettingsOwner) -> list[Entry]:
    """Return the pages of a plugin in the menu of the account."""
    return [entry for group in menu() for entry in group.entries if entry.endpoint.startswith(f"{owner.key}.")]


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


def _version(history: Sequence[SettingsVersion]) -> str:
    return str(max((one.id for one in history), default=0))
