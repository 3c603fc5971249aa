"""The leader's overview and the week on one sheet, as each kind of person sees them."""

from __future__ import annotations

import re
from datetime import date

import pytest
from sqlmodel import select

from tests.web.conftest import Site
from tracker.records.absences import Absence
from tracker.records.corrections import Claim, contest
from tracker.records.delay_causes import DelayCause
from tracker.records.duty_days import assign, served
from tracker.records.handled_files import HandledFile
from tracker.records.postings import Posting
from tracker.records.training_records import TrainingRecord
from tracker.scoring.ranking import Ranking
from tracker.settings import change_settings

TODAY = date(2026, 11, 23)


def tile(page: str, label: str) -> list[str]:
    """Return the lines of a tile, the number first."""
    found = re.search(rf"<dt>{label}</dt>(.*?)</div>", page, re.S)
    assert found, label
    return [re.sub(r"<[^>]+>", "", line) for line in re.findall(r"<dd.*?</dd>", found[1], re.S)]


def make_key_official(site: Site, code: str) -> int:
    official_id = site.officials[code]
    with site.database.writing("test") as session:
        posting = session.exec(select(Posting).where(Posting.official_id == official_id)).one()
        posting.is_key_official = True
        session.add(posting)
    return official_id


def test_the_tiles_count_the_year_and_tell_the_overdue_ones_apart(site: Site) -> None:
    page = site.browser("leader").get("/overview")
    assert tile(page, "Files received")[0] == "5"
    assert tile(page, "Finished")[0] == "4"
    assert tile(page, "Early")[0] == "3"
    assert tile(page, "Overdue")[:2] == ["1", "1 ended late, 0 in work and late"]


def test_a_leader_of_one_unit_sees_the_figures_of_that_unit(site: Site) -> None:
    page = site.browser("other_leader").get("/overview")
    assert tile(page, "Files received")[0] == "1"
    assert "Vũ Thị Đào" in page
    assert "Phạm Thị Hà" not in page


def test_staff_see_no_overview_and_start_elsewhere(site: Site) -> None:
    staff = site.browser("staff")
    assert staff.ask("/overview").status_code == 403
    assert staff.ask("/overview/week/2026-11-23").status_code == 403
    assert "/overview" not in staff.ask("/").headers["Location"]


def test_an_auditor_reads_the_overview(site: Site) -> None:
    assert tile(site.browser("auditor").get("/overview"), "Files received")[0] == "5"


@pytest.mark.parametrize(("period", "received"), [("2026-11", "1"), ("2026-10", "4"), ("2026-Q4", "5"), ("2025", "0")])
def test_the_period_stands_in_the_address(site: Site, period: str, received: str) -> None:
    assert tile(site.browser("leader").get(f"/overview?period={period}"), "Files received")[0] == received


@pytest.mark.parametrize("period", ["2027", "nonsense", "2026-01-01..2026-02-01", "2026-H1"])
def test_a_period_that_cannot_be_shown_is_explained(site: Site, period: str) -> None:
    answer = site.browser("leader").ask(f"/overview?period={period}")
    assert answer.status_code == 400
    assert period[:4] in answer.get_data(as_text=True)


def test_a_running_period_is_compared_with_the_same_time_of_the_one_before(site: Site) -> None:
    with site.database.writing("test") as session:
        before = HandledFile(code="OLD-1", received_on=date(2025, 11, 23), handler_id=site.officials["CB01"])
        too_late = HandledFile(code="OLD-2", received_on=date(2025, 11, 24), handler_id=site.officials["CB01"])
        session.add_all([before, too_late])
    page = site.browser("leader").get("/overview?period=2026")
    assert "4 more than before (1)" in tile(page, "Files received")
    assert "Year 2025 up to 23/11/2025" in page


def test_files_that_are_due_and_overdue_stand_with_who_holds_them(site: Site) -> None:
    page = site.browser("leader").get("/overview")
    due = page[page.index('id="h-due"') :]
    assert "H23.14-000003" in due
    assert "Phạm Thị Hà" in due
    assert f'href="/files/{site.files["open"]}"' in due
    with site.database.writing("test") as session:
        file = session.get_one(HandledFile, site.files["open"])
        file.due_on = file.deadline_on = date(2026, 11, 20)
        file.overdue_on = date(2026, 11, 21)
    page = site.browser("leader").get("/overview")
    overdue = page[page.index('id="h-overdue"') : page.index('id="h-due"')]
    assert "H23.14-000003" in overdue


def test_fewer_than_two_key_officials_on_duty_are_flagged(site: Site) -> None:
    first, second = make_key_official(site, "CB04"), make_key_official(site, "CB05")
    with site.database.writing("test") as session:
        assign(session, first, TODAY)
    assert "fewer than two key officials" in site.browser("leader").get("/overview")
    with site.database.writing("test") as session:
        assign(session, second, TODAY)
    page = site.browser("leader").get("/overview")
    assert "fewer than two key officials" not in page
    assert "Trần Quốc Ánh" in page


