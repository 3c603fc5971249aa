"""The candidates of a period: who may see and choose them, what a choice comes to, what should be looked at."""

from __future__ import annotations

import re
from datetime import date

import pytest
from sqlmodel import select

from tests.web.conftest import Site
from tracker.closing.closing import close_period
from tracker.installation import Tracker
from tracker.periods import parse_period
from tracker.records.lifecycle import FileStatus
from tracker.records.officials import Official
from tracker.records.postings import RankingGroup
from tracker.records.units import Unit
from tracker.settings import change_settings
from tracker.testing import Office

FORM = "commendations"
SETTINGS = {"least_points": 0, "least_on_time": 95, "quota": 40, "amount": 500_000, "fund": 1_000_000, "few_files": 3}


def set_form(tracker: Tracker, **settings: object) -> None:
    """Set what the commendation asks for."""
    plugin = next(one for one in tracker.plugins.loaded if one.info.name == FORM)
    chosen = plugin.settings_model.model_validate({**SETTINGS, **settings})
    with tracker.database.writing("admin") as session:
        change_settings(session, FORM, chosen, date(2026, 1, 1), "a resolution")


@pytest.fixture
def desk(site: Site) -> Site:
    """The desk with three more officials and files of the third quarter: D1 and D2 with none late, D3 with one."""
    with site.database.writing("test") as session:
        office = Office(session)
        office.unit = session.exec(select(Unit).where(Unit.code == "desk")).one()
        for code, name, early in (("D1", "Lê Thị Ánh", 6), ("D2", "Đoàn Văn Bé", 5), ("D3", "Bùi Thị Dậu", 5)):
            official = office.official(code, name, RankingGroup.DESK)
            for day in range(early):
                office.early_file(official, date(2026, 7, 6 + day))
            if code == "D3":
                office.overdue_file(official, date(2026, 8, 3))
            site.officials[code] = official.id or 0
    set_form(site.tracker)
    return site


def rows(page: str) -> list[str]:
    """Return the officials of the list in their order."""
    return re.findall(r'<a class="who plain"[^>]*><span class="av[^>]*>[^<]*</span><span>([^<]+)<', page)


def chosen(page: str) -> set[int]:
    """Return who is chosen on the page."""
    return {int(who) for who in re.findall(r'name="chosen" value="(\d+)" checked', page)}


