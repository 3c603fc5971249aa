"""Absences: the list with its filters and working days; added, ended, corrected and removed by hand."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest
from sqlmodel import col, select

from tests.web.conftest import Site
from tracker.records.absences import Absence, AbsenceKind
from tracker.records.held_fields import held_of


def away(site: Site, code: str, first: date, last: date | None = None, kind: AbsenceKind = AbsenceKind.LEAVE) -> int:
    """Store an absence and return its number."""
    with site.database.writing("test") as session:
        absence = Absence(official_id=site.officials[code], starts_on=first, ends_on=last, kind=kind)
        session.add(absence)
        session.flush()
        return absence.id or 0


def absences(site: Site) -> list[Absence]:
    """Return every absence as it is stored now."""
    with site.database.reading() as session:
        found = list(session.exec(select(Absence).order_by(col(Absence.starts_on))))
        session.expunge_all()
    return found


def test_working_days_are_counted_by_the_calendar_and_an_open_absence_to_today(site: Site) -> None:
    away(site, "CB01", date(2026, 8, 28), date(2026, 9, 3))
    away(site, "CB02", date(2026, 11, 20))
    away(site, "CB03", date(2026, 12, 7))
    sheet = openpyxl.load_workbook(io.BytesIO(site.browser("leader").ask("/absences/?sort=from&xlsx=1").data)).active
    days = {row[0].value: row[4].value for row in sheet.iter_rows(min_row=2)}
    assert days == {"Phạm Thị Hà": 2, "Nguyễn Văn Ân": 2, "Vũ Thị Đào": None}


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("01/01/26", date(2026, 1, 1)),
        ("1.1.26", date(2026, 1, 1)),
        ("2026-01-01", date(2026, 1, 1)),
        ("1/1/2026", date(2026, 1, 1)),
    ],
)
def test_a_day_is_read_as_people_write_it(site: Site, written: str, day: date) -> None:
    new = {"official_id": site.officials["CB01"], "kind": "leave", "starts_on": written, "ends_on": written}
    answer = site.browser("leader").send("/absences/new", **new, because="told by phone")
    assert answer.status_code == 302, answer.get_data(as_text=True)
    assert [(one.starts_on, one.ends_on) for one in absences(site)] == [(day, day)]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("01/01/0026", "lies outside the years 1900 to 2100"),
        ("31/12/1899", "lies outside the years 1900 to 2100"),
        ("01/01/2101", "lies outside the years 1900 to 2100"),
        ("01/01/026", "is not a date. Write it as day/month/year, for example 25/08/2026."),
        ("tomorrow", "is not a date. Write it as day/month/year, for example 25/08/2026."),
        ("1767225600", "is not a date. Write it as day/month/year, for example 25/08/2026."),
        ("30/02/2026", "there is no such day"),
    ],
)
def test_what_is_no_day_is_refused_and_told_how_to_write_it(site: Site, written: str, said: str) -> None:
    new = {"official_id": site.officials["CB01"], "kind": "leave", "starts_on": written, "ends_on": ""}
    answer = site.browser("leader").send("/absences/new", **new, because="told by phone")
    assert answer.status_code == 422
    assert f"“{written}”" in answer.get_data(as_text=True)
    assert said in answer.get_data(as_text=True)
    assert absences(site) == []


def test_absences_are_filtered_by_kind_time_and_unit(site: Site) -> None:
    away(site, "CB01", date(2026, 11, 20), kind=AbsenceKind.STUDY)
    away(site, "CB02", date(2026, 3, 2), date(2026, 3, 3))
    away(site, "CB03", date(2026, 12, 7), date(2026, 12, 8))
    leader = site.browser("leader")
    found = {
        "when=now": "Phạm Thị Hà",
        "when=open": "Phạm Thị Hà",
        "when=past": "Nguyễn Văn Ân",
        "when=coming": "Vũ Thị Đào",
        "kind=study": "Phạm Thị Hà",
        "q=van an": "Nguyễn Văn Ân",
    }
    for address, name in found.items():
        page = leader.get(f"/absences/?{address}")
        assert (page.count('<th scope="row"'), name in page) == (1, True), address
    land = leader.get("/absences/").split("Land division</option>")[0].split('value="')[-1].split('"')[0]
    page = leader.get(f"/absences/?unit={land}")
    assert (page.count('<th scope="row"'), "Vũ Thị Đào" in page) == (1, True)


def test_a_leader_of_one_unit_sees_and_changes_its_absences_alone_and_staff_none(site: Site) -> None:
    number = away(site, "CB01", date(2026, 11, 20))
    other = site.browser("other_leader")
    assert other.get("/absences/").count('<th scope="row"') == 0
    for step in ("", "/end", "/remove"):
        assert other.ask(f"/absences/{number}{step}").status_code == 404
    assert site.browser("staff").ask("/absences/").status_code == 403
    assert (
        other.send(
            "/absences/new", official_id=site.officials["CB01"], kind="leave", starts_on="01/12/2026"
        ).status_code
        == 422
    )


def test_an_absence_is_added_and_held_and_an_overlapping_one_refused_with_which(site: Site) -> None:
    leader = site.browser("leader")
    asked = {"official_id": site.officials["CB01"], "kind": "sick", "starts_on": "16/11/2026", "ends_on": "20/11/2026"}
    assert leader.send("/absences/new", **asked).status_code == 302
    (absence,) = absences(site)
    assert (absence.kind, absence.ends_on) == (AbsenceKind.SICK, date(2026, 11, 20))
    with site.database.reading() as session:
        assert "starts_on" in held_of(session, "tracker_absence", absence.id or 0)
    again = leader.send("/absences/new", **{**asked, "kind": "leave", "starts_on": "20/11/2026", "ends_on": ""})
    assert again.status_code == 422
    assert "Phạm Thị Hà is absent from 16/11/2026 to 20/11/2026 already (Sick leave)." in again.get_data(as_text=True)


def test_days_in_the_wrong_order_are_refused(site: Site) -> None:
    answer = site.browser("leader").send(
        "/absences/new", official_id=site.officials["CB01"], kind="leave", starts_on="20/11/2026", ends_on="19/11/2026"
    )
    assert "before it begins" in answer.get_data(as_text=True)
    assert absences(site) == []


def test_an_open_absence_is_ended(site: Site) -> None:
    number = away(site, "CB01", date(2026, 11, 2))
    leader = site.browser("leader")
    assert f"/absences/{number}/end" in leader.get("/absences/")
    assert "23/11/2026" in leader.get(f"/absences/{number}/end")
    assert leader.send(f"/absences/{number}/end", ends_on="20/11/2026").status_code == 302
    assert absences(site)[0].ends_on == date(2026, 11, 20)
    again = leader.send(f"/absences/{number}/end", ends_on="23/11/2026")
    assert "ends on 20/11/2026 already" in again.get_data(as_text=True)


def test_an_absence_is_corrected_with_a_reason_and_released_for_imports(site: Site) -> None:
    number = away(site, "CB01", date(2026, 11, 2), date(2026, 11, 3))
    leader = site.browser("leader")
    asked = {"kind": "mission", "starts_on": "02/11/2026", "ends_on": "04/11/2026"}
    assert leader.send(f"/absences/{number}", **asked, because="").status_code == 422
    assert leader.send(f"/absences/{number}", **asked, because="the decision").status_code == 302
    assert absences(site)[0].kind is AbsenceKind.MISSION
    assert "the decision" in leader.get(f"/absences/{number}")
    leader.send(f"/absences/{number}/release", field="kind")
    with site.database.reading() as session:
        assert set(held_of(session, "tracker_absence", number)) == {"ends_on"}


def test_an_absence_is_removed_with_a_reason_but_not_by_himself(site: Site) -> None:
    number, own = away(site, "CB01", date(2026, 11, 2)), away(site, "CB05", date(2026, 11, 3))
    leader = site.browser("leader")
    assert leader.send(f"/absences/{number}/remove", because="").status_code == 422
    assert leader.send(f"/absences/{number}/remove", because="was there").status_code == 302
    assert leader.send(f"/absences/{own}/remove", because="was there").status_code == 422
    assert [one.id for one in absences(site)] == [own]
