"""A commune whose quarters are closed: four specialists with files of the third quarter of 2026."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from tests.scoring.july_files import finish_files
from tests.slow.offices import reward_rules
from tracker.closing.closing import close_period
from tracker.config import Config
from tracker.database import Database
from tracker.fingerprint import store_fingerprint
from tracker.periods import Period, parse_period
from tracker.plugins import Plugins
from tracker.scoring.closings import PeriodClosing
from tracker.testing import Office

QUARTER = parse_period("2026-Q3")


@dataclass
class Commune:
    """The installation."""

    database: Database
    today: date = date(2026, 11, 23)
    config: Config = field(default_factory=Config)
    plugins: Plugins = field(default_factory=reward_rules)

    def close(self, period: Period = QUARTER) -> PeriodClosing:
        """Close a period in a change of its own."""
        with self.database.writing("chairman", "minutes 12") as session:
            return close_period(self, session, period)


def filled(database: Database, plugins: Plugins | None = None) -> Commune:
    """Return the commune, its records in the database."""
    commune = Commune(database, plugins=plugins or reward_rules())
    with database.writing("clerk") as session:
        store_fingerprint(session, commune.plugins.fingerprint)
        office = Office(session)
        for number in range(4):
            official = office.official(f"CB0{number}", f"Phạm Thị Hà {number}")
            finish_files(office, official, early=10 - number, late=number)
            office.duty_day(official, date(2026, 8, 3 + number))
            office.training_record(official, date(2026, 8, 20))
    return commune
