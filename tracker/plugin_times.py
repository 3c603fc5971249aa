"""How long the plugins took and how often they failed, by plugin and hook, since this process started."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from time import perf_counter
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Spent:
    """What one hook of one plugin took, in seconds, and its errors with what the last one said."""

    calls: int = 0
    seconds: float = 0.0
    longest: float = 0.0
    errors: int = 0
    last_error: str | None = None


NOTHING_YET = Spent()


class Times:
    """What the plugins of one process took; several threads may note at once."""

    def __init__(self) -> None:
        self._spent: dict[tuple[str, str], Spent] = {}
        self._lock = Lock()

    def of(self, plugin: str) -> dict[str, Spent]:
        """Return what a plugin took, by hook, the one that took longest altogether first."""
        with self._lock:
            found = {hook: spent for (name, hook), spent in self._spent.items() if name == plugin}
        return dict(sorted(found.items(), key=lambda one: -one[1].seconds))

    def note(self, plugin: str, hook: str, begun: float, error: str | None = None) -> None:
        """Note a call that began at `begun`, as `perf_counter` says it, and ends now; `error` is what it raised."""
        took = perf_counter() - begun
        with self._lock:
            before = self._spent.get((plugin, hook), NOTHING_YET)
            self._spent[plugin, hook] = Spent(
                before.calls + 1,
                before.seconds + took,
                max(before.longest, took),
                before.errors + (error is not None),
                error or before.last_error,
            )

    def timed(self, plugin: str, hook: str, work: Callable[P, Result]) -> Callable[P, Result]:
        """Return `work` so that each call of it is noted; for what a hook handed over and is called later."""

        def noted(*arguments: P.args, **named: P.kwargs) -> Result:
            begun = perf_counter()
            try:
                result = work(*arguments, **named)
            except Exception as error:
                self.note(plugin, hook, begun, f"{type(error).__name__}: {error}")
                raise
            self.note(plugin, hook, begun)
            return result

        return noted
