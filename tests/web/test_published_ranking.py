"""The ranking before and after a leader publishes it: what staff read of others, and of themselves."""

from __future__ import annotations

import io
import re
from datetime import date

import openpyxl
import pytest
from sqlmodel import select

from tests.web.conftest import Browser, Site
from tracker.audit import AuditEntry
from tracker.closing.closing import close_period, reopen_period
from tracker.notices import Notice
from tracker.periods import parse_period
from tracker.records.officials import Official
from tracker.records.postings import RankingGroup
from tracker.records.units import Unit
from tracker.testing import Office

Q3 = parse_period("2026-Q3")
OTHERS = ("Lê Thị Ánh", "Đoàn Văn Bé", "Bùi Thị Dậu")


@pytest.fixture
def desk(site: Site) -> Site:
    """The desk with files of the third quarter: three others and CB01, who is the fourth of five."""
    with site.database.writing("test") as session:
        office = Office(session)
        office.unit = session.exec(select(Unit).where(Unit.code == "desk")).one()
        for code, name in zip(("D1", "D2", "D3"), OTHERS, strict=True):
            official = office.official(code, name, RankingGroup.DESK)
            for day in range(6):
                office.early_file(official, date(2026, 7, 6 + day))
        me = session.get_one(Official, site.officials["CB01"])
        for day in range(5):
            office.early_file(me, date(2026, 7, 6 + day))
        office.overdue_file(me, date(2026, 8, 3))
    return site


def close(site: Site) -> None:
    with site.database.writing("leader") as session:
        close_period(site.tracker, session, Q3)


def publish(site: Site) -> None:
    close(site)
    assert site.browser("leader").send("/ranking/publish/2026-Q3").status_code == 302


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def follow(browser: Browser, address: str) -> str:
    return browser.client.get(address, follow_redirects=True).get_data(as_text=True)


def test_before_it_is_published_staff_see_their_own_place_and_the_median_and_no_other_name(desk: Site) -> None:
    close(desk)
    assert 'href="/ranking/"' in desk.browser("staff").get("/more")
    page = follow(desk.browser("staff"), "/ranking/?period=2026-Q3")
    assert "The names in this ranking are not published." in page
    assert "Rank 4 of 5" in words(page)
    assert re.search(r"Median of the group \d", words(page))
    assert not [name for name in OTHERS if name in page]


def test_a_published_ranking_is_read_by_everybody_with_names_units_and_totals(desk: Site) -> None:
    publish(desk)
    page = follow(desk.browser("staff"), "/ranking/")
    assert [name for name in OTHERS if name in page] == list(OTHERS)
    assert "Published by Trần Quốc Ánh" in words(page)
    assert page.count("user-circle") >= 1
    assert "Rank 4 of 5" in words(page)
    assert f"/officials/{desk.officials['CB02']}" not in page
    for name in ("admin", "auditor", "other_leader"):
        assert OTHERS[0] in desk.browser(name).get("/ranking/published?period=2026-Q3")


def test_the_workbook_for_everybody_has_no_more_than_the_page(desk: Site) -> None:
    publish(desk)
    answer = desk.browser("staff").ask("/ranking/published?period=2026-Q3&xlsx=1")
    first, *rows = openpyxl.load_workbook(io.BytesIO(answer.data)).active.iter_rows(values_only=True)
    assert first == ("Ranking group", "Rank", "Official", "Unit", "Total")
    assert [row[1] for row in rows] == [1, 1, 1, 4, 5]


def test_only_ranked_officials_stand_in_it(desk: Site) -> None:
    publish(desk)
    page = desk.browser("staff").get("/ranking/published?period=2026-Q3")
    assert "Vũ Thị Đào" not in page  # her group is too small to be ranked


def test_another_period_stays_hidden(desk: Site) -> None:
    publish(desk)
    page = desk.browser("staff").get("/ranking/published?period=2026-Q4")
    assert "The names in this ranking are not published." in page
    assert not [name for name in OTHERS if name in page]
    assert '<option value="2026-Q3"' in page


def test_only_a_closed_period_is_published(desk: Site) -> None:
    leader = desk.browser("leader")
    page = leader.get("/ranking/publish/2026-Q3")
    assert "Q3 2026 is not closed" in page
    answer = leader.send("/ranking/publish/2026-Q3")
    assert answer.status_code == 422
    assert "Close it before its ranking is published" in answer.get_data(as_text=True)
    assert "Publish …" not in leader.get("/ranking/?period=2026-Q3")


def test_it_is_published_once_and_by_who_leads_everything(desk: Site) -> None:
    close(desk)
    for name, expected in (("staff", 403), ("admin", 403), ("auditor", 403), ("other_leader", 403)):
        assert desk.browser(name).send("/ranking/publish/2026-Q3").status_code == expected
    leader = desk.browser("leader")
    assert "Publish …" in leader.get("/ranking/?period=2026-Q3")
    assert leader.send("/ranking/publish/2026-Q3").status_code == 302
    assert leader.send("/ranking/publish/2026-Q3").status_code == 422
    assert "This ranking is published." in leader.get("/ranking/?period=2026-Q3")


def test_who_published_it_stands_in_the_audit_log_and_those_in_it_are_told(desk: Site) -> None:
    publish(desk)
    with desk.database.reading() as session:
        entry = session.exec(select(AuditEntry).where(AuditEntry.subject == "tracker_published_ranking")).one()
        told = session.exec(select(Notice).where(Notice.key.startswith("ranking:"))).all()
    assert (entry.actor, entry.because) == ("leader", "publish the ranking of 2026-Q3")
    assert desk.accounts["staff"] in {one.account_id for one in told}
    assert {one.page for one in told} == {"/ranking/published?period=2026-Q3"}
    assert "Publication of a ranking" in desk.browser("auditor").get("/audit-log/")


def test_a_period_that_is_opened_again_is_hidden_again(desk: Site) -> None:
    publish(desk)
    with desk.database.writing("admin", "a wrong holiday") as session:
        reopen_period(session, Q3)
    page = desk.browser("staff").get("/ranking/published?period=2026-Q3")
    assert not [name for name in OTHERS if name in page]
    close(desk)
    assert OTHERS[0] not in desk.browser("staff").get("/ranking/published?period=2026-Q3")


@pytest.mark.parametrize("period", ["2026", "2026-08", "2027-Q1", "nonsense"])
def test_a_period_that_is_not_scored_here_is_not_found(desk: Site, period: str) -> None:
    assert desk.browser("staff").ask(f"/ranking/published?period={period}").status_code == 404
    assert desk.browser("leader").ask(f"/ranking/publish/{period}").status_code == 404
