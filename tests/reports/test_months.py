"""Month by month, and between two days: the same counts as the report of files gives for each of them."""

from __future__ import annotations

from datetime import date

import pytest

from tests.reports.conftest import Office
from tracker.periods import parse_period
from tracker.records.handled_files import HandledFile
from tracker.records.lifecycle import Channel, FileStatus
from tracker.reports.comparing import same_time_before
from tracker.reports.days import count_days
from tracker.reports.files import report_files
from tracker.reports.flows import flow_between
from tracker.reports.months import flow_by_month

AS_OF = date(2026, 6, 20)


@pytest.fixture
def busy(office: Office) -> Office:
    """Files of spring: in time, late, late over several months, withdrawn late, open, without a due date."""
    office.add(date(2026, 3, 2), date(2026, 3, 9), date(2026, 3, 5), FileStatus.FINISHED, channel=Channel.ONLINE)
    office.add(date(2026, 3, 3), date(2026, 3, 10), date(2026, 3, 10), FileStatus.FINISHED)
    office.add(date(2026, 3, 30), date(2026, 4, 6), date(2026, 4, 3), FileStatus.FINISHED)
    office.add(date(2026, 3, 4), date(2026, 3, 11), date(2026, 5, 12), FileStatus.FINISHED, channel=Channel.ONLINE)
    office.add(date(2026, 4, 1), date(2026, 4, 8), status=FileStatus.WITHDRAWN, status_on=date(2026, 5, 4))
    office.add(date(2026, 4, 2), date(2026, 4, 9), status=FileStatus.WITHDRAWN, status_on=date(2026, 4, 7))
    office.add(date(2026, 5, 4), date(2026, 5, 11))
    office.add(date(2026, 6, 1), date(2026, 6, 29), channel=Channel.ONLINE)
    office.add(date(2026, 5, 5), None, date(2026, 5, 8), FileStatus.FINISHED, procedure_id=2)
    office.add(date(2026, 6, 2), date(2026, 6, 9), date(2026, 6, 25), FileStatus.FINISHED)
    return office


def test_every_month_counts_as_a_report_of_that_month_does(busy: Office) -> None:
    with busy.database.reading() as session:
        months = flow_by_month(count_days(session, date(2026, 2, 1), AS_OF), date(2026, 2, 1), AS_OF)
        reports = [report_files(session, one.month, min(one.month.end, AS_OF)).total for one in months]
    assert [one.month.name for one in months] == [f"2026-0{month}" for month in (2, 3, 4, 5, 6)]
    for one, report in zip(months, reports, strict=True):
        flow = one.flow
        assert (flow.received, flow.online, flow.overdue) == (report.received, report.online, report.overdue)
        assert (flow.early, flow.on_time) == (report.early, report.on_time)
        assert (flow.on_time_share, flow.online_share) == (report.on_time_share, report.online_share)


@pytest.mark.parametrize("name", ["2026-03", "2026-04", "2026-Q1", "2026-Q2", "2026"])
def test_the_days_of_a_period_count_as_its_report_does(busy: Office, name: str) -> None:
    period = parse_period(name)
    as_of = period.as_of(AS_OF)
    with busy.database.reading() as session:
        flow = flow_between(count_days(session, period.start, as_of), period.start, as_of)
        report = report_files(session, period, as_of).total
    for figure in ("received", "online", "early", "on_time", "overdue_finished", "overdue_open", "overdue"):
        assert getattr(flow, figure) == getattr(report, figure), figure
    assert (flow.on_time_share, flow.online_share) == (report.on_time_share, report.online_share)


def test_spans_are_added_up_from_days_that_were_counted_once(busy: Office) -> None:
    with busy.database.reading() as session:
        days = count_days(session, date(2026, 1, 1), date(2026, 7, 31))
        march, july = (flow_between(days, date(2026, month, 1), date(2026, month, 31)) for month in (3, 7))
        april_report = report_files(session, parse_period("2026-04"), date(2026, 4, 30)).total
    assert (march.received, march.finished) == (4, 2)
    assert july.received == 0
    assert july.on_time_share == 0
    april = flow_between(days, date(2026, 4, 1), date(2026, 4, 30))
    assert (april.overdue_open, april.overdue_finished) == (april_report.overdue_open, april_report.overdue_finished)


def test_a_condition_leaves_files_out_of_every_count(busy: Office) -> None:
    busy.add(date(2026, 3, 2), date(2026, 3, 9), date(2026, 3, 5), FileStatus.FINISHED, handler_id=2)
    mine = HandledFile.handler_id == 2
    period = parse_period("2026-03")
    with busy.database.reading() as session:
        assert report_files(session, period, period.end, where=mine).total.files == 1
        days = count_days(session, period.start, period.end, mine)
    assert flow_between(days, period.start, period.end).received == 1
    assert flow_by_month(days, period.start, period.end)[0].flow.early == 1


@pytest.mark.parametrize(
    ("name", "as_of", "before"),
    [
        ("2026", date(2026, 11, 23), date(2025, 11, 23)),
        ("2024", date(2024, 2, 29), date(2023, 2, 28)),
        ("2026", date(2026, 12, 31), date(2025, 12, 31)),
        ("2026-03", date(2026, 3, 30), date(2026, 2, 28)),
        ("2026-Q4", date(2026, 10, 1), date(2026, 7, 1)),
        ("2026-Q1", date(2026, 3, 31), date(2025, 12, 31)),
    ],
)
def test_a_running_period_is_compared_up_to_the_same_day(name: str, as_of: date, before: date) -> None:
    assert same_time_before(parse_period(name), as_of).as_of == before
