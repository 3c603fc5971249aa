"""An official's record: the explained points, the evidence, files, duty days, and who may see it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import openpyxl
import sqlalchemy as sa
from sqlalchemy import event
from sqlmodel import select

from tests.web.conftest import Site
from tracker.messages import message
from tracker.plugins import SetAside
from tracker.records.absences import Absence
from tracker.records.delay_causes import DelayCause
from tracker.records.deriving import derive_file, load_basis
from tracker.records.duty_days import DutyDay, DutyState
from tracker.records.file_changes import correct_file
from tracker.records.handled_files import HandledFile
from tracker.records.lifecycle import FileStatus
from tracker.records.training_records import TrainingRecord
from tracker.scoring.closings import closed_periods
from tracker.scoring.scorecards import Scorecard
from tracker.settings import DatedSettings

TODAY = date(2026, 11, 23)
EARLY = (date(2026, 10, 5), date(2026, 10, 14), date(2026, 10, 12))
"""Received, due, and finished two working days before."""


def add_files(
    site: Site,
    number: int,
    handler: str = "CB01",
    days: tuple[date, date, date | None] = EARLY,
    prefix: str = "H23.14-7",
) -> list[int]:
    """Add files of one official; returns their ids."""
    received, due, finished = days
    with site.database.writing("test") as session:
        basis, ids = load_basis(session), []
        for place in range(number):
            file = HandledFile(
                code=f"{prefix}{place:05d}",
                handler_id=site.officials[handler],
                received_on=received,
                due_on=due,
                finished_on=finished,
                status=FileStatus.FINISHED if finished else FileStatus.PROCESSING,
            )
            session.add(file)
            session.flush()
            derive_file(session, file, basis)
            ids.append(file.id or 0)
    return ids


@contextmanager
def counted_statements(site: Site) -> Iterator[list[str]]:
    """Collect the SQL statements that are sent meanwhile, without the beginning and end of transactions."""
    sent: list[str] = []

    def note(_connection: sa.Connection, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("PRAGMA", "BEGIN")):
            sent.append(statement)

    event.listen(site.database.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(site.database.engine, "before_cursor_execute", note)


def finish_on_time(site: Site, file_id: int, actor: str, because: str) -> None:
    """Correct a late file of October to one finished on its due day."""
    with site.database.writing(actor, because) as session:
        file = session.get(HandledFile, file_id)
        assert file is not None
        correct_file(session, file, {"finished_on": file.due_on}, because=because, today=TODAY)


def test_the_points_are_scored_when_somebody_looks_and_every_rule_says_why(site: Site) -> None:
    add_files(site, 8)
    page = site.browser("staff").get("/me/")
    assert "Why do I have 44.85 points?" in page  # 36.00 in time, 8.85 for 18 of 61 days saved
    assert "9 of 10 files early or on time: 0.9000 x 40 = 36.00" in page
    assert "1 file became overdue; without it this line would be higher." in page
    assert "0 duty days, too few to judge by (at least 2)" in page
    assert "One-stop desk" in page
    with site.database.reading() as session:
        assert len(session.exec(select(Scorecard)).all()) == 5


def test_nothing_is_scored_again_while_nothing_changes(site: Site) -> None:
    staff, leader = site.browser("staff"), site.browser("leader")
    staff.get("/me/")
    with counted_statements(site) as sent:
        staff.get("/me/")
        leader.get(f"/officials/{site.officials['CB01']}/")
    assert not [statement for statement in sent if statement.startswith("DELETE FROM tracker_scorecard")]
    finish_on_time(site, site.files["late"], "leader", "the paper says so")
    with counted_statements(site) as sent:
        staff.get("/me/")
    assert [statement for statement in sent if statement.startswith("DELETE FROM tracker_scorecard")]


def test_a_total_that_moved_says_from_what_to_what_and_because_of_which_correction(site: Site) -> None:
    add_files(site, 8)
    staff = site.browser("staff")
    staff.get("/me/")
    finish_on_time(site, site.files["late"], "leader", "the paper says so")
    page = staff.get("/me/")
    assert "How the total changed" in page
    assert "changed: the file H23.14-000002" in page
    assert "the paper says so" in page
    assert "Trần Quốc Ánh" in page


def test_the_correction_of_somebody_elses_file_is_not_told_in_detail(site: Site) -> None:
    for code in ("CB01", "CB02"):
        add_files(site, 8, code, prefix=f"H23.14-{code}")
    for _ in range(2):
        page = site.browser("colleague").get("/me/")
        finish_on_time(site, site.files["late"], "leader", "a secret of CB01")
    assert "a secret of CB01" not in page


def test_a_run_that_fails_leaves_the_earlier_points_with_the_reason(site: Site) -> None:
    add_files(site, 8)
    staff = site.browser("staff")
    staff.get("/me/")
    site.tracker.plugins.set_aside.append(SetAside("survey", message("it is not there."), scores=True))
    page = staff.get("/me/")
    assert "Not scored anew: earlier points stand." in page
    assert "the plugin survey was set aside" in page
    assert "Why do I have 44.85 points?" in page  # 36.00 in time, 8.85 for 18 of 61 days saved
    assert "Not scored anew: earlier points stand." in staff.get("/me/print/2026-Q4")


def test_a_rule_that_cannot_be_asked_before_the_first_run_is_a_sentence_and_no_error(site: Site) -> None:
    with site.database.writing("admin") as session:
        wrong = DatedSettings(
            owner="reward_rules", valid_from=date(2026, 1, 1), values='{"in_time":{"most":-1}}', because="a slip"
        )
        session.add(wrong)
    page = site.browser("staff").get("/me/")
    assert "Nothing could be scored." in page
    assert "The settings of reward_rules" in page
    assert "There are no points for Q4 2026" in page


def test_evidence_lists_exactly_the_files_that_are_counted(site: Site) -> None:
    add_files(site, 55)
    staff = site.browser("staff")
    assert re.search(
        r'/me/evidence/2026-Q4/files.early">Files finished before the due date</a> <b[^>]*>56</b>', staff.get("/me/")
    )
    page = staff.get("/me/evidence/2026-Q4/files.early")
    assert page.count("days early") == 50
    assert "Rows 1–50 of 56" in page
    answer = staff.ask("/me/evidence/2026-Q4/files.early?xlsx=1")
    assert openpyxl.load_workbook(io.BytesIO(answer.data)).active.max_row == 57
    assert "H23.14-000002" in staff.get("/me/evidence/2026-Q4/files.overdue")
    assert staff.get("/me/evidence/2026-Q4/days.present").count('<th scope="row"') == 38


def test_evidence_of_a_longer_period_is_that_of_all_its_parts(site: Site) -> None:
    add_files(site, 6, days=(date(2026, 7, 6), date(2026, 7, 14), date(2026, 7, 8)))
    staff = site.browser("staff")
    page = staff.get("/me/?period=2026-H2")
    assert "2026-Q3: 40.00; together 40.00" in page
    assert re.search(r'/me/evidence/2026-H2/files.early">[^<]*</a> <b[^>]*>7</b>', page)
    assert "Rows 1–7 of 7" in staff.get("/me/evidence/2026-H2/files.early")


def test_who_may_see_whose_record(site: Site) -> None:
    staff = site.officials["CB01"]
    addresses = [f"/officials/{staff}{rest}" for rest in ("/", "/print/2026-Q4", "/evidence/2026-Q4/files.finished")]
    site.browser("leader").get("/me/")
    for address in addresses:
        assert site.browser("colleague").ask(address).status_code == 403
        assert site.browser("other_leader").ask(address).status_code == 404
        assert "Phạm Thị Hà" in site.browser("leader").get(address)
        assert "Phạm Thị Hà" in site.browser("auditor").get(address)
    assert site.browser("leader").ask("/officials/999999/").status_code == 404


def test_an_auditor_sees_no_way_to_contest(site: Site) -> None:
    address = f"/officials/{site.officials['CB01']}/"
    assert 'name="files"' in site.browser("leader").get(address)
    page = site.browser("auditor").get(address)
    assert 'name="files"' not in page
    assert "A file is missing" not in page


def test_an_account_without_an_official_is_told_so(site: Site) -> None:
    assert "Your account belongs to no official" in site.browser("admin").get("/me/")
    assert site.browser("admin").ask("/me/print/2026-Q4").status_code == 404


def test_an_address_with_an_unknown_period_or_measure_is_refused_in_words(site: Site) -> None:
    staff = site.browser("staff")
    staff.get("/me/")
    assert "2026-Q9 is not a period" in staff.ask("/me/?period=2026-Q9").get_data(as_text=True)
    assert staff.ask("/me/?period=2026-10").status_code == 400
    assert staff.ask("/me/?period=2027-Q1").status_code == 400
    assert staff.ask("/me/evidence/2026-Q4/nonsense").status_code == 404
    assert staff.ask("/me/evidence/2025-Q4/files.early").status_code == 404


def test_files_due_in_the_next_working_days_are_due_soon(site: Site) -> None:
    for number, due in enumerate((date(2026, 11, 25), date(2026, 11, 27), date(2026, 11, 30))):
        add_files(site, 1, days=(date(2026, 11, 20), due, None), prefix=f"H23.14-8{number}")
    page = site.browser("staff").get("/me/")
    assert "3 due within 3 working days" in page
    assert re.findall(r"(?:due in|today is)[^·]*·", page) == [
        "today is its last working day ·",  # due tomorrow, a holiday
        "due in 1 working day ·",
        "due in 3 working days ·",
    ]
    assert "Say why" not in page


def test_an_overdue_file_asks_its_holder_why_until_he_has_said_so(site: Site) -> None:
    (file_id,) = add_files(site, 1, days=(date(2026, 11, 2), date(2026, 11, 19), None))
    page = site.browser("staff").get("/me/")
    assert "1 overdue" in page
    assert "2 working days late" in page
    assert f'/files/{file_id}/cause"' in page
    assert f'/files/{file_id}/cause"' not in site.browser("leader").get(f"/officials/{site.officials['CB01']}/")
    with site.database.writing("staff") as session:
        session.add(DelayCause(file_id=file_id, cause="the register was down", said_on=TODAY))
    assert "cause said" in site.browser("staff").get("/me/")


def test_files_are_filtered_in_the_address_which_keeps_the_period(site: Site) -> None:
    staff = site.browser("staff")
    page = staff.get("/me/?period=2026&outcome=overdue")
    assert page.count('name="files"') == 1
    assert "5 days late" in page
    assert '<input type="hidden" name="period" value="2026">' in page
    assert 'href="/me/?period=2026"' in page
    answer = staff.ask("/me/?period=2026&outcome=overdue&xlsx=1")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    assert [cell.value for cell in sheet[2]][1] == "H23.14-000002"
    assert sheet.max_row == 2


def test_each_record_can_be_called_wrong(site: Site) -> None:
    me = site.officials["CB01"]
    with site.database.writing("test") as session:
        duty_day = DutyDay(official_id=me, on=date(2026, 10, 6), state=DutyState.SERVED)
        course = TrainingRecord(
            official_id=me,
            title="Một cửa",
            starts_on=date(2026, 3, 2),
            ends_on=date(2026, 3, 3),
            hours_hundredths=1600,
        )
        absence = Absence(official_id=me, starts_on=date(2026, 10, 8), ends_on=date(2026, 10, 9))
        session.add_all([duty_day, course, absence])
    page = site.browser("staff").get("/me/")
    named = {"duty_day": duty_day.id, "training_record": course.id, "absence": absence.id}
    for subject, id in {**named, "handled_file": site.files["early"], "posting": 1}.items():
        assert f'/corrections/ask/{subject}/{id}"' in page
    assert "16.0 lesson periods since 1 January" in page


def test_the_days_of_the_quarter_have_a_letter_and_a_word(site: Site) -> None:
    me, other = site.officials["CB01"], site.officials["CB02"]
    with site.database.writing("test") as session:
        session.add_all(
            [
                DutyDay(official_id=me, on=date(2026, 10, 6), state=DutyState.SERVED),
                DutyDay(official_id=other, on=date(2026, 10, 7), state=DutyState.SERVED, substitute_id=me),
                DutyDay(official_id=me, on=date(2026, 10, 8), state=DutyState.SERVED, substitute_id=other),
                DutyDay(official_id=me, on=date(2026, 10, 13), state=DutyState.ABSENT),
                DutyDay(official_id=me, on=date(2026, 12, 1)),
                Absence(official_id=me, starts_on=date(2026, 10, 15), ends_on=date(2026, 10, 18)),
            ]
        )
    page = site.browser("staff").get("/me/")
    told = dict(re.findall(r'<span class="vh">(\d\d/\d\d/2026): ([^<]+)</span>', page))
    assert told == {
        "06/10/2026": "served",
        "07/10/2026": "stood in for somebody",
        "08/10/2026": "served by a substitute",
        "13/10/2026": "missed",
        "15/10/2026": "away",
        "16/10/2026": "away",
        "24/11/2026": "day off",
        "01/12/2026": "planned",
    }
    assert "1 own · 1 for somebody" in page


def test_the_scorecard_is_laid_out_on_one_sheet(site: Site) -> None:
    add_files(site, 8)
    page = site.browser("staff").get("/me/print/2026-Q4")
    assert "Scorecard of Q4 2026" in page
    assert "44.85" in page
    assert "by Phạm Thị Hà" in page


def test_a_page_with_fifty_files_takes_at_most_sixteen_statements(site: Site) -> None:
    """Fourteen of the core; the regulation watch and the ratings ask once each for their cards."""
    add_files(site, 60)
    add_files(site, 20, days=(date(2026, 11, 2), date(2026, 11, 19), None), prefix="H23.14-8")
    staff = site.browser("staff")
    staff.get("/me/")
    with counted_statements(site) as sent:
        page = staff.get("/me/")
    assert page.count('name="files"') == 50
    assert len(sent) <= 16, "\n".join(sent)


def test_earlier_periods_that_are_closed_take_one_statement_more_however_many(site: Site) -> None:
    admin, staff = site.browser("leader"), site.browser("staff")
    counts = []
    for number in (1, 2, 3):
        admin.send(f"/periods/2026-Q{number}/close", because="minutes 12")
        staff.get("/me/")
        with counted_statements(site) as sent:
            staff.get("/me/")
        counts.append(len(sent))
    with site.database.reading() as session:
        assert len(closed_periods(session)) == 3
    assert counts[-1] <= 17, "\n".join(sent)
