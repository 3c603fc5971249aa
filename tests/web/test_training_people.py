"""What people see of training: their own page, hours, the plan, qualifications, the calendar, cards."""

from __future__ import annotations

import re
from datetime import date

from sqlmodel import select

from plugins.training.standards import CalendarFeed, PlanItem, Qualification, Requirement
from tests.web.page_forms import forms_in
from tests.web.training_site import School, make_school  # noqa: F401 the fixture
from tracker.records.training_records import TrainingRecord

HOME = "/training/"
MINE = f"{HOME}mine"


def passed(school: School, code: str, hours: int, title: str = "Archives") -> None:
    with school.database.writing("test") as session:
        session.add(
            TrainingRecord(
                official_id=school.officials[code],
                title=title,
                starts_on=date(2026, 3, 2),
                ends_on=date(2026, 3, 4),
                hours_hundredths=hours * 100,
            )
        )


def address_in(page: str) -> str:
    """Return the calendar address that a page shows."""
    found = re.search(r'readonly value="http://[^/]+(/training/calendar/[^"]+)"', page)
    assert found is not None, "the page shows no calendar address"
    return found[1]


def test_the_own_page_has_registrations_hours_and_what_the_position_asks(school: School) -> None:
    passed(school, "CB01", 16)
    school.registers("staff")
    school.browser("admin").send(f"{HOME}requirements/new", asks="degree", degree="university", ranking_group="desk")
    page = school.browser("staff").get(MINE)
    assert "Land law" in page
    assert "16 of " in page
    assert "Degree: " in page
    assert "nothing noted" in page


def test_an_account_that_is_nobodys_has_no_page_of_its_own(school: School) -> None:
    assert school.browser("admin").ask(MINE).status_code == 403
    assert "My training" not in school.browser("admin").get(HOME)


def test_the_training_of_a_person_is_seen_by_his_leaders_and_auditors_alone(school: School) -> None:
    address = f"{HOME}officials/{school.officials['CB03']}"
    for name, status in (("leader", 200), ("other_leader", 200), ("auditor", 200), ("admin", 200), ("staff", 403)):
        assert school.browser(name).ask(address).status_code == status, name
    assert school.browser("other_leader").ask(f"{HOME}officials/{school.officials['CB01']}").status_code == 404


def test_a_leader_sees_the_hours_of_his_units_and_who_is_behind(school: School) -> None:
    passed(school, "CB03", 200)
    leader = school.browser("other_leader")
    page = leader.get(f"{HOME}hours")
    assert "Vũ Thị Đào" in page
    assert "Phạm Thị Hà" not in page
    behind = leader.get(f"{HOME}hours?state=behind&q=uoc")
    assert "Bùi Đức Ước" in behind
    assert "Vũ Thị Đào" not in behind
    assert leader.ask(f"{HOME}hours?xlsx=1").data[:2] == b"PK"


def test_hours_are_sorted_by_what_is_missing_and_of_any_year(school: School) -> None:
    passed(school, "CB01", 39)
    page = school.browser("auditor").get(f"{HOME}hours")
    assert page.index("Nguyễn Văn Ân") < page.index("Phạm Thị Hà")
    assert "Training hours of 2025" in school.browser("auditor").get(f"{HOME}hours?period=2025")


def test_a_line_of_the_plan_is_added_changed_and_taken_away(school: School) -> None:
    admin = school.browser("admin")
    new = f"{HOME}plan/new"
    assert admin.send(new, year="2026", title="").status_code == 422
    given = {"year": "2026", "quarter": "2", "title": "Archives", "hours": "16"}
    assert admin.send(new, **given).status_code == 302
    with school.database.reading() as session:
        item = session.exec(select(PlanItem)).one()
    passed(school, "CB01", 16)
    page = school.browser("leader").get(f"{HOME}plan?period=2026")
    assert "Archives" in page
    assert "1 of 5" in page
    assert admin.send(f"{HOME}plan/{item.id}", **{**given, "title": "Archive work"}).status_code == 302
    assert admin.send(f"{HOME}plan/{item.id}/remove").status_code == 302
    assert "The plan of this year is empty." in admin.get(f"{HOME}plan?period=2026")


def test_a_leader_sees_the_lines_of_the_plan_that_are_for_his_units(school: School) -> None:
    admin = school.browser("admin")
    for title, code in (("Archives", "CB01"), ("Surveying", "CB03")):
        admin.send(f"{HOME}plan/new", year="2026", title=title, official_id=str(school.officials[code]))
    page = school.browser("other_leader").get(f"{HOME}plan?period=2026")
    assert "Surveying" in page
    assert "Archives" not in page


def test_what_positions_ask_is_compared_with_what_officials_hold(school: School) -> None:
    admin = school.browser("admin")
    assert "Nothing is asked of any position yet" in admin.get(f"{HOME}qualifications")
    assert admin.send(f"{HOME}requirements/new", asks="certificate", certificate="").status_code == 422
    given = {"asks": "certificate", "certificate": "English B1", "every_years": "2"}
    assert admin.send(f"{HOME}requirements/new", **given).status_code == 302
    assert "English B1" in admin.get(f"{HOME}requirements")
    assert "Phạm Thị Hà" in admin.get(f"{HOME}qualifications?state=missing")
    new = f"{HOME}officials/{school.officials['CB01']}/qualifications/new"
    assert admin.send(new, title="English B1", issued_on="01/10/2026", kind="certificate").status_code == 302
    assert "Phạm Thị Hà" not in admin.get(f"{HOME}qualifications")
    assert "Vũ Thị Đào" in school.browser("other_leader").get(f"{HOME}qualifications")
    assert "Nguyễn Văn Ân" not in school.browser("other_leader").get(f"{HOME}qualifications")


