"""The inbox: what waits for a leader, counted in the menu, and the causes of delay that he decides."""

from __future__ import annotations

import re
from datetime import date

from sqlalchemy import event
from sqlmodel import select

from tests.web.conftest import Site
from tracker.accounts.accounts import Account
from tracker.records.delay_causes import DelayCause, DelayKind
from tracker.records.file_changes import SUBJECT, correct_file, say_cause
from tracker.records.handled_files import HandledFile
from tracker.records.held_fields import HeldField, held_of
from tracker.records.postings import Posting
from tracker.scope import scope_of
from tracker.web.waiting import number_waiting, waiting_for

TODAY = date(2026, 11, 23)


def causes(site: Site) -> list[DelayCause]:
    with site.database.reading() as session:
        return list(session.exec(select(DelayCause)))


def say(site: Site, who: str = "staff", name: str = "late") -> int:
    answer = site.browser(who).send(f"/files/{site.files[name]}/cause", kind="system", cause="the system was down")
    return answer.status_code


def with_disagreement(site: Site) -> int:
    """Correct a file by hand, and let an import have wanted another due date."""
    with site.database.writing("test", "the receipt") as session:
        file = session.get_one(HandledFile, site.files["open"])
        correct_file(session, file, {"due_on": date(2026, 11, 25)}, "the receipt", TODAY)
        held = held_of(session, SUBJECT, site.files["open"])["due_on"]
        held.disagreement = "2026-11-24"
        session.add(held)
        session.flush()
        return held.id or 0


def test_an_overdue_file_asks_its_holder_why_and_says_what_a_confirmed_cause_does(site: Site) -> None:
    staff = site.browser("staff")
    assert "nobody has said why" in staff.get(f"/files/{site.files['late']}")
    assert "counts neither for nor against" in staff.get(f"/files/{site.files['late']}/cause")
    assert say(site) == 302
    (cause,) = causes(site)
    assert (cause.kind, cause.cause, cause.said_by_id) == (
        DelayKind.SYSTEM,
        "the system was down",
        site.officials["CB01"],
    )
    assert "Waiting for a decision" in staff.get(f"/files/{site.files['late']}")
    assert say(site) == 422


def test_only_a_holder_of_an_overdue_file_gives_its_cause(site: Site) -> None:
    assert say(site, name="early") == 422
    assert say(site, who="colleague") == 404
    assert say(site, who="leader") == 422
    assert say(site, who="auditor") == 403
    assert causes(site) == []


def test_a_leader_confirms_a_cause_with_a_reason_and_the_file_is_excused(site: Site) -> None:
    say(site)
    (cause,) = causes(site)
    leader = site.browser("leader")
    assert "The information system was down" in leader.get("/inbox/?only=causes")
    assert leader.send(f"/causes/{cause.id}", decision="confirm", reason="").status_code == 422
    assert leader.send(f"/causes/{cause.id}", decision="confirm", reason="the province said so").status_code == 302
    (decided,) = causes(site)
    assert (decided.is_objective, decided.decided_by, decided.decision_reason) == (
        True,
        "leader",
        "the province said so",
    )
    with site.database.reading() as session:
        assert session.get_one(HandledFile, site.files["late"]).excused_on == TODAY
    page = site.browser("staff").get(f"/files/{site.files['late']}")
    assert "Objective" in page
    assert "the province said so" in page
    assert "the system was down" in site.browser("auditor").get("/causes?decision=confirm")
    assert leader.send(f"/causes/{cause.id}", decision="refuse", reason="it was up again").status_code == 302
    assert causes(site)[0].is_objective is False


def test_who_decides_a_cause_after_somebody_else_did_is_told_and_changes_nothing(site: Site) -> None:
    say(site)
    (cause,) = causes(site)
    leader = site.browser("leader")
    opened = re.search(r'name="version" value="(\w+)"', leader.get(f"/causes/{cause.id}"))
    assert opened
    assert leader.send(f"/causes/{cause.id}", decision="confirm", reason="seen").status_code == 302
    late = leader.send(f"/causes/{cause.id}", decision="refuse", reason="no", version=opened[1])
    assert late.status_code == 422
    assert "Somebody else has just changed this" in late.get_data(as_text=True)
    assert causes(site)[0].is_objective is True


