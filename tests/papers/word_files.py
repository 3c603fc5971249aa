"""Templates for tests, made as a clerk makes them in Word, and what stands in a made file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

from docx import Document

from tracker.papers.docx import Template
from tracker.papers.kinds import GENERAL, OF_CERTIFICATES

SHIPPED = Template(GENERAL.read_bytes(), "Mẫu", 13)
CERTIFICATES = Template(OF_CERTIFICATES.read_bytes(), "Mẫu", 13)


def changed(change: Callable[[Any], object]) -> bytes:
    """Return the shipped template after a change by somebody."""
    document = Document(str(GENERAL))
    change(document)
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


def with_text(*paragraphs: str) -> bytes:
    """Return the shipped template with more paragraphs at its end."""
    return changed(lambda document: [document.add_paragraph(one) for one in paragraphs])


def with_part(
    name: str, content: str | bytes, *, instead: tuple[str, str] | None = None, of: bytes | None = None
) -> bytes:
    """Return the shipped template, or another, with another part; `instead` replaces text in a part that is there."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(of or GENERAL.read_bytes())) as old, zipfile.ZipFile(made, "w") as new:
        for member in old.namelist():
            part = old.read(member)
            if member == name and instead is not None:
                part = part.replace(instead[0].encode(), instead[1].encode(), 1)
            new.writestr(member, part)
        if instead is None:
            new.writestr(name, content)
    return made.getvalue()


def words_in(made: bytes) -> str:
    """Return every word of a file: its text, tables, headers and footers."""
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        parts = [archive.read(one).decode() for one in archive.namelist() if one.startswith("word/")]
    return "\n".join(parts)


def lines_of(made: bytes) -> list[str]:
    """Return the paragraphs of a file in their order, those in tables too."""
    body = Document(io.BytesIO(made)).element.body
    tag = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    texts = ("".join(text.text or "" for text in one.iter(f"{tag}t")) for one in body.iter(f"{tag}p"))
    return [text for text in texts if text]
