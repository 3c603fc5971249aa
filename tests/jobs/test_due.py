"""When jobs are due: by their triggers, in any zone, whatever the clock did meanwhile."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.jobs.conftest import noting
from tracker.contributions import Cron
from tracker.jobs.due import latest_due, next_due
from tracker.messages import InputError

SITE = ZoneInfo("Asia/Ho_Chi_Minh")
NIGHTLY = noting(cron=Cron(hour="1", minute="30"))


def at(text: str, zone: ZoneInfo = SITE) -> datetime:
    """Return a time of the site's clock."""
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


@pytest.mark.parametrize(
    ("cron", "now", "due"),
    [
        (Cron(), "2026-11-23 00:00:00", "2026-11-23 00:00:00"),
        (Cron(), "2026-11-22 23:59:59", "2026-11-22 00:00:00"),
        (Cron(hour="1", minute="30"), "2026-11-23 09:00:00.000123", "2026-11-23 01:30:00"),
        (Cron(minute="*/15", hour="*"), "2026-11-23 09:14:59", "2026-11-23 09:00:00"),
        (Cron(second="*/2", minute="*", hour="*"), "2026-11-23 09:14:59", "2026-11-23 09:14:58"),
        (Cron(day_of_week="mon", hour="7"), "2026-11-29 12:00:00", "2026-11-23 07:00:00"),
        (Cron(day="1", hour="2", minute="30"), "2026-11-30 12:00:00", "2026-11-01 02:30:00"),
        (Cron(month="2", day="29"), "2026-11-30 12:00:00", "2024-02-29 00:00:00"),
    ],
)
def test_the_last_due_time_is_one_of_the_trigger_not_of_the_clock(cron: Cron, now: str, due: str) -> None:
    assert latest_due(noting(cron=cron), SITE, at(now)) == at(due)


def test_the_next_due_time_comes_after_now_even_when_now_is_one() -> None:
    assert next_due(NIGHTLY, SITE, at("2026-11-23 01:30:00")) == at("2026-11-24 01:30:00")


@pytest.mark.parametrize(
    "zone", ["Asia/Ho_Chi_Minh", "Asia/Kathmandu", "Pacific/Kiritimati", "America/New_York", "Australia/Lord_Howe"]
)
def test_in_every_zone_a_daily_job_is_due_once_on_each_day_of_a_year(zone: str) -> None:
    there, job = ZoneInfo(zone), noting(cron=Cron(hour="6", minute="30"))
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]
    dues = [latest_due(job, there, datetime(day.year, day.month, day.day, 23, tzinfo=there)) for day in days]
    assert [due and due.astimezone(there).date() for due in dues] == days
    assert {due and due.astimezone(there).strftime("%H:%M") for due in dues} == {"06:30"}


@pytest.mark.parametrize("cron", [Cron(day_of_week="1"), Cron(day_of_week="mon-5")])
def test_a_day_of_the_week_by_number_is_refused_because_it_means_two_things(cron: Cron) -> None:
    with pytest.raises(InputError, match="Write mon to sun"):
        latest_due(noting(cron=cron), SITE, at("2026-11-23 01:30:00"))


@pytest.mark.parametrize("cron", [Cron(hour="25"), Cron(minute="x"), Cron(day_of_week="moon")])
def test_times_that_cannot_be_understood_name_the_job_and_the_cure(cron: Cron) -> None:
    with pytest.raises(InputError, match=r"Job noting of the plugin tracker: its times cannot be used.*Cron like"):
        latest_due(noting(cron=cron), SITE, at("2026-11-23 01:30:00"))
