"""One installation: its configuration, database and plugins, opened together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

import tracker.decisions.flags
import tracker.decisions.issuing  # noqa: F401  both look on when closed periods are recomputed or opened again
from tracker.audit import head
from tracker.config import Config
from tracker.database import Database
from tracker.fingerprint import store_fingerprint
from tracker.migrate import CORE_OWNER, refuse_old_tables, upgrade
from tracker.owners import Owner
from tracker.plugins import Plugins
from tracker.records.calendar_changes import bring_calendar_up_to_date
from tracker.records.rederiving import rederive_all

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the present moment."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Tracker:
    """One opened installation."""

    config: Config
    database: Database
    plugins: Plugins
    clock: Clock

    @property
    def today(self) -> date:
        """The date at the site."""
        return self.clock().astimezone(self.config.site.zone).date()

    @property
    def owners(self) -> list[Owner]:
        """Who owns tables: the core first, then the plugins in config order."""
        return [CORE_OWNER, *self.plugins.owners]

    def upgrade(self) -> None:
        """Bring every table to this version, the calendar to the installed holidays, and note the plugins.

        Another version may judge files otherwise, so it judges all of them anew.
        """
        upgrade(self.database, self.owners)
        with self.database.writing("tracker", "upgrade") as session:
            bring_calendar_up_to_date(session, self.config.site.weekend)
            if store_fingerprint(session, self.plugins.fingerprint):
                rederive_all(session, head(session).position)

    def refuse_old_tables(self) -> None:
        """Raise InputError if the tables are not those of this version."""
        refuse_old_tables(self.database, self.owners)


def open_tracker(config: Config, clock: Clock = utc_now) -> Tracker:
    """Open the installation that `config` describes; close its database when done."""
    plugins = Plugins(config.plugins.enabled, config.folder / "plugins")
    return Tracker(config, Database(config.database.url, clock), plugins, clock)
