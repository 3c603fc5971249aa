"""Month by month, and between two days: the same counts as the report of files gives for each of them."""

from __future__ import annotations

from datetime import date

import pytest

from tests.reports.conftest import Office
from tracker.periods import parse_period
from tracker.records.handled_files import HandledFile
from tracker.records.lifecycle import Channel, FileStatus
from tracker.reports.comparing import same_time_before
from tracker.reports.files import report_files
from tracker.reports.flows import count_flows
from tracker.reports.months import count_by_month

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
        months = count_by_month(session, date(2026, 2, 1), AS_OF)
        reports = [report_files(session, one.month, min(one.month.end, AS_OF)).total for one in months]
    assert [one.month.name for one in months] == [f"2026-0{month}" for month in (2, 3, 4, 5, 6)]
    for month, report in zip(months, reports, strict=True):
        assert (month.received, month.online, month.overdue) == (report.received, report.online, report.overdue)
        assert month.in_time == report.early + report.on_time
        assert (month.on_time_share, month.online_share) == (report.on_time_share, report.online_share)


@pytest.mark.parametrize("name", ["2026-03", "2026-04", "2026-Q1", "2026-Q2", "2026"])
def test_the_days_of_a_period_count_as_its_report_does(busy: Office, name: str) -> None:
    period = parse_period(name)
    as_of = period.as_of(AS_OF)
    with busy.database.reading() as session:
        flow = count_flows(session, [(period.start, as_of)])[0]
        report = report_files(session, period, as_of).total
    for figure in ("received", "online", "early", "on_time", "overdue_finished", "overdue_open", "overdue"):
        assert getattr(flow, figure) == getattr(report, figure), figure
    assert (flow.on_time_share, flow.online_share) == (report.on_time_share, report.online_share)


def test_several_spans_are_counted_in_one_statement_each_for_itself(busy: Office) -> None:
    spans = [(date(2026, 3, 1), date(2026, 3, 31)), (date(2026, 7, 1), date(2026, 7, 31))]
    with busy.database.reading() as session:
        march, july = count_flows(session, spans)
    assert (march.received, march.finished) == (4, 2)
    assert july.received == 0
    assert july.on_time_share == 0


def test_a_condition_leaves_files_out_of_every_count(busy: Office) -> None:
    busy.add(date(2026, 3, 2), date(2026, 3, 9), date(2026, 3, 5), FileStatus.FINISHED, handler_id=2)
    mine = HandledFile.handler_id == 2
    period = parse_period("2026-03")
    with busy.database.reading() as session:
        assert report_files(session, period, period.end, where=mine).total.files == 1
        assert count_flows(session, [(period.start, period.end)], mine)[0].received == 1
        assert count_by_month(session, period.start, period.end, mine)[0].in_time == 1


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
