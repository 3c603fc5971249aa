"""The life of a handled file: its statuses and the channels by which it comes in."""

from __future__ import annotations

from enum import StrEnum


class FileStatus(StrEnum):
    """Where a handled file stands; the ten statuses of the one-stop software, in its order."""

    REGISTERED = "registered"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    PROCESSING = "processing"
    SUPPLEMENT = "supplement"
    PAYMENT = "payment"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"
    FINISHED = "finished"
    RETURNED = "returned"


class Channel(StrEnum):
    """How a file came in."""

    ONLINE = "online"
    COUNTER = "counter"
    POST = "post"


PAUSED = frozenset({FileStatus.SUPPLEMENT, FileStatus.PAYMENT, FileStatus.STOPPED})
WITHDRAWN_OR_REFUSED = frozenset({FileStatus.WITHDRAWN, FileStatus.REFUSED})
DONE = frozenset({FileStatus.FINISHED, FileStatus.RETURNED})
CLOSED = DONE | WITHDRAWN_OR_REFUSED
