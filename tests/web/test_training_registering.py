"""Registering for courses in the browser: the catalogue, the page of a session, the waiting list, nominations."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import select

from plugins.training.audiences import Audience
from plugins.training.kinds import Approval
from tests.web.page_forms import forms_in
from tests.web.training_site import FIRST, LAST_WEEK, School, make_school  # noqa: F401 the fixture
from tracker.accounts.grants import Grant
from tracker.accounts.permissions import Role
from tracker.records.duty_days import DutyDay, Shift
from tracker.records.postings import Posting
from tracker.records.units import Unit

HOME = "/training/"


def session_page(school: School) -> str:
    return f"{HOME}sessions/{school.held_id}"


def on_duty(school: School, code: str, day: date) -> None:
    with school.database.writing("test") as session:
        session.add(DutyDay(official_id=school.officials[code], on=day, shift=Shift.DAY))


def test_from_the_catalogue_a_member_of_staff_registers_with_three_taps(school: School) -> None:
    staff = school.browser("staff")
    assert f'href="{session_page(school)}"' in staff.get(HOME)
    page = staff.get(session_page(school))
    (form,) = [one for one in forms_in(page, session_page(school)) if one.action.endswith("/register")]
    answer = staff.client.post(form.action, data=form.values, follow_redirects=True)
    assert "A place is kept for you until your leader has answered." in answer.get_data(as_text=True)
    assert school.seated() == {"CB01": True}
    assert "Waiting for approval" in staff.get(HOME)


def test_a_leader_who_is_no_staff_registers_himself_and_has_his_own_page(school: School) -> None:
    with school.database.writing("test") as session:
        wanted = select(Grant).where(Grant.account_id == school.accounts["other_leader"])
        session.delete(session.exec(wanted.where(Grant.role == Role.STAFF)).one())
    leader = school.browser("other_leader")
    answer = leader.client.post(f"{session_page(school)}/register", follow_redirects=True)
    assert "A place is kept for you" in answer.get_data(as_text=True)
    assert "Land law" in leader.get(f"{HOME}mine")
    assert "Land law" not in leader.get(f"{HOME}approvals")
    assert "Land law" in school.browser("leader").get(f"{HOME}approvals")


def test_who_leaves_the_service_before_the_course_is_marked_and_cannot_be_withdrawn(school: School) -> None:
    (number,) = school.nominates("leader", "CB01")
    with school.database.writing("test") as session:
        session.exec(select(Posting).where(Posting.official_id == school.officials["CB01"])).one().valid_to = LAST_WEEK
    page = school.browser("leader").get(session_page(school))
    assert "Leaves the service before" in page
    assert f"registrations/{number}/withdraw" not in page
    assert school.seated() == {}


def test_clashes_and_the_deadline_are_seen_before_registering(school: School) -> None:
    on_duty(school, "CB01", FIRST)
    page = school.browser("staff").get(session_page(school))
    assert "At that time you have something else" in page
    assert "On duty on 10/12/2026" in page
    assert "until 09/12/2026" in page
    assert "No duty day, absence or other course at that time." in school.browser("colleague").get(session_page(school))


def test_who_comes_after_the_last_place_reads_his_place_on_the_waiting_list(school: School) -> None:
    school.registers("colleague", "leader")
    staff = school.browser("staff")
    assert "you would be on the waiting list, place 1" in staff.get(session_page(school))
    answer = staff.client.post(f"{session_page(school)}/register", follow_redirects=True)
    assert "You are on the waiting list, place 1." in answer.get_data(as_text=True)
    assert "Waiting list, place 1" in staff.get(HOME)


def test_who_withdraws_gives_his_place_to_the_next_and_may_come_back(school: School) -> None:
    first, _second, _third = school.registers("staff", "colleague", "leader")
    staff = school.browser("staff")
    answer = staff.send(f"{HOME}registrations/{first}/withdraw", because="Ill")
    assert answer.status_code == 302
    assert school.seated() == {"CB02": True, "CB05": True}
    assert "Join the waiting list" in staff.get(session_page(school))


def test_what_is_refused_is_said_on_the_page_and_the_note_stays(school: School) -> None:
    school.registers("staff")
    answer = school.browser("staff").send(f"{session_page(school)}/register", note="Please <b>")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "is registered for this session already." in page


def test_a_session_that_registration_is_over_for_says_so_and_offers_no_button(school: School) -> None:
    school.held_id = school.held([FIRST], register_until=date(2026, 11, 20), title="Archives")
    staff = school.browser("staff")
    page = staff.get(session_page(school))
    assert "Registration ended on 20/11/2026." in page
    assert "/register" not in page
    assert staff.send(f"{session_page(school)}/register").status_code == 422


@pytest.mark.parametrize(("query", "is_there"), [("group=state_management", True), ("group=political_theory", False)])
def test_the_catalogue_is_filtered_by_the_content_group(school: School, query: str, is_there: bool) -> None:
    assert ("Land law" in school.browser("staff").get(f"{HOME}?{query}")) is is_there


def test_the_catalogue_finds_courses_without_diacritics_and_those_that_fit(school: School) -> None:
    land = Audience(units=frozenset({_unit(school, "land")}))
    school.held([FIRST], land, title="Kỹ năng đo đạc")
    staff, surveyor = school.browser("staff"), school.browser("other_leader")
    assert "Kỹ năng đo đạc" in staff.get(f"{HOME}?q=ky+nang+do")
    assert "Kỹ năng đo đạc" not in staff.get(f"{HOME}?for=me")
    assert "Kỹ năng đo đạc" in surveyor.get(f"{HOME}?for=me")


def test_the_catalogue_is_saved_as_a_workbook(school: School) -> None:
    answer = school.browser("staff").ask(f"{HOME}?xlsx=1")
    assert answer.status_code == 200
    assert answer.data[:2] == b"PK"


def test_a_leader_registers_officials_of_his_units_who_are_approved_by_that(school: School) -> None:
    on_duty(school, "CB03", FIRST)
    leader = school.browser("other_leader")
    address = f"{session_page(school)}/nominate"
    page = leader.get(address)
    assert "Vũ Thị Đào (CB03) – On duty on 10/12/2026" in page
    assert "Phạm Thị Hà" not in page
    answer = leader.send(address, official_ids=[str(school.officials["CB03"])])
    assert answer.status_code == 302
    assert school.seated() == {"CB03": True}
    assert school.registration(1).approval is Approval.APPROVED


def test_a_leader_cannot_register_an_official_of_another_unit_nor_himself(school: School) -> None:
    leader = school.browser("other_leader")
    for code in ("CB01", "CB04"):
        answer = leader.send(f"{session_page(school)}/nominate", official_ids=[str(school.officials[code])])
        assert answer.status_code == 422
    assert school.seated() == {}


def test_a_leader_sees_only_the_registered_of_his_units_and_staff_see_none(school: School) -> None:
    school.registers("staff", "other_leader")
    page = school.browser("other_leader").get(session_page(school))
    assert "Bùi Đức Ước" in page
    assert "Phạm Thị Hà" not in page
    assert "Bùi Đức Ước" not in school.browser("staff").get(session_page(school))
    audited = school.browser("auditor").get(session_page(school))
    assert "Phạm Thị Hà" in audited
    assert "/withdraw" not in audited
    assert "Answer" not in audited


def test_nobody_withdraws_a_registration_out_of_his_reach(school: School) -> None:
    (number,) = school.registers("staff")
    for name in ("colleague", "other_leader", "auditor"):
        assert school.browser(name).ask(f"{HOME}registrations/{number}/withdraw").status_code == 404
    assert school.browser("leader").ask(f"{HOME}registrations/{number}/withdraw").status_code == 200


def test_a_commune_without_courses_reads_what_comes_next(school: School) -> None:
    page = school.browser("staff").get(f"{HOME}?group=political_theory")
    assert "Nothing here fits the filter." in page
    assert "Add a course" not in page


def _unit(school: School, code: str) -> int:
    with school.database.reading() as session:
        return session.exec(select(Unit.id).where(Unit.code == code)).one() or 0
