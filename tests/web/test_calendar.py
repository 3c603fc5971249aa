"""The calendar of working days: what is published, what is declared here, and who may declare."""

from __future__ import annotations

from datetime import date

from sqlmodel import select

from tests.web.conftest import Site
from tracker.audit import AuditEntry
from tracker.records.handled_files import HandledFile
from tracker.workdays import HolidayOverride, load_calendar


def declare(site: Site, on: str = "09/10/2026", day_is: str = "off", **values: str) -> str:
    sent = {"on": on, "day_is": day_is, "note": "QĐ 12/QĐ-UBND", "because": "storm", **values}
    answer = site.browser("admin").send("/calendar/", **sent)
    return answer.get_data(as_text=True) if answer.status_code != 302 else answer.headers["Location"]


def test_the_year_names_its_holidays_in_the_readers_language(site: Site) -> None:
    assert "National Day" in site.browser("staff").get("/calendar/2026")
    assert "Quốc khánh" in site.browser("staff", "vi").get("/calendar/2026")


def test_a_saturday_worked_for_another_day_says_so(site: Site) -> None:
    page = site.browser("staff").get("/calendar/2026")
    assert "22/08/2026" in page
    assert "Worked in exchange for a day off." in page


def test_a_year_beyond_the_calendar_is_not_there(site: Site) -> None:
    assert site.browser("staff").ask("/calendar/2051").status_code == 404


def test_a_declared_day_off_counts_and_is_shown_with_its_document_reason_and_who(site: Site) -> None:
    assert declare(site) == "/calendar/2026"
    with site.database.reading() as session:
        assert not load_calendar(session).is_working(date(2026, 10, 9))
        entry = session.exec(select(AuditEntry).where(AuditEntry.subject == HolidayOverride.__tablename__)).one()
        assert (entry.actor, entry.because) == ("admin", "storm")
    page = site.browser("staff").get("/calendar/2026")
    assert "QĐ 12/QĐ-UBND" in page
    assert "storm" in page
    assert "What is declared here wins." in page


def test_it_is_said_how_many_files_are_judged_otherwise(site: Site) -> None:
    admin = site.browser("admin")
    admin.send("/calendar/", on="07/10/2026", day_is="off", note="QĐ 12", because="storm")
    page = admin.get("/calendar/2026")
    with site.database.reading() as session:
        before = {one.id: one.saved_days for one in session.exec(select(HandledFile))}
    assert before[site.files["early"]] is not None
    assert "files are judged otherwise now." in page
    assert "0 files are judged otherwise now." not in page


def test_a_day_is_taken_back_with_a_reason(site: Site) -> None:
    declare(site)
    admin = site.browser("admin")
    assert "worked again" in admin.get("/calendar/overrides/2026-10-09/remove")
    assert admin.send("/calendar/overrides/2026-10-09/remove", because="").status_code == 422
    assert admin.send("/calendar/overrides/2026-10-09/remove", because="moved").status_code == 302
    with site.database.reading() as session:
        assert load_calendar(session).is_working(date(2026, 10, 9))


def test_a_day_without_a_document_is_not_declared_and_what_was_typed_is_kept(site: Site) -> None:
    page = declare(site, note="", because="a storm came")
    assert "a storm came" in page
    assert "is missing" in page
    with site.database.reading() as session:
        assert session.get(HolidayOverride, date(2026, 10, 9)) is None


def test_whoever_only_reads_sees_no_form_and_declares_nothing(site: Site) -> None:
    assert "Declare the day" not in site.browser("leader").get("/calendar/")
    assert site.browser("leader").send("/calendar/", on="09/10/2026").status_code == 403
    assert site.browser("staff").ask("/calendar/overrides/2026-01-02/remove").status_code == 403
