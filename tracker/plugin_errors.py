"""Whatever code of a plugin raises, caught in one place and told with its own line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from traceback import walk_tb
from typing import TypeVar

from tracker.messages import InputError
from tracker.plugin_manifests import is_of_a_plugin

Result = TypeVar("Result")


class PluginError(Exception):
    """Code of a plugin raised an error: the text has its type, what it says and its place; the cause is the error."""


def isolated(work: Callable[..., Result], *arguments: object, **named: object) -> Result:
    """Call code that a plugin contributed: the one place that catches whatever it may raise, as a PluginError.

    An InputError passes: it is meant for people.
    """
    try:
        return work(*arguments, **named)
    except InputError:
        raise
    except (Exception, SystemExit) as error:
        raise PluginError(f"{type(error).__name__}: {error}{_place_of(error)}") from error


def _place_of(error: BaseException) -> str:
    """Return the file and the line in a plugin's code where it happened; nothing where the error says so itself."""
    places = [
        f" ({Path(frame.f_code.co_filename).name}:{line})"
        for frame, line in walk_tb(error.__traceback__)
        if is_of_a_plugin(str(frame.f_globals.get("__name__")))
    ]
    return places[-1] if places and not isinstance(error, SyntaxError) else ""