def meters(page: str) -> str:
    """Return the words of the card with places and fund."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.partition('id="meters"')[2].partition("</section>")[0]).split())


def test_the_last_period_that_is_over_is_shown_and_said_to_be_preliminary(desk: Site) -> None:
    page = desk.browser("leader").get("/rewards/")
    assert "Candidates of Q3 2026" in page
    assert "the period is not closed" in page
    assert set(rows(page)[:2]) == {"Lê Thị Ánh", "Đoàn Văn Bé"}


def test_who_misses_a_condition_reads_by_how_much(desk: Site) -> None:
    page = desk.browser("leader").get("/rewards/")
    assert "At least 95% of the files early or on time: 83.33%, <b>11.67% short</b>" in page
    assert "nothing to judge by" in page


def test_a_choice_moves_the_meters_without_storing_anything(desk: Site) -> None:
    leader, (first, second, third) = desk.browser("leader"), (desk.officials[code] for code in ("D1", "D2", "D3"))
    page = leader.get(f"/rewards/?choice=1&chosen={first}")
    assert chosen(page) == {first}
    assert "500,000 / 1,000,000 đồng" in meters(page)
    assert "500,000 đồng are left" in meters(page)
    page = leader.get(f"/rewards/?choice=1&chosen={first}&chosen={second}&chosen={third}")
    assert "500,000 đồng are missing" in meters(page)
    assert "more than there are places" in meters(page)
    assert "Added to the proposal: " in meters(page)
    assert "Bùi Thị Dậu" in meters(page).partition("Added to the proposal: ")[2]


def test_dropping_who_is_proposed_asks_for_the_reason(desk: Site) -> None:
    leader = desk.browser("leader")
    proposed = chosen(leader.get("/rewards/"))
    assert proposed
    assert "Dropped from the proposal: " in meters(leader.get("/rewards/?choice=1"))
    assert "Dropped from" not in meters(leader.get("/rewards/"))


def test_who_is_chosen_elsewhere_in_the_list_stays_chosen(desk: Site) -> None:
    first, third = desk.officials["D1"], desk.officials["D3"]
    page = desk.browser("leader").get(f"/rewards/?choice=1&show=miss&chosen={third}&others={first}.999.x")
    assert "Lê Thị Ánh" not in rows(page)
    assert f'name="others" value="{first}"' in page
    assert "1,000,000 / 1,000,000 đồng" in meters(page)


@pytest.mark.parametrize("asked", ["page=x", "page=99", "page=-1", "show=nonsense", "pool=77", "chosen=x", "form=none"])
def test_what_nobody_could_ask_for_shows_the_list_all_the_same(desk: Site, asked: str) -> None:
    assert "Candidates of Q3 2026" in desk.browser("leader").get(f"/rewards/?{asked}")


def test_another_period_begins_with_its_own_proposal(desk: Site) -> None:
    page = desk.browser("leader").get(f"/rewards/?choice=1&chosen={desk.officials['D3']}")
    other = page.partition('<form class="bar anyp"')[2].partition("</form>")[0]
    assert "chosen" not in other
    assert "choice" not in other


def test_a_group_is_shown_alone(desk: Site) -> None:
    page = desk.browser("leader").get("/rewards/?pool=0")
    assert set(rows(page)) == {"Lê Thị Ánh", "Đoàn Văn Bé", "Bùi Thị Dậu", "Phạm Thị Hà", "Nguyễn Văn Ân"}


def test_nobody_chooses_himself(desk: Site) -> None:
    set_form(desk.tracker, excluded_groups=[], least_on_time=0)
    leader, own = desk.browser("leader"), desk.officials["CB05"]
    page = leader.get(f"/rewards/?choice=1&chosen={own}")
    assert "Your own case: another leader decides." in page
    assert f'name="chosen" value="{own}"' not in page
    assert "0 / 1,000,000 đồng" in meters(page)


def test_only_who_leads_everything_chooses_and_an_administrator_never_does(desk: Site) -> None:
    for name in ("admin", "auditor"):
        page = desk.browser(name).get("/rewards/")
        assert "Lê Thị Ánh" in page
        assert 'name="chosen"' not in page
    assert 'name="chosen"' in desk.browser("leader").get("/rewards/")
    assert desk.browser("staff").ask("/rewards/").status_code == 403


def test_a_leader_of_one_unit_sees_its_people_alone_and_chooses_none(desk: Site) -> None:
    page = desk.browser("other_leader").get("/rewards/")
    assert set(rows(page)) == {"Vũ Thị Đào", "Bùi Đức Ước"}
    assert 'name="chosen"' not in page


def test_few_files_are_marked(desk: Site) -> None:
    set_form(desk.tracker, few_files=6)
    page = desk.browser("leader").get("/rewards/?pool=0&show=meet")
    assert page.count("Few files: shares rest on little") == 1


def test_an_odd_pattern_is_told_with_a_link_to_its_file(desk: Site) -> None:
    with desk.database.writing("test") as session:
        official = session.get_one(Official, desk.officials["D1"])
        file = Office(session).file(
            official, date(2026, 8, 3), date(2026, 8, 10), status=FileStatus.SUPPLEMENT, status_on=date(2026, 8, 10)
        )
        file_id = file.id
    page = desk.browser("leader").get("/rewards/")
    assert "1 pause began on the last working day of a file" in page
    assert f'href="/files/{file_id}"' in page
    assert "1 thing to look at" in page


def test_a_closed_period_says_that_its_points_are_frozen(desk: Site) -> None:
    with desk.database.writing("leader", "the quarter is over") as session:
        close_period(desk.tracker, session, parse_period("2026-Q3"))
    page = desk.browser("leader").get("/rewards/?period=2026-Q3")
    assert "The points are frozen" in page
    assert "the period is not closed" not in page


def test_without_a_form_the_page_says_what_to_enable(site: Site) -> None:
    loaded = site.tracker.plugins.loaded
    site.tracker.plugins.loaded = [one for one in loaded if one.info.name != FORM]
    assert "No plugin offers a form of reward for this time." in site.browser("admin").get("/rewards/")


def test_the_page_stands_in_the_menu_of_who_may_open_it(site: Site) -> None:
    assert 'href="/rewards/"' in site.browser("leader").get("/ranking/")
    assert 'href="/rewards/"' not in site.browser("staff").get("/me/")
