"""Feeds fetched from a real server by the job and by the command: what is kept, what is told, what is said of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from xml.sax.saxutils import escape

import pytest
from pydantic import ValidationError
from sqlmodel import select

from plugins.regulations.feed_entries import dismiss_entry, fault_of, known_documents, take_back_dismissal
from plugins.regulations.settings import OWNER
from plugins.regulations.settings import Watch as Settings
from plugins.regulations.tests.feed_server import FeedServer, Page, feed_server
from plugins.regulations.watch_models import EntryState, FeedEntry, FeedState
from tests.conftest import NOW
from tests.web.regulation_site import ALIVE, HOME, Watch, watched  # noqa: F401 the fixture
from tests.web.settings_forms import typed
from tracker.audit import AuditEntry, verify
from tracker.jobs.known import job_named, known_jobs
from tracker.jobs.running import Runner, run_now
from tracker.messages import translate
from tracker.notices import Notice
from tracker.settings import change_settings

JOB = "regulations.feeds"
PAGE_OF_SETTINGS = "/plugins/regulations/settings"
NEWS = "Nghị định số 400/2026/NĐ-CP sửa đổi Nghị định số 118/2025/NĐ-CP"


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with feed_server() as served:
        yield served


def rss(*titles: str) -> bytes:
    items = "".join(f"<item><title>{escape(title)}</title><guid>{escape(title)}</guid></item>" for title in titles)
    return f'<rss version="2.0"><channel><title>Công báo</title>{items}</channel></rss>'.encode()


def name(watch: Watch, *addresses: str, **values: object) -> None:
    """Name feeds in the settings, and allow those of this computer."""
    lines = "\n".join(f"Công báo {place} | {address}" for place, address in enumerate(addresses, start=1))
    settings = Settings(feeds=lines, **{"allow_private_addresses": True, **values})
    with watch.database.writing("admin", "for a test") as session:
        change_settings(session, OWNER, settings, date(2024, 1, 1), "for a test")


def run(watch: Watch, now: datetime = NOW) -> str:
    tracker = replace(watch.tracker, clock=lambda: now)
    known = known_jobs(tracker)
    ended = run_now(Runner(tracker, known), job_named(known, JOB), "test")
    assert ended is not None
    return translate(ended.told, "en")


def entries(watch: Watch) -> list[FeedEntry]:
    with watch.database.reading() as session:
        return list(session.exec(select(FeedEntry).order_by(FeedEntry.id)))


def state(watch: Watch) -> FeedState:
    with watch.database.reading() as session:
        return session.exec(select(FeedState)).one()


def told(watch: Watch, account: str) -> list[tuple[str, str | None]]:
    with watch.database.reading() as session:
        wanted = select(Notice).where(Notice.account_id == watch.accounts[account]).order_by(Notice.id)
        return [(translate(one.message, "en"), one.page) for one in session.exec(wanted)]


def test_nothing_is_fetched_unless_a_feed_is_named(watch: Watch, server: FeedServer) -> None:
    assert run(watch) == "No feed is named in the settings, so nothing was fetched."
    assert server.asked == []


def test_new_entries_are_kept_once_with_the_documents_that_they_name(watch: Watch, server: FeedServer) -> None:
    server.pages["/feed"] = Page(rss(NEWS, "Tin tức"))
    name(watch, server.address())
    assert run(watch) == "1 feed fetched: 2 new entries."
    assert run(watch, NOW + timedelta(hours=3)) == "1 feed fetched: 0 new entries."
    first, second = entries(watch)
    assert (first.title, first.named, first.state) == (NEWS, ["400/2026/NĐ-CP", ALIVE], EntryState.NEW)
    assert (second.title, second.named) == ("Tin tức", [])
    with watch.database.reading() as session:
        known = known_documents(session, [first])
        assert {number: [one.number for one in found] for number, found in known.items()} == {ALIVE: [ALIVE]}
        assert verify(session) is None
        kept = select(AuditEntry.subject).where(AuditEntry.subject.startswith("regulations_feed"))  # type: ignore[attr-defined]
        assert set(session.exec(kept)) == {"regulations_feed_entry"}


def test_an_entry_whose_document_the_register_has_waits_for_nobody(watch: Watch, server: FeedServer) -> None:
    server.pages["/feed"] = Page(rss("Nghị định 118/2025/NĐ-CP về một cửa", "Sửa đổi Nghị định 118/2025/NĐ-CP"))
    name(watch, server.address())
    run(watch)
    known, change = entries(watch)
    assert (known.state, known.document_id) == (EntryState.REGISTERED, watch.id_of(ALIVE))
    assert (change.state, change.document_id) == (EntryState.NEW, None)


def test_what_has_not_changed_is_not_sent_again(watch: Watch, server: FeedServer) -> None:
    server.pages["/feed"] = Page(rss(NEWS), headers={"ETag": '"7"'})
    name(watch, server.address())
    run(watch)
    run(watch)
    assert server.asked[1][1]["if-none-match"] == '"7"'
    assert (state(watch).etag, state(watch).failures, len(entries(watch))) == ('"7"', 0, 1)


def test_one_feed_that_is_unreachable_hinders_no_other(watch: Watch, server: FeedServer) -> None:
    server.pages["/feed"] = Page(rss(NEWS))
    name(watch, server.address("/gone"), server.address())
    assert run(watch) == "1 new entry; not to be read: Công báo 1."
    assert len(entries(watch)) == 1


def test_administrators_are_told_once_a_day_of_a_feed_that_fails_again_and_again(
    watch: Watch, server: FeedServer
) -> None:
    name(watch, server.address(), failures_before_told=3)
    for _ in range(2):
        run(watch)
    assert told(watch, "admin") == []
    for _ in range(2):
        run(watch)
    ((sentence, page),) = told(watch, "admin")
    assert sentence.startswith(
        f"The feed Công báo 1 could not be read 3 times in a row: {server.address()} answers 404."
    )
    assert page == "/regulations/feeds"
    run(watch, NOW + timedelta(days=1))
    assert len(told(watch, "admin")) == 2
    assert told(watch, "staff") == []


def test_a_feed_that_is_well_again_is_forgiven(watch: Watch, server: FeedServer) -> None:
    name(watch, server.address())
    run(watch)
    fault = fault_of(state(watch))
    assert fault is not None
    assert "answers 404" in translate(fault, "en")
    server.pages["/feed"] = Page(rss(NEWS))
    run(watch, NOW + timedelta(hours=3))
    assert (state(watch).failures, state(watch).fault) == (0, None)
    assert state(watch).answered_at == NOW + timedelta(hours=3)


def test_who_keeps_the_register_is_told_of_new_entries_once_a_day(watch: Watch, server: FeedServer) -> None:
    server.pages["/feed"] = Page(rss(NEWS))
    name(watch, server.address())
    run(watch)
    server.pages["/feed"] = Page(rss(NEWS, "Quyết định số 500/QĐ-TTg"))
    run(watch, NOW + timedelta(hours=3))
    for account in ("leader", "admin"):
        assert told(watch, account) == [
            ("The feeds have new entries. Look which documents the register needs.", "/regulations/feeds?state=new")
        ]
    assert told(watch, "staff") == []


def test_a_private_address_is_refused_unless_the_settings_allow_it(watch: Watch, server: FeedServer) -> None:
    server.pages["/feed"] = Page(rss(NEWS))
    name(watch, server.address(), allow_private_addresses=False)
    assert "not to be read" in run(watch)
    assert server.asked == entries(watch) == []


def test_new_entries_wait_in_the_inbox_of_leaders_until_somebody_decides(watch: Watch, server: FeedServer) -> None:
    server.pages["/feed"] = Page(rss(NEWS))
    name(watch, server.address())
    run(watch)
    leader = watch.browser("leader")
    assert "1 new entry of the feeds" in leader.get("/inbox/")
    assert NEWS in leader.get(f"{HOME}feeds")
    with watch.database.writing("leader", "no concern of ours") as session:
        dismiss_entry(session, session.exec(select(FeedEntry)).one())
    assert "new entry of the feeds" not in leader.get("/inbox/")
    with watch.database.writing("leader", "after all") as session:
        take_back_dismissal(session, session.exec(select(FeedEntry)).one())
    assert "1 new entry of the feeds" in leader.get("/inbox/")


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("Công báo | ftp://x.vn/rss", "is no address of a page"),
        ("Công báo", "is no address of a page"),
        ("A | https://x.vn/rss\nB | https://x.vn/rss", "Two lines have one address"),
        ("A | https://me:secret@x.vn/rss", "holds a password"),
        ("\n".join(f"https://x.vn/{number}" for number in range(31)), "more than 30 feeds"),
        ("javascript:alert(1)", "is no address of a page"),
    ],
)
def test_what_is_no_feed_cannot_be_named(written: str, told: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Settings(feeds=written)
    assert told in str(refused.value)


def test_feeds_are_written_one_in_a_line_with_or_without_a_name() -> None:
    settings = Settings(feeds="  Công báo | https://congbao.vn/rss \n\nhttps://vbpl.vn:8443/tin?a=1|2\n")
    assert [tuple(feed) for feed in settings.feed_list] == [
        ("Công báo", "https://congbao.vn/rss"),
        ("vbpl.vn", "https://vbpl.vn:8443/tin?a=1|2"),
    ]


@pytest.mark.parametrize("written", ["https://x.vn", "x.vn/rss", "a b@c", "x.vn:99999"])
def test_a_further_host_is_a_host(written: str) -> None:
    with pytest.raises(ValidationError, match="Write hosts without https"):
        Settings(further_hosts=written)


@pytest.mark.parametrize("written", ["a", "30, x", "1,2,3,4,5,6,7", "367", "-1", "1.5"])
def test_days_of_reminders_are_numbers_with_commas(written: str) -> None:
    with pytest.raises(ValidationError, match="numbers of days"):
        Settings(reminder_days=written)


def test_the_days_of_reminders_may_be_in_any_order_and_none() -> None:
    assert Settings(reminder_days="1; 30,7 , 7").reminders == (30, 7, 1)
    assert Settings(reminder_days="").reminders == ()


def test_the_settings_are_asked_for_in_a_form_and_kept(watch: Watch) -> None:
    page = watch.browser("admin").get("/plugins/regulations/settings")
    assert "Feeds of new documents" in page
    assert "Time to read a document" in page


def test_a_feed_is_named_on_the_page_of_settings_where_no_further_host_is(watch: Watch) -> None:
    sent = typed(watch.browser("admin").get(PAGE_OF_SETTINGS))
    sent |= {"settings__feeds": "Công báo | https://congbao.vn/rss", "settings__further_hosts": ""}
    change = {"settings__reminder_days": "30, 7, 1", "valid_from": "23/11/2026", "because": "Công văn 5"}
    page = watch.browser("admin").send(PAGE_OF_SETTINGS, **{**sent, **change}).get_data(as_text=True)
    assert "is missing" not in page
    assert "it is not stored yet" in page
