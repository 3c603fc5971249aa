"""The contract of plugins, tried on an installation that is thrown away afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from sqlmodel import col, select

from tracker.jobs.known import known_jobs
from tracker.messages import InputError, Message, message
from tracker.plugin_admin.commands import fitting_commands
from tracker.plugin_checks.awards import Tried, try_award_forms
from tracker.plugin_checks.catalogues import messages_in, sentence_of
from tracker.plugin_checks.findings import Finding
from tracker.plugin_checks.legal import try_legal_findings
from tracker.plugin_checks.scoring import score_fake_month
from tracker.plugin_checks.settings import settings_findings
from tracker.plugin_checks.tables import table_findings
from tracker.plugin_checks.translations import translation_findings, unmarked
from tracker.plugin_errors import PluginError, isolated
from tracker.plugin_manifests import find_plugin, read_info
from tracker.plugins import Plugin
from tracker.records.officials import Official
from tracker.testing import App, find_plugins, make_app

ON_PAGES = ("dashboard_panels", "official_panels", "inbox_items")


def check_plugin(name: str, folder: Path) -> list[Finding]:
    """Return what a plugin has to mend; `folder` holds the plugins of the installation. Raises InputError."""
    find_plugins(folder)
    wanted = with_required(name)
    with ExitStack() as stack:
        try:
            app = isolated(stack.enter_context, make_app(wanted))
        except InputError as error:
            return [Finding(error.message, message("Mend that first; the rest is tried when it is."))]
        except PluginError as fault:
            told = message("With it, the tables cannot be made: it raised %(error)s.", error=str(fault))
            return [Finding(told, message("Correct its migrations."))]
        plugin = next(one for one in app.tracker.plugins.loaded if one.info.name == name)
        return list(_findings(app, plugin))


def with_required(name: str) -> list[str]:
    """Return the plugin after all those that it requires, and those that they require. Raises InputError."""
    ordered: list[str] = []

    def add(one: str, above: tuple[str, ...]) -> None:
        if one in above:
            raise InputError("The plugins %(names)s require each other. Correct requires in plugin.toml.", names=above)
        try:
            required = read_info(one, find_plugin(one).folder).requires
        except InputError as error:
            raise InputError("The plugin %(name)s: %(why)s", name=one, why=error.message) from error
        for other in required:
            add(other, (*above, one))
        if one not in ordered:
            ordered.append(one)

    add(name, ())
    return ordered


def _findings(app: App, plugin: Plugin) -> Iterator[Finding]:
    marked = {sentence_of(one) for one in messages_in(plugin.folder)}
    yield from _left_out(app, plugin)
    yield from settings_findings(plugin.settings_model, marked)
    scored = score_fake_month(app, plugin)
    yield from scored.findings
    tried = try_award_forms(app, plugin) if not scored.findings else Tried([])
    yield from tried.findings
    legal = try_legal_findings(app, plugin)
    yield from legal.findings
    yield from _left_out_of_pages(app, plugin)
    yield from translation_findings(plugin)
    yield from unmarked([*scored.said, *tried.said, *legal.said, *_said_elsewhere(app, plugin)], plugin, marked)
    yield from table_findings(app.tracker.database, plugin)


def _left_out(app: App, plugin: Plugin) -> Iterator[Finding]:
    """Yield what Tracker leaves out of a plugin: pages, entries of the menu, jobs, commands."""
    name, plugins = plugin.info.name, app.tracker.plugins
    app.client("admin").get("/plugins/")
    left_out = [*plugins.faults.get(name, ())]
    for answer in plugins.call_each("commands", {}):
        try:
            if answer.plugin is plugin:
                fitting_commands(answer)
        except InputError as error:
            left_out.append(error.message)
    left_out += [fault for owner, fault in known_jobs(app.tracker).faults.items() if owner == name]
    for told in left_out:
        yield Finding(told, message("Until then it is left out."))


def _left_out_of_pages(app: App, plugin: Plugin) -> Iterator[Finding]:
    """Yield what Tracker leaves out of its own pages: cards, and things in the inbox."""
    name, plugins = plugin.info.name, app.tracker.plugins
    if not any(plugin in plugins.implementing(hook) for hook in ON_PAGES):
        return
    known = [*plugins.faults.get(name, ())]
    with app.reading() as session:
        official = session.exec(select(Official.id).order_by(col(Official.id))).first()
    leader = app.client("leader")
    for address in ("/overview", "/inbox/", f"/officials/{official}/"):
        leader.get(address)
    for told in plugins.faults.get(name, ()):
        if told not in known:
            yield Finding(told, message("Until then it is left out."))


def _said_elsewhere(app: App, plugin: Plugin) -> Iterator[Message]:
    """Yield the titles of what the plugin contributes besides measures and rules."""
    yield from (permission.title for permission in plugin.permissions)
    yield from (job.title for job in known_jobs(app.tracker).jobs.values() if job.plugin == plugin.info.name)
