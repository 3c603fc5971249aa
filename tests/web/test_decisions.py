"""Decisions: proposed from the candidates, changed with reasons, issued, revoked; who sees what of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from sqlmodel import select

from tests.web.conftest import Browser, Site
from tests.web.test_rewards import desk, set_form
from tracker.accounts.accounts import Account, add_account
from tracker.accounts.grants import give_role
from tracker.accounts.permissions import Role
from tracker.closing.closing import close_period
from tracker.decisions.decisions import Decision, DecisionState, items_of, steps_of
from tracker.periods import parse_period
from tracker.records.absences import Absence
from tracker.records.units import Unit

__all__ = ["desk"]
QUARTER, FORM = "2026-Q3", "commendations.quarterly"
PROPOSE = "/decisions/propose"
PAPER = {"number": "123/QĐ-UBND", "decided_on": "23/11/2026"}


@pytest.fixture
def closed_quarter(desk: Site) -> Site:
    """The desk with the quarter closed and two leaders of the commune, of whom the second is no official's."""
    with desk.database.writing("chairman") as session:
        commune = session.exec(select(Unit).where(Unit.code == "commune")).one()
        second = add_account(session, "second")
        give_role(session, second, Role.LEADER, commune.id, date(2024, 1, 1))
        second.must_change_password = False
        desk.accounts["second"] = second.id or 0
        close_period(desk.tracker, session, parse_period(QUARTER))
    return desk


def proposed(site: Site, browser: Browser | None = None) -> int:
    """Propose what the form proposes; returns the decision."""
    answer = (browser or site.browser("leader")).send(PROPOSE, period=QUARTER, form=FORM)
    assert answer.status_code == 302, words(answer.get_data(as_text=True))
    return int(answer.headers["Location"].rpartition("/")[2])


