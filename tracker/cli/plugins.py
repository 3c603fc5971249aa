"""`tracker plugins`: see what is installed, make and check plugins, switch them on and off, remove them."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker.backup.writing import name_for_backup
from tracker.cli.output import Terminal
from tracker.cli.own_commands import OWN_COMMANDS
from tracker.config import config_path
from tracker.messages import InputError, Message, counted, message
from tracker.plugin_admin.config_file import naming_variable, refuse_given_by_environment
from tracker.plugin_admin.making import make_plugin
from tracker.plugin_admin.mending import commands_that_mend
from tracker.plugin_admin.switching import Removal, Switchboard, disable, enable, planned_removal, remove
from tracker.plugin_manifests import known_names
from tracker.plugins import Plugin, Plugins, SetAside

# What knows the pages is imported where it is used: the other commands begin sooner without.
if TYPE_CHECKING:
    from tracker.plugin_admin.given import Given

FOLDER = click.Path(file_okay=False, path_type=Path)
RESTART = message("Restart every process of Tracker: all of them must run the same plugins.")


@click.group()
def plugins() -> None:
    """See, make, check and switch the plugins."""


@plugins.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def list_(terminal: Terminal, as_json: bool) -> None:
    """List the plugins of config.toml: what each gives, or why it was set aside and what mends it."""
    found, given = terminal.tracker_as_it_is.plugins, _given(terminal)
    variable = naming_variable(terminal.config.variables)
    mend = {aside.name: commands_that_mend(found, aside.name, variable is not None) for aside in found.set_aside}
    if as_json:
        aside = [{**_aside_as_json(terminal, one), "mend": mend[one.name]} for one in found.set_aside]
        terminal.show_json({"loaded": [_loaded_as_json(one, given) for one in found.loaded], "set_aside": aside})
        return
    _show_as_table(terminal, found, given)
    for name, one in given.items():
        for fault in one.faults:
            left_out = message("Something of %(name)s is left out: %(why)s", name=name, why=fault)
            terminal.say(left_out)
    for name, commands in mend.items():
        _say_what_mends(terminal, name, commands, variable)


def _say_what_mends(terminal: Terminal, name: str, commands: Sequence[str], variable: str | None) -> None:
    quoted = ", ".join(f"`{command}`" for command in commands)
    if variable is None:
        terminal.say(message("To mend %(name)s, or do without it: %(commands)s", name=name, commands=quoted))
        return
    if commands:
        terminal.say(message("What is wrong with %(name)s: %(commands)s", name=name, commands=quoted))
    terminal.say(
        message("To do without %(name)s, take it out of the variable %(variable)s.", name=name, variable=variable)
    )


def _loaded_as_json(plugin: Plugin, given: Mapping[str, Given]) -> dict[str, object]:
    info = plugin.info
    return {"name": info.name, "version": info.version, "scores": info.scores, "gives": _numbers(given, info.name)}


def _aside_as_json(terminal: Terminal, aside: SetAside) -> dict[str, object]:
    return {"name": aside.name, "why": terminal.text(aside.why), "scores": aside.scores}


def _show_as_table(terminal: Terminal, found: Plugins, given: Mapping[str, Given]) -> None:
    from tracker.plugin_admin.given import in_words

    rows: list[tuple[object, ...]] = []
    for plugin in found.loaded:
        name, numbers = plugin.info.name, _numbers(given, plugin.info.name)
        summary = Message(plugin.info.summary, catalogue=name)
        rows.append((name, plugin.info.version, message("loaded"), numbers and in_words(numbers), summary))
    rows += [(aside.name, None, message("set aside"), None, aside.why) for aside in found.set_aside]
    headings = (
        message("Plugin"),
        message("Version"),
        message("State"),
        message("Gives"),
        message("What it does, or why it is out"),
    )
    terminal.show_table(None, headings, rows)


def _numbers(given: Mapping[str, Given], name: str) -> Mapping[str, int] | None:
    return given[name].numbers if name in given else None


@plugins.command()
@click.argument("name")
@click.option("--folder", type=FOLDER, help="Where; else plugins/ here.")
@click.pass_context
def new(ctx: click.Context, name: str, folder: Path | None) -> None:
    """Make the plugin NAME: a small rule that works, its settings, its Vietnamese and its tests."""
    terminal = _terminal(ctx)
    here = terminal.config.folder / "plugins"
    known = {*known_names(here), *terminal.config.plugins.enabled}
    place = make_plugin(folder or here, name, known, _own_words())
    terminal.show(message("Made: %(folder)s, a rule that pays for early files.", folder=place.as_posix()))
    terminal.show(message("Try it: `pytest %(folder)s`.", folder=place.as_posix()))
    if place.parent.resolve() == here.resolve():
        terminal.show(message("Check it: `tracker plugins check %(name)s`.", name=name))
    else:
        outside = {"name": name, "folder": place.parent.as_posix(), "here": here.as_posix()}
        terminal.show(message("Check it: `tracker plugins check %(name)s --folder %(folder)s`.", **outside))
        terminal.show(message("Plugins that are switched on stand in %(here)s: copy it there.", **outside))
    terminal.show(message("Switch it on: `tracker plugins enable %(name)s`.", name=name))


@plugins.command()
@click.argument("name")
@click.option("--folder", type=FOLDER, help="Where it lies; else plugins/ here.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def check(terminal: Terminal, name: str, folder: Path | None, as_json: bool) -> None:
    """Try whether the plugin NAME keeps what plugins promise, and say what to mend; exit status 1 if there is any.

    It is tried on an installation of its own that is thrown away; nothing here is touched.
    """
    from tracker.plugin_checks.checking import check_plugin

    findings = check_plugin(name, folder or terminal.config.folder / "plugins")
    if as_json:
        told = [{"problem": terminal.text(one.problem), "cure": terminal.text(one.cure)} for one in findings]
        terminal.show_json({"name": name, "findings": told})
    elif findings:
        headings = (message("What is wrong"), message("What mends it"))
        terminal.show_table(None, headings, [(one.problem, one.cure) for one in findings])
    if findings:
        raise InputError.of(
            counted(
                "%(count)s thing to mend in %(name)s.",
                "%(count)s things to mend in %(name)s.",
                count=len(findings),
                name=name,
            )
        )
    if not as_json:
        terminal.show(message("The plugin %(name)s keeps what plugins promise.", name=name))


@plugins.command("enable")
@click.argument("name")
@click.pass_context
def enable_(ctx: click.Context, name: str) -> None:
    """Switch the plugin NAME on: in config.toml, and with its tables."""
    terminal, board = _switchboard(ctx)
    enable(board, name)
    terminal.show(message("The plugin %(name)s is enabled. %(restart)s", name=name, restart=RESTART))


@plugins.command("disable")
@click.argument("name")
@click.pass_context
def disable_(ctx: click.Context, name: str) -> None:
    """Switch the plugin NAME off; its tables and settings stay."""
    terminal, board = _switchboard(ctx)
    disable(board, name)
    terminal.show(message("The plugin %(name)s is disabled. %(restart)s", name=name, restart=RESTART))


@plugins.command("remove")
@click.argument("name")
@click.option("--yes", is_flag=True, help="Yes, what is in its tables is lost.")
@click.pass_context
def remove_(ctx: click.Context, name: str, yes: bool) -> None:
    """Switch the plugin NAME off and take away its tables, after a backup; its folder and its settings stay."""
    terminal, board = _switchboard(ctx)
    removal = planned_removal(board, name)
    now = terminal.clock().astimezone(terminal.config.site.zone)
    keep_in = name_for_backup(terminal.config.folder / "var" / "backups", now)
    if removal is not None and not yes:
        _ask_before_removing(terminal, removal, keep_in)
    remove(board, name, removal, keep_in)
    if removal is not None:
        terminal.show(message("What was in the database before is kept in %(file)s.", file=keep_in.as_posix()))
    terminal.show(message("The plugin %(name)s is removed. %(restart)s", name=name, restart=RESTART))


def _ask_before_removing(terminal: Terminal, removal: Removal, keep_in: Path) -> None:
    """Ask whether the tables are to be taken away. Raises InputError unless the answer is yes."""
    question = message(
        "The tables of %(name)s are taken away: %(tables)s. Everything is first backed up to %(keep)s. Remove them?",
        name=removal.owner.name,
        tables=[f"{table} ({rows})" for table, rows in removal.rows.items()],
        keep=keep_in.as_posix(),
    )
    if not terminal.agrees(question):
        raise InputError("Nothing was changed. Answer y, or give --yes, to remove the tables.")


def _switchboard(ctx: click.Context) -> tuple[Terminal, Switchboard]:
    """Return what plugins are switched by. Raises InputError if the environment says which are on."""
    terminal = _terminal(ctx)
    refuse_given_by_environment(os.environ)
    named = ctx.find_root().params.get("config_path")
    given: Mapping[str, str] = {"TRACKER_CONFIG": named} if named else {}
    return terminal, Switchboard(terminal.config, config_path({**os.environ, **given}, Path.cwd()), terminal.clock)


def _terminal(ctx: click.Context) -> Terminal:
    terminal = ctx.find_object(Terminal)
    assert terminal is not None
    return terminal


def _given(terminal: Terminal) -> dict[str, Given]:
    """Return what the plugins give; nothing before the tables are at this version, which is said."""
    from tracker.plugin_admin.given import given_by_plugins
    from tracker.web.plugin_pages import addresses_of_pages

    tracker = terminal.tracker_as_it_is
    try:
        tracker.refuse_old_tables()
    except InputError as error:
        terminal.say(error.message)
        return {}
    pages = addresses_of_pages(tracker.plugins)
    with tracker.database.reading() as session:
        return given_by_plugins(tracker, session, pages)


def _own_words() -> set[str]:
    """Return what Tracker calls commands and pages of its own, as plugins are named."""
    from tracker.web.areas import AREAS

    return {*(name.replace("-", "_") for name in OWN_COMMANDS), *(pages.name for pages in AREAS)}
