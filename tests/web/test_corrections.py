"""Requests for corrections: who asks for what, who answers, and what becomes of the record."""

from __future__ import annotations

import re
from datetime import date

from sqlmodel import select

from tests.stored_files import file_by_code
from tests.web.conftest import Site, file_of
from tests.web.page_forms import forms_in
from tracker.audit import AuditEntry
from tracker.records.correction_states import CorrectionKind, CorrectionState
from tracker.records.corrections import Correction
from tracker.records.duty_days import DutyDay, DutyState
from tracker.records.file_changes import SUBJECT, correct_file
from tracker.records.handled_files import HandledFile
from tracker.records.held_fields import held_of
from tracker.records.postings import Posting

FILE = {
    "received_on": "06/10/2026",
    "due_on": "13/10/2026",
    "finished_on": "20/10/2026",
    "status": "finished",
    "channel": "counter",
    "paused_days": "0",
}


def values_of(site: Site, name: str) -> dict[str, object]:
    """Return what the form of a file is sent with when nobody changes it."""
    with site.database.reading() as session:
        file = session.get_one(HandledFile, site.files[name])
        chosen = {field: getattr(file, field) for field in ("procedure_id", "handler_id", "unit_id")}
        days = {field: getattr(file, field) for field in ("received_on", "due_on", "finished_on")}
    texts = {field: day.strftime("%d/%m/%Y") if day else "" for field, day in days.items()}
    return {**FILE, **texts, **chosen, "status": file.status.value}


def corrections(site: Site) -> list[Correction]:
    with site.database.reading() as session:
        return list(session.exec(select(Correction).order_by(Correction.id)))


def ask(site: Site, name: str = "late", **changes: object) -> Correction:
    """Let the official at the desk ask for the correction of a file."""
    sent = {**values_of(site, name), "reason": "the receipt says so", **changes}
    answer = site.browser("staff").send(f"/corrections/ask/handled_file/{site.files[name]}", **sent)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return corrections(site)[-1]


def test_an_official_sees_what_stands_and_asks_for_what_should(site: Site) -> None:
    page = site.browser("staff").get(f"/corrections/ask/handled_file/{site.files['late']}")
    assert page.count("20/10/2026") == 2
    correction = ask(site, finished_on="12/10/2026", evidence="register 3")
    assert correction.wanted_values == {"finished_on": "2026-10-12"}
    assert correction.stood_values == {"finished_on": "2026-10-20"}
    assert (correction.kind, correction.state) == (CorrectionKind.WRONG, CorrectionState.OPEN)
    assert (correction.evidence, correction.said_by_id) == ("register 3", site.officials["CB01"])
    assert file_of(site, "late").finished_on == date(2026, 10, 20)
    mine = site.browser("staff").get("/corrections/mine")
    assert "H23.14-000002" in mine
    assert "Waiting for an answer" in mine


def test_what_cannot_be_is_said_at_once_and_nothing_typed_is_lost(site: Site) -> None:
    address = f"/corrections/ask/handled_file/{site.files['late']}"
    for changes, said in (
        ({}, "Nothing differs from the record yet"),
        ({"finished_on": "31/02/2026"}, "31/02/2026"),
        ({"finished_on": "24/11/2026"}, "is yet to come"),
        ({"finished_on": "01/10/2026"}, "lies before it"),
        ({"finished_on": "12/10/2026", "reason": " "}, "errors"),
    ):
        sent = {**values_of(site, "late"), "reason": "my very own words", **changes}
        answer = site.browser("staff").send(address, **sent)
        assert answer.status_code == 422
        assert said in answer.get_data(as_text=True)
        assert str(sent["reason"]).strip() in answer.get_data(as_text=True)
    assert corrections(site) == []


def test_a_second_request_about_the_same_file_is_refused_kindly_until_the_first_is_taken_back(site: Site) -> None:
    first = ask(site, finished_on="12/10/2026")
    sent = {**values_of(site, "late"), "channel": "online", "reason": "again"}
    staff = site.browser("staff")
    answer = staff.send(f"/corrections/ask/handled_file/{site.files['late']}", **sent)
    assert answer.status_code == 422
    assert "it waits for an answer" in answer.get_data(as_text=True)
    assert site.browser("colleague").send(f"/corrections/{first.id}/withdraw").status_code == 404
    assert staff.send(f"/corrections/{first.id}/withdraw").status_code == 302
    assert corrections(site)[0].state is CorrectionState.WITHDRAWN
    assert "Taken back" in staff.get("/corrections/mine")


