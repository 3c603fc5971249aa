"""Organising courses in the browser: courses, sessions and their days, attendance, results, certificates, letters."""

from __future__ import annotations

import io

from sqlmodel import select

from plugins.training.attendance import attendance_of
from plugins.training.kinds import OrganiserState, Presence
from plugins.training.models import Certificate, Course, SessionDay
from tests.web.page_forms import forms_in
from tests.web.training_site import BEFORE, FIRST, LAST_WEEK, School, make_school  # noqa: F401 the fixture
from tracker.records.training_records import TrainingRecord

HOME = "/training/"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def page_of(school: School, what: str = "") -> str:
    return f"{HOME}sessions/{school.held_id}{what}"


def last_week(school: School, *codes: str, **values: object) -> list[int]:
    """Open a session that took place last week, with these officials in it; the leader registers them."""
    school.held_id = school.held([LAST_WEEK], **values)
    return school.nominates("leader", *codes, today=BEFORE)


def days_of(school: School) -> list[SessionDay]:
    with school.database.reading() as session:
        wanted = select(SessionDay).where(SessionDay.session_id == school.held_id)
        return sorted(session.exec(wanted), key=lambda one: (one.on, one.begins_at))


def send_certificate(school: School, name: str, number: int, file_name: str, content: bytes) -> tuple[int, str]:
    address = f"{HOME}registrations/{number}/certificates"
    answer = school.browser(name).client.post(address, data={"certificate": (io.BytesIO(content), file_name)})
    return answer.status_code, answer.get_data(as_text=True)


def passed(school: School) -> int:
    """Let CB01 pass a course last week, and return the registration."""
    (number,) = last_week(school, "CB01")
    answer = school.browser("admin").send(page_of(school, "/results"), chosen=[str(number)], result="passed")
    assert answer.status_code == 302
    return number


def test_a_new_course_leads_on_to_its_first_session_which_people_see(school: School) -> None:
    admin = school.browser("admin")
    added = admin.send(f"{HOME}courses/new", title="Kỹ năng số", form="online", hours="8,5", ranking_groups=["desk"])
    assert added.status_code == 302
    answer = admin.send(
        added.headers["Location"],
        starts_on="04/12/2026",
        until="08/12/2026",
        times=["08:00", "10:00"],
        working_days="on",
        places="20",
    )
    assert answer.status_code == 302, answer.get_data(as_text=True)
    school.held_id = int(answer.headers["Location"].rsplit("/", 1)[1])
    assert [one.on.day for one in days_of(school)] == [4, 7, 8]
    assert "Kỹ năng số" in school.browser("staff").get(f"{HOME}?for=me")
    assert "Kỹ năng số" not in school.browser("other_leader").get(f"{HOME}?for=me")


def test_a_session_without_times_or_that_is_over_is_refused_and_one_past_its_deadline_says_so(school: School) -> None:
    admin, address = school.browser("admin"), f"{HOME}courses/{school.course_id}/new-session"
    times = ["08:00", "10:00"]
    answer = admin.send(address, starts_on="04/12/2026", times=["", ""])
    assert answer.status_code == 422
    assert "No time is given." in answer.get_data(as_text=True)
    answer = admin.send(address, starts_on="19/11/2026", until="20/11/2026", times=times)
    assert answer.status_code == 422
    assert "The course ended on 20/11/2026 already" in answer.get_data(as_text=True)
    answer = admin.send(address, starts_on="04/12/2026", register_until="20/11/2026", times=times)
    assert answer.status_code == 302
    assert "Its last day to register is over" in admin.get(answer.headers["Location"])


def test_a_course_that_cannot_be_is_refused_and_nothing_typed_is_lost(school: School) -> None:
    answer = school.browser("admin").send(f"{HOME}courses/new", title="", code="K7", hours="-1", form="online")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'value="K7"' in page
    assert 'value="-1"' in page


def test_two_who_change_a_course_at_once_are_told(school: School) -> None:
    admin = school.browser("admin")
    address = f"{HOME}courses/{school.course_id}/edit"
    (form,) = [one for one in forms_in(admin.get(address), address) if "title" in one.names]
    assert admin.client.post(address, data={**form.values, "title": "Land law 2026"}).status_code == 302
    late = admin.client.post(address, data={**form.values, "title": "Land and water law"})
    assert late.status_code == 422
    assert "Somebody else has just changed this." in late.get_data(as_text=True)


