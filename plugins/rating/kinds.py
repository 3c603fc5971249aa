"""The choices that sheets, products and quotas have."""

from __future__ import annotations

import enum


class Level(enum.IntEnum):
    """How somebody is rated for a year; the number is the value of the measure `rating.level`."""

    NOT_COMPLETED = 0
    COMPLETED = 1
    GOOD = 2
    EXCELLENT = 3


class State(enum.StrEnum):
    """Where a sheet stands.

    Open for the official, signed by him, signed by his leader, contested by the official, left out with a reason;
    final once the rating of the year is: nothing of it changes any more.
    """

    OPEN = "open"
    SELF_RATED = "self_rated"
    RATED = "rated"
    CONTESTED = "contested"
    LEFT_OUT = "left_out"
    FINAL = "final"


class Part(enum.StrEnum):
    """What a mark is for: the general criteria, in points, or what leaders are judged by as well, in percent."""

    GENERAL = "general"
    LEADING = "leading"


class Source(enum.StrEnum):
    """Where a row of products comes from: typed by a person, or counted from the files of the records."""

    HAND = "hand"
    FILES = "files"


class Ground(enum.StrEnum):
    """Why somebody has not completed his tasks whatever he scored."""

    DEGRADATION = "degradation"
    DISCIPLINE = "discipline"
    CORRUPTION = "corruption"
