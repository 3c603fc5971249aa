"""The text of .txt and of .html, in the encodings of offices."""

from __future__ import annotations

import codecs
import re
from html.parser import HTMLParser

from plugins.regulations.old_letters import is_tcvn3
from plugins.regulations.unreadable import damaged, unknown_letters

_BLOCKS = frozenset(
    {
        *("p", "div", "br", "li", "tr", "td", "th", "table", "caption", "dt", "dd", "blockquote", "pre", "title"),
        *("section", "article", "header", "footer", "h1", "h2", "h3", "h4", "h5", "h6"),
    }
)
_UNSEEN = frozenset({"script", "style", "template", "noscript"})
_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w-]{3,20})""", re.IGNORECASE)
_OF_OTHER_FILES = (b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_MARKED = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
HEAD_OF_A_PAGE = 2048


def text_of_txt(name: str, content: bytes) -> str:
    """Return text in UTF-8, in UTF-16, in the Windows code page of Vietnamese, or in TCVN3, which has its own signs."""
    if content.startswith(_OF_OTHER_FILES):
        raise damaged(name)
    for encoding in _encodings(content):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise unknown_letters(name)


def _encodings(content: bytes) -> list[str]:
    for mark, encoding in _MARKED.items():
        if content.startswith(mark):
            return [encoding]
    if b"\x00" in content:
        is_little = content[1::2].count(0) > content[::2].count(0)
        return ["utf-16-le" if is_little else "utf-16-be"]
    return ["utf-8", "latin-1" if is_tcvn3(content) else "cp1258"]


def text_of_html(name: str, content: bytes) -> str:
    """Return what a browser shows of a page."""
    seen = _Seen()
    said = _CHARSET.search(content[:HEAD_OF_A_PAGE])
    seen.feed(_decoded(name, content, said[1].decode() if said else ""))
    seen.close()
    return "".join(seen.said)


def _decoded(name: str, content: bytes, charset: str) -> str:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        try:
            return content.decode(codecs.lookup(charset).name) if charset else text_of_txt(name, content)
        except (LookupError, UnicodeDecodeError):
            return text_of_txt(name, content)
    return text_of_txt(name, content)


class _Seen(HTMLParser):
    """Gathers what a browser shows of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 as in the library
        """Begin a line where the browser does."""
        self._hidden += tag in _UNSEEN
        if tag in _BLOCKS:
            self.said.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """End what is not shown."""
        self._hidden = max(0, self._hidden - (tag in _UNSEEN))
        if tag in _BLOCKS:
            self.said.append("\n")

    def handle_data(self, data: str) -> None:
        """Take what is shown."""
        if not self._hidden:
            self.said.append(data)
