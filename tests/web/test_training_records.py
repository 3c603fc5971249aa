"""Courses: the list with its filters, added for several officials at once, corrected and removed by hand."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
from sqlmodel import col, select

from tests.web.conftest import Site
from tracker.records.held_fields import held_of
from tracker.records.training_records import ContentGroup, TrainingRecord


def course(site: Site, code: str, title: str, ends_on: date, **values: object) -> int:
    """Store a course of one day and return its number."""
    with site.database.writing("test") as session:
        record = TrainingRecord(
            official_id=site.officials[code], title=title, starts_on=ends_on, ends_on=ends_on, **values
        )
        session.add(record)
        session.flush()
        return record.id or 0


def courses(site: Site) -> list[TrainingRecord]:
    """Return every course as it is stored now."""
    with site.database.reading() as session:
        found = list(session.exec(select(TrainingRecord).order_by(col(TrainingRecord.official_id))))
        session.expunge_all()
    return found


def asked(site: Site, *codes: str, **values: object) -> dict[str, object]:
    """Return a filled form for a course of these officials."""
    return {
        "official_ids": [site.officials[code] for code in codes],
        "title": "Nghiệp vụ tiếp công dân",
        "starts_on": "07/09/2026",
        "ends_on": "08/09/2026",
        "hours_hundredths": "8,5",
        "content_group": "job_position",
        "is_passed": "on",
        **values,
    }


def test_a_course_is_found_by_its_title_or_its_official_without_diacritics(site: Site) -> None:
    course(site, "CB01", "Kỹ năng số", date(2026, 5, 6))
    course(site, "CB02", "Quản lý nhà nước", date(2025, 5, 6))
    leader = site.browser("leader")
    assert "Quản lý" not in leader.get("/training-records/?q=ky nang")
    assert "Quản lý nhà nước" in leader.get("/training-records/?q=van an")
    assert "Nothing here fits the filter" in leader.get("/training-records/?q=...")
    assert site.browser("staff").ask("/training-records/").status_code == 403


def test_courses_are_filtered_and_saved_as_a_workbook(site: Site) -> None:
    course(site, "CB01", "Kỹ năng số", date(2026, 5, 6), content_group=ContentGroup.DIGITAL_AND_INNOVATION)
    course(site, "CB02", "Quản lý nhà nước", date(2025, 5, 6), is_passed=False, hours_hundredths=850)
    leader = site.browser("leader")
    for address, title in (
        ("group=digital_and_innovation", "Kỹ năng"),
        ("year=2025", "Quản lý"),
        ("passed=no", "Quản lý"),
    ):
        page = leader.get(f"/training-records/?{address}")
        assert (page.count('<th scope="row"'), title in page) == (1, True)
    sheet = openpyxl.load_workbook(io.BytesIO(leader.ask("/training-records/?year=2025&xlsx=1").data)).active
    assert [cell.value for cell in sheet[2]][:2] == ["Quản lý nhà nước", "Nguyễn Văn Ân"]
    assert 8.5 in [cell.value for cell in sheet[2]]


def test_a_leader_of_one_unit_sees_and_changes_the_courses_of_its_people_alone(site: Site) -> None:
    number = course(site, "CB01", "Kỹ năng số", date(2026, 5, 6))
    other = site.browser("other_leader")
    assert "Kỹ năng số" not in other.get("/training-records/")
    assert other.ask(f"/training-records/{number}").status_code == 404
    assert other.send(f"/training-records/{number}/remove", because="so").status_code == 404
    assert other.send("/training-records/new", **asked(site, "CB01")).status_code == 422
    assert len(courses(site)) == 1


def test_an_auditor_reads_the_courses_without_links_to_change_them(site: Site) -> None:
    number = course(site, "CB01", "Kỹ năng số", date(2026, 5, 6))
    page = site.browser("auditor").get("/training-records/")
    assert "Kỹ năng số" in page
    assert f"/training-records/{number}" not in page
    assert site.browser("auditor").ask("/training-records/new").status_code == 403


def test_one_course_is_added_for_several_officials_with_decimal_lesson_periods(site: Site) -> None:
    answer = site.browser("leader").send("/training-records/new", **asked(site, "CB01", "CB02"))
    assert answer.status_code == 302
    added = courses(site)
    assert [(one.official_id, one.hours_hundredths) for one in added] == [
        (site.officials["CB01"], 850),
        (site.officials["CB02"], 850),
    ]
    with site.database.reading() as session:
        assert "hours_hundredths" in held_of(session, "tracker_training_record", added[0].id or 0)


def test_a_course_that_somebody_has_or_that_is_yet_to_come_is_refused_with_everything_typed(site: Site) -> None:
    leader = site.browser("leader")
    leader.send("/training-records/new", **asked(site, "CB01"))
    again = leader.send("/training-records/new", **asked(site, "CB01", "CB02"))
    assert again.status_code == 422
    assert "have the course from this day already: Phạm Thị Hà" in again.get_data(as_text=True)
    assert 'value="Nghiệp vụ tiếp công dân"' in again.get_data(as_text=True)
    later = leader.send("/training-records/new", **asked(site, "CB02", ends_on="24/12/2026"))
    assert "is yet to come" in later.get_data(as_text=True)
    assert leader.send("/training-records/new", **asked(site)).status_code == 422
    assert len(courses(site)) == 1


def test_a_course_is_corrected_with_a_reason_and_held(site: Site) -> None:
    number = course(site, "CB01", "Kỹ năng số", date(2026, 9, 8))
    leader = site.browser("leader")
    values = asked(site, official_ids=None, title="Kỹ năng số")
    assert leader.send(f"/training-records/{number}", **values).status_code == 422
    assert leader.send(f"/training-records/{number}", **values, because="the certificate").status_code == 302
    (record,) = courses(site)
    assert (record.hours_hundredths, record.starts_on) == (850, date(2026, 9, 7))
    page = leader.get(f"/training-records/{number}")
    assert "the certificate" in page
    assert leader.send(f"/training-records/{number}", **values, because="again").status_code == 422
    leader.send(f"/training-records/{number}/release", field="hours_hundredths")
    with site.database.reading() as session:
        assert "hours_hundredths" not in held_of(session, "tracker_training_record", number)


def test_a_course_is_removed_with_a_reason(site: Site) -> None:
    number = course(site, "CB01", "Kỹ năng số", date(2026, 9, 8))
    leader = site.browser("leader")
    assert "Kỹ năng số" in leader.get(f"/training-records/{number}/remove")
    assert leader.send(f"/training-records/{number}/remove", because="").status_code == 422
    assert leader.send(f"/training-records/{number}/remove", because="another person").status_code == 302
    assert courses(site) == []


def test_a_leader_does_not_add_a_course_of_his_own(site: Site) -> None:
    answer = site.browser("leader").send("/training-records/new", **asked(site, "CB05", "CB01"))
    assert "nobody decides his own case" in answer.get_data(as_text=True)
    assert courses(site) == []