def test_a_leader_of_some_units_organises_nothing(school: School) -> None:
    leader = school.browser("other_leader")
    addresses = [f"{HOME}courses/new", f"{HOME}courses/{school.course_id}/edit", f"{HOME}plan/new"]
    addresses += [page_of(school, what) for what in ("/edit", "/cancel", "/attendance", "/results")]
    assert {leader.ask(address).status_code for address in addresses} == {403}
    assert "Add a course" not in leader.get(HOME)
    assert "Add a course" in school.browser("leader").get(HOME)


def test_days_of_a_session_are_changed_added_and_taken_away_one_by_one(school: School) -> None:
    admin, address = school.browser("admin"), page_of(school, "/edit")
    (form,) = [one for one in forms_in(admin.get(address), address) if "d0.on" in one.names]
    changed = {"d0.begins_at": "07:30", "d1.on": "", "d2.on": "14/12/2026", "d2.begins_at": "08:00"}
    wrong = admin.client.post(address, data={**form.values, **changed, "d2.ends_at": "never"})
    assert wrong.status_code == 422
    assert 'value="never"' in wrong.get_data(as_text=True)
    assert admin.client.post(address, data={**form.values, **changed, "d2.ends_at": "10:00"}).status_code == 302
    assert [(one.on.day, f"{one.begins_at:%H:%M}") for one in days_of(school)] == [(10, "07:30"), (14, "08:00")]


def test_places_below_those_who_have_one_are_refused_with_their_number(school: School) -> None:
    school.registers("staff", "colleague")
    admin, address = school.browser("admin"), page_of(school, "/edit")
    (form,) = [one for one in forms_in(admin.get(address), address) if "places" in one.names]
    answer = admin.client.post(address, data={**form.values, "places": "1"})
    assert answer.status_code == 422
    assert "2 people have a place" in answer.get_data(as_text=True)


def test_more_places_let_the_waiting_list_move_up(school: School) -> None:
    school.registers("staff", "colleague", "other_leader")
    admin, address = school.browser("admin"), page_of(school, "/edit")
    (form,) = [one for one in forms_in(admin.get(address), address) if "places" in one.names]
    page = admin.client.post(address, data={**form.values, "places": "3"}, follow_redirects=True)
    assert "1 moved up from the waiting list." in page.get_data(as_text=True)
    assert school.seated()["CB04"]


def test_a_cancelled_session_says_why_and_takes_nobody(school: School) -> None:
    admin = school.browser("admin")
    assert admin.send(page_of(school, "/cancel"), because="").status_code == 422
    assert admin.send(page_of(school, "/cancel"), because="No teacher").status_code == 302
    page = school.browser("staff").get(page_of(school))
    assert "No teacher" in page
    assert "/register" not in page


def test_attendance_is_noted_day_by_day_and_all_at_once(school: School) -> None:
    first, second = last_week(school, "CB01", "CB02")
    admin = school.browser("admin")
    (day,) = days_of(school)
    assert admin.send(page_of(school, "/attendance"), day=day.id, **{f"p{first}": "absent"}).status_code == 302
    assert admin.send(page_of(school, "/attendance"), day=day.id, do="all").status_code == 302
    with school.database.reading() as session:
        noted = attendance_of(session, school.held_id)
    assert noted == {(first, day.id): Presence.ABSENT, (second, day.id): Presence.PRESENT}


def test_a_day_to_come_has_no_sheet_and_nobody_notes_his_own_attendance(school: School) -> None:
    school.nominates("leader", "CB01")
    assert "This day has not come yet." in school.browser("admin").get(page_of(school, "/attendance"))
    school.held_id = school.held([LAST_WEEK])
    (own,) = school.nominates("admin", "CB05", today=BEFORE)
    leader = school.browser("leader")
    assert "somebody else notes your own attendance" in leader.get(page_of(school, "/attendance"))
    (day,) = days_of(school)
    answer = leader.send(page_of(school, "/attendance"), day=day.id, **{f"p{own}": "present"})
    assert answer.status_code == 422


def test_a_result_for_several_is_written_into_their_training_records(school: School) -> None:
    numbers = last_week(school, "CB01", "CB02")
    admin = school.browser("admin")
    assert "Nobody is chosen." in admin.send(page_of(school, "/results"), result="passed").get_data(as_text=True)
    assert "No result is chosen." in admin.send(page_of(school, "/results"), chosen=["1"]).get_data(as_text=True)
    answer = admin.send(page_of(school, "/results"), chosen=[str(one) for one in numbers], result="passed")
    assert answer.status_code == 302
    with school.database.reading() as session:
        records = session.exec(select(TrainingRecord)).all()
    assert [(one.title, one.hours_hundredths, one.ends_on) for one in records] == 2 * [("Land law", 1600, LAST_WEEK)]
    assert "16 of " in school.browser("staff").get(f"{HOME}mine")


