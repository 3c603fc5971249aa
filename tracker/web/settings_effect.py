"""What a change of settings would do: which settings it changes, from which period on, and whether that was seen."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pydantic import BaseModel

from tracker.audit import canonical
from tracker.messages import InputError, Message, message
from tracker.period_titles import period_title
from tracker.periods import Period, period_of
from tracker.records import working_time
from tracker.scoring.changed_fields import ChangedFields
from tracker.scoring.longer import scored_parts
from tracker.scoring.settings_changes import leaders_told
from tracker.scoring.settings_history import SettingChange, changes_between, last_day_of, periods_scored_with
from tracker.scoring.settings_owners import SettingsOwner
from tracker.settings import settings_on
from tracker.web.period_choice import first_day
from tracker.web.ranking import scored_grain
from tracker.web.requests import account, session, today


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change would do, and what tells whether the form still asks for the same."""

    change: ChangedFields
    changes: Sequence[SettingChange]
    told: Sequence[Message]
    digest: str


def effect_of(owner: SettingsOwner, changed: BaseModel, valid_from: date) -> Effect:
    """Return what changes against the settings that hold on the first day otherwise, and for which periods."""
    try:
        before = settings_on(session(), owner.key, owner.model, valid_from)
    except InputError:
        before = owner.model()
    changes = changes_between(owner, before, changed)
    seen = canonical([owner.key, valid_from.isoformat(), changed.model_dump(mode="json")])
    told = [*_reach(owner, valid_from), *_told_nobody()]
    return Effect(ChangedFields(before, changed), changes, told, hashlib.sha256(seen.encode()).hexdigest()[:16])


def other_settings_held(owner: SettingsOwner, change: ChangedFields, period: Period) -> Message | None:
    """Say it where a trial is not of all that stands in the form: other settings held then, and only these changed."""
    days = [part.end for part in scored_parts(period, scored_grain(), today())]
    if all(change.is_all_that_differs(settings_on(session(), owner.key, owner.model, day)) for day in days):
        return None
    return message(
        "Other settings held in %(period)s than those that stand in the form; of these only what is changed was tried.",
        period=period_title(period),
    )


def _told_nobody() -> list[Message]:
    if leaders_told(session(), account().name, today()):
        return []
    return [message("No other leader will be told: nobody else leads a unit.")]


def _reach(owner: SettingsOwner, valid_from: date) -> list[Message]:
    """Return, in sentences, for which files or periods settings count that hold from a day on."""
    last_day = last_day_of(session(), owner.key, valid_from)
    sentences = []
    if owner.key == working_time.OWNER:
        sentences.append(message("Files received from %(day)s on are judged by it.", day=valid_from))
        sentences.append(message("Every score that rests on them is made anew."))
    elif not owner.moves_points:
        sentences.append(message("No points depend on it."))
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
