"""Switching plugins on and off, and removing them: config.toml and the tables change together or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from tracker.backup.tables import count_rows, stored_owners
from tracker.backup.writing import back_up
from tracker.config import Config, PluginsConfig
from tracker.installation import Clock, Tracker, open_tracker
from tracker.messages import InputError
from tracker.migrate import downgrade, upgrade
from tracker.owners import CORE, Owner
from tracker.plugin_admin.config_file import enabled_in
from tracker.plugin_admin.requirements import placed, required_by, that_require
from tracker.plugin_errors import PluginError, isolated
from tracker.plugin_manifests import find_plugin


@dataclass(frozen=True, slots=True)
class Switchboard:
    """The installation whose plugins are switched: what its configuration says, and the file that says it."""

    config: Config
    file: Path
    clock: Clock

    @property
    def enabled(self) -> Sequence[str]:
        """The plugins that are on, in their order."""
        return tuple(dict.fromkeys(self.config.plugins.enabled))

    @contextmanager
    def with_plugins(self, enabled: Sequence[str]) -> Iterator[Tracker]:
        """Open the installation as it would be with these plugins."""
        config = self.config.model_copy(update={"plugins": PluginsConfig(enabled=tuple(enabled))})
        tracker = open_tracker(config, self.clock)
        try:
            yield tracker
        finally:
            tracker.database.close()


@dataclass(frozen=True, slots=True)
class Removal:
    """What is lost with a plugin: its tables as they stand, with their rows."""

    owner: Owner
    rows: Mapping[str, int]


def enable(board: Switchboard, name: str) -> None:
    """Switch a plugin on and make its tables. Raises InputError, and then nothing has changed."""
    with board.with_plugins(board.enabled):
        _refuse_missing(name, board.enabled)
        enabled = placed(name, board.enabled)
    with board.with_plugins(enabled) as tracker:
        for aside in tracker.plugins.set_aside:
            if aside.name == name:
                raise InputError("The plugin %(name)s was not enabled: %(why)s", name=name, why=aside.why)
        with enabled_in(board.file, enabled):
            _make_tables(tracker, name)
            tracker.upgrade()


def disable(board: Switchboard, name: str) -> None:
    """Switch a plugin off; its tables stay. Raises InputError."""
    if name not in board.enabled:
        raise InputError(
            "The plugin %(name)s is not enabled; enabled are %(enabled)s.", name=name, enabled=board.enabled or "-"
        )
    enabled = [other for other in board.enabled if other != name]
    with board.with_plugins(enabled) as tracker:
        _refuse_required(name, enabled, "disable")
        with enabled_in(board.file, enabled):
            tracker.upgrade()


def planned_removal(board: Switchboard, name: str) -> Removal | None:
    """Return what removing a plugin takes away, None if it has no tables. Raises InputError if it has to stay."""
    with board.with_plugins(board.enabled) as tracker, tracker.database.reading() as session:
        connection = session.connection()
        with_tables = stored_owners(connection)
        others = [other for other in dict.fromkeys((*board.enabled, *with_tables)) if other not in (name, CORE)]
        _refuse_required(name, others, "remove")
        if name == CORE or name not in (*board.enabled, *with_tables):
            raise InputError("There is nothing to remove: %(name)s is not enabled and has no tables.", name=name)
        if name not in with_tables:
            return None
        rows = {table: count for table, count in count_rows(connection).items() if table.startswith(f"{name}_")}
        return Removal(_owner(name), rows)


def remove(board: Switchboard, name: str, removal: Removal | None, keep_in: Path) -> None:
    """Switch a plugin off and take away its tables, after everything was backed up; its folder stays.

    Raises InputError, and then nothing has changed. Without tables to lose no backup is written.
    """
    enabled = [other for other in board.enabled if other != name]
    with board.with_plugins(enabled) as tracker:
        if removal is not None:
            back_up(tracker.database, keep_in)
        with enabled_in(board.file, enabled) if name in board.enabled else nullcontext():
            if removal is not None:
                _migrated(name, lambda: downgrade(tracker.database, removal.owner))
            tracker.upgrade()


def _make_tables(tracker: Tracker, name: str) -> None:
    others = [owner for owner in tracker.owners if owner.name != name]
    upgrade(tracker.database, others)
    _migrated(name, lambda: upgrade(tracker.database, [_owner(name)]))


def _migrated(name: str, migrate: Callable[[], None]) -> None:
    try:
        isolated(migrate)
    except PluginError as fault:
        raise InputError(
            "Nothing was changed: the migrations of %(name)s raised %(error)s. `tracker plugins check %(name)s` says "
            "more.",
            name=name,
            error=str(fault),
        ) from fault


def _owner(name: str) -> Owner:
    try:
        return Owner(name, find_plugin(name).folder / "migrations")
    except InputError as error:
        raise InputError(
            "The tables of %(name)s can only be taken away by its migrations, and %(why)s `tracker plugins disable "
            "%(name)s` switches it off and leaves them.",
            name=name,
            why=error.message,
        ) from error


def _refuse_missing(name: str, enabled: Sequence[str]) -> None:
    for required in required_by(name):
        if required not in enabled:
            raise InputError(
                "The plugin %(name)s requires %(required)s, which is not enabled. First run `tracker plugins enable "
                "%(required)s`.",
                name=name,
                required=required,
            )


def _refuse_required(name: str, others: Sequence[str], verb: str) -> None:
    requiring = that_require(name, others)
    if requiring:
        raise InputError(
            "%(others)s cannot do without %(name)s. First run `tracker plugins %(verb)s %(first)s`.",
            others=requiring,
            name=name,
            verb=verb,
            first=requiring[0],
        )
