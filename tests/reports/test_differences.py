import re
from datetime import date

import pytest

from tracker.messages import translate
from tracker.records.lifecycle import FileStatus
from tracker.records.outcomes import Outcome


def day(number, month=5):
    return date(2026, month, number)


@pytest.mark.parametrize(
    ("outcome", "column", "why", "file"),
    [
        (Outcome.NONE, 9, "Withdrawn or refused in time", {"status": FileStatus.WITHDRAWN, "status_on": day(12)}),
        (Outcome.NONE, 9, "Withdrawn or refused in time", {"status": FileStatus.REFUSED, "status_on": None}),
        (Outcome.OVERDUE, 9, "after its due date", {"status": FileStatus.WITHDRAWN, "status_on": day(20)}),
        (Outcome.OPEN, 9, "Waits .* it is open", {"status": FileStatus.SUPPLEMENT, "status_on": day(12)}),
        (Outcome.OVERDUE, 9, "was overdue before", {"status": FileStatus.SUPPLEMENT, "status_on": day(20)}),
        (Outcome.NO_DEADLINE, 9, "Waits .* without", {"status": FileStatus.SUPPLEMENT, "due": None}),
        (Outcome.NO_DEADLINE, 9, "Finished without a due date", {"finished": day(14), "due": None}),
        (Outcome.NO_DEADLINE, 12, "In work without a due date", {"due": None}),
    ],
)
def test_a_file_that_the_form_counts_otherwise_is_listed_with_its_reason(office, outcome, column, why, file):
    code = office.add(**file)
    (found,) = office.differences()
    assert (found.code, found.field, found.outcome, found.column) == (code, "Hộ tịch", outcome, column)
    assert re.search(why, translate(found.because, "en"))


def test_files_on_which_both_agree_are_not_listed(office):
    office.add(finished=day(14))
    office.add(finished=day(15))
    office.add(finished=day(20))
    office.add()
    office.add(due=day(10, 6))
    office.add(received=day(1, 3), due=None, finished=day(2, 4))
    assert office.differences() == ()
