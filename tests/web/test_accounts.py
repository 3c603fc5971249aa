"""Accounts: first passwords, roles, closing, sign-ins; the last administrator stays."""

from __future__ import annotations

import io
import re
from datetime import date

import openpyxl
from sqlmodel import select

from tests.conftest import NOW
from tests.web.conftest import PASSWORD, Site
from tracker.accounts.accounts import Account
from tracker.accounts.grants import Grant
from tracker.accounts.passwords import AccountPassword
from tracker.accounts.permissions import Role
from tracker.accounts.sign_ins import sign_ins_of
from tracker.accounts.throttling import claim_attempt, note_right
from tracker.audit import AuditEntry
from tracker.records.postings import Posting

GENERATED = re.compile(r"[a-z2-9]{4}(?:-[a-z2-9]{4}){3}")


def add(site: Site, **values: object) -> str:
    sent = {"name": "tam.nt", "role": "staff", "valid_from": "23/11/2026", "official_id": site.officials["CB03"]}
    return site.browser("admin").send("/accounts/new", **{**sent, **values}).get_data(as_text=True)


def ask_for_another_password(site: Site) -> tuple[str, str]:
    """Give the account `staff` another password; return what was sent and the page that shows it."""
    address, admin = f"/accounts/{site.accounts['staff']}/password", site.browser("admin")
    replaces = re.findall(r'name="replaces" value="(\w+)"', admin.get(address))[0]
    return replaces, admin.send(address, replaces=replaces).get_data(as_text=True)


def test_the_list_shows_whose_each_account_is_its_roles_and_its_state(site: Site) -> None:
    page = site.browser("admin").get("/accounts/")
    assert "Trần Quốc Ánh" in page
    assert "Leader of Commune" in page
    assert page.count('#check"/></svg>Can sign in</span>') == 6


def test_accounts_are_found_by_the_name_of_the_official_without_diacritics(site: Site) -> None:
    page = site.browser("admin").get("/accounts/?q=tran quoc")
    assert "/accounts/" + str(site.accounts["leader"]) in page
    assert "/accounts/" + str(site.accounts["staff"]) not in page


def test_the_list_is_narrowed_by_role_and_state_and_saved_as_a_workbook(site: Site) -> None:
    admin = site.browser("admin")
    admin.send(f"/accounts/{site.accounts['colleague']}/disable")
    answer = admin.ask("/accounts/?state=disabled&xlsx=1")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == ["colleague"]
    assert "auditor" not in re.findall(r"/accounts/(\d+)", admin.get("/accounts/?role=leader"))


def test_a_first_password_is_shown_once_and_stands_nowhere_else(site: Site) -> None:
    page = add(site)
    (shown,) = set(GENERATED.findall(page))
    admin = site.browser("admin")
    assert not GENERATED.search(admin.get("/accounts/"))
    with site.database.reading() as session:
        account = session.exec(select(Account).where(Account.name == "tam.nt")).one()
        stored = session.get_one(AccountPassword, account.id)
        assert shown not in stored.hash
        assert stored.hash not in page
        assert account.must_change_password
        logged = [f"{one.before}{one.after}{one.because}" for one in session.exec(select(AuditEntry))]
        assert not any(shown in text or stored.hash in text for text in logged)
    answer = site.browser().send("/sign-in", name="tam.nt", password=shown)
    assert answer.status_code == 302


def test_an_account_that_cannot_be_added_keeps_what_was_typed_and_leaves_nothing(site: Site) -> None:
    page = add(site, name="staff", official_id="")
    assert "There is an account staff already." in page
    assert not GENERATED.search(page)
    page = add(site, role="leader")
    assert "A leader leads a unit and all below it." in page
    with site.database.reading() as session:
        assert session.exec(select(Account).where(Account.name == "tam.nt")).first() is None


def test_another_password_signs_the_account_out_and_the_old_one_no_longer_fits(site: Site) -> None:
    staff = site.browser("staff")
    assert GENERATED.search(ask_for_another_password(site)[1])
    assert staff.ask("/my-account").status_code == 302
    refused = site.browser().send("/sign-in", name="staff", password=PASSWORD)
    assert refused.status_code == 422


def test_who_asks_for_another_password_is_asked_first_and_a_reload_makes_no_other_one(site: Site) -> None:
    admin, address = site.browser("admin"), f"/accounts/{site.accounts['staff']}"
    assert f'href="{address}/password"' in admin.get(address)
    sent, page = ask_for_another_password(site)
    (shown,) = set(GENERATED.findall(page))
    again = admin.send(f"{address}/password", replaces=sent)
    assert again.headers["Location"] == address
    account = admin.get(address)
    assert "staff has had another password since you were asked. It is not shown again." in account
    assert not GENERATED.search(account)
    assert site.browser().send("/sign-in", name="staff", password=shown).status_code == 302


def test_another_password_is_given_only_to_whom_it_was_asked_for(site: Site) -> None:
    answer = site.browser("admin").send(f"/accounts/{site.accounts['staff']}/password")
    assert answer.status_code == 302
    assert site.browser().send("/sign-in", name="staff", password=PASSWORD).status_code == 302


