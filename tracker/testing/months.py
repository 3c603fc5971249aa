"""A month of records that nobody lived through: the same numbers each time, on days that a seed chooses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

from tracker.messages import InputError
from tracker.periods import Period, parse_period
from tracker.records.duty_days import DutyState
from tracker.records.lifecycle import Channel, FileStatus
from tracker.records.officials import Official
from tracker.records.postings import RankingGroup
from tracker.testing.apps import App
from tracker.testing.office import Office

PEOPLE = {
    "CB01": ("Phạm Thị Hà", RankingGroup.DESK),
    "CB02": ("Nguyễn Văn Ân", RankingGroup.DESK),
    "CB03": ("Vũ Thị Đào", RankingGroup.DESK),
    "CB04": ("Bùi Đức Ước", RankingGroup.DESK),
    "CB05": ("Trần Quốc Ánh", RankingGroup.LEADER),
}
FILES = {
    "CB01": {"early": 12, "on_time": 2, "open": 1},
    "CB02": {"early": 9, "on_time": 3, "overdue": 1, "open": 1, "withdrawn": 1},
    "CB03": {"early": 6, "on_time": 5, "overdue": 2, "open_overdue": 1, "open": 1},
    "CB04": {"early": 3, "on_time": 6, "overdue": 2, "no_deadline": 1, "paused": 1, "withdrawn": 1, "refused": 1},
}
FIRST_DAYS, LAST_DAYS = 5, 3
"""On how many first working days files come in that end in the month, and how many last ones stay free of ends.

A file ends within seven working days, and no month has fewer than fifteen."""
ONLINE_OF_THREE = 2


def fake_month(app: App, month: str = "2026-07", seed: int = 1) -> Period:
    """Store a fake month of records, and return the month.

    The desk has CB01, CB02, CB03 and CB04, who are ranked; CB05 leads, has no files and is ranked with nobody. The 60
    files, 15 for each at the desk, were all received in the month:

    ======  =====  =======  ========  ===========  ====  ==========================================
            early  on time  finished  overdue,     open  others
                            overdue   still open
    ======  =====  =======  ========  ===========  ====  ==========================================
    CB01    12     2        0         0            1
    CB02    9      3        1         0            1     1 withdrawn
    CB03    6      5        2         1            1
    CB04    3      6        2         0            0     1 finished without a deadline, 1 paused,
                                                         1 withdrawn, 1 refused
    all     30     16       5         1            3     5
    ======  =====  =======  ========  ===========  ====  ==========================================

    Of each 15, 10 came online, so 40 of 60. Each of the five was assigned 2 duty days: CB02 gave one away, which CB01
    served, CB04 missed one, the other 8 were served. CB01 passed a course of 16 lesson periods, CB04 did not pass one
    of 8. CB04 was on leave on the last three working days.

    The seed chooses days, never numbers; the same seed gives the same days. An app takes one fake month.
    """
    period = parse_period(month)
    with app.office() as office:
        _Month(office, period, _working_days(office, period), Random(f"{month} {seed}")).fill()
    return period


def _working_days(office: Office, period: Period) -> list[date]:
    if period.grain != "month":
        raise InputError(
            "%(period)s is no month. Write one such as %(example)s.", period=period.name, example="2026-07"
        )
    calendar, day, days = office.calendar, office.calendar.next_working(period.start), []
    while day <= period.end:
        days.append(day)
        day = calendar.add(day, 1)
    return days


@dataclass(frozen=True)
class _Month:
    """The month that is being filled, and its working days."""

    office: Office
    period: Period
    days: list[date]
    rng: Random

    def fill(self) -> None:
        """Store what the month holds."""
        people = {code: self.office.official(code, name, group) for code, (name, group) in PEOPLE.items()}
        for code, wanted in FILES.items():
            kinds = [kind for kind, number in wanted.items() for _ in range(number)]
            for place, kind in enumerate(kinds):
                self._file(people[code], kind, Channel.ONLINE if place % 3 < ONLINE_OF_THREE else Channel.COUNTER)
        self._duty_days(people)
        self.office.training_record(people["CB01"], self.rng.choice(self.days), hours=16)
        self.office.training_record(people["CB04"], self.rng.choice(self.days[:-LAST_DAYS]), is_passed=False)
        self.office.absence(people["CB04"], self.days[-LAST_DAYS], self.days[-1])

    def _file(self, handler: Official, kind: str, channel: Channel) -> None:
        office, received_on = self.office, self.rng.choice(self.days[:FIRST_DAYS])
        match kind:
            case "early":
                office.early_file(handler, received_on, self.rng.randint(1, 4), channel=channel)
            case "on_time":
                office.on_time_file(handler, received_on, channel=channel)
            case "overdue":
                office.overdue_file(handler, received_on, self.rng.randint(1, 2), channel=channel)
            case "open_overdue":
                office.open_file(handler, received_on, channel=channel)
            case "open":
                office.open_file(handler, self.rng.choice(self.days[-2:]), channel=channel)
            case "paused":
                office.paused_file(handler, received_on, channel=channel)
            case "no_deadline":
                finished_on = office.calendar.add(received_on, self.rng.randint(1, 4))
                office.file(handler, received_on, finished_on=finished_on, channel=channel)
            case _:
                office.withdrawn_file(handler, received_on, channel=channel, status=FileStatus(kind))

    def _duty_days(self, people: dict[str, Official]) -> None:
        for place, (code, official) in enumerate(people.items()):
            first, second = self.days[place], self.days[place + len(people)]
            substitute = people["CB01"] if code == "CB02" else None
            self.office.duty_day(official, first, substitute=substitute)
            self.office.duty_day(official, second, DutyState.ABSENT if code == "CB04" else DutyState.SERVED)
