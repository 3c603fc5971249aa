"""The council of a decision: who is asked whatever his role, how he votes, what he says, where it waits for him."""

from __future__ import annotations

from tests.web.conftest import Site
from tests.web.test_decisions import closed_quarter, issued, proposed, version, words
from tests.web.test_rewards import desk, set_form
from tracker.decisions.council import votes_on
from tracker.decisions.decisions import Decision, DecisionItem, items_of

__all__ = ["closed_quarter", "desk"]


def asked(site: Site, *names: str) -> int:
    """Propose a decision and ask these accounts; returns the decision."""
    number = proposed(site)
    members = [site.accounts[name] for name in names]
    answer = site.browser("leader").send(f"/decisions/{number}/council", version="1", members=members)
    assert answer.status_code == 302, words(answer.get_data(as_text=True))
    return number


def item_of(site: Site, number: int, code: str) -> DecisionItem:
    """Return what the decision says of an official."""
    with site.database.reading() as session:
        items = items_of(session, session.get_one(Decision, number))
        return next(one for one in items if one.official_id == site.officials[code])


def test_plain_staff_who_is_asked_opens_that_decision_alone_and_votes(closed_quarter: Site) -> None:
    number, first = asked(closed_quarter, "staff"), closed_quarter.officials["D1"]
    staff, colleague = closed_quarter.browser("staff"), closed_quarter.browser("colleague")
    page = staff.get(f"/decisions/{number}")
    assert "Lê Thị Ánh" in words(page)
    assert "You are asked as a member of the council." in page
    assert "Issue …" not in page
    assert staff.ask("/rewards/").status_code == 403
    assert colleague.ask(f"/decisions/{number}").status_code == 404
    assert "You are asked for your view" in staff.get("/decisions/")
    answer = staff.client.post(f"/decisions/{number}/vote", data={"version": version(page), f"vote.{first}": "for"})
    assert answer.status_code == 302
    with closed_quarter.database.reading() as session:
        votes = votes_on(session, session.get_one(Decision, number))
    assert votes[item_of(closed_quarter, number, "D1").id or 0].in_favour == 1
    assert "You are asked for your view" not in staff.get("/decisions/")
    assert "Council: 1 for, 0 against" in words(closed_quarter.browser("leader").get(f"/decisions/{number}"))


def test_who_is_not_asked_neither_votes_nor_comments(closed_quarter: Site) -> None:
    number, first = asked(closed_quarter, "staff"), closed_quarter.officials["D1"]
    for name in ("colleague", "admin", "auditor", "other_leader"):
        browser = closed_quarter.browser(name)
        sent = {"version": "2", f"vote.{first}": "for", "text": "x"}
        for step in ("vote", "say"):
            assert browser.client.post(f"/decisions/{number}/{step}", data=sent).status_code == 404, (name, step)


def test_who_comes_late_with_his_vote_sees_what_changed_and_finds_his_choice_again(closed_quarter: Site) -> None:
    number, first = asked(closed_quarter, "staff"), closed_quarter.officials["D1"]
    closed_quarter.browser("leader").send(
        f"/decisions/{number}/officials/{closed_quarter.officials['D2']}",
        version="2",
        choice="drop",
        reason="praised in spring",
    )
    answer = closed_quarter.browser("staff").client.post(
        f"/decisions/{number}/vote", data={"version": "2", f"vote.{first}": "against"}
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Because: praised in spring" in words(page)
    assert f'name="vote.{first}" value="against" checked' in page
    with closed_quarter.database.reading() as session:
        assert votes_on(session, session.get_one(Decision, number)) == {}


def test_on_his_own_case_a_member_has_no_buttons_and_sending_a_vote_says_why(closed_quarter: Site) -> None:
    set_form(closed_quarter.tracker, excluded_groups=[], least_on_time=0, quota=100, fund=None)
    number, own = asked(closed_quarter, "leader", "staff"), closed_quarter.officials["CB05"]
    staff, own_staff = closed_quarter.browser("staff"), closed_quarter.officials["CB01"]
    page = staff.get(f"/decisions/{number}")
    if f"vote.{closed_quarter.officials['D1']}" in page:
        assert f'name="vote.{own_staff}"' not in page
    leader = closed_quarter.browser("leader")
    assert f'name="vote.{own}"' not in leader.get(f"/decisions/{number}")
    answer = leader.client.post(f"/decisions/{number}/vote", data={"version": "2", f"vote.{own}": "for"})
    assert answer.status_code == 422
    assert "nobody decides his own case" in answer.get_data(as_text=True)


def test_what_a_member_says_stands_beside_the_decision_and_on_paper(closed_quarter: Site) -> None:
    number = asked(closed_quarter, "staff")
    staff = closed_quarter.browser("staff")
    empty = staff.send(f"/decisions/{number}/say", version="2", text=" ", about=closed_quarter.officials["D1"])
    assert empty.status_code == 422
    answer = staff.send(
        f"/decisions/{number}/say", version="2", text="She trained us all", about=closed_quarter.officials["D1"]
    )
    assert answer.status_code == 302
    page = words(closed_quarter.browser("leader").get(f"/decisions/{number}"))
    assert "She trained us all" in page
    assert "about Lê Thị Ánh" in page
    issued(closed_quarter, number)
    assert "She trained us all" in words(staff.get(f"/decisions/{number}/print"))
    late = staff.client.post(
        f"/decisions/{number}/vote", data={"version": "3", f"vote.{closed_quarter.officials['D1']}": "for"}
    )
    assert late.status_code == 422


def test_whoever_was_asked_the_last_time_is_chosen_already(closed_quarter: Site) -> None:
    number = asked(closed_quarter, "staff", "auditor")
    leader = closed_quarter.browser("leader")
    leader.send(f"/decisions/{number}/withdraw", version="2", reason="A mistake")
    page = leader.get(f"/decisions/{proposed(closed_quarter)}/council")
    for name, is_chosen in (("staff", True), ("auditor", True), ("colleague", False)):
        assert (f'value="{closed_quarter.accounts[name]}" checked' in page) is is_chosen, name


def test_who_cannot_sign_in_is_not_asked(closed_quarter: Site) -> None:
    number = proposed(closed_quarter)
    answer = closed_quarter.browser("leader").send(f"/decisions/{number}/council", version="1", members=[999_999])
    assert answer.status_code == 422


def test_drafts_wait_for_whoever_decides_and_votes_for_whoever_is_asked(closed_quarter: Site) -> None:
    number = asked(closed_quarter, "other_leader")
    for name in ("leader", "second"):
        assert f'href="/decisions/{number}"' in closed_quarter.browser(name).get("/inbox/"), name
    waiting = closed_quarter.browser("other_leader")
    assert f'href="/decisions/{number}"' in waiting.get("/inbox/")
    waiting.client.post(
        f"/decisions/{number}/vote", data={"version": "2", f"vote.{closed_quarter.officials['D1']}": "for"}
    )
    assert f'href="/decisions/{number}"' not in waiting.get("/inbox/")
    issued(closed_quarter, number)
    assert f'href="/decisions/{number}"' not in closed_quarter.browser("leader").get("/inbox/")
