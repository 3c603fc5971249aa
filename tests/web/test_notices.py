"""Notices: one's own, by day, read when opened or all at once; the number in the frame; the daily e-mail."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import event
from sqlmodel import select

from tests.conftest import NOW
from tests.web.conftest import Browser, Site
from tracker.accounts.accounts import Account
from tracker.audit import AuditEntry
from tracker.messages import message
from tracker.notices import Notice, count_unseen, tell
from tracker.records.officials import Official
from tracker.scoring.settings_owners import settings_owners
from tracker.web.notices import PAGE_SIZE


def told(site: Site, name: str, what: str, page: str | None = None, days_ago: int = 0) -> int:
    """Tell an account something; returns the id of the notice."""
    account_id = site.accounts[name]
    with site.database.writing("test") as session:
        tell(session, [account_id], what, message("%(what)s", what=what), page)
        notice = session.exec(select(Notice).where(Notice.account_id == account_id, Notice.key == what)).one()
        notice.created_at -= timedelta(days=days_ago)
        return notice.id or 0


def unread(site: Site, name: str) -> int:
    with site.database.reading() as session:
        return int(session.connection().execute(count_unseen(site.accounts[name])).scalar_one())


def in_menu(page: str) -> str | None:
    """Return the number beside the notices in the menu."""
    found = re.search(
        r"<span>Notices</span>(?:<span class=\"cnt\">(\d+)<span class=\"vh\"> unread</span></span>)?", page
    )
    assert found
    return found[1]


def test_a_command_in_a_notice_is_shown_as_code_and_never_as_markup(site: Site) -> None:
    told(site, "staff", "Run `tracker db <upgrade>` now; 5` is no code")
    told(site, "staff", "Run `tracker serve`.")
    page = site.browser("staff").get("/notices/")
    assert "Run <code>tracker serve</code>." in page
    assert "Run `tracker db &lt;upgrade&gt;` now; 5` is no code" in page


def test_one_sees_ones_own_notices_by_day_the_newest_first_and_nobody_elses(site: Site) -> None:
    told(site, "staff", "yesterday's news", days_ago=1)
    told(site, "staff", "a file is overdue", "/me/")
    told(site, "colleague", "something of another")
    page = site.browser("staff").get("/notices/")
    assert page.index("Monday, 23/11/2026") < page.index("a file is overdue") < page.index("Sunday, 22/11/2026")
    assert page.index("Sunday, 22/11/2026") < page.index("yesterday&#39;s news")
    assert "something of another" not in page
    for name in ("admin", "leader", "auditor"):
        assert "something of another" not in site.browser(name).get("/notices/")


def test_a_notice_is_in_the_language_of_the_reader(site: Site) -> None:
    with site.database.writing("test") as session:
        tell(session, [site.accounts["staff"]], "k", message("Today is a day off."))
    assert "Today is a day off." in site.browser("staff").get("/notices/")
    assert "Today is a day off." not in site.browser("staff", "vi").get("/notices/")


def test_the_button_that_leads_to_a_page_does_not_say_how_a_file_stands(site: Site) -> None:
    told(site, "staff", "news", "/me/")
    page = site.browser("staff", "vi").get("/notices/")
    assert re.search(r'<button class="btn s" type="submit">(.*?)<', page)[1] == "Xem"  # type: ignore[index]


def test_to_look_at_the_notices_changes_nothing(site: Site) -> None:
    told(site, "staff", "news", "/me/")
    staff = site.browser("staff")
    for _ in range(2):
        assert in_menu(staff.get("/notices/")) == "1"
    assert unread(site, "staff") == 1


def test_who_opens_the_page_of_a_notice_has_read_it(site: Site) -> None:
    first, _ = told(site, "staff", "news", "/me/?period=2026-Q4"), told(site, "staff", "more")
    staff = site.browser("staff")
    answer = staff.send(f"/notices/{first}/open")
    assert answer.headers["Location"] == "/me/?period=2026-Q4"
    page = staff.get("/notices/")
    assert in_menu(page) == "1"
    assert '<a class="btn s" href="/me/?period=2026-Q4">' in page
    with site.database.reading() as session:
        assert session.get_one(Notice, first).seen_at == NOW


def test_a_notice_without_a_page_is_marked_as_read_by_itself(site: Site) -> None:
    notice_id = told(site, "staff", "news")
    staff = site.browser("staff")
    assert "Mark as read" in staff.get("/notices/")
    assert staff.send(f"/notices/{notice_id}/open").headers["Location"] == "/notices/"
    assert unread(site, "staff") == 0


def test_nobody_opens_a_notice_of_another(site: Site) -> None:
    notice_id = told(site, "staff", "news", "/me/")
    for name in ("colleague", "admin", "leader"):
        assert site.browser(name).send(f"/notices/{notice_id}/open").status_code == 404
    assert unread(site, "staff") == 1


def test_all_are_marked_as_read_up_to_the_newest_that_was_shown(site: Site) -> None:
    told(site, "colleague", "of another")
    told(site, "staff", "one")
    told(site, "staff", "two")
    staff = site.browser("staff")
    shown = re.search(r'name="up_to" value="(\d+)"', staff.get("/notices/"))
    assert shown
    told(site, "staff", "came since")
    assert staff.send("/notices/read", up_to=shown[1]).status_code == 302
    assert (unread(site, "staff"), unread(site, "colleague")) == (1, 1)
    assert staff.send("/notices/read", up_to="x").status_code == 400
    assert staff.send("/notices/read").status_code == 400


def test_old_notices_are_on_further_pages(site: Site) -> None:
    for number in range(PAGE_SIZE + 5):
        told(site, "staff", f"news {number:03}")
    staff = site.browser("staff")
    page = staff.get("/notices/")
    assert "news 054" in page
    assert "news 004" not in page
    older = re.search(r'href="(/notices/\?before=\d+)" rel="next"', page)
    assert older
    page = staff.get(older[1])
    assert "news 004" in page
    assert "news 005" not in page
    assert 'rel="next"' not in page
    shown = re.search(r'name="up_to" value="(\d+)"', page)
    assert shown
    staff.send("/notices/read", up_to=shown[1])
    assert unread(site, "staff") == 0


def test_who_was_told_nothing_reads_what_will_stand_there(site: Site) -> None:
    assert "Nothing has been told to you yet." in site.browser("auditor").get("/notices/")


def test_the_number_of_unread_notices_stands_in_the_frame_with_its_name(site: Site) -> None:
    staff = site.browser("staff")
    page = staff.get("/duty/")
    assert in_menu(page) is None
    assert '<span class="vh">Notices</span>' in page[: page.index("</header>")]
    told(site, "staff", "one")
    told(site, "staff", "two")
    page = staff.get("/duty/")
    assert in_menu(page) == "2"
    assert '<span class="cnt">2<span class="vh"> unread</span></span>' in page[: page.index("</header>")]


def test_the_number_costs_no_statement_of_its_own(site: Site) -> None:
    told(site, "staff", "one")
    sent: list[str] = []

    def note(_connection: sa.Connection, _cursor: object, statement: str, *_rest: object) -> None:
        if "tracker_notice" in statement:
            sent.append(statement)

    staff = site.browser("staff")
    event.listen(site.database.engine, "before_cursor_execute", note)
    staff.get("/me/")
    event.remove(site.database.engine, "before_cursor_execute", note)
    (statement,) = sent
    assert "tracker_sign_in" in statement


def test_a_leader_sees_unread_notices_where_he_decides(site: Site) -> None:
    leader = site.browser("leader")
    for page in ("/inbox/", "/overview"):
        assert "that you have not read" not in leader.get(page)
    told(site, "leader", "4 files are overdue")
    for page in ("/inbox/", "/overview"):
        assert "1 notice that you have not read" in leader.get(page)


def mail_settings(site: Site, **values: object) -> None:
    """Let the installation send mail."""
    mail = site.tracker.config.mail.model_copy(update={"host": "127.0.0.1", "sender": "tracker@commune.vn"})
    config = site.tracker.config.model_copy(update={"mail": mail, **values})
    object.__setattr__(site.tracker, "config", config)


@pytest.fixture
def staff(site: Site) -> Browser:
    """The browser of an official with an address, in an installation that mails."""
    mail_settings(site)
    with site.database.writing("test") as session:
        session.get_one(Official, site.officials["CB01"]).email = "ha@commune.vn"
    return site.browser("staff")


def test_the_account_page_says_where_the_daily_mail_goes_when_it_comes_and_what_it_holds(staff: Browser) -> None:
    page = staff.get("/my-account")
    assert "To ha@commune.vn." in page
    assert "It comes on working days between 07:30 and 17:00, and holds every notice" in page


def test_who_wants_no_mail_says_so_and_it_stands_in_the_audit_log(site: Site, staff: Browser) -> None:
    assert 'name="wants_mail" value="on" checked' in staff.get("/my-account")
    staff.send("/my-account/mail")
    assert 'name="wants_mail" value="on">' in staff.get("/my-account")
    with site.database.reading() as session:
        assert not session.get_one(Account, site.accounts["staff"]).wants_mail
        entry = session.exec(select(AuditEntry).order_by(sa.desc(AuditEntry.position))).first()  # type: ignore[arg-type]
        assert entry is not None
        assert "wants_mail" in (entry.after or "")
    staff.send("/my-account/mail", wants_mail="on")
    with site.database.reading() as session:
        assert session.get_one(Account, site.accounts["staff"]).wants_mail


def test_why_no_mail_comes_is_said(site: Site) -> None:
    assert "This installation sends no e-mail." in site.browser("staff").get("/my-account")
    mail_settings(site)
    assert "No e-mail address is noted for you." in site.browser("staff").get("/my-account")
    assert "Your account is for no official, so there is no address." in site.browser("admin").get("/my-account")


def test_the_settings_of_notices_have_their_page(site: Site) -> None:
    assert "tracker.notices" in settings_owners(site.tracker.plugins)
    assert "The daily e-mail is sent from" in site.browser("admin").get("/plugins/tracker.notices/settings")
