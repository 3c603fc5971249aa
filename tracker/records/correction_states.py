"""Where a correction stands, and what it says of a record."""

from __future__ import annotations

import enum


class CorrectionState(enum.StrEnum):
    """Where a correction stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class CorrectionKind(enum.StrEnum):
    """What a correction says of a record: its values are wrong, it is somebody else's, it is missing."""

    WRONG = "wrong"
    NOT_MINE = "not_mine"
    MISSING = "missing"