def test_a_key_official_who_is_away_without_a_substitute_does_not_count(site: Site) -> None:
    first, second = make_key_official(site, "CB04"), make_key_official(site, "CB05")
    with site.database.writing("test") as session:
        assign(session, first, TODAY)
        assign(session, second, TODAY)
        session.add(Absence(official_id=second, starts_on=TODAY))
    page = site.browser("leader").get("/overview")
    assert "fewer than two key officials" in page
    assert "Away today" in page


def test_the_counter_staff_stand_apart_from_the_key_officials_on_duty(site: Site) -> None:
    with site.database.writing("test") as session:
        session.add(Absence(official_id=site.officials["CB02"], starts_on=TODAY))
    page = site.browser("leader").get("/overview")
    desk = re.sub(r"<[^>]+>", "", page[page.index("Counter staff") :][:300])
    assert desk.startswith("Counter staff: Phạm Thị Hà")
    assert "away: Nguyễn Văn Ân" in desk


def test_the_trend_tells_its_finding_and_stands_as_a_table_too(site: Site) -> None:
    page = site.browser("leader").get("/overview")
    assert "Files received by month of 2026: most in October 2026, 4 of them" in page
    table = page[page.index("Show as a table") :]
    assert re.search(r'October 2026</th><td class="num">4</td><td class="num">0</td><td class="num">4</td>', table)


def test_the_ranking_of_a_group_leads_to_each_record(site: Site) -> None:
    page = site.browser("leader").get("/overview?group=desk")
    assert f'href="/officials/{site.officials["CB01"]}' in page
    page = site.browser("leader").get("/overview?group=leader")
    assert 'href="/me' in page[page.index('id="h-ranking"') :]


def test_the_week_stands_on_one_sheet_with_what_happened_in_it(site: Site) -> None:
    first = make_key_official(site, "CB04")
    with site.database.writing("test") as session:
        session.add(
            DelayCause(file_id=site.files["late"], cause="Waiting for the district", said_on=date(2026, 10, 20))
        )
        served(session, assign(session, first, date(2026, 10, 20)), site.officials["CB05"])
        contest(
            session,
            "handled_file",
            site.files["late"],
            Claim({"finished_on": "2026-10-13"}, "It was ready", 1, date(2026, 10, 21)),
        )
        session.add(
            TrainingRecord(
                official_id=site.officials["CB01"],
                title="Digital skills",
                starts_on=date(2026, 10, 22),
                ends_on=date(2026, 10, 22),
            )
        )
    page = site.browser("leader").get("/overview/week/2026-10-21")
    assert "Week 43: 19/10/2026 to 25/10/2026" in page
    assert tile(page, "Finished")[0] == "1"
    assert "Waiting for the district" in page
    assert "Trần Quốc Ánh (for Bùi Đức Ước)" in page
    assert "1 opened this week, 0 answered, 1 wait for an answer." in page
    assert "Digital skills · officials: 1" in page
    assert "Printed at 09:00, 23/11/2026 by Trần Quốc Ánh" in page


def test_a_week_that_has_not_begun_is_not_there(site: Site) -> None:
    leader = site.browser("leader")
    for day in ("2026-11-30", "nonsense", "1999-01-01"):
        assert leader.ask(f"/overview/week/{day}").status_code == 404


def test_a_leader_of_one_unit_reads_the_week_of_that_unit(site: Site) -> None:
    page = site.browser("other_leader").get("/overview/week/2026-10-07")
    assert tile(page, "Files received")[0] == "1"


def steps_on(page: str) -> str:
    """Return what the card of the first steps says, without its markup."""
    card = page[page.index('<h2 id="h-first"') :]
    return " ".join(re.sub(r"<[^>]+>", " ", card[: card.index("</section>")]).split())


def test_first_steps_lead_through_what_is_missing_and_tick_what_is_done(site: Site) -> None:
    page = site.browser("admin").get("/overview")
    assert steps_on(page).startswith("First steps 5 of 7 done Add the units done")
    assert "7 Plan the duty roster" in steps_on(page)
    assert 'href="/units/new"' not in page


def test_a_leader_reads_who_does_the_first_steps_that_he_may_not_do(site: Site) -> None:
    told = steps_on(site.browser("leader").get("/overview"))
    assert "by which decision. An administrator does this." in told
    assert "Two key officials for every working day. Begin" in told


def test_the_first_steps_are_gone_when_all_are_done(site: Site) -> None:
    with site.database.writing("test") as session:
        assign(session, site.officials["CB01"], TODAY)
        change_settings(session, "ranking", Ranking(), date(2026, 1, 1), "decision 5")
    assert 'id="h-first"' not in site.browser("leader").get("/overview")
