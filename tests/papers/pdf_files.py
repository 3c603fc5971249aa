"""Reading .pdf files in tests: their texts with where they stand and how they look."""

from __future__ import annotations

import io
from dataclasses import dataclass

import pypdf

MM = 72 / 25.4


@dataclass(frozen=True)
class Words:
    """Words as they stand on a page: millimetres from the left and from the top, points high."""

    page: int
    text: str
    left: float
    top: float
    size: float
    font: str


def reader_of(content: bytes) -> pypdf.PdfReader:
    """Return what reads the file."""
    return pypdf.PdfReader(io.BytesIO(content))


def words_of(content: bytes) -> list[Words]:
    """Return all words of a file in the order in which they are read."""
    found: list[Words] = []
    for number, page in enumerate(reader_of(content).pages, 1):
        height = float(page.mediabox.height)

        def note(text, cm, _tm, font, size, number=number, height=height):
            if text.strip():
                name = str(font["/BaseFont"]).partition("+")[2]
                found.append(Words(number, text.strip(), cm[4] / MM, (height - cm[5]) / MM, size, name))

        page.extract_text(visitor_text=note)
    return found


def pages_of(content: bytes) -> list[str]:
    """Return the text of each page, in one line."""
    return [" ".join(page.extract_text().split()) for page in reader_of(content).pages]


def where(content: bytes, text: str) -> Words:
    """Return the first words that are this text."""
    return next(words for words in words_of(content) if words.text == text)
