"""What people call the choices of this plugin: one word for each, on pages, in notices and on the form."""

from __future__ import annotations

import enum
from collections.abc import Mapping

from plugins.rating.kinds import Ground, Level, Part, Source, State
from tracker.api import Message, sentences

_ = sentences("rating")

WORDS: Mapping[type[enum.Enum], Mapping[enum.Enum, Message]] = {
    Level: {
        Level.EXCELLENT: _("Completed excellently"),
        Level.GOOD: _("Completed well"),
        Level.COMPLETED: _("Completed"),
        Level.NOT_COMPLETED: _("Not completed"),
    },
    State: {
        State.OPEN: _("Waits for the self-rating"),
        State.SELF_RATED: _("Waits for the leader"),
        State.RATED: _("Rated by the leader"),
        State.CONTESTED: _("Contested"),
        State.LEFT_OUT: _("Not rated"),
        State.FINAL: _("Final"),
    },
    Part: {
        Part.GENERAL: _("General criteria"),
        Part.LEADING: _("Criteria for leaders"),
    },
    Source: {
        Source.HAND: _("Entered"),
        Source.FILES: _("Counted from the records"),
    },
    Ground: {
        Ground.DEGRADATION: _("A competent body found degradation or a breach of what is forbidden to Party members"),
        Ground.DISCIPLINE: _("Disciplined in the year for a breach of duty"),
        Ground.CORRUPTION: _("Corruption or waste in the unit that he leads"),
    },
}


def word(value: enum.Enum) -> Message:
    """Return the word for a value of one of the plugin's choices."""
    return WORDS[type(value)][value]


def choices_of(kind: type[enum.Enum]) -> list[tuple[str, Message]]:
    """Return the values of a choice with their words, as forms and filters offer them."""
    return [(str(value.value), told) for value, told in WORDS[kind].items()]
