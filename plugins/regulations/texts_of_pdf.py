"""The text of a .pdf that has one; scanned paper is told apart."""

from __future__ import annotations

import logging
from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from plugins.regulations.unreadable import MOST_PAGES, damaged, locked, picture

logging.getLogger("pypdf").setLevel(logging.CRITICAL)
# What is wrong inside a PDF nobody can mend; that it cannot be read is told as one sentence.
_LIGATURES = str.maketrans({"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl"})


def text_of_pdf(name: str, content: bytes) -> str:
    """Return the text of a .pdf, page by page."""
    try:
        reader = PdfReader(BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise locked(name)
        pages = [page.extract_text() for page in reader.pages[:MOST_PAGES]]
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise damaged(name) from error
    text = "\n".join(pages)
    if pages and not text.strip():
        raise picture(name)
    return text.translate(_LIGATURES)
