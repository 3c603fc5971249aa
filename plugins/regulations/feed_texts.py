"""What stands in a feed: bytes that anybody may have sent become a few short texts, or a sentence that says why not."""

from __future__ import annotations

import calendar
import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import feedparser

from plugins.regulations.citations import citations_in
from plugins.regulations.fetching import Fetched
from plugins.regulations.numbers import composed, normalised
from plugins.regulations.watch_models import LONGEST_ENTRY_TITLE, LONGEST_LINK, LONGEST_SUMMARY
from tracker.api import InputError, sentences

_ = sentences("regulations")
MOST_ENTRIES, MOST_TAGS, LONGEST_MARKUP, LONGEST_TEXT = 200, 60_000, 20_000, 4000
FIRST_YEAR, LAST_YEAR = 1945, 2100
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_DECLARED = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe\0\0", "utf-32"), (b"\0\0\xfe\xff", "utf-32"))
_MARKS_OF_UTF_16 = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))
_KNOWN_ENCODINGS = re.compile(
    r"utf-?8|us-ascii|ascii|(?:windows|cp)-?125[0-8]|iso-?8859-?\d{1,2}|latin-?1", re.IGNORECASE
)
"""Some of Python's other encodings take very long over long texts; UTF-16 is seen by its first bytes."""
_LAST_RESORT = "windows-1258"
_HIDDEN = frozenset({"script", "style", "template", "noscript"})


@dataclass(frozen=True, slots=True)
class EntryText:
    """One entry: `numbers` are those of the documents that it names, in their order."""

    key: str
    title: str
    link: str
    summary: str
    published_at: datetime | None
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FeedText:
    """A feed: what it calls itself, its entries, and how many further ones were left out."""

    title: str
    entries: tuple[EntryText, ...]
    left_out: int


def read_feed(fetched: Fetched) -> FeedText:
    """Return what stands in a feed. Raises InputError for what is none."""
    text = decoded(fetched.content or b"", fetched.content_type)
    if text.count("<") > MOST_TAGS or "<!ENTITY" in text.upper():
        raise InputError.of(
            _("%(address)s is no ordinary feed. Use one of the latest documents only.", address=fetched.address)
        )
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": fetched.address}
    # The text is read from a file in memory: a string might be taken for an address, and an empty one is none.
    file = io.BytesIO(text.encode("utf-8", "replace") or b" ")
    found = feedparser.parse(file, response_headers=headers, sanitize_html=False)
    if not found.entries and (found.bozo or not found.version):
        raise InputError.of(
            _("%(address)s is no feed. Enter the address of its RSS or Atom feed.", address=fetched.address)
        )
    entries = {one.key: one for one in _entries(found.entries[:MOST_ENTRIES], fetched.address)}
    left_out = max(0, len(found.entries) - MOST_ENTRIES)
    return FeedText(_short(_plain(found.feed.get("title")), LONGEST_ENTRY_TITLE), tuple(entries.values()), left_out)


def decoded(content: bytes, content_type: str) -> str:
    """Return the text of a feed without its XML declaration.

    Its encoding is that of its first bytes, else what it says itself, else what the server says of it.
    """
    encoding = next((name for mark, name in (*_MARKS, *_MARKS_OF_UTF_16) if content.startswith(mark)), None)
    said = (_DECLARED.match(content), _CHARSET.search(content_type))
    names = [encoding, *((one[1].decode() if isinstance(one[1], bytes) else one[1]) for one in said if one)]
    for name in (*names, "utf-8"):
        if name is not None and (name == encoding or _KNOWN_ENCODINGS.fullmatch(name)):
            try:
                return _without_declaration(content.decode(name))
            except (UnicodeDecodeError, LookupError):
                continue
    return _without_declaration(content.decode(_LAST_RESORT, "replace"))


def _without_declaration(text: str) -> str:
    return _DECLARATION.sub("", text.lstrip("\ufeff"), count=1)


def _entries(found: list[dict[str, object]], address: str) -> Iterator[EntryText]:
    for one in found:
        title, summary = _plain(one.get("title")), _plain(_content(one))
        link = _link(one.get("link"), address)
        known_by = str(one.get("id") or "") or link or f"{title}\n{one.get('published')}"
        shown = title or summary or link
        if not shown:
            continue
        yield EntryText(
            hashlib.sha256(known_by.encode("utf-8", "replace")).hexdigest(),
            _short(shown, LONGEST_ENTRY_TITLE),
            link,
            _short(summary, LONGEST_SUMMARY) if summary != shown else "",
            _moment(one.get("published_parsed") or dict.get(one, "updated_parsed")),
            tuple(numbers_in(f"{title}\n{summary}")),
        )


def numbers_in(text: str) -> list[str]:
    """Return the numbers of the documents that a text names, each once; a law without a number by its name."""
    cited = citations_in(normalised(text))
    return list(dict.fromkeys(str(one.number or one.text) for one in cited))


def _content(entry: dict[str, object]) -> object:
    contents = entry.get("content")
    first = contents[0] if isinstance(contents, list) and contents else {}
    return entry.get("summary") or first.get("value")


def _link(written: object, address: str) -> str:
    """Return where an entry leads: a page of the web, nothing else."""
    try:
        link = urljoin(address, str(written or "").strip())
        is_page = bool(written) and urlsplit(link).scheme in ("http", "https") and bool(urlsplit(link).hostname)
    except ValueError:
        return ""
    is_clean = len(link) <= LONGEST_LINK and link.isprintable() and " " not in link
    return link if is_page and is_clean else ""


def _moment(parsed: object) -> datetime | None:
    if not isinstance(parsed, tuple) or not FIRST_YEAR <= parsed[0] <= LAST_YEAR:
        return None
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _plain(markup: object) -> str:
    """Return the text of a piece of HTML in one line, its letters composed as Vietnamese is usually written."""
    reader = _TextOnly()
    reader.feed(str(markup or "")[:LONGEST_MARKUP])
    reader.close()
    text = "".join(reader.found)[:LONGEST_TEXT]
    return composed(" ".join("".join(letter if letter.isprintable() else " " for letter in text).split()))


class _TextOnly(HTMLParser):
    """Gathers what a reader would see."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        """Part words by tags, and hide what is no text."""
        self._hidden += tag in _HIDDEN
        self.found.append(" ")

    def handle_endtag(self, tag: str) -> None:
        """Show again what follows."""
        self._hidden = max(0, self._hidden - (tag in _HIDDEN))
        self.found.append(" ")

    def handle_data(self, data: str) -> None:
        """Take a text."""
        if not self._hidden:
            self.found.append(data)
