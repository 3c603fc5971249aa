"""Initiatives on pages: proposed and changed by staff, what they changed in figures, rewarded by a leader."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta

import openpyxl
from sqlmodel import col, select

from tests.web.conftest import Browser, Site
from tracker.accounts.viewers import Viewer
from tracker.decisions.decisions import Decision, DecisionItem, DecisionKind, DecisionState
from tracker.decisions.initiative_changes import Said, propose_initiative
from tracker.decisions.initiatives import Initiative, finders_of
from tracker.records.initiative_kinds import InitiativeKind
from tracker.records.procedures import Procedure
from tracker.testing import Office

SINCE = date(2026, 9, 1)


def initiative(site: Site, *codes: str, by: str = "staff", title: str = "Một biểu mẫu", **values: object) -> int:
    """Store an initiative that these officials found and return its number."""
    said = Said(
        **{
            "kind": InitiativeKind.METHOD,
            "title": title,
            "officials": [site.officials[code] for code in codes],
            "practised_from": SINCE,
            "description": "One form instead of two",
            "evidence": "Minutes 12",
            **values,
        }
    )
    viewer = Viewer(site.accounts[by], by, None, site.tracker.today)
    with site.database.writing(by) as session:
        return propose_initiative(session, said, viewer).id or 0


def shorter(site: Site, *codes: str, before: int = 10, after: int = 10, **values: object) -> int:
    """Store an initiative about a procedure with so many files before it, of 5 working days, and after it, of 3."""
    with site.database.writing("test") as session:
        office = Office(session)
        procedure = office.procedure(5, "9.000001")
        for start, days, files in ((date(2026, 7, 6), 5, before), (date(2026, 9, 7), 3, after)):
            for number in range(files):
                received_on = start + timedelta(number)
                ready = office.calendar.add(received_on, days)
                office.file(None, received_on, finished_on=ready, procedure_id=procedure.id)
        procedure_id = procedure.id
    kind = InitiativeKind.SHORTER_PROCEDURE
    return initiative(site, *codes, kind=kind, procedure_id=procedure_id, **values)  # type: ignore[arg-type]


def form(site: Site, *codes: str, **values: object) -> dict[str, object]:
    """Return a filled form for an initiative that these officials found."""
    return {
        "title": "Ký số ngay tại quầy",
        "kind": "method",
        "practised_from": "01/09/2026",
        "description": "Hồ sơ được ký số ngay khi tiếp nhận",
        "evidence": "Biên bản ngày 28/08/2026",
        "official_ids": [site.officials[code] for code in codes],
        **values,
    }


def stored(site: Site) -> list[Initiative]:
    """Return every initiative as it is stored now."""
    with site.database.reading() as session:
        return list(session.exec(select(Initiative).order_by(col(Initiative.id))))


def titles(page: str) -> list[str]:
    """Return the titles that a list shows, in its order."""
    return re.findall(r'href="/initiatives/\d+">([^<]+)</a>', page)


def rewarded(site: Site, initiative_id: int, leader: str = "leader") -> Decision:
    """Propose a reward on the page, and return the decision."""
    browser = site.browser(leader)
    page = browser.get(f"/initiatives/{initiative_id}/reward")
    version = re.search(r'name="version" value="(\w+)"', page)
    assert version is not None
    answer = browser.send(
        f"/initiatives/{initiative_id}/reward",
        form="commendations.initiative",
        reason="It saves everybody a day",
        version=version[1],
    )
    with site.database.reading() as session:
        decided = session.exec(select(Decision).order_by(col(Decision.id).desc())).first()
    assert decided is not None
    assert answer.headers["Location"] == f"/decisions/{decided.id}"
    return decided


def publish(site: Site, decided: Decision, state: DecisionState = DecisionState.ISSUED) -> None:
    """Let a decision stand as issued and published."""
    with site.database.writing("test") as session:
        kept = session.get_one(Decision, decided.id)
        kept.state, kept.number, kept.published_at = state, "7/QĐ-UBND", session.change.at
        kept.decided_on = site.tracker.today
        session.add(kept)


def test_staff_propose_their_own_initiative_which_the_form_takes_for_granted(site: Site) -> None:
    staff = site.browser("staff")
    page = staff.get("/initiatives/new")
    assert re.search(rf'name="official_ids" value="{site.officials["CB01"]}" checked', page)
    answer = staff.send("/initiatives/new", **form(site, "CB01"))
    (one,) = stored(site)
    assert answer.headers["Location"] == f"/initiatives/{one.id}"
    assert (one.title, one.said_by, one.practised_from) == ("Ký số ngay tại quầy", "staff", SINCE)
    shown = staff.get(f"/initiatives/{one.id}")
    assert "It names no procedure, so files cannot say what it changed." in shown
    assert "Biên bản ngày 28/08/2026" in shown


def test_what_is_wrong_is_said_beside_what_was_typed(site: Site) -> None:
    answer = site.browser("staff").send("/initiatives/new", **form(site, "CB01", kind="shorter_procedure"))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Choose the procedure that is shorter now" in page
    assert "Ký số ngay tại quầy" in page
    nobody = site.browser("staff").send("/initiatives/new", **form(site))
    assert nobody.status_code == 422
    assert stored(site) == []


def test_a_leader_may_say_what_others_found(site: Site) -> None:
    site.browser("leader").send("/initiatives/new", **form(site, "CB01", "CB03"))
    (one,) = stored(site)
    with site.database.reading() as session:
        found = [who.code for who in finders_of(session, [one.id or 0])[one.id or 0]]
    assert sorted(found) == ["CB01", "CB03"]


def test_an_auditor_reads_and_proposes_nothing(site: Site) -> None:
    number = initiative(site, "CB01")
    auditor = site.browser("auditor")
    assert "Propose an initiative" not in auditor.get("/initiatives/")
    assert "Một biểu mẫu" in auditor.get(f"/initiatives/{number}")
    assert auditor.ask("/initiatives/new").status_code == 403


def test_ones_own_is_changed_but_not_over_what_another_changed(site: Site) -> None:
    number = initiative(site, "CB01")
    staff = site.browser("staff")
    version = re.search(r'name="version" value="(\w+)"', staff.get(f"/initiatives/{number}/edit"))
    assert version is not None
    changed = form(site, "CB01", "CB02", version=version[1])
    assert staff.send(f"/initiatives/{number}/edit", **changed).status_code == 302
    again = staff.send(f"/initiatives/{number}/edit", **{**changed, "title": "Khác"})
    assert again.status_code == 422
    assert "Somebody else has just changed this" in again.get_data(as_text=True)
    assert [one.title for one in stored(site)] == ["Ký số ngay tại quầy"]
    assert "Ký số ngay tại quầy" in staff.get(f"/initiatives/{number}")


def test_a_colleague_who_found_it_too_sees_it_and_does_not_change_it(site: Site) -> None:
    number = initiative(site, "CB01", "CB02")
    colleague = site.browser("colleague")
    assert f"/initiatives/{number}/edit" not in colleague.get(f"/initiatives/{number}")
    assert colleague.ask(f"/initiatives/{number}/edit").headers["Location"] == f"/initiatives/{number}"
    answer = colleague.send(f"/initiatives/{number}/withdraw")
    assert "Only staff, who proposed it, changes or withdraws it." in answer.get_data(as_text=True)
    assert stored(site)[0].withdrawn_on is None


def test_what_is_withdrawn_says_so_and_offers_no_step_any_more(site: Site) -> None:
    number = initiative(site, "CB01")
    staff = site.browser("staff")
    assert "It stays on record as withdrawn" in staff.get(f"/initiatives/{number}/withdraw")
    staff.send(f"/initiatives/{number}/withdraw")
    page = staff.get(f"/initiatives/{number}")
    assert "It was withdrawn on 23/11/2026." in page
    assert f"/initiatives/{number}/edit" not in page
    assert '/reward"' not in site.browser("leader").get(f"/initiatives/{number}")


def test_staff_see_their_own_and_what_was_rewarded_and_published(site: Site) -> None:
    own, others = initiative(site, "CB01"), initiative(site, "CB03", by="other_leader", title="Sơ đồ số")
    staff = site.browser("staff")
    assert titles(staff.get("/initiatives/")) == ["Một biểu mẫu"]
    assert staff.ask(f"/initiatives/{others}").status_code == 404
    decided = rewarded(site, others)
    assert staff.ask(f"/initiatives/{others}").status_code == 404
    publish(site, decided)
    assert set(titles(staff.get("/initiatives/"))) == {"Một biểu mẫu", "Sơ đồ số"}
    assert "Rewarded by decision 7/QĐ-UBND of 23/11/2026." in staff.get(f"/initiatives/{others}")
    publish(site, decided, DecisionState.REVOKED)
    assert staff.ask(f"/initiatives/{others}").status_code == 404
    assert own in {one.id for one in stored(site)}


def test_a_leader_of_one_unit_sees_what_his_people_found_and_rewards_nothing(site: Site) -> None:
    theirs, others = initiative(site, "CB03", by="leader", title="Sơ đồ số"), initiative(site, "CB01")
    leader = site.browser("other_leader")
    assert titles(leader.get("/initiatives/")) == ["Sơ đồ số"]
    assert leader.ask(f"/initiatives/{others}").status_code == 404
    assert '/reward"' not in leader.get(f"/initiatives/{theirs}")
    assert leader.ask(f"/initiatives/{theirs}/reward").status_code == 403


def test_the_list_is_searched_filtered_sorted_and_saved(site: Site) -> None:
    shorter(site, "CB02", by="colleague", title="Ủy quyền ký", before=1, after=1)
    initiative(site, "CB01", title="Áp dụng mã QR")
    leader = site.browser("leader")
    assert titles(leader.get("/initiatives/?q=ma qr")) == ["Áp dụng mã QR"]
    assert titles(leader.get("/initiatives/?q=van an")) == ["Ủy quyền ký"]
    assert titles(leader.get("/initiatives/?q=9.000001")) == ["Ủy quyền ký"]
    assert titles(leader.get("/initiatives/?kind=method")) == ["Áp dụng mã QR"]
    assert titles(leader.get("/initiatives/?sort=title")) == ["Áp dụng mã QR", "Ủy quyền ký"]
    assert titles(leader.get("/initiatives/?whose=yes")) == []
    assert titles(site.browser("staff").get("/initiatives/?whose=yes")) == ["Áp dụng mã QR"]
    assert titles(leader.get("/initiatives/?state=rewarded")) == []
    assert len(titles(leader.get("/initiatives/?state=open"))) == 2
    book = openpyxl.load_workbook(io.BytesIO(leader.ask("/initiatives/?xlsx=1&sort=title").data))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert any("Áp dụng mã QR" in row and "Phạm Thị Hà" in row and "A good method" in row for row in rows)


def test_before_and_after_stand_in_figures_in_a_chart_and_in_a_table(site: Site) -> None:
    number = shorter(site, "CB01")
    page = site.browser("staff").get(f"/initiatives/{number}")
    assert re.search(r"Before</dt><dd class=\"big\">5 <small>working days", page)
    assert re.search(r"After</dt><dd class=\"big\">3 <small>working days", page)
    assert "−2" in page
    assert "Working days of a file: median 5.0 before, 3.0 after" in page
    assert re.search(r'<th scope="row" class="tn">3</th><td class="num">0</td><td class="num">0.0%</td>', page)
    assert re.search(r'<td class="num">10</td><td class="num">100.0%</td></tr>', page)
    assert "Compared are 83 days before with as many after." in page
    vietnamese = site.browser("staff", "vi").get(f"/initiatives/{number}")
    assert '<svg class="ch only-w"' in vietnamese
    assert '<svg class="ch only-n"' in vietnamese


def test_too_few_files_are_named_instead_of_a_figure(site: Site) -> None:
    page = site.browser("staff").get(f"/initiatives/{shorter(site, 'CB01', after=4)}")
    assert "Too few files to say: 10 before and 4 after it, at least 10 on each side are needed." in page
    assert '<svg class="ch' not in page


def test_a_leader_proposes_a_reward_which_is_a_decision_on_everybody_who_found_it(site: Site) -> None:
    number = shorter(site, "CB01", "CB02")
    leader = site.browser("leader")
    assert "Median working days from receipt to finish: 5 before, 3 after." in leader.get(
        f"/initiatives/{number}/reward"
    )
    decided = rewarded(site, number)
    assert (decided.kind, decided.form, decided.period) == (
        DecisionKind.ACHIEVEMENT,
        "commendations.initiative",
        None,
    )
    with site.database.reading() as session:
        items = session.exec(select(DecisionItem)).all()
    assert {one.official_id for one in items} == {site.officials["CB01"], site.officials["CB02"]}
    assert {(one.initiative_id, one.reason, one.is_chosen) for one in items} == {
        (number, "It saves everybody a day", True)
    }
    assert "A reward for it is proposed." in leader.get(f"/initiatives/{number}")
    page = leader.get(f"/decisions/{decided.id}")
    assert "Phạm Thị Hà" in page
    assert "Median working days from receipt to finish: 5 before, 3 after." in page


def test_the_decision_goes_its_way_to_paper(site: Site) -> None:
    decided = rewarded(site, initiative(site, "CB01", "CB02"))
    leader = site.browser("leader")
    dropped = leader.send(
        f"/decisions/{decided.id}/officials/{site.officials['CB02']}", choice="drop", reason="Only typed it", version=1
    )
    assert dropped.status_code == 302
    issued = leader.send(
        f"/decisions/{decided.id}/issue",
        number="7/QĐ-UBND",
        decided_on="23/11/2026",
        signer_id=site.officials["CB05"],
        version=2,
    )
    assert issued.status_code == 302, issued.get_data(as_text=True)
    with site.database.reading() as session:
        kept = session.get_one(Decision, decided.id)
        assert (kept.state, kept.number, kept.amount) == (DecisionState.ISSUED, "7/QĐ-UBND", 759_000)


def test_a_second_reward_is_refused_with_what_stands_already(site: Site) -> None:
    number = initiative(site, "CB01")
    rewarded(site, number)
    answer = _asked(site.browser("leader"), number)
    assert answer.status_code == 422
    assert "leader has proposed a reward for “Một biểu mẫu” already." in answer.get_data(as_text=True)


def test_nobody_is_offered_a_reward_for_himself(site: Site) -> None:
    number = initiative(site, "CB05", "CB01")
    leader = site.browser("leader")
    page = leader.get(f"/initiatives/{number}")
    assert "You found it yourself, so another leader proposes a reward for it." in page
    assert f"/initiatives/{number}/reward" not in page
    answer = _asked(leader, number)
    assert answer.status_code == 422
    assert "nobody decides his own case" in answer.get_data(as_text=True)


def test_the_menu_leads_to_the_initiatives_of_everybody(site: Site) -> None:
    for name in ("staff", "leader", "admin", "auditor"):
        assert 'href="/initiatives/"' in site.browser(name).get("/more")


def test_an_initiative_practised_since_today_waits_for_tomorrow(site: Site) -> None:
    with site.database.reading() as session:
        procedure_id = session.exec(select(Procedure.id)).first()
    number = initiative(site, "CB01", procedure_id=procedure_id, practised_from=site.tracker.today)
    assert "It is practised since today only" in site.browser("staff").get(f"/initiatives/{number}")


def _asked(browser: Browser, number: int):  # type: ignore[no-untyped-def]
    return browser.send(f"/initiatives/{number}/reward", form="commendations.initiative", reason="It saves a day")