def words(page: str) -> str:
    """Return the words of a page."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def version(page: str) -> str:
    """Return the version that the forms of a page carry."""
    found = set(re.findall(r'name="version" value="([^"]+)"', page))
    assert len(found) == 1, found
    return found.pop()


def stored(site: Site, decision_id: int) -> Decision:
    """Return the decision as it stands."""
    with site.database.reading() as session:
        found = session.get_one(Decision, decision_id)
        session.expunge(found)
        return found


def chosen_in(site: Site, decision_id: int) -> dict[int, tuple[bool | None, str | None]]:
    """Return whom the decision chooses, and why."""
    with site.database.reading() as session:
        items = items_of(session, session.get_one(Decision, decision_id))
        return {item.official_id: (item.is_chosen, item.reason) for item in items}


def issued(site: Site, decision_id: int, name: str = "leader") -> None:
    """Issue the decision today, signed by the leader of the commune."""
    browser, address = site.browser(name), f"/decisions/{decision_id}/issue"
    seen = version(browser.get(address))
    answer = browser.send(address, **PAPER, signer_id=site.officials["CB05"], version=seen)
    assert answer.status_code == 302, words(answer.get_data(as_text=True))


def test_what_the_form_proposes_is_proposed_shown_and_issued(closed_quarter: Site) -> None:
    leader = closed_quarter.browser("leader")
    assert "Nobody: the choice is what the form proposes" in leader.get(f"{PROPOSE}?period={QUARTER}&form={FORM}")
    number = proposed(closed_quarter)
    page = words(leader.get(f"/decisions/{number}"))
    assert "Proposal for Q3 2026" in page
    assert "Lê Thị Ánh" in page
    assert "Q3 2026 is closed: its points do not change any more." in page
    issued(closed_quarter, number)
    found = stored(closed_quarter, number)
    assert (found.state, found.number, found.decided_on) == (DecisionState.ISSUED, "123/QĐ-UBND", date(2026, 11, 23))
    page = words(leader.get(f"/decisions/{number}"))
    assert "Decision 123/QĐ-UBND" in page
    assert "Trần Quốc Ánh" in page
    assert "500,000 đồng" in page
    assert found.audit_hash
    assert found.audit_hash in page
    assert "06/2022/QH15" in page
    printed = words(leader.get(f"/decisions/{number}/print"))
    assert found.audit_hash in printed
    assert "Q3 2026 is closed: its points do not change any more." in printed


def test_nothing_is_proposed_before_every_difference_has_its_reason(closed_quarter: Site) -> None:
    leader, first, third = (
        closed_quarter.browser("leader"),
        closed_quarter.officials["D1"],
        closed_quarter.officials["D3"],
    )
    others = f"{third}.{closed_quarter.officials['D2']}"
    choice = {"period": QUARTER, "form": FORM, "choice": "1", "others": others}
    with_reason = {f"reason.{third}": "He kept the desk open in the flood"}
    answer = leader.client.post(PROPOSE, data={**choice, **with_reason, f"reason.{first}": " "})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert ">He kept the desk open in the flood</textarea>" in page
    assert f'id="e-reason.{first}"' in page
    assert f'id="e-reason.{third}"' not in page
    assert "Say why Lê Thị Ánh is dropped: the form proposes him." in words(page)
    with closed_quarter.database.reading() as session:
        assert session.exec(select(Decision)).first() is None
    answer = leader.client.post(PROPOSE, data={**choice, **with_reason, f"reason.{first}": "Praised last week"})
    number = int(answer.headers["Location"].rpartition("/")[2])
    chosen = chosen_in(closed_quarter, number)
    assert chosen[first] == (False, "Praised last week")
    assert chosen[third] == (True, "He kept the desk open in the flood")


def test_whom_the_points_did_not_tell_apart_reads_so_on_the_proposal(closed_quarter: Site) -> None:
    set_form(closed_quarter.tracker, quota="34")
    first = closed_quarter.officials["D1"]
    sent = {"choice": "1", "chosen": str(first), f"reason.{first}": "She helped the others."}
    answer = closed_quarter.browser("leader").send(PROPOSE, period=QUARTER, form=FORM, **sent)
    assert answer.status_code == 302, words(answer.get_data(as_text=True))
    assert "tied at the cut" in words(closed_quarter.browser("leader").get(answer.headers["Location"]))


def test_a_second_proposal_for_the_period_leads_to_the_first(closed_quarter: Site) -> None:
    number = proposed(closed_quarter)
    second = closed_quarter.browser("second")
    answer = second.send(PROPOSE, period=QUARTER, form=FORM)
    assert answer.status_code == 409
    assert f'href="/decisions/{number}"' in answer.get_data(as_text=True)
    page = second.get(f"/rewards/?period={QUARTER}")
    assert f'href="/decisions/{number}"' in page
    assert "There is a proposal for this period and form already." in page
    assert "Propose …" not in page
    issued(closed_quarter, number)
    assert "Decision 123/QĐ-UBND of 23/11/2026 is issued" in words(second.get(f"/rewards/?period={QUARTER}"))


def test_who_decides_nothing_has_no_button_and_is_refused(closed_quarter: Site) -> None:
    number = proposed(closed_quarter)
    for name in ("admin", "auditor", "other_leader"):
        page = closed_quarter.browser(name).get(f"/decisions/{number}")
        assert "Issue …" not in page
        assert "Drop" not in words(page)
    for name in ("admin", "auditor", "other_leader", "staff"):
        for step in ("add", "points", "issue", "withdraw", "council", "publish"):
            answer = closed_quarter.browser(name).send(f"/decisions/{number}/{step}", version="1", **PAPER, reason="x")
            assert answer.status_code == 403, (name, step)
    assert stored(closed_quarter, number).version == 1


STEPS: dict[str, Callable[[Site], dict[str, object]]] = {
    "add": lambda site: {"recipient_id": site.officials["D3"], "reason": "kept the desk open"},
    "officials/{D1}": lambda _site: {"choice": "drop", "reason": "kept the desk open"},
    "points": lambda _site: {},
    "withdraw": lambda _site: {"reason": "kept the desk open"},
    "council": lambda site: {"members": [site.accounts["staff"]]},
    "issue": lambda site: {**PAPER, "signer_id": site.officials["CB05"]},
    "say": lambda _site: {"text": "kept the desk open"},
}


@pytest.mark.parametrize("step", STEPS)
def test_whoever_comes_second_is_told_what_changed_and_overwrites_nothing(closed_quarter: Site, step: str) -> None:
    number = proposed(closed_quarter)
    second, address = closed_quarter.browser("second"), f"/decisions/{number}/{step}".format(**closed_quarter.officials)
    shown = second.ask(address) if step not in ("points", "say") else second.ask(f"/decisions/{number}")
    seen = version(shown.get_data(as_text=True))
    dropped = closed_quarter.officials["D2"]
    answer = closed_quarter.browser("leader").send(
        f"/decisions/{number}/officials/{dropped}", version=seen, choice="drop", reason="was praised in spring"
    )
    assert answer.status_code == 302
    before = chosen_in(closed_quarter, number), stored(closed_quarter, number).version
    answer = second.send(address, version=seen, **STEPS[step](closed_quarter))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Đoàn Văn Bé is dropped" in words(page)
    assert "Trần Quốc Ánh" in words(page)
    assert "Because: was praised in spring" in words(page)
    assert (chosen_in(closed_quarter, number), stored(closed_quarter, number).version) == before
    for typed in STEPS[step](closed_quarter).values():
        if isinstance(typed, str) and typed not in ("drop",):
            assert typed in page
    assert version(page) == "2"
    assert second.send(address, version="2", **STEPS[step](closed_quarter)).status_code == 302
    with closed_quarter.database.reading() as session:
        told = [one.account for one in steps_of(session, session.get_one(Decision, number))]
    assert told[:2] == ["leader", "leader"]


@pytest.mark.parametrize("sent", ["", "x", "-1", "9" * 30, "٣"])
def test_a_form_without_a_version_that_was_seen_stores_nothing(closed_quarter: Site, sent: str) -> None:
    number = proposed(closed_quarter)
    answer = closed_quarter.browser("leader").send(f"/decisions/{number}/withdraw", version=sent, reason="r")
    assert answer.status_code == 409
    assert stored(closed_quarter, number).is_draft


def test_nobody_finds_a_button_for_his_own_case_and_sending_it_says_why(closed_quarter: Site) -> None:
    set_form(closed_quarter.tracker, excluded_groups=[], least_on_time=0, quota=100, fund=None)
    number = proposed(closed_quarter, closed_quarter.browser("second"))
    own = closed_quarter.officials["CB05"]
    leader = closed_quarter.browser("leader")
    page = leader.get(f"/decisions/{number}")
    assert "Your own case: another leader decides." in page
    assert f"/decisions/{number}/officials/{own}" not in page
    answer = leader.send(f"/decisions/{number}/officials/{own}", version="1", choice="drop", reason="r")
    assert answer.status_code == 422
    assert "nobody decides his own case" in answer.get_data(as_text=True)


def test_who_is_rewarded_does_not_issue_withdraw_nor_revoke_it_himself(closed_quarter: Site) -> None:
    with closed_quarter.database.writing("admin") as session:
        clerk = add_account(session, "clerk", closed_quarter.officials["D1"])
        commune = session.exec(select(Unit).where(Unit.code == "commune")).one()
        give_role(session, clerk, Role.LEADER, commune.id, date(2024, 1, 1))
        clerk.must_change_password = False
        closed_quarter.accounts["clerk"] = clerk.id or 0
    number = proposed(closed_quarter)
    clerk_browser = closed_quarter.browser("clerk")
    page = clerk_browser.get(f"/decisions/{number}")
    assert "Withdraw …" not in page
    assert f'href="/decisions/{number}/issue"' not in page
    for step in ("issue", "withdraw"):
        paper = {**PAPER, "signer_id": closed_quarter.officials["CB05"]}
        answer = clerk_browser.send(f"/decisions/{number}/{step}", version="1", reason="r", **paper)
        assert answer.status_code == 422
        assert "nobody decides his own case" in answer.get_data(as_text=True)
    issued(closed_quarter, number)
    page = clerk_browser.get(f"/decisions/{number}")
    assert "Revoke …" not in page
    answer = clerk_browser.send(
        f"/decisions/{number}/revoke", version="2", reason="r", **paper | {"number": "9/QĐ-UBND"}
    )
    assert "nobody decides his own case" in answer.get_data(as_text=True)
    assert stored(closed_quarter, number).state is DecisionState.ISSUED


def test_nothing_is_issued_while_a_check_stops_it_and_the_page_leads_to_where_it_is_mended(desk: Site) -> None:
    number = proposed(desk)
    leader = desk.browser("leader")
    page = leader.get(f"/decisions/{number}")
    assert "is not closed: points may still change" in page
    assert f'href="/periods/{QUARTER}"' in page
    assert f'href="/decisions/{number}/issue"' not in page
    answer = leader.send(f"/decisions/{number}/issue", version="1", **PAPER, signer_id=desk.officials["CB05"])
    assert answer.status_code == 422
    assert "It cannot be signed yet." in answer.get_data(as_text=True)
    assert "123/QĐ-UBND" in answer.get_data(as_text=True)


def test_a_decision_is_revoked_by_another_which_says_why(closed_quarter: Site) -> None:
    number = proposed(closed_quarter)
    issued(closed_quarter, number)
    leader, address = closed_quarter.browser("leader"), f"/decisions/{number}/revoke"
    paper = {**PAPER, "number": "130/QĐ-UBND", "signer_id": closed_quarter.officials["CB05"]}
    seen = version(leader.get(address))
    answer = leader.send(address, version=seen, **paper)
    assert answer.status_code == 422
    assert "130/QĐ-UBND" in answer.get_data(as_text=True)
    answer = leader.send(address, version=seen, reason="A file was counted twice", **paper)
    assert answer.status_code == 302
    page = words(leader.get(f"/decisions/{number}"))
    assert "Revoked by decision 130/QĐ-UBND of 23/11/2026" in page
    assert "Because: A file was counted twice" in page
    assert "Revokes decision 123/QĐ-UBND" in words(leader.get(f"/decisions/{number + 1}"))
    assert "Propose …" in leader.get(f"/rewards/?period={QUARTER}")


def test_what_is_published_everybody_reads_without_points(closed_quarter: Site) -> None:
    number = proposed(closed_quarter)
    staff = closed_quarter.browser("staff")
    assert staff.ask(f"/decisions/{number}").status_code == 404
    assert "No decision is published yet." in staff.get("/decisions/")
    issued(closed_quarter, number)
    assert staff.ask(f"/decisions/{number}").status_code == 404
    leader = closed_quarter.browser("leader")
    assert (
        leader.send(f"/decisions/{number}/publish", version=stored(closed_quarter, number).version).status_code == 302
    )
    page = words(staff.get(f"/decisions/{number}"))
    assert "Lê Thị Ánh" in page
    assert "Decision 123/QĐ-UBND" in page
    for hidden in ("95%", "points", "500,000", stored(closed_quarter, number).audit_hash or "?"):
        assert hidden not in page
    assert "hash" not in words(staff.get(f"/decisions/{number}/print"))
    listed = words(staff.get("/decisions/"))
    assert "123/QĐ-UBND" in listed
    assert "Cost" not in listed


def test_a_reader_of_one_unit_sees_of_the_officials_only_his_own(closed_quarter: Site) -> None:
    number = proposed(closed_quarter)
    page = words(closed_quarter.browser("other_leader").get(f"/decisions/{number}"))
    assert "Proposal for Q3 2026" in page
    assert "Lê Thị Ánh" not in page


def test_who_is_rewarded_reads_it_before_it_is_published(closed_quarter: Site) -> None:
    with closed_quarter.database.writing("admin") as session:
        winner = add_account(session, "winner", closed_quarter.officials["D1"])
        give_role(session, winner, Role.STAFF, None, date(2024, 1, 1))
        winner.must_change_password = False
        closed_quarter.accounts["winner"] = winner.id or 0
    number = proposed(closed_quarter)
    issued(closed_quarter, number)
    page = words(closed_quarter.browser("winner").get(f"/decisions/{number}"))
    assert "Lê Thị Ánh" in page
    assert "Đoàn Văn Bé" not in page


def test_the_list_is_searched_filtered_and_saved(closed_quarter: Site) -> None:
    leader = closed_quarter.browser("leader")
    assert "No decision was proposed yet." in leader.get("/decisions/")
    number = proposed(closed_quarter)
    issued(closed_quarter, number)
    for asked in ("q=123%2Fqd", "q=le+thi+anh", "state=issued", "year=2026", "sort=number", "sort=-period"):
        assert f'href="/decisions/{number}"' in leader.get(f"/decisions/?{asked}"), asked
    for asked in ("q=124", "q=nobody", "state=draft"):
        assert f'href="/decisions/{number}"' not in leader.get(f"/decisions/?{asked}"), asked
    listed = words(leader.get("/decisions/"))
    assert "1,000,000" in listed
    assert leader.ask("/decisions/?xlsx=1").mimetype.endswith("sheet")


def test_somebody_finds_others_decisions_only_where_he_may_see_them(closed_quarter: Site) -> None:
    number = proposed(closed_quarter)
    assert f'href="/decisions/{number}"' not in closed_quarter.browser("other_leader").get("/decisions/?q=le+thi+anh")


def test_every_step_says_what_was_and_what_is_now_and_why(closed_quarter: Site) -> None:
    number, dropped = proposed(closed_quarter), closed_quarter.officials["D2"]
    leader = closed_quarter.browser("leader")
    leader.send(f"/decisions/{number}/officials/{dropped}", version="1", choice="drop", reason="praised in spring")
    steps = words(leader.get(f"/decisions/{number}").partition('id="h-steps"')[2])
    assert "Đoàn Văn Bé, Choice: chosen now → not chosen" in steps
    assert "Because: praised in spring" in steps
    assert (
        "Choice:"
        not in words(closed_quarter.browser("other_leader").get(f"/decisions/{number}")).partition("Every step")[2]
    )


def test_a_substitute_signs_in_the_absence_of_the_chairman_only_while_he_is_away(closed_quarter: Site) -> None:
    number, deputy = proposed(closed_quarter), closed_quarter.officials["CB04"]
    with closed_quarter.database.writing("admin") as session:
        account = session.get_one(Account, closed_quarter.accounts["other_leader"])
        commune = session.exec(select(Unit).where(Unit.code == "commune")).one()
        give_role(session, account, Role.LEADER, commune.id, date(2026, 11, 20), date(2026, 11, 30))
    second, address = closed_quarter.browser("second"), f"/decisions/{number}/issue"
    assert "Bùi Đức Ước, – (for some days only)" in second.get(address)
    paper = {**PAPER, "signer_id": deputy, "signs_for_id": closed_quarter.officials["CB05"], "version": "1"}
    answer = second.send(address, **paper)
    assert answer.status_code == 422
    assert "is not away on 23/11/2026" in answer.get_data(as_text=True)
    with closed_quarter.database.writing("admin") as session:
        session.add(Absence(official_id=closed_quarter.officials["CB05"], starts_on=date(2026, 11, 23)))
    assert second.send(address, **paper).status_code == 302
    page = words(second.get(f"/decisions/{number}/print"))
    assert "in the absence of Trần Quốc Ánh" in page
    assert "Bùi Đức Ước" in page


def test_a_decision_is_printed_with_names_reasons_votes_and_the_end_of_the_audit_log(closed_quarter: Site) -> None:
    number, dropped = proposed(closed_quarter), closed_quarter.officials["D2"]
    leader = closed_quarter.browser("leader")
    leader.send(f"/decisions/{number}/officials/{dropped}", version="1", choice="drop", reason="praised in spring")
    draft = words(leader.get(f"/decisions/{number}/print"))
    assert "Proposal, not signed yet" in draft
    assert "praised in spring" in draft
    issued(closed_quarter, number)
    page = words(leader.get(f"/decisions/{number}/print"))
    assert "No council was asked." in page
    assert f"The audit log ended at entry {stored(closed_quarter, number).audit_position}" in page
