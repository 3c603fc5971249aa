"""Which plugins require which, as their plugin.toml says; read without importing them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tracker.messages import InputError
from tracker.plugin_manifests import find_plugin, read_info


def required_by(name: str) -> Sequence[str]:
    """Return the plugins that this one requires; none of one that cannot be found or read."""
    try:
        return read_info(name, find_plugin(name).folder).requires
    except InputError:
        return ()


def that_require(name: str, others: Iterable[str]) -> list[str]:
    """Return those of the others that require this one."""
    return [other for other in others if name in required_by(other)]


def placed(name: str, enabled: Sequence[str]) -> list[str]:
    """Return the enabled plugins with this one: where it is, or else after what it requires and before its own."""
    others = [other for other in enabled if other != name]
    first = max((others.index(other) + 1 for other in required_by(name) if other in others), default=0)
    last = min((others.index(other) for other in that_require(name, others)), default=len(others))
    place = enabled.index(name) if name in enabled else last
    if not first <= place <= last:
        place = max(first, last)
    return [*others[:place], name, *others[place:]]
