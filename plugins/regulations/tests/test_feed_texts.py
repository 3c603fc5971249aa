"""What is read of feeds: RSS and Atom as offices send them, and what hostile senders send."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import UTC, datetime
from xml.sax.saxutils import escape

import pytest

from plugins.regulations.feed_entries import own_number
from plugins.regulations.feed_texts import LONGEST_ENTRY_TITLE, MOST_ENTRIES, FeedText, decoded, read_feed
from plugins.regulations.fetching import Fetched
from tracker.api import InputError

ADDRESS = "https://congbao.example.vn/rss/moi.xml"
TITLE = "Nghị định số 400/2026/NĐ-CP sửa đổi Nghị định 118/2025/NĐ-CP"


def rss(*items: str, head: str = '<?xml version="1.0" encoding="utf-8"?>') -> str:
    body = "".join(f"<item>{item}</item>" for item in items)
    return f'{head}<rss version="2.0"><channel><title>Công báo</title><link>/</link>{body}</channel></rss>'


def item(title: str = TITLE, link: str = "/vb/400", **more: str) -> str:
    fields = {"title": escape(title), "link": escape(link), **more}
    return "".join(f"<{name}>{value}</{name}>" for name, value in fields.items())


def read(content: str | bytes, content_type: str = "text/xml") -> FeedText:
    return read_feed(Fetched(ADDRESS, content.encode() if isinstance(content, str) else content, content_type))


def test_an_entry_has_its_title_link_text_day_and_the_numbers_that_it_names() -> None:
    summary = escape("<p>Căn cứ <b>Luật Tổ chức chính quyền địa phương năm 2025</b><br>và 61/2018/ND-CP.</p>")
    feed = read(rss(item(description=summary, guid="vb-400", pubDate="Mon, 23 Nov 2026 08:00:00 +0700")))
    (entry,) = feed.entries
    assert (feed.title, entry.title, entry.link) == ("Công báo", TITLE, "https://congbao.example.vn/vb/400")
    assert entry.summary == "Căn cứ Luật Tổ chức chính quyền địa phương năm 2025 và 61/2018/ND-CP."
    assert entry.published_at == datetime(2026, 11, 23, 1, tzinfo=UTC)
    assert entry.numbers == (
        "400/2026/NĐ-CP",
        "118/2025/NĐ-CP",
        "Luật Tổ chức chính quyền địa phương năm 2025",
        "61/2018/NĐ-CP",
    )


def test_atom_is_read_with_its_own_base_address() -> None:
    atom = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://vbpl.example.vn/tin/">
      <title type="html">Văn &lt;b&gt;bản&lt;/b&gt;</title>
      <entry><id>urn:1</id><title>Thông tư 03/2025/TT-VPCP</title><link href="moi.html"/>
      <updated>2026-11-01T00:00:00Z</updated><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Nội dung
      </div></content></entry></feed>"""
    feed = read(atom)
    (entry,) = feed.entries
    assert (feed.title, entry.link, entry.summary) == ("Văn bản", "https://vbpl.example.vn/tin/moi.html", "Nội dung")
    assert entry.numbers == ("03/2025/TT-VPCP",)


def test_an_entry_without_an_id_is_known_by_its_link_else_by_its_title() -> None:
    first = read(rss(item(), item(link=""), item("Khác", link="")))
    again = read(rss(item("Khác", link=""), item(TITLE + " (đính chính)"), item(link="")))
    keys = [entry.key for entry in first.entries]
    assert len(set(keys)) == 3
    assert {entry.key for entry in again.entries} == set(keys)


def test_entries_of_one_id_are_one_entry() -> None:
    assert len(read(rss(item(guid="1"), item("B", guid="1"))).entries) == 1


@pytest.mark.parametrize(
    "link",
    [
        *("javascript:alert(1)", "JAVASCRIPT:alert(1)", "data:text/html,x", "file:///etc/passwd", "vbscript:x"),
        *("java\tscript:alert(1)", "http://", "//", "https://x.vn/" + "a" * 2000, "mailto:a@b.vn", "http://[::1/"),
    ],
)
def test_a_link_that_is_no_page_of_the_web_is_not_shown(link: str) -> None:
    (entry,) = read(rss(item(link=link))).entries
    assert entry.link == "" or entry.link.startswith("https://congbao.example.vn/")
    assert "script" not in entry.link.lower()


@pytest.mark.parametrize(
    ("encoding", "declared", "content_type"),
    [
        ("utf-8", "utf-8", "text/xml"),
        ("utf-8-sig", "utf-8", "text/xml"),
        ("utf-8", "", "application/rss+xml; charset=utf-8"),
        ("utf-8", "", "text/xml"),
        ("utf-8", "windows-1252", "text/xml"),
        ("utf-16", "utf-16", "text/xml"),
        ("utf-16-le", "utf-16", "text/xml"),
        ("utf-16-be", "UTF-16BE", "text/xml; charset=utf-8"),
        ("utf-32", "utf-32", "text/xml"),
        ("utf-8", "no-such-encoding", "text/xml; charset=also-none"),
        ("utf-8", "utf-16", "text/xml"),
        ("utf-8", "punycode", "text/xml"),
    ],
)
def test_vietnamese_is_read_in_every_encoding(encoding: str, declared: str, content_type: str) -> None:
    head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    feed = read(rss(item(), head=head).encode(encoding), content_type)
    assert (feed.title, feed.entries[0].title) == ("Công báo", TITLE)