def test_nobody_asks_about_a_record_that_is_neither_his_nor_of_his_units(site: Site) -> None:
    staff = site.browser("staff")
    assert staff.ask(f"/corrections/ask/handled_file/{site.files['land']}").status_code == 404
    assert staff.ask("/corrections/ask/account/1").status_code == 404
    assert site.browser("other_leader").ask(f"/corrections/ask/handled_file/{site.files['early']}").status_code == 404
    assert "H23.14" in site.browser("leader").get(f"/corrections/ask/handled_file/{site.files['early']}")
    assert site.browser("auditor").ask(f"/corrections/ask/handled_file/{site.files['early']}").status_code == 403


def test_an_accepted_request_changes_the_file_holds_it_and_says_why_in_its_history(site: Site) -> None:
    correction = ask(site, finished_on="12/10/2026")
    leader = site.browser("leader")
    assert "H23.14-000002" in leader.get("/inbox/")
    page = leader.get(f"/corrections/{correction.id}")
    assert 'value="12/10/2026"' in page
    answer = leader.send(
        f"/corrections/{correction.id}/answer", decision="accept", finished_on="09/10/2026", answer="the stamp says so"
    )
    assert answer.status_code == 302
    (done,) = corrections(site)
    assert (done.state, done.answered_by, done.answer) == (CorrectionState.ACCEPTED, "leader", "the stamp says so")
    assert done.granted_values == {"finished_on": "2026-10-09"}
    assert file_of(site, "late").finished_on == date(2026, 10, 9)
    with site.database.reading() as session:
        assert held_of(session, SUBJECT, site.files["late"])["finished_on"].because == "the receipt says so"
        of_the_file = select(AuditEntry).where(AuditEntry.subject == SUBJECT, AuditEntry.actor == "leader")
        (entry,) = session.exec(of_the_file).all()
        assert (entry.actor, entry.because) == ("leader", "the stamp says so")
    shown = site.browser("staff").get(f"/corrections/{correction.id}")
    assert "the stamp says so" in shown
    assert "Trần Quốc Ánh" in shown
    history = site.browser("staff").get(f"/files/{site.files['late']}")
    assert re.search(r"<s>20/10/2026</s>.*<b>09/10/2026</b>", history)
    assert "Because: the stamp says so" in history


def test_a_refused_request_needs_a_reason_and_leaves_the_file(site: Site) -> None:
    correction = ask(site, finished_on="12/10/2026")
    leader = site.browser("leader")
    silent = leader.send(f"/corrections/{correction.id}/answer", decision="refuse", finished_on="not a day", answer=" ")
    assert silent.status_code == 422
    answer = leader.send(f"/corrections/{correction.id}/answer", decision="refuse", answer="the stamp says the 20th")
    assert answer.status_code == 302
    assert corrections(site)[0].state is CorrectionState.REFUSED
    assert file_of(site, "late").finished_on == date(2026, 10, 20)


def test_who_answers_after_somebody_else_did_sees_what_became_of_the_request_and_no_buttons(site: Site) -> None:
    address = f"/corrections/{ask(site, finished_on='12/10/2026').id}"
    leader = site.browser("leader")
    leader.send(f"{address}/answer", decision="refuse", answer="the stamp says the 20th")
    again = leader.send(f"{address}/answer", decision="accept", finished_on="12/10/2026", answer="mine")
    assert (again.status_code, again.headers["Location"]) == (302, address)
    page = leader.get(address)
    assert "answered or taken back meanwhile" in page
    assert "the stamp says the 20th" in page
    assert re.search(r"Trần Quốc Ánh · 23/11/2026", page)
    assert 'name="decision"' not in page
    assert corrections(site)[0].state is CorrectionState.REFUSED


def test_who_answers_a_request_that_was_taken_back_meanwhile_sees_when(site: Site) -> None:
    address = f"/corrections/{ask(site, finished_on='12/10/2026').id}"
    site.browser("staff").send(f"{address}/withdraw")
    leader = site.browser("leader")
    assert leader.send(f"{address}/answer", decision="refuse", answer="no").headers["Location"] == address
    page = leader.get(address)
    assert "answered or taken back meanwhile" in page
    assert "took this request back on 23/11/2026" in page
    assert 'name="decision"' not in page


def test_a_request_that_was_answered_cannot_be_taken_back_any_more_and_shows_its_answer(site: Site) -> None:
    address = f"/corrections/{ask(site, finished_on='12/10/2026').id}"
    site.browser("leader").send(f"{address}/answer", decision="refuse", answer="the stamp says the 20th")
    staff = site.browser("staff")
    assert staff.send(f"{address}/withdraw").headers["Location"] == address
    page = staff.get(address)
    assert "was answered on 23/11/2026" in page
    assert "the stamp says the 20th" in page


