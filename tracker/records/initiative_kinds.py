"""What was found, and how its reward stands; the tables of initiatives are in `tracker.decisions`."""

from __future__ import annotations

import enum


class InitiativeKind(enum.StrEnum):
    """What was found: another way to work, or a shorter way through one procedure."""

    METHOD = "method"
    SHORTER_PROCEDURE = "shorter_procedure"


class InitiativeState(enum.StrEnum):
    """What became of an initiative so far."""

    OPEN = "open"
    PROPOSED = "proposed"
    REWARDED = "rewarded"
    WITHDRAWN = "withdrawn"
