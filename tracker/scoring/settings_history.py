"""The settings of one owner over time: which hold from when to when, who set them, why, and what changed."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple

from pydantic import BaseModel, ValidationError
from sqlmodel import Session, col, select

from tracker.audit import AuditEntry
from tracker.messages import Message
from tracker.periods import CalendarGrain, Period, period_of
from tracker.records.words import VALUES, word
from tracker.scoring.settings_owners import SettingsOwner
from tracker.settings import DatedSettings

ONE_DAY = timedelta(days=1)
Shown = Message | str | int | Decimal | date | time | bool | None


class SettingsState(enum.StrEnum):
    """Whether settings hold today, will, did, or were replaced by others from the same day."""

    IN_FORCE = "in_force"
    LATER = "later"
    EARLIER = "earlier"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class SettingChange:
    """One setting that changed: its title, with that of its group before it, and its value before and after."""

    titles: tuple[Message, ...]
    before: Shown
    after: Shown


@dataclass(frozen=True, slots=True)
class SettingsVersion:
    """Settings as they were set once; `changes` is None where they do not fit the installed version."""

    id: int
    valid_from: date
    valid_to: date | None
    state: SettingsState
    because: str
    changes: Sequence[SettingChange] | None
    at: datetime | None
    actor: str | None


def settings_history(session: Session, owner: SettingsOwner, on: date) -> list[SettingsVersion]:
    """Return all settings that were ever set, the latest to hold first; each with its changes against those before."""
    rows = rows_of(session, owner.key)
    last_of_day = {row.valid_from: row.id for row in rows}
    set_by = who_and_when(session, [row.id for row in rows])
    in_force = max((day for day in last_of_day if day <= on), default=None)
    found: list[SettingsVersion] = []
    before: BaseModel | None = owner.model()
    for row in rows:
        after = stored_settings(row, owner)
        at, actor = set_by.get(str(row.id), (None, None))
        found.append(
            SettingsVersion(
                id=row.id or 0,
                valid_from=row.valid_from,
                valid_to=_last_day(row.valid_from, last_of_day),
                state=_state(row, last_of_day, in_force),
                because=row.because,
                changes=None if before is None or after is None else changes_between(owner, before, after),
                at=at,
                actor=actor,
            )
        )
        before = after
    return found[::-1]


def stored_settings(row: DatedSettings, owner: SettingsOwner) -> BaseModel | None:
    """Return settings as they were set; None where they do not fit the installed version."""
    try:
        return owner.model.model_validate_json(row.values)
    except ValidationError:
        return None


def changes_between(owner: SettingsOwner, before: BaseModel, after: BaseModel) -> list[SettingChange]:
    """Return the settings in which two differ, in the order of the model."""
    was = {leaf.path: leaf.value for leaf in _leaves(before, owner.catalogue)}
    return [
        SettingChange(leaf.titles, _shown(was[leaf.path], owner.catalogue), _shown(leaf.value, owner.catalogue))
        for leaf in _leaves(after, owner.catalogue)
        if was[leaf.path] != leaf.value
    ]


def all_settings(owner: SettingsOwner, settings: BaseModel) -> list[tuple[tuple[Message, ...], Shown]]:
    """Return every single setting with its titles, as people read it."""
    return [(leaf.titles, _shown(leaf.value, owner.catalogue)) for leaf in _leaves(settings, owner.catalogue)]


def last_day_of(session: Session, owner: str, valid_from: date) -> date | None:
    """Return the last day of settings set from a day on: the one before the next that were set, None for none."""
    return _last_day(valid_from, {row.valid_from: row.id for row in rows_of(session, owner)})


def periods_scored_with(
    valid_from: date, last_day: date | None, grain: CalendarGrain, first: date, today: date
) -> list[Period]:
    """Return the periods from `first` to the running one that settings of these days score.

    A period is scored with the settings valid on its last day.
    """
    period, found = period_of(today, grain), []
    while period.end >= max(valid_from, first):
        if last_day is None or period.end <= last_day:
            found.append(period)
        period = period.previous()
    return found[::-1]


def rows_of(session: Session, owner: str) -> Sequence[DatedSettings]:
    """Return what was set, in the order in which it holds; of one day the last row wins."""
    order = (col(DatedSettings.valid_from), col(DatedSettings.id))
    return session.exec(select(DatedSettings).where(DatedSettings.owner == owner).order_by(*order)).all()


def _last_day(valid_from: date, last_of_day: Mapping[date, int | None]) -> date | None:
    later = min((day for day in last_of_day if day > valid_from), default=None)
    return later - ONE_DAY if later is not None else None


def _state(row: DatedSettings, last_of_day: Mapping[date, int | None], in_force: date | None) -> SettingsState:
    if last_of_day[row.valid_from] != row.id:
        return SettingsState.REPLACED
    if in_force is None or row.valid_from > in_force:
        return SettingsState.LATER
    return SettingsState.IN_FORCE if row.valid_from == in_force else SettingsState.EARLIER


def who_and_when(session: Session, ids: Sequence[int | None]) -> dict[str, tuple[datetime, str]]:
    """Return when and by whom rows of settings were set, by their id as the audit log writes it."""
    wanted = select(AuditEntry).where(
        AuditEntry.subject == DatedSettings.__tablename__, col(AuditEntry.subject_id).in_([str(id) for id in ids])
    )
    return {entry.subject_id: (entry.at, entry.actor) for entry in session.exec(wanted)}


class _Leaf(NamedTuple):
    """One single setting: where it stands in the model, its title behind those of its groups, and its value."""

    path: tuple[str, ...]
    titles: tuple[Message, ...]
    value: object


def _leaves(settings: BaseModel, catalogue: str) -> Iterator[_Leaf]:
    """Give every single setting in the order of the model."""
    for name, info in type(settings).model_fields.items():
        title, value = Message(info.title or name, catalogue=catalogue), getattr(settings, name)
        if isinstance(value, BaseModel):
            for inner in _leaves(value, catalogue):
                yield _Leaf((name, *inner.path), (title, *inner.titles), inner.value)
        else:
            yield _Leaf((name,), (title,), value)


def _shown(value: object, catalogue: str) -> Shown:
    """Return one value as people read it."""
    if isinstance(value, enum.Enum):
        return word(value) if type(value) in VALUES else Message(str(value.value), catalogue=catalogue)
    if isinstance(value, (set, frozenset, list, tuple)):
        return ", ".join(str(_span(one)) for one in value)
    if value is None or isinstance(value, (bool, int, str, Decimal, date, time)):
        return value
    return str(value)


def _span(value: object) -> object:
    if isinstance(value, tuple) and all(isinstance(one, time) for one in value):
        return "–".join(one.strftime("%H:%M") for one in value)
    return value
