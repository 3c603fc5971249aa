"""Training hours, the plan of a year, and what positions ask, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from decimal import Decimal

import pytest

from plugins.training.degrees import Degree, degree_in
from plugins.training.gaps import Gap, Held, asked_of, gaps
from plugins.training.hours import YearHours, hours_by_unit, hours_of_year
from plugins.training.kinds import Asks
from plugins.training.plan import add_plan_item, change_plan_item, remove_plan_item
from plugins.training.plan_progress import PlanProgress, plan_of_year
from plugins.training.qualifications import add_qualification, change_qualification, qualifications_of
from plugins.training.requirements import add_requirement, change_requirement
from plugins.training.sessions import Sitting
from plugins.training.settings import Training
from plugins.training.standards import Requirement
from tests.conftest import FilledBy
from tests.plugins_system.training_school import School, fill_school, why
from tracker.api import ContentGroup, OfficialKind, RankingGroup
from tracker.periods import period_of
from tracker.records.officials import Official
from tracker.records.training_records import TrainingRecord
from tracker.records.units import Unit
from tracker.scoring.training_measures import measure_training
from tracker.settings import change_settings
from tracker.testing.office import Office

TODAY = date(2026, 8, 3)
NEW_YEAR, YEAR_END = date(2026, 1, 1), date(2026, 12, 31)


@pytest.fixture
def school(filled_by: FilledBy) -> Iterator[School]:
    """A commune with six officials, each posted for the whole year; everything happens in one transaction."""
    with School(filled_by(fill_school)).writing() as school:
        yield school


@pytest.fixture
def office(school: School) -> Office:
    """The office of the commune, to add records to."""
    return Office(school.session)


def row_of(school: School, code: str, year: int = 2026, today: date = TODAY) -> YearHours:
    (row,) = hours_of_year(school.session, year, today, [school.official(code)])
    return row


def record(school: School, code: str, on: date, hours: int = 16, title: str = "Land law") -> TrainingRecord:
    who = Office(school.session).official_with(code)
    return Office(school.session).training_record(who, on, hours, title=title)


def test_hours_are_those_of_the_measure_since_new_year(school: School, office: Office) -> None:
    record(school, "CB01", date(2025, 12, 31), 40, "Of last year")
    record(school, "CB01", NEW_YEAR, 8, "Of New Year")
    record(school, "CB01", TODAY, 4, "Of today")
    record(school, "CB01", date(2026, 8, 4), 2, "Of tomorrow")
    office.training_record(office.official_with("CB02"), date(2026, 3, 2), 16, is_passed=False)
    record(school, "CB03", date(2026, 3, 2), 7)
    rows = hours_of_year(school.session, 2026, TODAY)
    measured = measure_training(school.session, None, period_of(TODAY, "quarter"), TODAY)["training.hours_this_year"]
    assert {row.code: row.done for row in rows} == {
        "CB01": Decimal(12),
        "CB02": Decimal(0),
        "CB03": Decimal(7),
        "CB04": Decimal(0),
        "CB05": Decimal(0),
        "CB06": Decimal(0),
    }
    assert {row.official_id: row.done for row in rows if row.done} == dict(measured)


def test_whoever_is_there_all_year_is_asked_for_all_the_hours(school: School) -> None:
    row = row_of(school, "CB01")
    assert row.required == Decimal(40)
    assert Decimal(22) < row.expected < Decimal(25)
    assert (row.missing, row.is_reached, row.is_behind) == (Decimal(40), False, True)


def test_hours_are_asked_in_proportion_to_service_absence_and_working_time(school: School, office: Office) -> None:
    office.official("HALF", "Phạm Văn Nửa", working_time_percent=50)
    office.official("NEW", "Phạm Văn Mới", since=date(2026, 7, 1))
    office.official("GONE", "Phạm Văn Cũ", until=date(2026, 3, 31))
    office.absence(office.official_with("CB02"), date(2026, 1, 1), date(2026, 6, 30))
    required = {row.code: row.required for row in hours_of_year(school.session, 2026, TODAY)}
    assert required["HALF"] == Decimal(20)
    assert required["NEW"] == required["CB02"]
    assert Decimal(19) < required["NEW"] < Decimal(21)
    assert Decimal(8) < required["GONE"] < Decimal(10)
    assert required["NEW"] + row_of(school, "CB01", today=date(2026, 6, 30)).expected == Decimal(40)


def test_whoever_comes_later_this_year_is_not_listed_yet(school: School, office: Office) -> None:
    office.official("LATER", "Phạm Văn Sau", since=date(2026, 10, 1))
    assert "LATER" not in {row.code for row in hours_of_year(school.session, 2026, TODAY)}
    assert "LATER" in {row.code for row in hours_of_year(school.session, 2026, date(2026, 11, 2))}


def test_the_hours_asked_are_those_of_the_settings_on_that_day(school: School) -> None:
    change_settings(school.session, "training", Training(hours_per_year=Decimal(24)), TODAY, "the province says so")
    assert row_of(school, "CB01").required == Decimal(24)
    assert row_of(school, "CB01", 2025).required == Decimal(40)


def test_a_unit_counts_those_who_have_reached_their_hours(school: School, office: Office) -> None:
    land = office.division()
    office.unit = land
    office.official("L01", "Vũ Văn Đất")
    record(school, "CB01", date(2026, 5, 4), 40)
    record(school, "CB02", date(2026, 5, 4), 39)
    units = {one.unit: one for one in hours_by_unit(hours_of_year(school.session, 2026, TODAY))}
    assert (units["Desk"].people, units["Desk"].reached, units["Desk"].done) == (6, 1, Decimal(79))
    assert (units["Land division"].people, units["Land division"].share) == (1, Decimal(0))


def test_hours_of_a_year_to_come_are_refused(school: School) -> None:
    assert why(lambda: hours_of_year(school.session, 2027, TODAY)) == (
        "2027 has not begun. Choose 2026 or an earlier year."
    )


def plan(school: School, **values: object) -> None:
    add_plan_item(school.session, {"year": 2026, "title": "Land law", **values})


def progress(school: School) -> dict[str, PlanProgress]:
    return {one.title: one for one in plan_of_year(school.session, 2026, TODAY)}


def test_a_line_of_the_plan_is_done_by_who_passed_a_course_of_its_title(school: School) -> None:
    plan(school, title="LUẬT ĐẤT ĐAI", hours_hundredths=1600)
    record(school, "CB01", date(2026, 5, 4), title="Luật Đất đai")
    record(school, "CB02", date(2025, 5, 4), title="Luật Đất đai")
    line = progress(school)["LUẬT ĐẤT ĐAI"]
    assert line.done == {school.official("CB01")}
    assert (line.whom, len(line.people), line.hours, line.is_done) == (None, 6, Decimal(16), False)


def test_whoever_stands_in_the_queue_of_the_course_is_registered(school: School) -> None:
    course = school.course(title="Land law")
    school.held(1, [Sitting(date(2026, 8, 20), time(8), time(11))], course)
    school.registers("CB01", "CB02")
    plan(school, title="", course_id=course.id, official_id=school.official("CB02"), quarter=3)
    line = progress(school)["Land law"]
    assert (line.people, line.registered, line.done) == ({school.official("CB02")}, {school.official("CB02")}, set())


def test_a_line_for_a_unit_is_for_all_below_it(school: School, office: Office) -> None:
    office.unit = office.division()
    official = office.official("L01", "Vũ Văn Đất")
    plan(school, unit_id=office.commune.id, title="All")
    plan(school, unit_id=office.unit.id, title="Land")
    lines = progress(school)
    assert (len(lines["All"].people), lines["Land"].people) == (7, {official.id})
    of_one = plan_of_year(school.session, 2026, TODAY, [school.official("CB01")])
    assert [(one.title, len(one.people)) for one in of_one] == [("All", 1)]


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"year": 1999}, "The year of a plan lies between 2010 and 2050. Correct it."),
        ({"quarter": 5}, "The quarter is 1, 2, 3 or 4, or empty for any time of the year. Correct it."),
        ({"title": " "}, "A line of the plan needs a title, or a course of the catalogue. Give one."),
        ({"hours_hundredths": -1}, "The hours of a line of the plan cannot be less than 0. Correct them."),
        (
            {"official_id": 1, "unit_id": 1},
            "A line of the plan is for one official or for one unit. Empty one of the two.",
        ),
        ({}, "“land LAW” stands in the plan of 2026 for them already. Change that line."),
    ],
)
def test_a_line_of_the_plan_that_cannot_be_is_refused(school: School, values: dict[str, object], told: str) -> None:
    plan(school)
    assert why(lambda: plan(school, **{"title": "land LAW", **values})) == told


def test_a_line_of_the_plan_is_changed_and_removed(school: School) -> None:
    plan(school)
    (line,) = plan_of_year(school.session, 2026, TODAY)
    change_plan_item(school.session, line.item, {"quarter": 4, "hours_hundredths": 800})
    (line,) = plan_of_year(school.session, 2026, TODAY)
    assert (line.item.quarter, line.hours, line.title) == (4, Decimal(8), "Land law")
    remove_plan_item(school.session, line.item)
    assert plan_of_year(school.session, 2026, TODAY) == []


@pytest.mark.parametrize(
    ("text", "degree"),
    [
        ("Đại học", Degree.UNIVERSITY),
        ("ĐẠI HỌC Luật", Degree.UNIVERSITY),
        ("Kỹ sư xây dựng", Degree.UNIVERSITY),
        ("Thạc sỹ Quản lý công; Cử nhân Luật", Degree.MASTER),
        ("Cao đẳng", Degree.COLLEGE),
        ("Trung cấp kế toán", Degree.SECONDARY),
        ("Tiến sĩ", Degree.DOCTOR),
        ("12/12", None),
        ("", None),
        (None, None),
    ],
)
def test_degrees_are_read_as_people_write_them(text: str | None, degree: Degree | None) -> None:
    assert degree_in(text) is degree


def asked(school: School, code: str, today: date = TODAY) -> Gap:
    (one,) = asked_of(school.session, today, [school.official(code)])
    return one


def requires(school: School, **values: object) -> Requirement:
    return add_requirement(school.session, values)


def test_a_degree_is_met_by_a_higher_one_and_not_by_a_lower_one(school: School) -> None:
    requires(school, asks=Asks.DEGREE, degree="Đại học")
    for code, degree in (("CB01", "Thạc sĩ"), ("CB02", "Đại học Luật"), ("CB03", "Cao đẳng"), ("CB04", "12/12")):
        official = school.session.get(Official, school.official(code))
        assert official is not None
        official.degree = degree
    school.session.flush()
    states = [asked(school, f"CB0{number}").state for number in range(1, 6)]
    assert states == [Held.MET, Held.MET, Held.MISSING, Held.UNKNOWN, Held.MISSING]


def test_a_degree_that_is_noted_later_counts(school: School) -> None:
    requires(school, asks=Asks.DEGREE, degree="master")
    values = {"title": "Thạc sĩ Luật", "kind": "degree"}
    add_qualification(school.session, school.official("CB01"), values, school.viewer("admin"))
    assert (asked(school, "CB01").state, asked(school, "CB01").met_by) == (Held.MET, "Thạc sĩ Luật")


def test_a_certificate_to_renew_expires_after_its_years(school: School) -> None:
    requires(school, asks=Asks.CERTIFICATE, certificate="An toàn thông tin", every_years=3)
    record(school, "CB01", date(2023, 9, 1), title="Bồi dưỡng an toàn thông tin")
    assert (asked(school, "CB01").state, asked(school, "CB01").until) == (Held.EXPIRING, date(2026, 9, 1))
    assert asked(school, "CB01", date(2026, 9, 2)).state is Held.EXPIRED
    assert asked(school, "CB01", date(2026, 6, 1)).state is Held.MET
    assert asked(school, "CB02").state is Held.MISSING
    record(school, "CB01", date(2026, 8, 1), title="An toàn thông tin nâng cao")
    assert (asked(school, "CB01").state, asked(school, "CB01").until) == (Held.MET, date(2029, 8, 1))


def test_a_certificate_of_29_february_expires_on_28_february(school: School) -> None:
    requires(school, asks=Asks.CONTENT_GROUP, content_group=ContentGroup.JOB_POSITION, every_years=3)
    record(school, "CB01", date(2024, 2, 29)).content_group = ContentGroup.JOB_POSITION
    school.session.flush()
    assert asked(school, "CB01").until == date(2027, 2, 28)


def test_the_day_that_a_certificate_names_wins_over_the_years(school: School) -> None:
    requires(school, asks=Asks.CERTIFICATE, certificate="Tin học", every_years=5)
    values: dict[str, object] = {"title": "Tin học cơ bản", "issued_on": date(2025, 1, 1)}
    held = add_qualification(school.session, school.official("CB01"), values, school.viewer("admin"))
    assert asked(school, "CB01").until == date(2030, 1, 1)
    change_qualification(school.session, held, {"expires_on": date(2026, 1, 1)}, school.viewer("admin"))
    assert asked(school, "CB01").state is Held.EXPIRED


def test_a_certificate_of_no_known_date_that_has_to_be_renewed_is_unknown(school: School) -> None:
    requires(school, asks=Asks.CERTIFICATE, certificate="Tin học", every_years=5)
    add_qualification(school.session, school.official("CB01"), {"title": "Tin học"}, school.viewer("admin"))
    assert asked(school, "CB01").state is Held.UNKNOWN


def test_a_requirement_holds_for_postings_that_fit_all_that_it_names(school: School, office: Office) -> None:
    office.unit = office.division()
    office.official("L01", "Vũ Văn Đất", RankingGroup.LEADER)
    requires(
        school,
        asks=Asks.CERTIFICATE,
        certificate="Lý luận chính trị",
        unit_id=office.commune.id,
        ranking_group=RankingGroup.LEADER,
        kind=OfficialKind.CIVIL_SERVANT,
    )
    assert [one.full_name for one in gaps(school.session, TODAY)] == ["Vũ Văn Đất"]
    (requirement,) = {one.requirement.id: one.requirement for one in gaps(school.session, TODAY)}.values()
    change_requirement(school.session, requirement, {"position": "Chủ tịch"})
    assert gaps(school.session, TODAY) == []


def test_what_is_met_is_no_gap(school: School) -> None:
    requires(school, asks=Asks.CERTIFICATE, certificate="Land law")
    record(school, "CB01", date(2020, 5, 4))
    assert [one.full_name for one in gaps(school.session, TODAY)] == [f"Phạm Thị {number}" for number in range(2, 7)]


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"asks": Asks.DEGREE, "degree": "12/12"}, "Choose the degree that is asked for"),
        ({"asks": Asks.CERTIFICATE, "certificate": " "}, "Write the name of the certificate"),
        ({"asks": Asks.CONTENT_GROUP}, "Choose the content group"),
        ({"asks": Asks.CERTIFICATE, "certificate": "Tin học", "every_years": 0}, "every 1 to 50 years"),
    ],
)
def test_a_requirement_that_asks_nothing_is_refused(school: School, values: dict[str, object], told: str) -> None:
    assert told in why(lambda: requires(school, **values))


def test_nobody_notes_his_own_qualification(school: School) -> None:
    mine = school.official("CB01")
    told = why(lambda: add_qualification(school.session, mine, {"title": "Tiến sĩ"}, school.viewer("CB01")))
    assert "nobody decides his own case" in told
    assert qualifications_of(school.session, mine) == []


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"title": ""}, "needs a title"),
        ({"issued_on": date(2026, 8, 4)}, "cannot have been issued on 04/08/2026, after today"),
        ({"issued_on": TODAY, "expires_on": date(2026, 8, 1)}, "would expire on 01/08/2026, before it was issued"),
        ({"issued_on": date(2020, 1, 1)}, "of that date is noted already"),
    ],
)
def test_a_qualification_that_cannot_be_is_refused(school: School, values: dict[str, object], told: str) -> None:
    admin, who = school.viewer("admin"), school.official("CB01")
    first: dict[str, object] = {"title": "Tin học", "issued_on": date(2020, 1, 1)}
    add_qualification(school.session, who, first, admin)
    assert told in why(lambda: add_qualification(school.session, who, {"title": "Tin học", **values}, admin))


def test_a_unit_that_stands_above_itself_ends_no_program(school: School, office: Office) -> None:
    plan(school, unit_id=office.commune.id)
    commune = school.session.get(Unit, office.commune.id)
    assert commune is not None
    commune.parent_id = office.unit.id
    school.session.flush()
    assert len(progress(school)["Land law"].people) == 6