def test_a_requirement_is_changed_and_taken_away(school: School) -> None:
    admin = school.browser("admin")
    admin.send(f"{HOME}requirements/new", asks="content_group", content_group="political_theory")
    with school.database.reading() as session:
        number = session.exec(select(Requirement.id)).one()
    address = f"{HOME}requirements/{number}"
    assert (
        admin.send(address, asks="content_group", content_group="state_management", position="Chủ tịch").status_code
        == 302
    )
    assert "Chủ tịch" in admin.get(f"{HOME}requirements")
    assert admin.send(f"{address}/remove").status_code == 302
    assert "Nothing is asked of any position yet." in admin.get(f"{HOME}requirements")


def test_nobody_notes_his_own_qualification(school: School) -> None:
    leader = school.browser("leader")
    new = f"{HOME}officials/{school.officials['CB05']}/qualifications/new"
    answer = leader.send(new, title="Doctor of laws", kind="degree")
    assert answer.status_code == 422
    assert "nobody decides his own case" in answer.get_data(as_text=True)
    with school.database.reading() as session:
        assert session.exec(select(Qualification)).all() == []


def test_a_qualification_is_corrected_and_removed_with_a_reason(school: School) -> None:
    admin = school.browser("admin")
    new = f"{HOME}officials/{school.officials['CB01']}/qualifications/new"
    admin.send(new, title="English B1", kind="certificate")
    with school.database.reading() as session:
        number = session.exec(select(Qualification.id)).one()
    address = f"{HOME}qualifications/{number}"
    (form,) = [one for one in forms_in(admin.get(address), address) if "issued_on" in one.names]
    assert admin.client.post(address, data={**form.values, "title": "English B2"}).status_code == 302
    assert admin.send(f"{address}/remove", because="").status_code == 422
    assert admin.send(f"{address}/remove", because="Of somebody else").status_code == 302
    with school.database.reading() as session:
        assert session.exec(select(Qualification)).all() == []


def test_the_calendar_is_read_without_signing_in_until_its_address_is_switched_off(school: School) -> None:
    school.nominates("leader", "CB01")
    staff, nobody = school.browser("staff"), school.browser()
    address = address_in(staff.client.post(f"{HOME}calendar/open").get_data(as_text=True))
    answer = nobody.ask(address)
    assert answer.status_code == 200
    assert answer.mimetype == "text/calendar"
    assert "Land law" in answer.get_data(as_text=True)
    assert "Set-Cookie" not in answer.headers
    assert address.rsplit("/", 1)[1].removesuffix(".ics") not in staff.get(MINE)
    with school.database.reading() as session:
        assert session.exec(select(CalendarFeed.last_used_on)).one() is not None
    assert staff.send(f"{HOME}calendar/close").status_code == 302
    assert nobody.ask(address).status_code == 404


def test_a_new_calendar_address_ends_the_one_before_and_wrong_ones_are_not_found(school: School) -> None:
    staff, nobody = school.browser("staff"), school.browser()
    first = address_in(staff.client.post(f"{HOME}calendar/open").get_data(as_text=True))
    second = address_in(staff.client.post(f"{HOME}calendar/open").get_data(as_text=True))
    assert [nobody.ask(one).status_code for one in (first, second)] == [404, 200]
    wrong = f"{HOME}calendar/{'x' * 43}.ics"
    told = [nobody.ask(one).get_data(as_text=True).replace(one, "") for one in (wrong, first)]
    assert told[0] == told[1]


def test_the_cards_count_the_hours_of_this_year_in_the_viewer_s_reach_and_his_own(school: School) -> None:
    passed = {"title": "Law", "starts_on": date(2026, 3, 2), "ends_on": date(2026, 3, 6)}
    with school.database.writing("test") as session:
        for code, hours in (("CB01", 2500), ("CB01", 1500), ("CB02", 3990)):
            title = f"Law {hours}"
            record = TrainingRecord(official_id=school.officials[code], **{**passed, "title": title})
            record.hours_hundredths = hours
            session.add(record)
        failed = {**passed, "title": "Failed", "is_passed": False, "hours_hundredths": 9000}
        old = {"title": "Old", "starts_on": date(2025, 3, 2), "ends_on": date(2025, 3, 6), "hours_hundredths": 9000}
        session.add(TrainingRecord(official_id=school.officials["CB03"], **failed))
        session.add(TrainingRecord(official_id=school.officials["CB03"], **old))
    assert "1 of 5 have 40 lesson periods in 2026" in school.browser("leader").get("/overview")
    assert "0 of 2 have 40 lesson periods in 2026" in school.browser("other_leader").get("/overview")


def test_the_overview_says_how_many_wait_for_a_place(school: School) -> None:
    school.registers("colleague", "other_leader", "staff")
    assert "1 is waiting" in school.browser("leader").get("/overview")


def test_the_overview_has_a_card_of_training(school: School) -> None:
    school.registers("staff")
    overview = school.browser("leader").get("/overview")
    assert "Land law" in overview
    assert "0 of 5 have 40 lesson periods in 2026" in overview
    assert "1 of 2 places" in overview
