"""Changing one part of an owner's settings from a day on, in every version of them that holds on that day or later."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

from pydantic import BaseModel, ValidationError

from tracker.database import RecordSession
from tracker.scoring.looking import Installation
from tracker.scoring.settings_history import rows_of, who_and_when
from tracker.scoring.settings_owners import owner_of_settings, settings_owners
from tracker.settings import change_settings, settings_on

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class SettingsAsSet(Generic[Model]):
    """Settings as they were set once, and by whom, when and why; None for those that do not fit the installed version.

    Of several from one day on the last holds.
    """

    valid_from: date
    settings: Model | None
    actor: str | None
    at: datetime | None
    because: str


def settings_as_set(session: RecordSession, owner: str, model: type[Model]) -> list[SettingsAsSet[Model]]:
    """Return all settings that were ever set, in the order in which they hold."""
    rows = rows_of(session, owner)
    set_by = who_and_when(session, [row.id for row in rows])
    found = []
    for row in rows:
        at, actor = set_by.get(str(row.id), (None, None))
        found.append(SettingsAsSet(row.valid_from, _read(row.values, model), actor, at, row.because))
    return found


def change_from(
    session: RecordSession,
    here: Installation,
    owner: str,
    change: Callable[[Model, date], Model],
    valid_from: date,
    because: str,
) -> Sequence[date]:
    """Change an owner's settings on that day and on every later day from which others hold already.

    `change` gets the settings of each of these days, the earliest first, and the day; what it raises stores nothing.
    Returns the days on which it changed something. Nobody is told: see `tell_leaders`.
    """
    known = owner_of_settings(settings_owners(here.plugins), owner)
    later = {row.valid_from for row in rows_of(session, owner) if row.valid_from > valid_from}
    changed: dict[date, BaseModel] = {}
    for day in sorted({valid_from, *later}):
        before = settings_on(session, owner, known.model, day)
        after = change(before, day)  # type: ignore[arg-type]
        if after != before:
            known.refuse_unfit(session, after)
            changed[day] = after
    for day, stored in changed.items():
        change_settings(session, owner, stored, day, because)
    return list(changed)


def _read(values: str, model: type[Model]) -> Model | None:
    try:
        return model.model_validate_json(values)
    except ValidationError:
        return None