def test_the_lists_of_requests_say_who_answered_and_when_and_the_record_leads_there(site: Site) -> None:
    address = f"/corrections/{ask(site, finished_on='12/10/2026').id}"
    site.browser("leader").send(f"{address}/answer", decision="refuse", answer="the stamp says the 20th")
    for name, page in (("staff", "/corrections/mine"), ("auditor", "/corrections/")):
        shown = site.browser(name).get(page)
        assert '23/11/2026</span><span class="sub">Trần Quốc Ánh</span>' in shown
    assert 'href="/corrections/mine">My requests and their answers' in site.browser("staff").get("/me/")
    record = site.browser("leader").get(f"/officials/{site.officials['CB01']}/")
    found = re.search(r'href="(/corrections/\?q=[^"]+)">Requests and their answers', record)
    assert found is not None
    assert "the 20th" not in record
    assert address in site.browser("leader").get(found[1])


def test_a_leader_of_another_unit_neither_sees_nor_answers_a_request(site: Site) -> None:
    correction = ask(site, finished_on="12/10/2026")
    other = site.browser("other_leader")
    assert other.ask(f"/corrections/{correction.id}").status_code == 404
    assert other.send(f"/corrections/{correction.id}/answer", decision="accept", answer="x").status_code == 404
    for name in ("admin", "auditor", "staff"):
        browser = site.browser(name)
        sent = browser.send(f"/corrections/{correction.id}/answer", decision="accept", answer="x")
        assert sent.status_code == 403
    assert "Accept" not in site.browser("auditor").get(f"/corrections/{correction.id}")


def test_who_holds_the_file_that_he_is_asked_about_cannot_answer(site: Site) -> None:
    correction = ask(site, finished_on="12/10/2026")
    with site.database.writing("test") as session:
        file = session.get_one(HandledFile, site.files["late"])
        file.handler_id = site.officials["CB05"]
        session.add(file)
    leader = site.browser("leader")
    assert "the record is or was yours" in leader.get(f"/corrections/{correction.id}")
    assert "H23.14-000002" not in leader.get("/inbox/")
    answer = leader.send(
        f"/corrections/{correction.id}/answer", decision="accept", finished_on="12/10/2026", answer="x"
    )
    assert answer.status_code == 422
    assert corrections(site)[0].state is CorrectionState.OPEN


def test_a_file_of_somebody_else_gets_its_holder_from_the_answer(site: Site) -> None:
    address = f"/corrections/ask/handled_file/{site.files['early']}?kind=not_mine"
    staff = site.browser("staff")
    assert staff.send(address, owner_id=site.officials["CB01"], reason="not mine").status_code == 422
    assert staff.send(address, owner_id="", reason="not mine").status_code == 302
    (correction,) = corrections(site)
    leader = site.browser("leader")
    unsaid = leader.send(f"/corrections/{correction.id}/answer", decision="accept", handler_id="", answer="seen")
    assert "Say whose record it is" in unsaid.get_data(as_text=True)
    told = leader.send(
        f"/corrections/{correction.id}/answer", decision="accept", handler_id=site.officials["CB02"], answer="seen"
    )
    assert told.status_code == 302
    assert file_of(site, "early").handler_id == site.officials["CB02"]


def test_several_files_are_asked_about_at_once_and_answered_together_each_with_its_holder(site: Site) -> None:
    files = [site.files["early"], site.files["open"], site.files["land"]]
    staff = site.browser("staff")
    form = staff.send("/corrections/ask-many", files=files).get_data(as_text=True)
    assert form.count('name="files"') == 2
    sent = staff.send("/corrections/ask-many", files=files, kind="not_mine", reason="the desk changed")
    assert sent.status_code == 302
    first, second = corrections(site)
    assert first.bulk_id == second.bulk_id == first.id
    leader = site.browser("leader")
    assert "Not mine: 2 files" in leader.get("/inbox/")
    address = f"/corrections/together/{first.bulk_id}"
    assert leader.get(address).count("<select") == 2
    owners = {f"owner_{first.id}": site.officials["CB02"], f"owner_{second.id}": ""}
    refused = leader.client.post(address, data={"decision": "accept", "answer": "seen", **owners})
    assert refused.status_code == 422
    assert file_of(site, "early").handler_id == site.officials["CB01"]
    owners[f"owner_{second.id}"] = site.officials["CB03"]
    assert leader.client.post(address, data={"decision": "accept", "answer": "seen", **owners}).status_code == 302
    assert file_of(site, "early").handler_id == site.officials["CB02"]
    assert file_of(site, "open").handler_id == site.officials["CB03"]
    assert leader.ask(f"/corrections/together/{second.id}").status_code == 404


