"""A plugin's tables: named as its own, made by its migrations, taken away by them and made again."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import sqlalchemy as sa
from sqlmodel import SQLModel

from tracker.backup.tables import stored_tables
from tracker.database import Database
from tracker.messages import InputError, Message, message
from tracker.migrate import downgrade, missing_changes, upgrade
from tracker.owners import CORE, Owner
from tracker.plugin_checks.findings import Finding
from tracker.plugin_errors import PluginError, isolated
from tracker.plugins import Plugin


def table_findings(database: Database, plugin: Plugin) -> list[Finding]:
    """Try the migrations of a plugin up, down and up on a database that is thrown away."""
    found = [*_misnamed(plugin), *_loose_keys(plugin), *_differences(database, plugin.owner)]
    if found or not any(plugin.owner.versions.glob("*.py")):
        return found
    for step in (_taken_away, _made_again):
        found = step(database, plugin.owner)
        if found:
            return found
    return []


def tables_of(plugin: Plugin) -> Iterator[sa.Table]:
    """Yield the tables that the plugin's own models have."""
    home = plugin.module.__name__
    for mapper in SQLModel._sa_registry.mappers:
        module = mapper.class_.__module__
        if (module == home or module.startswith(f"{home}.")) and isinstance(mapper.local_table, sa.Table):
            yield mapper.local_table


def _misnamed(plugin: Plugin) -> Iterator[Finding]:
    prefix = f"{plugin.info.name}_"
    for table in tables_of(plugin):
        if not table.name.startswith(prefix):
            yield Finding(
                message("The table %(table)s does not begin with the plugin's name.", table=table.name),
                message("Call it %(name)s in __tablename__ and in its migration.", name=f"{prefix}{table.name}"),
            )


def _loose_keys(plugin: Plugin) -> Iterator[Finding]:
    """Yield foreign keys that lead to somebody else's tables, or do not say what becomes of their rows."""
    prefixes = tuple(f"{owner}_" for owner in (CORE, plugin.info.name, *plugin.info.requires))
    for table in tables_of(plugin):
        for key in table.foreign_keys:
            column, target = f"{table.name}.{key.parent.name}", key.target_fullname.partition(".")[0]
            if not target.startswith(prefixes):
                yield Finding(
                    message(
                        "%(column)s points to %(table)s of a plugin that is not required.", column=column, table=target
                    ),
                    message("Name that plugin under requires in plugin.toml, or keep no foreign key."),
                )
            if not key.ondelete:
                yield Finding(
                    message(
                        "%(column)s does not say what becomes of it when %(table)s loses the row.",
                        column=column,
                        table=target,
                    ),
                    message("Write ondelete: RESTRICT, CASCADE or SET NULL, in the model and in the migration."),
                )


def _differences(database: Database, owner: Owner) -> list[Finding]:
    return [
        Finding(
            message("The migrations do not make the tables as the models have them: %(what)s.", what=difference),
            message("Write what is missing with `tracker db revision --owner %(name)s SUMMARY`.", name=owner.name),
        )
        for difference in missing_changes(database, owner)
    ]


def _taken_away(database: Database, owner: Owner) -> list[Finding]:
    cure = message("Write downgrade() of its migrations so that it takes back what upgrade() did.")
    failed = _failure(lambda: downgrade(database, owner), cure)
    if failed:
        return failed
    with database.engine.connect() as connection:
        left = stored_tables(connection, [owner.name])
    return (
        [Finding(message("After its migrations down, %(tables)s are still there.", tables=left), cure)] if left else []
    )


def _made_again(database: Database, owner: Owner) -> list[Finding]:
    cure = message("Write its migrations so that they can run again after they were taken back.")
    return _failure(lambda: upgrade(database, [owner]), cure) or _differences(database, owner)


def _failure(migrate: Callable[[], None], cure: Message) -> list[Finding]:
    try:
        isolated(migrate)
    except InputError as error:
        return [Finding(error.message, cure)]
    except PluginError as fault:
        return [Finding(message("Its migrations raised %(error)s.", error=str(fault)), cure)]
    return []
