"""The pages that plugins bring: checked before they are added, so that none is open to everybody by mistake."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial
from typing import cast

from flask import Blueprint, Flask, current_app
from werkzeug.routing import Rule

from tracker.installation import Tracker
from tracker.messages import InputError
from tracker.plugin_errors import PluginError, isolated
from tracker.plugins import Answer, Plugins
from tracker.web.gate import NEEDS, PUBLIC, SIGNED_IN, public
from tracker.web.rates import hold_back
from tracker.web.requests import speak_as

BROUGHT = "pages_of_plugins"
"""Which plugin brought a blueprint, by its name, among the extensions of the app."""


def register(app: Flask) -> None:
    """Add the pages of the plugins; those that cannot be used are left out, and the page of plugins says why.

    Its rules count nevertheless: the processes without pages have them as well.
    """
    plugins = cast(Tracker, app.extensions["tracker"]).plugins
    for answer in list(plugins.call_each("blueprints", {})):
        name = answer.plugin.info.name
        try:
            for pages in fitting_pages(answer, {one.key for one in plugins.permissions}):
                _add(app, pages, name)
        except InputError as error:
            plugins.note_fault(name, error.message)


def addresses_of_pages(plugins: Plugins) -> dict[str, list[str]]:
    """Return the addresses of the plugins' pages for a process that serves none, and note why some are left out."""
    found: dict[str, list[str]] = {}
    for answer in plugins.call_each("blueprints", {}):
        name, trial = answer.plugin.info.name, Flask(answer.plugin.info.name, static_folder=None)
        try:
            for pages in fitting_pages(answer, {one.key for one in plugins.permissions}):
                trial.register_blueprint(pages)
        except InputError as error:
            plugins.note_fault(name, error.message)
        else:
            found[name] = list(dict.fromkeys(rule.rule for rule in trial.url_map.iter_rules() if is_page(rule)))
    return found


def is_page(rule: Rule) -> bool:
    """Whether an address is that of a page, not of the files that pages need."""
    return not rule.endpoint.endswith(".static")


def fitting_pages(answer: Answer, permissions: Collection[str]) -> Sequence[Blueprint]:
    """Return the blueprints that a plugin handed over. Raises InputError, saying what to mend."""
    name, given = answer.plugin.info.name, answer.listed(Blueprint)
    for pages in given:
        _refuse_other_name(name, pages)
        _refuse_open_pages(_tried(pages, name), pages, permissions)
    return given


def is_brought_by(plugin: str, endpoint: str) -> bool:
    """Whether a page is one that the plugin brought."""
    brought: dict[str, str] = current_app.extensions.get(BROUGHT, {})
    return brought.get(endpoint.rpartition(".")[0]) == plugin


def _add(app: Flask, pages: Blueprint, plugin: str) -> None:
    if pages.name in app.blueprints:
        raise InputError(
            "its blueprint %(name)s is named as pages of Tracker or of another plugin. Rename it.", name=pages.name
        )
    app.register_blueprint(pages)
    app.extensions.setdefault(BROUGHT, {})[pages.name] = plugin
    if pages.has_static_folder:
        static = f"{pages.name}.static"
        app.view_functions[static] = public(partial(app.view_functions[static]))
    before = app.before_request_funcs.setdefault(pages.name, [])
    before[:0] = [partial(speak_as, plugin), hold_back]


def _refuse_other_name(plugin: str, pages: Blueprint) -> None:
    if pages.name != plugin and not pages.name.startswith(f"{plugin}_"):
        raise InputError(
            "its blueprint %(name)s is not named as the plugin. Call it %(plugin)s, or %(plugin)s_%(name)s.",
            name=pages.name,
            plugin=plugin,
        )


def _tried(pages: Blueprint, plugin: str) -> Flask:
    """Return an app with these pages alone."""
    trial = Flask(plugin)
    before = _of_all_pages(trial)
    try:
        isolated(trial.register_blueprint, pages)
    except PluginError as fault:
        raise InputError("its pages cannot be used: it raised %(error)s. Mend it.", error=str(fault)) from fault
    if _of_all_pages(trial) != before:
        raise InputError(
            "its blueprint %(name)s reaches into pages that are not its own (before_app_request and the like). Use "
            "before_request and the like instead.",
            name=pages.name,
        )
    return trial


def _of_all_pages(app: Flask) -> list[object]:
    """Return what an app does on every page: how many functions it calls, and what its templates know."""
    called = (app.before_request_funcs, app.after_request_funcs, app.teardown_request_funcs)
    return [
        *(len(functions.get(None, ())) for functions in called),
        len(app.template_context_processors[None]),
        sum(len(handlers) for handlers in app.error_handler_spec[None].values()),
        set(app.jinja_env.globals),
        set(app.jinja_env.filters),
    ]


def _refuse_open_pages(trial: Flask, pages: Blueprint, permissions: Collection[str]) -> None:
    prefix = "/" + pages.name.replace("_", "-")
    for rule in trial.url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        if rule.rule != prefix and not rule.rule.startswith(f"{prefix}/"):
            raise InputError(
                "its page %(page)s does not stand under %(prefix)s. Give its blueprint url_prefix=%(prefix)s.",
                page=rule.rule,
                prefix=prefix,
            )
        needed = getattr(trial.view_functions[rule.endpoint], NEEDS, None)
        if rule.endpoint != f"{pages.name}.static" and needed not in {*permissions, PUBLIC, SIGNED_IN}:
            raise InputError(
                "its page %(page)s does not say which permission opens it. Write @needs above its view, with a "
                "permission that the plugin or Tracker declares.",
                page=rule.rule,
            )