def test_who_answers_several_requests_after_somebody_else_did_is_led_to_the_answer(site: Site) -> None:
    files = [site.files["early"], site.files["open"]]
    site.browser("staff").send("/corrections/ask-many", files=files, kind="not_mine", reason="the desk changed")
    bulk_id = corrections(site)[0].bulk_id
    leader = site.browser("leader")
    for decision, address in (("refuse", "/inbox/"), ("accept", f"/corrections/{bulk_id}")):
        answer = leader.send(f"/corrections/together/{bulk_id}", decision=decision, answer="asked both")
        assert (answer.status_code, answer.headers["Location"]) == (302, address)
    assert "answered or taken back meanwhile" in leader.get(f"/corrections/{bulk_id}")
    assert {one.state for one in corrections(site)} == {CorrectionState.REFUSED}


def test_asking_about_no_file_is_told(site: Site) -> None:
    answer = site.browser("staff").send("/corrections/ask-many", kind="not_mine", reason="x")
    assert "Tick the files in the list first" in answer.get_data(as_text=True)


def test_a_missing_file_is_added_by_who_accepts_with_the_values_as_they_shall_be(site: Site) -> None:
    staff = site.browser("staff")
    asked = {"code": "H23.14-NEW", "channel": "online", "received_on": "02/11/2026", "finished_on": "04/11/2026"}
    assert staff.send("/corrections/missing?subject=handled_file", **asked, reason="not listed").status_code == 302
    (correction,) = corrections(site)
    leader = site.browser("leader")
    page = leader.get(f"/corrections/{correction.id}")
    assert 'value="H23.14-NEW"' in page
    given = {**asked, "finished_on": "05/11/2026", "handler_id": site.officials["CB01"]}
    assert (
        leader.send(f"/corrections/{correction.id}/answer", decision="accept", answer="seen", **given).status_code
        == 302
    )
    with site.database.reading() as session:
        file = file_by_code(session, "H23.14-NEW")
    assert (file.handler_id, file.finished_on) == (site.officials["CB01"], date(2026, 11, 5))
    assert "added" in site.browser("staff").get(f"/files/{file.id}")


def test_a_missing_file_that_stands_in_another_name_is_asked_for_as_that_file(site: Site) -> None:
    asked = {"code": "H23.14-000004", "channel": "counter", "received_on": "07/10/2026"}
    staff = site.browser("staff")
    assert staff.send("/corrections/missing?subject=handled_file", **asked, reason="mine").status_code == 302
    (correction,) = corrections(site)
    assert (correction.subject_id, correction.kind) == (site.files["colleague's"], CorrectionKind.WRONG)
    assert correction.wanted_values == {"handler_id": site.officials["CB01"]}


def test_a_leader_cannot_accept_that_a_file_of_another_unit_becomes_somebodys(site: Site) -> None:
    asked = {"code": "H23.14-000005", "channel": "counter", "received_on": "07/10/2026", "reason": "mine"}
    with site.database.writing("test") as session:
        posting = session.exec(select(Posting).where(Posting.official_id == site.officials["CB01"])).one()
        land = session.get_one(HandledFile, site.files["early"])
        posting.unit_id = session.get_one(HandledFile, site.files["land"]).unit_id or 0
        land.handler_id = site.officials["CB02"]
        session.add(posting)
        session.add(land)
    asked["code"] = "H23.14-000004"
    assert site.browser("staff").send("/corrections/missing?subject=handled_file", **asked).status_code == 302
    (correction,) = corrections(site)
    answer = site.browser("other_leader").send(
        f"/corrections/{correction.id}/answer", decision="accept", handler_id=site.officials["CB01"], answer="x"
    )
    assert "belongs to another unit" in answer.get_data(as_text=True)
    assert corrections(site)[0].state is CorrectionState.OPEN


