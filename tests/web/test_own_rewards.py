"""An official and rewards: how far he is from each form, what he was rewarded with, and who sees it."""

from __future__ import annotations

import re
from datetime import date

import pytest

from tests.web.conftest import Plugged, Site
from tests.web.test_decisions import PAPER, QUARTER, issued, proposed, version, words
from tests.web.test_record import counted_statements
from tests.web.test_rewards import desk
from tracker.closing.closing import close_period
from tracker.periods import parse_period
from tracker.records.officials import Official
from tracker.testing import Office

__all__ = ["desk"]
OTHERS = ("Lê Thị Ánh", "Đoàn Văn Bé", "Bùi Thị Dậu", "Nguyễn Văn Ân")


def close(site: Site) -> None:
    with site.database.writing("leader") as session:
        close_period(site.tracker, session, parse_period(QUARTER))


@pytest.fixture
def closed(desk: Site) -> Site:
    """The desk with the quarter closed."""
    close(desk)
    return desk


def add_files(site: Site, early: int, late: int = 0, code: str = "CB01") -> None:
    """Give an official files of the third quarter."""
    with site.database.writing("test") as session:
        office, official = Office(session), session.get_one(Official, site.officials[code])
        for day in range(early):
            office.early_file(official, date(2026, 7, 6 + day))
        for day in range(late):
            office.overdue_file(official, date(2026, 8, 3 + day))


def own(site: Site, name: str = "staff", period: str = "2026-Q3") -> str:
    return site.browser(name).get(f"/me/rewards?period={period}")


def of(site: Site, code: str, name: str = "leader") -> str:
    return words(site.browser(name).get(f"/officials/{site.officials[code]}/rewards?period=2026-Q3"))


def test_who_misses_a_condition_reads_which_one_and_how_much_is_missing(desk: Site) -> None:
    add_files(desk, 9, late=1)
    page = words(own(desk))
    assert "missed 1 condition is missed." in page
    assert "At least 95% of the files early or on time: 90.00% of 95%, 5.00% short" in page
    assert "Preliminary until the period is closed." in page


def test_what_helps_next_is_what_the_rules_say(desk: Site) -> None:
    add_files(desk, 9, late=1)
    page = words(own(desk))
    assert "What helps next" in page
    assert "1 file became overdue; without it this line would be higher." in page


def test_who_meets_it_reads_his_place_among_so_many_places(closed: Site) -> None:
    page = of(closed, "D1")
    assert "met Every condition is met, in place 1 of 2 places." in page
    assert "The period is closed: this does not change any more." in page


def test_who_is_left_out_reads_why(desk: Site) -> None:
    assert "Left out: His ranking group is left out." in words(own(desk, "leader"))


def test_the_place_and_the_median_are_shown_and_nobody_else_is_named(desk: Site) -> None:
    add_files(desk, 4, late=1)
    page = own(desk)
    assert re.search(r"Rank 4 of 5 Median of the group \d+\.\d\d", words(page)), words(page)
    assert not [name for name in OTHERS if name in page]


def test_his_rewards_stand_there_with_number_and_date_though_nothing_is_published(closed: Site) -> None:
    assert "No decision so far." in of(closed, "D1")
    number = proposed(closed)
    assert "No decision so far." in of(closed, "D1")
    issued(closed, number)
    page = of(closed, "D1")
    assert "Commendation of the chairman of the commune Q3 2026 123/QĐ-UBND , 23/11/2026" in page
    assert "500,000 đồng" in page
    assert "No decision so far." in of(closed, "D3")


def test_his_own_decision_can_be_opened_before_it_is_published(desk: Site) -> None:
    add_files(desk, 7)
    close(desk)
    number = proposed(desk)
    issued(desk, number)
    page = own(desk)
    assert f'href="/decisions/{number}"' in page
    assert PAPER["number"] in page
    assert PAPER["number"] in desk.browser("staff").get(f"/decisions/{number}")


def test_a_revoked_reward_says_so_with_the_decision_that_revoked_it_and_why(closed: Site) -> None:
    number = proposed(closed)
    issued(closed, number)
    leader, address = closed.browser("leader"), f"/decisions/{number}/revoke"
    answer = leader.send(
        address,
        version=version(leader.get(address)),
        number="130/QĐ-UBND",
        decided_on="23/11/2026",
        signer_id=closed.officials["CB05"],
        reason="the register was wrong",
    )
    assert answer.status_code == 302
    page = of(closed, "D1")
    assert "revoked by decision 130/QĐ-UBND of 23/11/2026: the register was wrong" in page


def test_who_may_see_whose_rewards(closed: Site) -> None:
    address = f"/officials/{closed.officials['CB01']}/rewards"
    assert closed.browser("colleague").ask(address).status_code == 403
    assert closed.browser("other_leader").ask(address).status_code == 404
    assert closed.browser("auditor").ask(address).status_code == 200
    assert closed.browser("admin").ask("/me/rewards").status_code == 404
    assert own(closed, "colleague")


def test_the_record_leads_to_the_rewards_of_its_period(desk: Site) -> None:
    assert 'href="/me/rewards?period=2026-Q3"' in desk.browser("staff").get("/me/?period=2026-Q3")
    assert 'href="/me/rewards?period=2026-Q4"' in desk.browser("staff").get("/me/?period=2026")
    other = desk.browser("leader").get(f"/officials/{desk.officials['D1']}/")
    assert f'href="/officials/{desk.officials["D1"]}/rewards?period=2026-Q4"' in other


def test_a_period_without_points_and_one_that_is_not_scored_are_explained(desk: Site) -> None:
    answer = desk.browser("staff").ask("/me/rewards?period=2026-H1")
    assert answer.status_code == 400
    assert "There are no points for Q1 2023" in own(desk, "staff", "2023-Q1")


def test_the_number_of_statements_does_not_follow_the_number_of_officials(desk: Site) -> None:
    staff, address = desk.browser("staff"), "/me/rewards?period=2026-Q3"
    staff.get(address)
    with counted_statements(desk) as few:
        staff.get(address)
    with desk.database.writing("test") as session:
        office = Office(session)
        for number in range(20):
            office.early_file(office.official(f"E{number}", f"Trần Văn {number}"), date(2026, 7, 6))
    staff.get(address)
    with counted_statements(desk) as many:
        staff.get(address)
    assert len(many) == len(few) <= 60, "\n".join(many)


def test_a_form_that_fails_is_a_sentence_beside_what_is_known(plugged: Plugged) -> None:
    site, name = plugged(
        "from tracker.api import hookimpl\n\n\n@hookimpl\ndef award_forms():\n    raise KeyError('x')\n"
    )
    page = words(own(site, period="2026-Q4"))
    assert f"the plugin {name}: award_forms() raised KeyError" in page
    assert "Median of the group" in page
