"""Texts as communes write them, in the files of `marked/`, with every citation marked by hand.

`⟦118/2025/NĐ-CP⟧` is cited as it is written; `⟦267/2025/ND-CP⇒267/2025/NĐ-CP⟧` should be written otherwise. A law by
its name has its date or its year behind an @. What is not marked is no citation, whatever it looks like.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

_WRITTEN = sorted((Path(__file__).parent / "marked").glob("*.txt"))
_MARK = re.compile(r"⟦([^⟧⇒]*)(?:⇒([^⟧]*))?⟧")


@dataclass(frozen=True)
class Marked:
    """A text without its marks, and what it cites: where each begins, and how it should be written."""

    name: str
    text: str
    cited: frozenset[tuple[int, str]]


def _as_it_is(text: str) -> str:
    return text


def _decomposed(text: str) -> str:
    """Type as a Mac does: letters and their marks apart."""
    return unicodedata.normalize("NFD", text)


def _hard_spaces(text: str) -> str:
    """Paste from a web page."""
    return text.replace(" ", "\u00a0")


def _long_dashes(text: str) -> str:
    """Let the word processor mend the hyphens."""
    return re.sub(r"(?<=[A-ZĐ])-(?=[A-ZĐ])", "\u2013", text)


def _on_one_line(text: str) -> str:
    """Lose the ends of lines, as some converters do."""
    return re.sub(r"\n(?!\n|Số:|\|)", " ", text)


def _icelandic(text: str) -> str:
    """Recognise the stroke of the Đ as that of another letter."""
    return re.sub(r"(?<=/)([NQC])Đ(?=-)", "\\1\u00d0", text)


DECOMPOSED = "decomposed"
MANNERS: dict[str, Callable[[str], str]] = {
    "as it is": _as_it_is,
    DECOMPOSED: _as_it_is,
    "hard spaces": _hard_spaces,
    "long dashes": _long_dashes,
    "on one line": _on_one_line,
    "icelandic letters": _icelandic,
}
"""How a text is mangled on its way; what it cites stays. Letters are taken apart last: places count them whole."""


def marked_texts(manner: str) -> Iterator[Marked]:
    """Yield every text, mangled in one manner."""
    for file in _WRITTEN:
        marked = _without_marks(file.stem, unicodedata.normalize("NFC", MANNERS[manner](file.read_text("utf-8"))))
        yield replace(marked, text=_decomposed(marked.text)) if manner == DECOMPOSED else marked


def _without_marks(name: str, written: str) -> Marked:
    text, cited, end = "", set(), 0
    for mark in _MARK.finditer(written):
        text += written[end : mark.start()]
        said = " ".join(re.sub("[\u00a0\\s]+", " ", mark[2] or mark[1]).split())
        cited.add(
            (len(text) + len(mark[1]) - len(mark[1].lstrip()), said.replace("\u2013", "-").replace("\u00d0", "Đ"))
        )
        text += mark[1]
        end = mark.end()
    return Marked(name, text + written[end:], frozenset(cited))