def test_vietnamese_of_windows_1258_is_read_with_its_marks_composed() -> None:
    head = '<?xml version="1.0" encoding="windows-1258"?>'
    written = rss(item("Nghi\u0323 đi\u0323nh 400/2026/NĐ-CP vê\u0300 đâ\u0301t"), head=head)
    (entry,) = read(written.encode("windows-1258")).entries
    assert entry.title == "Nghị định 400/2026/NĐ-CP về đất"


def test_bytes_of_no_encoding_at_all_are_read_as_far_as_they_go() -> None:
    (entry,) = read(rss(item()).encode().replace("ị".encode(), b"\xff\xfe\x81", 1)).entries
    assert "400/2026/N" in entry.title
    assert decoded(b"\x81\x8d", "") != ""


def test_signs_that_nobody_can_see_and_marks_of_html_are_left_out() -> None:
    title = "A<script>alert(1)</script>\x00\x1b[31m\u202eB\u200bC &amp;lt;b&amp;gt;"
    (entry,) = read(rss(f"<title>{escape(title)}</title>".replace("\x00", "").replace("\x1b", ""))).entries
    assert "alert" not in entry.title
    assert entry.title.isprintable()


def test_a_feed_of_very_many_entries_gives_the_first_ones_and_says_how_many_are_left_out() -> None:
    feed = read(rss(*(item(f"Văn bản {number}", guid=str(number)) for number in range(MOST_ENTRIES + 50))))
    assert (len(feed.entries), feed.left_out, feed.entries[0].title) == (MOST_ENTRIES, 50, "Văn bản 0")


def test_a_title_of_any_length_is_cut() -> None:
    (entry,) = read(rss(item("ă" * 100_000))).entries
    assert len(entry.title) == LONGEST_ENTRY_TITLE


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefghi", "bcdefghij", strict=True))
    + "]><rss><channel><item><title>&j;</title></item></channel></rss>"
)
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    "<rss><channel><item><title>&x;</title></item></channel></rss>"
)


@pytest.mark.parametrize("bomb", [BOMB, OUTSIDE, "<rss>" + "<a>" * 100_000, "<" * 1_900_000, "<![CDATA[" * 100_000])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_bombs_are_refused_at_once(bomb: str, encoding: str) -> None:
    begun = time.monotonic()
    with pytest.raises(InputError, match="no ordinary feed"):
        read(bomb.encode(encoding))
    assert time.monotonic() - begun < 2


@pytest.mark.parametrize(
    "content",
    [
        *("", "   ", "không phải feed", "<html><body><p>404</p></body></html>", "\0" * 1000, "{}"),
        *(
            rss(item()).replace("</title>", "", 1),
            '<?xml version="1.0"?>',
            "<!DOCTYPE html><html></html>",
            "<svg xmlns='http://www.w3.org/2000/svg'/>",
        ),
    ],
)
def test_what_is_no_feed_is_refused_with_the_cure(content: str) -> None:
    with pytest.raises(InputError, match="is no feed"):
        read(content)


@pytest.mark.parametrize(
    "content",
    [
        rss(item())[:-40],
        rss(item()).replace("</link></item>", "</item>"),
        rss(item().replace("sửa đổi", "sửa & đổi")),
        rss(item().replace("sửa đổi", "sửa &khongco; đổi")),
        rss(item()).replace('encoding="utf-8"', 'encoding="utf-8" x'),
    ],
)
def test_a_feed_that_is_not_well_formed_is_read_as_far_as_it_goes(content: str) -> None:
    assert "400/2026/NĐ-CP" in read(content).entries[0].numbers


@pytest.mark.parametrize(
    "piece", ["&", "a='", "<a b=", "</a", "&#x0;", "]]>", "\u0301\u0327", "<title>", "<!--", '"', "&amp;lt;", "x" * 20]
)
def test_what_takes_other_readers_minutes_takes_seconds(piece: str) -> None:
    number = min(50_000, 1_800_000 // len(piece.encode()))
    begun = time.monotonic()
    with suppress(InputError):
        read(f"<rss><channel><item><title>{piece * number}")
    assert time.monotonic() - begun < 10


@pytest.mark.parametrize("day", ["không rõ", "Mon, 99 Foo 2026", "0000-00-00", "9999999999", "1066-01-01"])
def test_a_day_that_is_none_is_left_out(day: str) -> None:
    assert read(rss(item(pubDate=day))).entries[0].published_at is None


@pytest.mark.parametrize(
    ("title", "number"),
    [
        ("Nghị định số 400/2026/NĐ-CP sửa đổi Nghị định 118/2025/NĐ-CP", "400/2026/NĐ-CP"),
        ("400/2026/NĐ-CP: một cửa", "400/2026/NĐ-CP"),
        ("Quyết định 12/2026/QĐ-UBND", "12/2026/QĐ-UBND"),
        ("Thông tư liên tịch số: 1/2026/TTLT-BNV-BTC về", "1/2026/TTLT-BNV-BTC"),
        ("Sửa đổi Nghị định 118/2025/NĐ-CP", None),
        ("Điểm mới của Nghị định 118/2025/NĐ-CP", None),
        ("Tin tức", None),
    ],
)
def test_an_entry_is_a_document_only_where_its_title_begins_with_the_number(title: str, number: str | None) -> None:
    found = own_number(title)
    assert (None if found is None else str(found)) == number
