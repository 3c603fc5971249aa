"""A leader answers registrations in the browser: from the inbox, several at once, within his reach, never his own."""

from __future__ import annotations

from plugins.training.kinds import Approval
from tests.web.training_site import School, make_school  # noqa: F401 the fixture

APPROVALS = "/training/approvals"


def approvals_of(school: School, *numbers: int) -> list[Approval]:
    return [school.registration(number).approval for number in numbers]


def test_from_the_inbox_a_leader_approves_several_at_once(school: School) -> None:
    numbers = school.registers("staff", "colleague")
    leader = school.browser("leader")
    inbox = leader.get("/inbox/")
    assert "2 registrations: Land law" in inbox
    assert f"{APPROVALS}?held_id={school.held_id}" in inbox
    page = leader.get(f"{APPROVALS}?all=1")
    assert page.count(" checked") == 2
    answer = leader.send(APPROVALS, chosen=[str(one) for one in numbers], do="approve")
    assert answer.status_code == 302
    assert approvals_of(school, *numbers) == [Approval.APPROVED, Approval.APPROVED]
    assert "No registration waits for your answer." in leader.get(APPROVALS)


def test_who_is_not_approved_reads_why_and_the_next_has_the_place(school: School) -> None:
    first, _second, _third = school.registers("staff", "colleague", "other_leader")
    leader = school.browser("leader")
    refused = leader.send(APPROVALS, chosen=[str(first)], do="refuse")
    assert refused.status_code == 422
    assert "Say why you do not approve" in refused.get_data(as_text=True)
    assert leader.send(APPROVALS, chosen=[str(first)], do="refuse", answer="Too busy").status_code == 302
    assert school.seated() == {"CB02": True, "CB04": True}
    assert "Your leader did not approve: Too busy" in school.browser("staff").get(
        f"/training/sessions/{school.held_id}"
    )


def test_what_was_marked_and_typed_stays_where_an_answer_is_refused(school: School) -> None:
    (number,) = school.registers("staff")
    leader = school.browser("leader")
    assert "No registration is chosen." in leader.send(APPROVALS, do="approve", answer="Good").get_data(as_text=True)
    page = leader.send(APPROVALS, chosen=[str(number)], do="refuse", answer=" ").get_data(as_text=True)
    assert f'name="chosen" value="{number}" checked' in page
    assert 'value="Good"' in leader.send(APPROVALS, do="approve", answer="Good").get_data(as_text=True)


def test_a_leader_of_another_unit_neither_sees_nor_answers_a_registration(school: School) -> None:
    (number,) = school.registers("staff")
    other = school.browser("other_leader")
    assert "Phạm Thị Hà" not in other.get(APPROVALS)
    assert "registration" not in other.get("/inbox/").split("<main")[1]
    assert other.send(APPROVALS, chosen=[str(number)], do="approve").status_code == 404
    assert approvals_of(school, number) == [Approval.PENDING]


def test_nobody_answers_his_own_registration(school: School) -> None:
    (number,) = school.registers("other_leader")
    own = school.browser("other_leader")
    assert "No registration waits for your answer." in own.get(APPROVALS)
    answer = own.send(APPROVALS, chosen=[str(number)], do="approve")
    assert answer.status_code == 422
    assert "nobody decides his own case" in answer.get_data(as_text=True)
    assert approvals_of(school, number) == [Approval.PENDING]
    assert school.browser("leader").send(APPROVALS, chosen=[str(number)], do="approve").status_code == 302


def test_an_administrator_answers_only_for_whom_no_leader_can(school: School) -> None:
    (own, staffs) = school.registers("leader", "staff")
    page = school.browser("admin").get(APPROVALS)
    assert "Trần Quốc Ánh" in page
    assert "Phạm Thị Hà" not in page
    assert school.browser("admin").send(APPROVALS, chosen=[str(staffs)], do="approve").status_code == 422
    assert school.browser("admin").send(APPROVALS, chosen=[str(own)], do="approve").status_code == 302


def test_staff_and_auditors_answer_nothing(school: School) -> None:
    for name in ("staff", "auditor"):
        assert school.browser(name).ask(APPROVALS).status_code == 403


def test_who_is_approved_is_told(school: School) -> None:
    (number,) = school.registers("staff")
    school.browser("leader").send(APPROVALS, chosen=[str(number)], do="approve")
    assert "You are registered: Land law on 10/12/2026" in school.browser("staff").get("/notices/")
