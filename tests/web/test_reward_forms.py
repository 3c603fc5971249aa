"""Forms of a year, for units, and those that the commune only proposes, on the pages of leaders and of staff."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import select

from tests.web.conftest import Plugged, Site
from tests.web.test_decisions import PAPER, version, words
from tests.web.test_rewards import desk
from tracker.accounts.accounts import Account, add_account
from tracker.accounts.grants import give_role
from tracker.accounts.permissions import Role
from tracker.closing.closing import close_period
from tracker.decisions.decisions import Decision, DecisionState, items_of
from tracker.periods import parse_period
from tracker.records.units import Unit

__all__ = ["desk"]
SOURCE = """
from decimal import Decimal

from tracker.api import AwardForm, Condition, Exclusion, Fund, LegalBasis, Quota, RankingGroup, hookimpl, sentences

_ = sentences("PLUGIN")
FILES = "files.finished"
NO_LEADER = Exclusion(_("Leaders"), lambda judged: judged.group is RankingGroup.LEADER)


def files(judged):
    return judged.measures[FILES]


def of_unit(unit):
    return sum(one.measures[FILES] or 0 for one in unit.members)


@hookimpl
def award_forms(on):
    many = Condition("PLUGIN.many", _("At least 6 files"), files, Decimal(6), _("files"), reads=(FILES,))
    ten = Condition("PLUGIN.unit", _("At least 10 files"), of_unit, Decimal(10), _("files"), reads=(FILES,))
    fund = Fund("emulation", _("Emulation fund"))
    return [
        AwardForm("PLUGIN.year", _("Title of the year"), (), 759_000, [many], exclusions=[NO_LEADER], spans="year",
                  pays_from=fund, left_in_fund=1_000_000, notes=[_("The rating is checked by hand.")]),
        AwardForm("PLUGIN.above", _("Title of the province"), (), 7_590_000, [many], exclusions=[NO_LEADER],
                  authority="proposes"),
        AwardForm("PLUGIN.unit", _("Excellent unit"), (), 2_024_000, [ten], Quota(per="commune"),
                  recipients="units"),
    ]
"""
Ready = tuple[Site, str]


@pytest.fixture
def with_forms(desk: Site, plugged: Plugged) -> Ready:
    """The desk with the third quarter closed, the forms, and a second leader who is no official's."""
    with desk.database.writing("admin") as session:
        second = add_account(session, "second")
        commune = session.exec(select(Unit).where(Unit.code == "commune")).one()
        give_role(session, second, Role.LEADER, commune.id, date(2024, 1, 1))
        second.must_change_password = False
        desk.accounts["second"] = second.id or 0
    site, name = plugged(SOURCE)
    with site.database.writing("chairman") as session:
        close_period(site.tracker, session, parse_period("2026-Q3"))
    return site, name


def proposed(site: Site, form: str, period: str = "2026-Q3") -> int:
    """Propose what the form proposes; returns the decision."""
    answer = site.browser("second").send("/decisions/propose", period=period, form=form)
    assert answer.status_code == 302, words(answer.get_data(as_text=True))
    return int(answer.headers["Location"].rpartition("/")[2])


def issued(site: Site, number: int) -> None:
    """Issue the decision, signed by the leader of the commune."""
    browser, address = site.browser("second"), f"/decisions/{number}/issue"
    seen = version(browser.get(address))
    answer = browser.send(address, **PAPER, signer_id=site.officials["CB05"], version=seen)
    assert answer.status_code == 302, words(answer.get_data(as_text=True))


def test_a_year_is_chosen_on_the_page_and_its_forms_name_the_fund_that_pays(with_forms: Ready) -> None:
    site, name = with_forms
    page = site.browser("leader").get(f"/rewards/?period=2026&form={name}.year")
    shown = words(page)
    assert '<option value="2026" selected>' in page
    assert "Candidates of Year 2026" in shown
    assert "Title of the year" in shown
    assert "Title of the province" not in shown
    assert "Lê Thị Ánh" in shown
    assert "At least 6 files: 6" in shown
    assert "Preliminary" in shown
    assert "Emulation fund" in shown
    assert "/ 1,000,000 đồng" in shown
    assert "The rating is checked by hand." in shown
    assert (
        "The conditions go by the day on which the dossier is accepted, the amount by the day of the decision" in shown
    )
    assert "Title of the year" not in words(site.browser("leader").get("/rewards/?period=2026-Q3"))
    number = proposed(site, f"{name}.year", "2026")
    page = site.browser("second").get(f"/decisions/{number}")
    assert "Year 2026 is not closed" in words(page)
    assert 'href="/periods/"' in page


def test_staff_read_how_far_they_are_from_a_form_of_the_year(with_forms: Ready) -> None:
    site, _name = with_forms
    page = words(site.browser("staff").get("/me/rewards?period=2026"))
    assert "Title of the year" in page
    assert "Preliminary until the period is closed." in page


