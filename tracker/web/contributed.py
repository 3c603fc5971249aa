"""What plugins put on pages of Tracker: cards on the overview and on an official's record, and things in the inbox.

A page does without what fails: it is left out, and the page of plugins says why.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from flask import current_app, g, render_template, url_for
from markupsafe import Markup
from werkzeug.routing import BuildError

from tracker.contributions import InboxItem, Panel
from tracker.messages import InputError, Message, message
from tracker.periods import Period
from tracker.plugin_errors import PluginError, isolated
from tracker.plugins import Answer, NoSettings, Plugin
from tracker.web.people import may_for
from tracker.web.requests import catalogue, scope, session, speak_as, today, tracker

Handed = TypeVar("Handed")


@dataclass(frozen=True, slots=True)
class Card:
    """A card as the page shows it."""

    title: Message
    body: Markup


@dataclass(frozen=True, slots=True)
class WaitingItem:
    """A thing of a plugin that waits, with the address of the page on which it is decided."""

    plugin: Plugin
    item: InboxItem
    address: str


def overview_cards(period: Period) -> list[Card]:
    """Return the cards of plugins on the overview."""
    return [
        card
        for plugin, panel in _handed("dashboard_panels", Panel, period=period)
        if scope().may(panel.permission)
        for card in _drawn(plugin, panel)
    ]


def official_cards(official_id: int, period: Period) -> list[Card]:
    """Return the cards of plugins on the record of an official."""
    return [
        card
        for plugin, panel in _handed("official_panels", Panel, official_id=official_id, period=period)
        if may_for(official_id, panel.permission)
        for card in _drawn(plugin, panel)
    ]


def waiting_items() -> list[WaitingItem]:
    """Return what of plugins waits for the account, the oldest first; asked once a page."""
    if "waiting_items" not in g:
        found = [
            WaitingItem(plugin, item, address)
            for plugin, item in _handed("inbox_items", InboxItem)
            if scope().may(item.permission)
            for address in _address(plugin, item)
        ]
        g.waiting_items = sorted(found, key=lambda one: one.item.since)
    return cast("list[WaitingItem]", g.waiting_items)


def _handed(hook: str, kind: type[Handed], **given: object) -> Iterator[tuple[Plugin, Handed]]:
    """Yield what each plugin hands over, with the plugin."""
    for plugin in tracker().plugins.implementing(hook):
        answer = _ask(plugin, hook, {"session": session(), "viewer": scope().viewer, "today": today(), **given})
        try:
            handed = answer.listed(kind)
            _refuse_unknown_permissions(hook, [getattr(one, "permission") for one in handed])  # noqa: B009
        except InputError as error:
            _leave_out(plugin, error.message)
            continue
        yield from ((plugin, one) for one in handed)


def _ask(plugin: Plugin, hook: str, given: dict[str, object]) -> Answer:
    """Ask a plugin so that a statement of it that fails spoils none of the page's own."""
    answer = tracker().plugins.call_one(plugin.info.name, hook, NoSettings(), **given)
    assert answer is not None
    if answer.error is not None:
        _begin_again()
    return answer


def _begin_again() -> None:
    """Let the page's session read on after a plugin failed in it.

    A savepoint for each plugin would cost two statements of every page; this costs only the page on which one failed.
    """
    session().rollback()


def _refuse_unknown_permissions(hook: str, keys: Collection[str]) -> None:
    declared = {permission.key for permission in tracker().plugins.permissions}
    for key in keys:
        if key not in declared:
            raise InputError(
                "%(hook)s() names the permission %(key)s, which nobody declares. Correct it.", hook=hook, key=key
            )


def _drawn(plugin: Plugin, panel: Panel) -> Iterator[Card]:
    """Yield the card, its template filled in the plugin's own words; nothing if it cannot be."""
    name, spoken = plugin.info.name, catalogue()
    render = tracker().plugins.times.timed(name, "Panel.template", render_template)
    try:
        if not panel.template.startswith(f"{name}/"):
            raise InputError(
                "the panel “%(title)s” names the template %(template)s, which is not in the folder %(name)s/ of its "
                "templates. Correct it.",
                title=panel.title,
                template=panel.template,
                name=name,
            )
        speak_as(name)
        card = Card(panel.title, Markup(isolated(render, panel.template, **panel.values)))
    except (InputError, PluginError) as error:
        _begin_again()
        _leave_out(plugin, _why(panel, error))
    else:
        yield card
    finally:
        speak_as(spoken)


def _why(panel: Panel, error: InputError | PluginError) -> Message:
    if isinstance(error, InputError):
        return error.message
    return message("the panel “%(title)s” raised %(error)s. Mend its template.", title=panel.title, error=str(error))


def _address(plugin: Plugin, item: InboxItem) -> Sequence[str]:
    """Return the address of the page on which the thing is decided; nothing if there is no such page."""
    try:
        if item.endpoint not in current_app.view_functions:
            raise InputError("inbox_items() names a page %(page)s, which is none. Correct it.", page=item.endpoint)
        values: dict[str, Any] = dict(item.values)
        return [url_for(item.endpoint, **values)]
    except BuildError:
        _leave_out(
            plugin,
            message(
                "inbox_items() does not give all that the address of %(page)s needs. Add it to values.",
                page=item.endpoint,
            ),
        )
    except InputError as error:
        _leave_out(plugin, error.message)
    return []


def _leave_out(plugin: Plugin, why: Message) -> None:
    tracker().plugins.note_fault(plugin.info.name, why)
