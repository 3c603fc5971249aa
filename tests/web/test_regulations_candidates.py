"""What feeds brought, in the browser; and what the plugin shows on the overview and in the demo."""

from __future__ import annotations

from sqlmodel import select

from plugins.regulations.demo import OWN_TEXTS, add_demo
from plugins.regulations.models import LocalDocument, Repair
from plugins.regulations.watch_models import EntryState, FeedEntry, FeedState
from tests.conftest import NOW
from tests.web.regulation_site import DEAD, HOME, RULES, SCAN, Watch, send_files, watched  # noqa: F401

FEEDS = f"{HOME}feeds"


def brought(watch: Watch, title: str, numbers: str = "", link: str = "https://congbao.example.vn/1") -> int:
    with watch.database.writing("test") as session:
        feed = session.exec(select(FeedState)).first()
        if feed is None:
            feed = FeedState(address="https://congbao.example.vn/rss", title="Công báo", asked_at=NOW)
            session.add(feed)
            session.flush()
        entry = FeedEntry(feed_id=feed.id or 0, key=title, title=title, link=link, found_at=NOW, numbers=numbers)
        session.add(entry)
        session.flush()
        return entry.id or 0


def state(watch: Watch, entry_id: int) -> tuple[EntryState, int | None]:
    with watch.database.reading() as session:
        stored = session.get_one(FeedEntry, entry_id)
        return stored.state, stored.document_id


def test_an_entry_that_is_accepted_begins_the_form_and_stands_in_the_register(watch: Watch) -> None:
    entry = brought(watch, "Nghị định số 400/2026/NĐ-CP về một cửa", "400/2026/NĐ-CP")
    leader = watch.browser("leader")
    assert "Nghị định số 400/2026/NĐ-CP" in leader.get(f"{FEEDS}?q=mot+cua")
    address = f"{HOME}documents/new?entry={entry}"
    form = leader.get(address)
    assert 'value="400/2026/NĐ-CP"' in form
    assert 'value="https://congbao.example.vn/1"' in form
    assert leader.send(address, number="400/2026/NĐ-CP", title="Một cửa").status_code == 302
    assert state(watch, entry) == (EntryState.REGISTERED, watch.id_of("400/2026/NĐ-CP"))


def test_an_entry_is_put_aside_and_taken_back(watch: Watch) -> None:
    entry = brought(watch, "Thông báo lịch nghỉ")
    leader = watch.browser("leader")
    assert leader.send(f"{FEEDS}/{entry}/dismiss").status_code == 302
    assert state(watch, entry)[0] is EntryState.DISMISSED
    assert "Thông báo lịch nghỉ" not in leader.get(f"{FEEDS}?state=new")
    assert leader.send(f"{FEEDS}/{entry}/take-back").status_code == 302
    assert state(watch, entry)[0] is EntryState.NEW


def test_a_link_that_is_no_web_address_is_only_text(watch: Watch) -> None:
    brought(watch, "Lạ", link="javascript:alert(1)")
    assert "javascript:" not in watch.browser("leader").get(FEEDS)


def test_candidates_are_for_who_keeps_the_register(watch: Watch) -> None:
    entry = brought(watch, "Một")
    for name in ("staff", "auditor"):
        assert watch.browser(name).ask(FEEDS).status_code == 403
        assert watch.browser(name).send(f"{FEEDS}/{entry}/dismiss").status_code == 403


def test_without_feeds_the_page_says_who_names_them(watch: Watch) -> None:
    assert "No feed is configured." in watch.browser("leader").get(FEEDS)


def test_the_overview_shows_what_is_to_be_mended_and_nothing_where_all_is_well(watch: Watch) -> None:
    leader = watch.browser("leader")
    assert "of ours to be mended" not in leader.get("/overview")
    send_files(leader, SCAN, "documents", {"quy-che.txt": RULES}, keep="on")
    page = leader.get("/overview")
    assert "1 document of ours to be mended" in page
    assert f"cites {DEAD}, no longer in force" in page


def test_the_demo_has_documents_in_alarm_one_of_them_being_mended(watch: Watch) -> None:
    with watch.database.writing("demo") as session:
        add_demo(session, watch.tracker.today)
        assert len(session.exec(select(LocalDocument)).all()) == len(OWN_TEXTS)
        assert len(session.exec(select(Repair)).all()) == 1
    leader = watch.browser("leader")
    page = leader.get(HOME)
    assert "2 documents of ours cite what is no longer in force" in page
    assert "Being mended, due 07/12/2026" in page