def test_what_the_commune_only_proposes_says_so_everywhere_and_the_answer_is_noted(with_forms: Ready) -> None:
    site, name = with_forms
    leader, second = site.browser("leader"), site.browser("second")
    page = words(leader.get(f"/rewards/?period=2026-Q3&form={name}.above"))
    assert "Proposed to the level above" in page
    assert "7,590,000 đồng for each, from the level above" in page
    assert "nothing is paid from the funds of the commune" in page
    number = proposed(site, f"{name}.above")
    before = words(second.get(f"/decisions/{number}/issue"))
    assert "2 are proposed to the level above: Lê Thị Ánh, Bùi Thị Dậu." in before
    issued(site, number)
    page = words(second.get(f"/decisions/{number}"))
    assert "Proposal 123/QĐ-UBND to the level above" in page
    assert "đồng for each" not in page.partition("On paper")[2]
    address, who = f"/decisions/{number}/answer", site.officials["D1"]
    assert f'href="{address}"' in second.get(f"/decisions/{number}")
    seen = version(second.get(address))
    answer = second.send(address, version=seen, number="", decided_on="23/11/2026", **{f"answer.{who}": "granted"})
    assert answer.status_code == 422
    assert f'name="answer.{who}" value="granted" checked' in answer.get_data(as_text=True)
    noted = {"version": seen, "number": "456/QĐ-UBND", "decided_on": "23/11/2026"}
    assert second.send(address, **noted, **{f"answer.{who}": "granted"}).status_code == 302
    assert "granted by the level above" in words(second.get(f"/decisions/{number}"))
    page = words(leader.get(f"/officials/{who}/rewards"))
    assert "granted by the level above 456/QĐ-UBND, 23/11/2026" in page
    answer = second.send(address, **noted, **{f"answer.{who}": "refused"})
    assert answer.status_code == 409
    with site.database.reading() as session:
        assert session.get_one(Decision, number).amount is None


def test_who_is_refused_by_the_level_above_reads_that_too(with_forms: Ready) -> None:
    site, name = with_forms
    number = proposed(site, f"{name}.above")
    issued(site, number)
    second, who = site.browser("second"), site.officials["D1"]
    seen = version(second.get(f"/decisions/{number}/answer"))
    paper = {"number": "456/QĐ-UBND", "decided_on": "23/11/2026", f"answer.{who}": "refused"}
    second.send(f"/decisions/{number}/answer", version=seen, **paper)
    assert "refused by the level above" in words(site.browser("leader").get(f"/officials/{who}/rewards"))


@pytest.mark.parametrize("name", ["staff", "admin", "auditor", "other_leader"])
def test_only_who_decides_notes_an_answer(with_forms: Ready, name: str) -> None:
    site, plugin = with_forms
    number = proposed(site, f"{plugin}.above")
    issued(site, number)
    assert site.browser(name).ask(f"/decisions/{number}/answer").status_code == 403


def test_a_unit_is_proposed_chosen_issued_and_shown_to_who_works_there(with_forms: Ready) -> None:
    site, name = with_forms
    leader, second = site.browser("leader"), site.browser("second")
    page = words(leader.get(f"/rewards/?period=2026-Q3&form={name}.unit"))
    assert "2,024,000 đồng for each unit" in page
    assert "officials with a scorecard" in page
    number = proposed(site, f"{name}.unit")
    with site.database.reading() as session:
        (item,) = items_of(session, session.get_one(Decision, number))
        unit = session.get_one(Unit, item.unit_id)
    page = second.get(f"/decisions/{number}")
    assert unit.name in words(page)
    assert f'href="/decisions/{number}/officials/{unit.id}"' in page or f"/decisions/{number}/units/{unit.id}" in page
    answer = second.send(f"/decisions/{number}/units/{unit.id}", version="1", choice="drop", reason="not this time")
    assert answer.status_code == 302
    second.send(f"/decisions/{number}/units/{unit.id}", version="2", choice="add")
    issued(site, number)
    with site.database.reading() as session:
        assert session.get_one(Decision, number).state is DecisionState.ISSUED
    assert "2,024,000 đồng" in words(second.get(f"/decisions/{number}"))
    assert unit.name in words(second.get(f"/decisions/{number}/print"))
    page = words(leader.get(f"/officials/{site.officials['D1']}/rewards?period=2026-Q3"))
    assert f"The unit: {unit.name}" in page
    assert "Excellent unit" in page.partition("Rewards so far")[2]


def test_a_member_of_the_unit_finds_no_button_for_it(with_forms: Ready) -> None:
    site, name = with_forms
    with site.database.writing("admin") as session:
        account = session.get_one(Account, site.accounts["colleague"])
        commune = session.exec(select(Unit).where(Unit.code == "commune")).one()
        give_role(session, account, Role.LEADER, commune.id, date(2024, 1, 1))
    page = site.browser("colleague").get(f"/rewards/?period=2026-Q3&form={name}.unit")
    assert "Your own case: another leader decides." in page


def test_a_leader_of_other_units_sees_none_of_theirs(with_forms: Ready) -> None:
    site, name = with_forms
    page = site.browser("other_leader").get(f"/rewards/?period=2026-Q3&form={name}.unit")
    assert "Nobody has a scorecard here that you may see." in page or "Desk" not in words(page).partition("Choice")[2]