def test_a_duty_day_a_course_and_an_absence_can_be_missing(site: Site) -> None:
    staff, leader = site.browser("staff"), site.browser("leader")
    for subject, values in (
        ("duty_day", {"on": "20/11/2026", "shift": "day", "state": "served"}),
        (
            "training_record",
            {"title": "Law", "starts_on": "02/11/2026", "ends_on": "03/11/2026", "hours_hundredths": "12,5"},
        ),
        ("absence", {"kind": "sick", "starts_on": "09/11/2026", "ends_on": ""}),
    ):
        assert staff.send(f"/corrections/missing?subject={subject}", **values, reason="not there").status_code == 302
        correction = corrections(site)[-1]
        leader.get(f"/corrections/{correction.id}")
        sent = {
            **values,
            "official_id": site.officials["CB01"],
            "decision": "accept",
            "answer": "seen",
            "is_passed": "on",
        }
        answer = leader.send(f"/corrections/{correction.id}/answer", **sent)
        assert answer.status_code == 302, answer.get_data(as_text=True)
        assert corrections(site)[-1].subject_id is not None
    with site.database.reading() as session:
        duty_day = session.exec(select(DutyDay)).one()
    assert (duty_day.official_id, duty_day.state) == (site.officials["CB01"], DutyState.SERVED)
    assert staff.ask("/corrections/missing?subject=posting").status_code == 404


def test_a_posting_can_be_asked_about_and_is_changed_by_who_keeps_the_officials(site: Site) -> None:
    with site.database.reading() as session:
        posting = session.exec(select(Posting).where(Posting.official_id == site.officials["CB01"])).one()
    sent = {
        "unit_id": posting.unit_id,
        "position": "Head of the desk",
        "kind": posting.kind.value,
        "working_time_percent": 100,
        "valid_from": "01/01/2024",
        "reason": "since this year",
    }
    assert site.browser("staff").send(f"/corrections/ask/posting/{posting.id}", **sent).status_code == 302
    (correction,) = corrections(site)
    assert correction.wanted_values == {"position": "Head of the desk"}
    leader = site.browser("leader")
    assert "does not change this record by itself" in leader.get(f"/corrections/{correction.id}")
    assert leader.send(f"/corrections/{correction.id}/answer", decision="accept", answer="told them").status_code == 302
    assert corrections(site)[0].state is CorrectionState.ACCEPTED


def test_a_posting_of_which_nobody_knows_the_first_day_can_be_asked_about(site: Site) -> None:
    with site.database.writing("test") as session:
        posting = session.exec(select(Posting).where(Posting.official_id == site.officials["CB01"])).one()
        posting.valid_from = date.min
        session.add(posting)
    staff = site.browser("staff")
    (form,) = (
        one for one in forms_in(staff.get(f"/corrections/ask/posting/{posting.id}"), "") if "reason" in one.names
    )
    assert form.values.get("valid_from", [""]) == [""]
    sent = {**form.values, "position": "Head of the desk", "reason": "since this year"}
    assert staff.send(f"/corrections/ask/posting/{posting.id}", **sent).status_code == 302
    assert corrections(site)[0].wanted_values == {"position": "Head of the desk"}


def test_leaders_and_auditors_find_requests_by_state_and_name(site: Site) -> None:
    ask(site, finished_on="12/10/2026")
    for name, count in (("leader", 1), ("auditor", 1), ("other_leader", 0)):
        assert site.browser(name).get("/corrections/?q=pham ha&state=open").count("H23.14-000002") == count
    assert "H23.14-000002" not in site.browser("leader").get("/corrections/?state=refused")
    assert site.browser("staff").ask("/corrections/").status_code == 403


def test_a_file_that_passed_to_somebody_else_says_whose_it_is_now(site: Site) -> None:
    with site.database.writing("leader") as session:
        file = session.get_one(HandledFile, site.files["open"])
        correct_file(session, file, {"handler_id": site.officials["CB02"]}, "it was never hers", date(2026, 11, 23))
    staff, address = site.browser("staff"), f"/corrections/ask/handled_file/{site.files['open']}"
    for answer in (staff.ask(address), staff.send(address, reason="not right")):
        page = answer.get_data(as_text=True)
        assert answer.status_code == 404
        assert "File H23.14-000003 is now recorded for Nguyễn Văn Ân and no longer stands in your record." in page
        assert "18/11/2026" not in page


def test_of_a_file_that_was_never_ones_own_nothing_is_said(site: Site) -> None:
    with site.database.writing("leader") as session:
        file = session.get_one(HandledFile, site.files["land"])
        correct_file(session, file, {"handler_id": site.officials["CB02"]}, "it was never hers", date(2026, 11, 23))
    answer = site.browser("staff").ask(f"/corrections/ask/handled_file/{site.files['land']}")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 404
    assert "may have passed to somebody else" in page
    assert "Nguyễn Văn Ân" not in page
    assert "H23.14" not in page
