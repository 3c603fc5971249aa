"""What plugins add to the demo, so that it shows them at work."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.installation import Tracker
from tracker.messages import InputError, Message
from tracker.plugins import NoSettings, Plugin


def add_data_of_plugins(tracker: Tracker, scenario: str, actor: str) -> Iterator[Message]:
    """Let each plugin add to the demo, and yield what it says of it. Raises InputError if one fails."""
    for plugin in tracker.plugins.implementing("demo_data"):
        yield _add(tracker, plugin, scenario, actor)


def _add(tracker: Tracker, plugin: Plugin, scenario: str, actor: str) -> Message:
    name = plugin.info.name
    with tracker.database.writing(actor) as session:
        given = {"session": session, "scenario": scenario, "today": tracker.today}
        answer = tracker.plugins.call_one(name, "demo_data", NoSettings(), **given)
        assert answer is not None
        if answer.error is not None:
            raise InputError(
                "No demo was made: demo_data() of the plugin %(name)s raised %(error)s. Mend it, or disable it.",
                name=name,
                error=answer.fault,
            ) from answer.error
        if not isinstance(answer.result, Message):
            raise InputError(
                "No demo was made: demo_data() of the plugin %(name)s does not return a sentence. Mend it.", name=name
            )
        return answer.result
