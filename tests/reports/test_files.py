from datetime import date
from decimal import Decimal

import pytest

from tracker.records.lifecycle import Channel, FileStatus
from tracker.reports.files import FileCounts
from tracker.reports.grouping import Grouping


def day(number, month=5):
    return date(2026, month, number)


def test_each_file_has_the_outcome_of_its_finish(office):
    office.add(finished=day(14))
    office.add(finished=day(15))
    office.add(finished=day(18))
    office.add()
    office.add(due=day(10, 6))
    office.add(due=None)
    assert office.counts() == FileCounts(
        files=6, received=6, early=1, on_time=1, overdue_finished=1, overdue_open=1, open=1, no_deadline=1
    )


def test_a_file_is_carried_over_until_it_has_ended(office):
    office.add(received=day(1, 4), due=day(10, 4), finished=day(30, 4))
    office.add(received=day(1, 4), due=day(10, 4), status=FileStatus.WITHDRAWN, status_on=day(30, 4))
    assert office.counts().files == 0
    office.add(received=day(1, 4), due=day(10, 4), finished=day(1))
    office.add(received=day(1, 4), due=day(10, 4), status=FileStatus.WITHDRAWN, status_on=day(1))
    office.add(received=day(1, 4), due=day(10, 4), finished=day(1, 7))
    assert office.counts() == FileCounts(files=3, carried_over=3, overdue_finished=2, overdue_open=1)


def test_a_file_received_after_the_as_of_date_does_not_exist_yet(office):
    office.add(received=day(21), due=day(29))
    assert office.counts(as_of=day(20)).files == 0
    assert office.counts(as_of=day(21)).received == 1


def test_a_file_withdrawn_in_time_has_no_outcome_and_one_withdrawn_late_is_overdue(office):
    office.add(status=FileStatus.WITHDRAWN, status_on=day(15))
    office.add(status=FileStatus.REFUSED, status_on=day(18))
    assert office.counts() == FileCounts(files=2, received=2, withdrawn=1, overdue_finished=1)


def test_a_withdrawn_file_that_was_finished_after_all_counts_as_finished(office):
    office.add(due=None, finished=day(8), status=FileStatus.WITHDRAWN, status_on=day(8))
    office.add(finished=day(8), status=FileStatus.WITHDRAWN, status_on=day(8))
    assert office.counts() == FileCounts(files=2, received=2, no_deadline=1, early=1)


def test_a_file_that_waits_is_open_and_not_overdue(office):
    office.add(status=FileStatus.SUPPLEMENT, status_on=day(12))
    assert office.counts() == FileCounts(files=1, received=1, open=1)


def test_the_shares_divide_by_what_they_say(office):
    office.add(finished=day(14), channel=Channel.ONLINE)
    office.add(finished=day(14), channel=Channel.ONLINE)
    office.add(finished=day(18))
    office.add(due=day(10, 6))
    office.add(received=day(1, 4), due=day(10, 4), channel=Channel.ONLINE)
    counts = office.counts()
    assert (counts.online, counts.received, counts.online_share) == (2, 4, Decimal("0.5000"))
    assert counts.on_time_share == Decimal("0.5000")
    assert counts.overdue_share == Decimal("0.4000")


def test_a_share_of_nothing_is_none_rather_than_zero(office):
    office.add(received=day(1, 4), due=day(10, 6))
    counts = office.counts()
    assert (counts.online_share, counts.on_time_share, counts.overdue_share) == (None, None, Decimal("0.0000"))
    assert counts.to_json()["online_share"] is None
    assert office.counts("2020", date(2020, 12, 31)).overdue_share is None


def test_a_half_is_rounded_up_and_the_digits_survive_as_json():
    counts = FileCounts(files=20_000, received=20_000, online=1)
    assert counts.online_share == Decimal("0.0001")
    assert counts.to_json()["online_share"] == 0.0001


def test_a_finished_file_counts_for_who_held_it_then(office):
    code = office.add(finished=day(14))
    office.hand_over(code, 2, day(14))
    assert [row.key for row in office.report().rows] == ["B2"]
    code = office.add(finished=day(13))
    office.hand_over(code, 2, day(14))
    assert [row.key for row in office.report().rows] == ["B2", "A1"]


def test_an_overdue_file_counts_for_who_held_it_on_its_due_day(office):
    code = office.add(finished=day(20))
    office.hand_over(code, 2, day(16))
    assert [row.key for row in office.report().rows] == ["A1"]


def test_an_open_file_counts_for_who_held_it_on_the_as_of_date(office):
    code = office.add(due=day(10, 6))
    office.hand_over(code, 2, day(1, 6))
    office.hand_over(code, 1, day(5, 6))
    office.hand_over(code, 2, day(20, 6))
    assert [row.key for row in office.report().rows] == ["A1"]
    assert [row.key for row in office.report(by=Grouping.OFFICIAL, as_of=day(1, 6), period="2026-Q2").rows] == ["B2"]


def test_officials_stand_in_the_order_of_their_given_names_and_nobody_last(office):
    office.add(handler_id=1)
    office.add(handler_id=2)
    office.add(handler_id=None)
    rows = office.report().rows
    assert [(row.key, row.label) for row in rows] == [
        ("B2", "B2 Lê Thị Ánh"),
        ("A1", "A1 Trần Văn Út"),
        ("", "–"),
    ]


@pytest.mark.parametrize(
    ("by", "keys"),
    [
        (Grouping.UNIT, ["HCC", ""]),
        (Grouping.CHANNEL, ["online", "counter"]),
        (Grouping.PROCEDURE, ["1.001193", "Việc khác", ""]),
    ],
)
def test_the_rows_may_be_units_channels_or_procedures(office, by, keys):
    office.add(channel=Channel.ONLINE)
    office.add(procedure_id=2)
    office.add(procedure_id=None, unit_id=None)
    report = office.report(by=by)
    assert [row.key for row in report.rows] == keys
    assert sum(row.counts.files for row in report.rows) == report.total.files == 3
