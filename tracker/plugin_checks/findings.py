"""What a check found: what is wrong, and what mends it."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.messages import Message


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a plugin has to mend before it should be relied on."""

    problem: Message
    cure: Message
