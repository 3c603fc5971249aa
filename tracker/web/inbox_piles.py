"""Everything that waits for the account, with what plugins add to the core's piles."""

from __future__ import annotations

from dataclasses import replace

from tracker.messages import Message
from tracker.web.contributed import WaitingItem, waiting_items
from tracker.web.requests import scope, session
from tracker.web.waiting import Pile, Waiting, waiting_for


def everything_waiting() -> Waiting:
    """Return what waits for the account, a pile for each plugin after those of the core."""
    found = waiting_for(session(), scope())
    return replace(found, piles=[*found.piles, *_piles()])


def number_of_plugins() -> int:
    """Return how many things of plugins wait for the account."""
    return sum(one.item.count for one in waiting_items())


def _piles() -> list[Pile]:
    """Return the things of each plugin together; they come with the oldest first."""
    of_plugins: dict[str, list[WaitingItem]] = {}
    for one in waiting_items():
        of_plugins.setdefault(one.plugin.info.name, []).append(one)
    return [_pile(name, items) for name, items in of_plugins.items()]


def _pile(name: str, items: list[WaitingItem]) -> Pile:
    title = Message(items[0].plugin.info.title, catalogue=name)
    count = sum(one.item.count for one in items)
    return Pile(name, title, items[0].item.icon, count, items[0].item.since, items[-1].item.since)