def test_a_result_is_corrected_with_a_reason_and_taken_back(school: School) -> None:
    number = passed(school)
    admin, address = school.browser("admin"), f"{HOME}registrations/{number}/result"
    (form,) = [one for one in forms_in(admin.get(address), address) if "hours" in one.names]
    values = {name: value for name, value in form.values.items() if name != "do"}
    assert admin.client.post(address, data={**values, "hours": "12"}).status_code == 422
    assert admin.client.post(address, data={**values, "hours": "12", "because": "Left early"}).status_code == 302
    with school.database.reading() as session:
        assert session.exec(select(TrainingRecord.hours_hundredths)).one() == 1200
    taken = admin.send(address, result="passed", do="back", because="Wrong person")
    assert taken.status_code == 302, taken.get_data(as_text=True)
    with school.database.reading() as session:
        assert session.exec(select(TrainingRecord)).all() == []
    assert school.registration(number).result is None


def test_results_wait_for_the_last_day(school: School) -> None:
    (number,) = school.nominates("leader", "CB01")
    admin = school.browser("admin")
    assert "Results are noted from that day on." in admin.get(page_of(school, "/results"))
    assert admin.send(page_of(school, "/results"), chosen=[str(number)], result="passed").status_code == 422
    assert school.registration(number).result is None


def test_a_certificate_is_kept_and_read_by_its_owner_and_his_leaders_alone(school: School) -> None:
    number = passed(school)
    assert send_certificate(school, "staff", number, "chứng chỉ.pdf", PDF)[0] == 302
    with school.database.reading() as session:
        (certificate,) = session.exec(select(Certificate)).all()
    address = f"{HOME}certificates/{certificate.id}"
    answer = school.browser("staff").ask(address)
    assert answer.data == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    for name, status in (("leader", 200), ("auditor", 200), ("colleague", 404), ("other_leader", 404)):
        assert school.browser(name).ask(address).status_code == status, name


def test_a_file_of_another_kind_is_refused_whatever_its_name_says(school: School) -> None:
    number = passed(school)
    for name in ("staff", "admin"):
        status, page = send_certificate(school, name, number, "certificate.pdf", b"MZ\x90 a program")
        assert status == 422
        assert "certificate.pdf is not what can be taken here" in page
    with school.database.reading() as session:
        assert session.exec(select(Certificate)).all() == []


def test_nobody_sends_the_certificate_of_somebody_else(school: School) -> None:
    number = passed(school)
    for name in ("colleague", "other_leader", "auditor"):
        assert send_certificate(school, name, number, "one.pdf", PDF)[0] == 404


def test_the_answer_of_an_outside_organiser_gives_the_place_to_the_next(school: School) -> None:
    school.held_id = school.held([FIRST], is_outside=True, organiser="School of politics", places=1)
    first, second = school.nominates("leader", "CB01", "CB02")
    admin, address = school.browser("admin"), page_of(school, "/organiser")
    assert admin.send(address, chosen=[str(first)], state="sent", document="12/CV", on="23/11/2026").status_code == 302
    assert school.registration(first).organiser_state is OrganiserState.SENT
    assert admin.send(address, chosen=[str(first)], state="declined", on="24/11/2026").status_code == 422
    assert admin.send(address, chosen=[str(first)], state="declined", on="23/11/2026").status_code == 302
    assert school.registration(first).organiser_state is OrganiserState.DECLINED
    assert school.seated() == {"CB02": True}
    assert second


def test_a_course_that_the_commune_holds_itself_has_no_letters(school: School) -> None:
    assert school.browser("admin").ask(page_of(school, "/organiser")).status_code == 404


def test_a_course_without_sessions_is_removed_and_another_is_only_no_longer_offered(school: School) -> None:
    admin = school.browser("admin")
    assert admin.send(f"{HOME}courses/{school.course_id}/offer", offered="no").status_code == 302
    assert "This course is no longer offered." in admin.get(f"{HOME}courses/{school.course_id}")
    admin.send(f"{HOME}courses/new", title="By mistake", form="online", hours="0")
    with school.database.reading() as session:
        number = session.exec(select(Course.id).where(Course.title == "By mistake")).one()
    assert admin.send(f"{HOME}courses/{number}/remove").status_code == 302
    assert "By mistake" not in admin.get(f"{HOME}courses")


def test_sessions_that_are_over_and_lack_results_are_found(school: School) -> None:
    last_week(school, "CB01", title="Archives")
    admin = school.browser("admin")
    assert "Archives" not in admin.get(HOME)
    page = admin.get(f"{HOME}sessions?state=open_results")
    assert "Archives" in page
    assert "Land law" not in page.split("<tbody>")[1]