def test_nobody_decides_the_cause_of_his_own_file(site: Site) -> None:
    with site.database.writing("test") as session:
        file = session.get_one(HandledFile, site.files["late"])
        cause = say_cause(session, file, "flood", site.officials["CB01"], TODAY)
        file.handler_id = site.officials["CB05"]
        session.add(file)
    leader = site.browser("leader")
    assert "Somebody else must decide" in leader.get(f"/causes/{cause.id}")
    assert "flood" not in leader.get("/inbox/")
    assert leader.send(f"/causes/{cause.id}", decision="confirm", reason="x").status_code == 422
    assert site.browser("other_leader").ask(f"/causes/{cause.id}").status_code == 404
    assert site.browser("staff").ask(f"/causes/{cause.id}").status_code == 403
    assert causes(site)[0].is_objective is None


def test_the_inbox_counts_what_waits_and_the_menu_says_it_with_one_statement(site: Site) -> None:
    leader = site.browser("leader")
    assert "Nothing is waiting for a decision" in leader.get("/inbox/")
    assert 'class="cnt"' not in leader.get("/inbox/")
    say(site)
    with_disagreement(site)
    site.browser("staff").send(
        f"/corrections/ask/handled_file/{site.files['early']}?kind=not_mine", owner_id="", reason="no"
    )
    page = leader.get("/inbox/")
    assert '<span class="cnt">3<' in page
    assert "H23.14-000002" in page
    assert "H23.14-000001" in page
    assert "24/11/2026" in page
    assert '<span class="cnt">' not in site.browser("other_leader").get("/inbox/")
    with site.database.reading() as session:
        account = session.exec(select(Account).where(Account.name == "leader")).one()
        scope = scope_of(session, account, TODAY)
        waiting = waiting_for(session, scope)
        assert {pile.key: pile.count for pile in waiting.piles} == {"corrections": 1, "causes": 1, "held": 1}
        assert (waiting.total, waiting.piles[0].oldest) == (3, TODAY)
        statements: list[str] = []
        engine = session.connection().engine
        event.listen(engine, "before_cursor_execute", lambda _c, _u, statement, *_rest: statements.append(statement))
        assert number_waiting(session, scope) == 3
        assert len(statements) == 1


def test_a_released_field_is_no_longer_held(site: Site) -> None:
    held_id = with_disagreement(site)
    assert site.browser("staff").send(f"/inbox/held/{held_id}/release").status_code == 403
    assert site.browser("other_leader").send(f"/inbox/held/{held_id}/release").status_code == 404
    answer = site.browser("leader").send(f"/inbox/held/{held_id}/release", next=f"/files/{site.files['open']}")
    assert answer.headers["Location"] == f"/files/{site.files['open']}"
    with site.database.reading() as session:
        assert session.exec(select(HeldField)).all() == []
        assert session.get_one(HandledFile, site.files["open"]).due_on == date(2026, 11, 25)
    assert site.browser("leader").send(f"/inbox/held/{held_id}/release").status_code == 404


def test_files_held_by_people_who_left_stand_in_the_inbox_and_on_the_overview(site: Site) -> None:
    leader = site.browser("leader")
    for address in ("/inbox/", "/overview"):
        assert "Files held by people who left" not in leader.get(address)
    with site.database.writing("test") as session:
        posting = session.exec(select(Posting).where(Posting.official_id == site.officials["CB01"])).one()
        posting.valid_to = date(2026, 11, 22)
        session.add(posting)
    for address in ("/inbox/", "/overview"):
        page = leader.get(address)
        assert "Files held by people who left: 1" in page
        assert 'href="/files/?in_work=left"' in page
    assert "Files held by people who left" not in site.browser("other_leader").get("/overview")