def test_a_substitute_has_the_role_from_a_day_to_a_day(site: Site) -> None:
    staff, unit = site.accounts["staff"], None
    with site.database.reading() as session:
        unit = session.exec(select(Grant.unit_id).where(Grant.role == Role.LEADER)).first()
    sent = {"role": "leader", "unit_id": unit, "valid_from": "01/12/2026", "valid_to": "15/12/2026"}
    answer = site.browser("admin").send(f"/accounts/{staff}/roles", **sent)
    assert answer.status_code == 302
    page = site.browser("admin").get(f"/accounts/{staff}")
    assert "15/12/2026" in page
    assert "later" in page


def test_a_role_is_taken_and_stays_in_the_list_as_ended(site: Site) -> None:
    with site.database.reading() as session:
        grant = session.exec(select(Grant).where(Grant.account_id == site.accounts["staff"])).one()
    admin = site.browser("admin")
    assert admin.send(f"/accounts/{site.accounts['staff']}/roles/{grant.id}/take").status_code == 302
    assert "ended" in admin.get(f"/accounts/{site.accounts['staff']}")
    assert site.browser("staff").ask("/me/").status_code == 403


def test_a_role_of_another_account_is_not_taken_through_this_one(site: Site) -> None:
    with site.database.reading() as session:
        grant = session.exec(select(Grant).where(Grant.account_id == site.accounts["staff"])).one()
    address = f"/accounts/{site.accounts['leader']}/roles/{grant.id}/take"
    assert site.browser("admin").send(address).status_code == 404


def test_the_last_administrator_is_neither_closed_nor_demoted_and_the_page_says_why(site: Site) -> None:
    own = site.accounts["admin"]
    with site.database.reading() as session:
        grant = session.exec(select(Grant).where(Grant.account_id == own)).one()
    admin = site.browser("admin")
    assert "This is the last administrator" in admin.get(f"/accounts/{own}")
    for address in (f"/accounts/{own}/disable", f"/accounts/{own}/roles/{grant.id}/take"):
        answer = admin.send(address)
        assert answer.status_code == 400
        assert "This is the last administrator." in answer.get_data(as_text=True)
    assert admin.ask("/accounts/").status_code == 200


def test_a_closed_account_is_out_at_once_and_comes_back_when_it_is_opened(site: Site) -> None:
    address, staff = f"/accounts/{site.accounts['staff']}", site.browser("staff")
    site.browser("admin").send(f"{address}/disable", seen="2026-11-23")
    assert staff.ask("/my-account").status_code == 302
    assert "Closed by admin" in site.browser("admin").get(address)
    site.browser("admin").send(f"{address}/enable")
    assert site.browser("staff").ask("/my-account").status_code == 200


def test_an_official_who_left_is_shown_as_locked_out(site: Site) -> None:
    with site.database.writing("test") as session:
        posting = session.exec(select(Posting).where(Posting.official_id == site.officials["CB02"])).one()
        posting.valid_to = date(2026, 11, 1)
        session.add(posting)
    admin = site.browser("admin")
    assert "Official left, locked out" in admin.get("/accounts/?state=official_left")
    assert "The official&#39;s last posting has ended" in admin.get(f"/accounts/{site.accounts['colleague']}")


def test_an_official_has_one_account_and_is_taken_from_it_first(site: Site) -> None:
    admin, auditor = site.browser("admin"), f"/accounts/{site.accounts['auditor']}"
    page = admin.send(f"{auditor}/official", official_id=site.officials["CB01"])
    assert page.status_code == 422
    admin.send(f"/accounts/{site.accounts['staff']}/official", official_id="")
    assert admin.send(f"{auditor}/official", official_id=site.officials["CB01"]).status_code == 302
    assert "Phạm Thị Hà" in admin.get(auditor)


def test_an_administrator_sees_the_attempts_and_ends_a_sign_in(site: Site) -> None:
    staff = site.accounts["staff"]
    with site.database.writing("test") as session:
        claim_attempt(session, "staff", "10.0.0.7", staff, NOW)
        right = claim_attempt(session, "staff", "10.0.0.8", staff, NOW)
        note_right(session, getattr(right, "id", 0))
    browser, admin = site.browser("staff"), site.browser("admin")
    page = admin.get(f"/accounts/{staff}")
    assert "10.0.0.7" in page
    assert "1 failed" in page
    assert "09:00, 23/11/2026" in admin.get("/accounts/?q=staff")
    with site.database.reading() as session:
        (sign_in,) = sign_ins_of(session, staff, NOW)
    assert admin.send(f"/accounts/{staff}/sign-ins/{sign_in.id}/end").status_code == 302
    assert browser.ask("/my-account").status_code == 302


def test_an_auditor_reads_accounts_and_has_no_button(site: Site) -> None:
    auditor = site.browser("auditor")
    page = auditor.get(f"/accounts/{site.accounts['staff']}")
    assert "Give another password" not in page
    assert "Give the role" not in page
    assert "Add an account" not in auditor.get("/accounts/")
    assert auditor.send(f"/accounts/{site.accounts['staff']}/password").status_code == 403


def test_closing_the_account_of_an_official_asks_about_open_work_first(site: Site) -> None:
    admin, address = site.browser("admin"), f"/accounts/{site.accounts['staff']}"
    answer = admin.send(f"{address}/disable")
    assert answer.status_code == 422
    assert "Files in work: 1" in answer.get_data(as_text=True)
    assert "Close the account" in admin.get(address)
    assert admin.send(f"{address}/disable", seen="2026-11-23").status_code == 302
    assert "Open again" in admin.get(address)
