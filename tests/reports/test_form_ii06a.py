from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from tracker.messages import InputError
from tracker.records.handled_files import HandledFile
from tracker.records.lifecycle import Channel, FileStatus
from tracker.reports.form_ii06a import FormCounts, FormRow, check_identities


def day(number, month=5):
    return date(2026, month, number)


def test_files_are_told_apart_by_how_they_came_in(office):
    office.add(channel=Channel.ONLINE)
    office.add(channel=Channel.COUNTER)
    office.add(channel=Channel.POST)
    office.add(channel=Channel.ONLINE, received=day(1, 4))
    columns = office.form().total.columns()
    assert [columns[number] for number in (3, 4, 5, 6)] == [4, 1, 2, 1]


@pytest.mark.parametrize(
    ("column", "file"),
    [
        (8, {"finished": day(14)}),
        (9, {"finished": day(15)}),
        (9, {"finished": day(15), "due": None}),
        (9, {"status": FileStatus.WITHDRAWN, "status_on": day(12)}),
        (9, {"status": FileStatus.WITHDRAWN, "status_on": day(20)}),
        (9, {"status": FileStatus.REFUSED, "status_on": day(12)}),
        (9, {"status": FileStatus.SUPPLEMENT, "status_on": day(12)}),
        (9, {"status": FileStatus.SUPPLEMENT, "status_on": day(20)}),
        (10, {"finished": day(20)}),
        (10, {"finished": day(20), "status": FileStatus.SUPPLEMENT, "status_on": day(12)}),
        (12, {"due": day(10, 6)}),
        (12, {"due": None}),
        (12, {"status": FileStatus.PAYMENT, "status_on": day(12)}),
        (12, {"due": day(10, 6), "status": FileStatus.SUPPLEMENT, "status_on": day(2, 6)}),
        (12, {"due": day(10, 6), "finished": day(2, 6)}),
        (13, {}),
        (13, {"finished": day(2, 6)}),
        (13, {"status": FileStatus.WITHDRAWN, "status_on": day(2, 6)}),
    ],
)
def test_a_file_stands_in_one_column(office, column, file):
    office.add(**file)
    columns = office.form().total.columns()
    assert {number for number in (8, 9, 10, 12, 13) if columns[number]} == {column}
    assert (columns[7], columns[11]) == ((1, 0) if column <= 10 else (0, 1))


def test_the_rows_are_fields_and_the_files_without_one_stand_last(office):
    office.add()
    office.add(procedure_id=2)
    office.add(procedure_id=None)
    form = office.form()
    assert [(row.field, row.counts.files) for row in form.rows] == [("Hộ tịch", 1), ("", 2)]
    assert form.total.files == 3


def test_an_empty_form_is_all_zeros(office):
    assert office.form().total == FormCounts()


@pytest.mark.parametrize("wrong", FormCounts.__slots__)
def test_a_row_in_which_any_one_number_is_wrong_is_named(wrong):
    right = FormCounts(3, 1, 1, 1, 2, 1, 1, 0, 1, 1, 0)
    check_identities(FormRow("Hộ tịch", right))
    with pytest.raises(InputError, match="field Hộ tịch"):
        check_identities(FormRow("Hộ tịch", replace(right, **{wrong: 9})))


def test_a_file_whose_finish_was_never_judged_stops_the_form_rather_than_vanishing_from_it(office):
    office.add(finished=day(14))
    with office.database.writing("test") as session:
        session.connection().execute(sa.update(HandledFile).values(timeliness=None))
    with pytest.raises(InputError, match=r"column \(7\) is 1, but the columns \(8\), \(9\), \(10\) add up to 0"):
        office.form()
