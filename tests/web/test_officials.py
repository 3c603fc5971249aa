"""Officials: the list as each kind of person sees it, and what administrators change by hand."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest
from sqlmodel import SQLModel, select

from tests.web.conftest import Browser, Site
from tracker.audit import AuditEntry
from tracker.imports.sources import ImportSource
from tracker.records.aliases import Alias
from tracker.records.corrections import Claim, contest
from tracker.records.duty_days import assign
from tracker.records.held_fields import HeldField
from tracker.records.officials import Official
from tracker.records.postings import Posting, postings_of
from tracker.web.forms import version_of

NAUGHTY = '<script>alert("1")</script> {{7*7}} %(x)s \u202e =1+1'
PERSON = {"full_name": "Đoàn Văn Sỹ", "code": "CB20", "email": "sy.dv@thu.example"}
POSTING = {"unit_id": "2", "position": "Kế toán", "kind": "civil_servant", "ranking_group": "specialist"}


def official(site: Site, code: str = "CB01") -> Official:
    with site.database.reading() as session:
        return session.exec(select(Official).where(Official.code == code)).one()


def postings(site: Site, code: str = "CB01") -> list[Posting]:
    with site.database.reading() as session:
        return postings_of(session, official(site, code).id or 0)


def rows(site: Site, table: type[SQLModel]) -> list[SQLModel]:
    with site.database.reading() as session:
        return list(session.exec(select(table)))


def names_in(page: str) -> list[str]:
    known = ("Phạm Thị Hà", "Nguyễn Văn Ân", "Vũ Thị Đào", "Bùi Đức Ước", "Trần Quốc Ánh")
    content = page[page.index("<main") :]
    return sorted((name for name in known if name in content), key=content.index)


def as_recorded(site: Site, **changes: object) -> dict[str, object]:
    """Return the form of CB01 as it stands, with changes and a reason."""
    now = official(site)
    values = {name: getattr(now, name) for name in ("full_name", "code", "degree", "field_of_study", "email", "phone")}
    return {**values, "version": version_of(now), "because": "the list is old", **changes}


def test_the_list_is_in_the_vietnamese_order_of_given_names(site: Site) -> None:
    page = site.browser("leader").get("/officials/")
    assert names_in(page) == ["Trần Quốc Ánh", "Nguyễn Văn Ân", "Vũ Thị Đào", "Phạm Thị Hà", "Bùi Đức Ước"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=dao vu", ["Vũ Thị Đào"]),
        ("q=cb04", ["Bùi Đức Ước"]),
        ("unit=3", ["Vũ Thị Đào", "Bùi Đức Ước"]),
        ("unit=1&group=desk", ["Nguyễn Văn Ân", "Phạm Thị Hà"]),
        ("service=left", []),
        ("service=in_service&kind=civil_servant&q=ha", ["Phạm Thị Hà"]),
        ("unit=nonsense&sort=nothing&page=-4&q=dao", ["Vũ Thị Đào"]),
    ],
)
def test_the_list_is_searched_and_filtered(site: Site, query: str, found: list[str]) -> None:
    assert names_in(site.browser("leader").get(f"/officials/?{query}")) == found


def test_a_leader_of_one_unit_sees_its_officials_alone_and_staff_none(site: Site) -> None:
    assert names_in(site.browser("other_leader").get("/officials/")) == ["Vũ Thị Đào", "Bùi Đức Ước"]
    assert site.browser("staff").ask("/officials/").status_code == 403


def test_only_administrators_are_offered_to_edit(site: Site, admin: Browser) -> None:
    address = f"/officials/{site.officials['CB01']}/edit"
    assert address in admin.get("/officials/")
    assert address not in site.browser("leader").get("/officials/")
    assert site.browser("leader").ask(address).status_code == 403


def test_the_same_list_comes_as_a_workbook(admin: Browser) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(admin.ask("/officials/?q=cb01&xlsx=1").data)).active
    assert [cell.value for cell in sheet[2]][:3] == ["Phạm Thị Hà", "CB01", "Desk"]


def test_an_official_is_added_with_a_first_posting(site: Site, admin: Browser) -> None:
    answer = admin.send("/officials/new", **PERSON, **POSTING, working_time_percent="50", valid_from="01/12/2026")
    added = official(site, "CB20")
    assert answer.headers["Location"] == f"/officials/{added.id}/edit"
    (posting,) = postings(site, "CB20")
    assert (posting.position, posting.working_time_percent, posting.valid_from) == ("Kế toán", 50, date(2026, 12, 1))
    assert "Đoàn Văn Sỹ is added." in admin.get(f"/officials/{added.id}/edit")
    assert "Begins later" in admin.get("/officials/?service=to_come")


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"full_name": " "}, "is missing"),
        ({"code": "cb01"}, "The code cb01 belongs to Phạm Thị Hà"),
        ({"email": "nobody"}, "is not written as it must be"),
        ({"unit_id": "999"}, "Choose one of the list."),
        ({"working_time_percent": "0"}, "must be at least 1"),
        ({"valid_from": "31/02/2026"}, "there is no such day"),
        ({"valid_from": "01/01/1826"}, "lies outside the years 1900 to"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    site: Site, admin: Browser, wrong: dict[str, str], why: str
) -> None:
    answer = admin.send("/officials/new", **{**PERSON, **POSTING, "position": "Thủ quỹ", **wrong})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert why in page
    assert 'value="Thủ quỹ"' in page
    assert len(rows(site, Official)) == 5


def test_a_changed_official_is_held_and_audited_with_the_reason(site: Site, admin: Browser) -> None:
    address = f"/officials/{site.officials['CB01']}/edit"
    assert admin.send(address, **as_recorded(site, phone="0900 000 000")).status_code == 302
    assert official(site).phone == "0900 000 000"
    page = admin.get(address)
    assert "Held against imports since 09:00, 23/11/2026: the list is old." in page
    assert "Because: the list is old" in page
    with site.database.reading() as session:
        entry = session.exec(
            select(AuditEntry).where(AuditEntry.action == "changed").order_by(AuditEntry.position)
        ).all()
    assert (entry[-1].actor, entry[-1].because) == ("admin", "the list is old")


def test_the_page_says_what_the_last_import_wanted_and_releases_the_field(site: Site, admin: Browser) -> None:
    address = f"/officials/{site.officials['CB01']}"
    admin.send(f"{address}/edit", **as_recorded(site, phone="0900 000 000"))
    with site.database.writing("test") as session:
        session.exec(select(HeldField)).one().disagreement = "0911"
    assert "The last import wanted: 0911." in admin.get(f"{address}/edit")
    admin.send(f"{address}/release", field="phone")
    assert rows(site, HeldField) == []
    assert "the next import may write it again" in admin.get(f"{address}/edit")
    assert admin.send(f"{address}/release", field="phone").status_code == 400


def test_a_change_needs_a_reason(site: Site, admin: Browser) -> None:
    answer = admin.send(f"/officials/{site.officials['CB01']}/edit", **as_recorded(site, phone="1", because=" "))
    assert answer.status_code == 422
    assert official(site).phone is None


def test_the_second_of_two_who_edit_at_once_is_told_and_overwrites_nothing(site: Site, admin: Browser) -> None:
    address = f"/officials/{site.officials['CB01']}/edit"
    mine, hers = as_recorded(site, phone="1"), as_recorded(site, phone="2")
    assert site.browser("admin").send(address, **hers).status_code == 302
    for _ in range(2):
        answer = admin.send(address, **mine)
        assert answer.status_code == 422
        assert "Somebody else has just changed this." in answer.get_data(as_text=True)
    assert official(site).phone == "2"


def test_naughty_text_is_stored_as_it_is_and_shown_as_text(site: Site, admin: Browser) -> None:
    address = f"/officials/{site.officials['CB01']}/edit"
    admin.send(address, **as_recorded(site, full_name=NAUGHTY, because=NAUGHTY))
    assert official(site).full_name == NAUGHTY
    for page in (admin.get(address), admin.get("/officials/"), admin.get("/units/")):
        assert "<script>alert" not in page
    sheet = openpyxl.load_workbook(io.BytesIO(admin.ask("/officials/?q=cb01&xlsx=1").data)).active
    assert (sheet["A2"].value, sheet["A2"].data_type) == (NAUGHTY, "s")


def test_a_new_posting_ends_the_running_one(site: Site, admin: Browser) -> None:
    address = f"/officials/{site.officials['CB01']}/postings/new"
    assert 'value="100"' in admin.get(address)
    admin.send(address, **{**POSTING, "unit_id": "3"}, working_time_percent="100", valid_from="01/12/2026")
    assert [(one.unit_id, one.valid_to) for one in postings(site)] == [(2, date(2026, 11, 30)), (3, None)]


def test_a_posting_is_corrected_held_released_and_removed(site: Site, admin: Browser) -> None:
    posting = postings(site)[0]
    address = f"/officials/{site.officials['CB01']}/postings/{posting.id}"
    values = {**POSTING, "working_time_percent": "100", "valid_from": "01/01/2024", "because": "decision 5"}
    answer = admin.send(address, **values, is_key_official="on", version=version_of(posting))
    assert answer.status_code == 302
    assert postings(site)[0].is_key_official
    assert "decision 5" in admin.get(address)
    assert {held.field for held in rows(site, HeldField)} == {"position", "ranking_group", "is_key_official"}
    admin.send(f"{address}/release", field="position")
    assert len(rows(site, HeldField)) == 2
    assert admin.send(f"{address}/remove", because="never was").status_code == 302
    assert postings(site) == []
    assert rows(site, HeldField) == []
    assert "Without a posting" in admin.get("/officials/")


def test_a_posting_stands_only_under_its_own_official(site: Site, admin: Browser) -> None:
    others = postings(site, "CB02")[0].id
    assert admin.ask(f"/officials/{site.officials['CB01']}/postings/{others}").status_code == 404


def test_who_leaves_is_locked_from_the_next_day_on(site: Site, admin: Browser) -> None:
    address = f"/officials/{site.officials['CB01']}"
    answer = admin.send(f"{address}/postings/end", last_day="22/11/2026", because="retires", seen="2026-11-22")
    assert answer.status_code == 302
    assert "in service to 22/11/2026; from 23/11/2026 on, the account is locked." in admin.get(f"{address}/edit")
    assert names_in(admin.get("/officials/?service=left")) == ["Phạm Thị Hà"]
    assert site.browser("staff").ask("/my-account").status_code == 302


def test_a_last_day_outside_the_posting_is_refused(site: Site, admin: Browser) -> None:
    answer = admin.send(f"/officials/{site.officials['CB01']}/postings/end", last_day="01/01/2020", because="retires")
    assert answer.status_code == 422
    assert "Choose a day of it" in answer.get_data(as_text=True)


def test_a_login_is_added_ended_and_removed(site: Site, admin: Browser) -> None:
    with site.database.writing("test") as session:
        session.add(ImportSource(name="dvc", kind="files"))
    address = f"/officials/{site.officials['CB01']}/aliases"
    assert admin.send(f"{address}/new", source="elsewhere", name="ha.pt").status_code == 422
    assert admin.send(f"{address}/new", source="dvc", name="ha.pt").status_code == 302
    (alias,) = rows(site, Alias)
    assert isinstance(alias, Alias)
    assert "from the beginning" in admin.get(f"/officials/{site.officials['CB01']}/edit")
    refused = admin.send(f"/officials/{site.officials['CB02']}/aliases/new", source="dvc", name="HA.PT")
    assert "dvc means another official by ha.pt" in refused.get_data(as_text=True)
    assert admin.send(f"{address}/{alias.id}/end", last_day="31/12/2026").status_code == 302
    assert "31/12/2026" in admin.get(f"/officials/{site.officials['CB01']}/edit")
    assert admin.send(f"{address}/{alias.id}/remove").status_code == 302
    assert rows(site, Alias) == []


def open_work(site: Site) -> None:
    """CB01 has a file in work, a duty day in December, and a correction that nobody has answered."""
    with site.database.writing("test") as session:
        assign(session, site.officials["CB01"], date(2026, 12, 2))
        wanted = {"finished_on": "2026-10-13"}
        contest(
            session,
            "tracker_handled_file",
            site.files["late"],
            Claim(wanted, "It was ready", site.officials["CB01"], date(2026, 11, 20)),
        )


def test_who_leaves_with_open_work_is_asked_about_before_the_last_day_is_stored(site: Site, admin: Browser) -> None:
    open_work(site)
    address = f"/officials/{site.officials['CB01']}/postings/end"
    answer = admin.send(address, last_day="30/11/2026", because="retires")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    for told in ("Files in work: 1", "Duty days planned later: 1", "Corrections asked for and not answered: 1"):
        assert told in page
    assert f'href="/files/?in_work={site.officials["CB01"]}"' in page
    assert 'href="/duty/2026-12"' in page
    assert postings(site)[0].valid_to is None
    assert admin.send(address, last_day="29/11/2026", because="retires", seen="2026-11-30").status_code == 422
    assert admin.send(address, last_day="30/11/2026", because="retires", seen="2026-11-30").status_code == 302
    assert postings(site)[0].valid_to == date(2026, 11, 30)


def test_correcting_or_removing_the_last_posting_asks_about_open_work_too(site: Site, admin: Browser) -> None:
    posting = postings(site)[0]
    address = f"/officials/{site.officials['CB01']}/postings/{posting.id}"
    values = {**POSTING, "working_time_percent": "100", "valid_from": "01/01/2024", "because": "retires"}
    answer = admin.send(address, **values, valid_to="30/11/2026", version=version_of(posting))
    assert answer.status_code == 422
    assert "Files in work: 1" in answer.get_data(as_text=True)
    sent = admin.send(address, **values, valid_to="30/11/2026", version=version_of(posting), seen="2026-11-30")
    assert sent.status_code == 302
    admin.send(f"/officials/{site.officials['CB01']}/postings/new", **POSTING, valid_from="01/12/2026")
    later = postings(site)[1]
    removal = f"/officials/{site.officials['CB01']}/postings/{later.id}/remove"
    assert "Files in work: 1" in admin.send(removal, because="never was").get_data(as_text=True)


def test_a_leader_who_leaves_is_asked_about_what_waits_for_him(site: Site, admin: Browser) -> None:
    open_work(site)
    page = admin.send(f"/officials/{site.officials['CB05']}/postings/end", last_day="30/11/2026", because="retires")
    assert "Waiting for a decision as a leader: 1" in page.get_data(as_text=True)


def test_somebody_without_an_account_is_asked_about_too(site: Site, admin: Browser) -> None:
    with site.database.writing("test") as session:
        assign(session, site.officials["CB03"], date(2026, 12, 2))
    answer = admin.send(f"/officials/{site.officials['CB03']}/postings/end", last_day="30/11/2026", because="retires")
    assert answer.status_code == 422
    assert "Duty days planned later: 1" in answer.get_data(as_text=True)


def test_who_leaves_nothing_behind_is_not_asked_about(site: Site, admin: Browser) -> None:
    address = f"/officials/{site.officials['CB02']}/postings/end"
    assert admin.send(address, last_day="30/11/2026", because="retires").status_code == 302


def test_leaving_stands_in_the_history_of_the_official(site: Site, admin: Browser) -> None:
    address = f"/officials/{site.officials['CB02']}"
    admin.send(f"{address}/postings/end", last_day="30/11/2026", because="moves to another commune")
    page = admin.get(f"{address}/edit")
    history = page[page.index('id="h-history"') :]
    assert "30/11/2026" in history
    assert "Because: moves to another commune" in history
    assert "Posting from 01/01/2024" in history


def test_what_somebody_left_behind_stays_on_the_page_until_it_is_settled(site: Site, admin: Browser) -> None:
    open_work(site)
    address = f"/officials/{site.officials['CB01']}"
    admin.send(f"{address}/postings/end", last_day="22/11/2026", because="retires", seen="2026-11-22")
    assert "Files in work: 1" in admin.get(f"{address}/edit")
    found = admin.get(f"/files/?in_work={site.officials['CB01']}")
    assert "H23.14-000003" in found
    assert "H23.14-000002" not in found
    assert "H23.14-000003" in admin.get("/files/?in_work=left")
    assert "H23.14-000003" not in admin.get(f"/files/?in_work={site.officials['CB02']}")
