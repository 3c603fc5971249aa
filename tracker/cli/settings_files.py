"""Settings as TOML files: all of one owner, or what is to be changed of several, each below its name."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from pydantic import BaseModel, ValidationError

from tracker.messages import InputError
from tracker.owners import CORE
from tracker.scoring.settings_owners import SettingsOwner, owner_of_settings
from tracker.validation_messages import told

Table = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class TableOfSettings:
    """What a file changes of the settings of one owner; what it leaves out stays as it is."""

    path: Path
    owner: SettingsOwner
    table: Table

    def __call__(self, present: BaseModel) -> BaseModel:
        """Return settings with this change. Raises InputError, naming the owner, the setting and the cure."""
        return _fitting(self.path, self.owner, _laid_over(self.path, self.owner, present, self.table))


def read_settings(path: Path, owner: SettingsOwner) -> BaseModel:
    """Return the settings of an owner that a file has; what it leaves out has its default. Raises InputError."""
    return _fitting(path, owner, _read(path))


def names_owner(path: Path, owners: Mapping[str, SettingsOwner], owner: SettingsOwner) -> bool:
    """Whether a file has a table for each owner, this one among them, rather than settings of this one alone."""
    named = {key for key, _table in _tables(_read(path))}
    return owner.key in named and named <= owners.keys() and owner.key not in owner.model.model_fields


def read_changes(path: Path, owners: Mapping[str, SettingsOwner]) -> dict[str, TableOfSettings]:
    """Return what a file changes, by owner: it has one table for each. Raises InputError, naming the owner."""
    changed = {}
    for key, table in _tables(_read(path)):
        owner = owner_of_settings(owners, key)
        if not isinstance(table, Mapping):
            raise InputError(
                "%(file)s: %(owner)s is no table. Write the settings of an owner below [%(owner)s].",
                file=path.as_posix(),
                owner=key,
            )
        changed[key] = TableOfSettings(path, owner, table)
    if not changed:
        raise InputError(
            "%(file)s changes nothing. Write a table for each owner of settings, such as [%(owner)s].",
            file=path.as_posix(),
            owner=list(owners)[-1],
        )
    return changed


def _read(path: Path) -> Table:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError("%(file)s is not valid TOML: %(what)s.", file=path.as_posix(), what=str(error)) from error


def _tables(read: Table) -> list[tuple[str, object]]:
    """Return the table of each owner; [tracker.ranking] without quotes means the owner tracker.ranking."""
    found: list[tuple[str, object]] = []
    for key, table in read.items():
        if key == CORE and isinstance(table, Mapping):
            found += [(f"{CORE}.{inner}", value) for inner, value in table.items()]
        else:
            found.append((key, table))
    return found


def _laid_over(
    path: Path, owner: SettingsOwner, present: BaseModel, given: Table, place: str = ""
) -> dict[str, object]:
    """Return settings with those given in their place; groups are gone into, everything else is replaced."""
    values = {name: getattr(present, name) for name in type(present).model_fields}
    for key, value in given.items():
        if key not in values:
            raise InputError(
                "%(file)s: %(owner)s has no setting %(key)s. Correct it; there are %(known)s.",
                file=path.as_posix(),
                owner=owner.key,
                key=f"{place}{key}",
                known=[f"{place}{name}" for name in values],
            )
        group = values[key]
        if isinstance(group, BaseModel) and isinstance(value, Mapping):
            values[key] = _laid_over(path, owner, group, value, f"{place}{key}.")
        else:
            values[key] = value
    return values


def _fitting(path: Path, owner: SettingsOwner, values: Table) -> BaseModel:
    try:
        return owner.model.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        raise InputError(
            "%(file)s: %(key)s of %(owner)s: %(what)s. Correct it; `tracker settings show %(owner)s` shows them all.",
            file=path.as_posix(),
            key=".".join(str(part) for part in first["loc"]),
            owner=owner.key,
            what=told(first),
        ) from error
