"""What the demo did on earlier days: by a clock that stands then."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from tracker.database import Database
from tracker.installation import Tracker


@dataclass
class StandingClock:
    """A clock that stands until it is set."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now


@contextmanager
def standing_at(tracker: Tracker, moment: datetime) -> Iterator[tuple[Tracker, StandingClock]]:
    """Give the installation as it was at that moment, and its clock; its database is closed at the end."""
    clock = StandingClock(moment)
    then = replace(tracker, database=Database(tracker.config.database.url, clock), clock=clock)
    try:
        yield then, clock
    finally:
        then.database.close()
