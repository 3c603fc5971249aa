"""The text of a document: .docx, .odt, .pdf, .html and .txt, bounded, paragraph by paragraph."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import PurePath
from types import MappingProxyType

from plugins.regulations.old_letters import with_new_letters
from plugins.regulations.texts_of_office import text_of_docx, text_of_odt
from plugins.regulations.texts_of_pdf import text_of_pdf
from plugins.regulations.texts_plain import text_of_html, text_of_txt
from plugins.regulations.unreadable import MOST_BYTES, of_another_kind, too_large

_SOFT_HYPHEN = re.compile("(?<=[A-ZĐ])\u00ad(?=[A-ZĐ])")
READERS: Mapping[str, Callable[[str, bytes], str]] = MappingProxyType(
    {
        **{".docx": text_of_docx, ".odt": text_of_odt, ".pdf": text_of_pdf},
        **{".html": text_of_html, ".htm": text_of_html, ".txt": text_of_txt},
    }
)


def text_of(name: str, content: bytes) -> str:
    """Return the text of a document. Raises InputError, naming the file and the cure, for one that cannot be read.

    Letters of old encodings are put into Unicode. A .txt keeps the place of every letter; elsewhere hyphens that show
    only at the end of a line are left out, but for those between capitals, which hold a number together.
    """
    kind = PurePath(name).suffix.casefold()
    read = READERS.get(kind)
    if read is None:
        raise of_another_kind(name)
    if len(content) > MOST_BYTES:
        raise too_large(name)
    text = with_new_letters(read(name, content))
    return text if kind == ".txt" else _SOFT_HYPHEN.sub("-", text).replace("\u00ad", "")
