"""The text of a document: .docx, .odt, .pdf, .html and .txt, bounded, paragraph by paragraph."""

from __future__ import annotations

import codecs
import logging
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from html.parser import HTMLParser
from io import BytesIO
from pathlib import PurePath
from types import MappingProxyType
from xml.etree import ElementTree

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from tracker.api import InputError, sentences

_ = sentences("regulations")
logging.getLogger("pypdf").setLevel(logging.CRITICAL)
# What is wrong inside a PDF nobody can mend; that it cannot be read is told as one sentence.
_MEGABYTE = 1024 * 1024
MOST_BYTES, MOST_UNPACKED, MOST_PAGES = 50 * _MEGABYTE, 200 * _MEGABYTE, 3_000
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_BREAKS = {
    **{f"{_WORD}tab": "\t", f"{_WORD}br": "\n", f"{_WORD}cr": "\n", f"{_WORD}noBreakHyphen": "-"},
    **{f"{_OFFICE}tab": "\t", f"{_OFFICE}line-break": "\n", f"{_OFFICE}s": " "},
}
_OFFICE_LEFT_OUT = (f"{_OFFICE}tracked-changes",)
_BLOCKS = frozenset(
    ("p", "div", "br", "li", "tr", "td", "th", "table", "section", "article", "header", "footer", "title")
)
_UNSEEN = frozenset({"script", "style", "template", "noscript"})


def text_of(name: str, content: bytes) -> str:
    """Return the text of a document. Raises InputError, naming the file and the cure, for one that cannot be read."""
    read = READERS.get(PurePath(name).suffix.casefold())
    if read is None:
        raise InputError.of(
            _(
                "%(file)s cannot be read. Give a .docx, .odt, .pdf, .html or .txt; save an old .doc as .docx first.",
                file=name,
            )
        )
    if len(content) > MOST_BYTES:
        raise too_large(name)
    return read(name, content)


def too_large(name: str) -> InputError:
    """Return the error of a file that is larger than what is read."""
    return InputError.of(_("%(file)s is larger than %(most)d MB. Split it.", file=name, most=MOST_BYTES // _MEGABYTE))


def _docx(name: str, content: bytes) -> str:
    parts = _members(name, content, ("word/header", "word/document.xml", "word/footnotes.xml", "word/footer"))
    return "\n".join("".join(_of_word(_tree(name, part))) for part in parts)


def _of_word(tree: ElementTree.Element) -> Iterator[str]:
    """Give the text of one part; what was struck out while changes were tracked is no w:t, so it is left out."""
    for element in tree.iter():
        if element.tag == f"{_WORD}p":
            yield "\n"
        yield _BREAKS.get(element.tag, "")
        if element.tag == f"{_WORD}t":
            yield element.text or ""


def _odt(name: str, content: bytes) -> str:
    parts = _members(name, content, ("content.xml", "styles.xml"))
    try:
        return "\n".join("".join(_of_office(_tree(name, part))) for part in parts)
    except RecursionError as error:
        raise _damaged(name) from error


def _of_office(element: ElementTree.Element) -> Iterator[str]:
    if element.tag in _OFFICE_LEFT_OUT:
        return
    yield "\n" if element.tag in (f"{_OFFICE}p", f"{_OFFICE}h") else _BREAKS.get(element.tag, "")
    yield element.text or ""
    for inner in element:
        yield from _of_office(inner)
        yield inner.tail or ""


def _members(name: str, content: bytes, wanted: tuple[str, ...]) -> list[bytes]:
    """Return the parts of a packed document that hold text, in the order of `wanted`."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            infos = [one for one in archive.infolist() if one.filename.startswith(wanted)]
            if not infos:
                raise _damaged(name)
            if sum(one.file_size for one in infos) > MOST_UNPACKED:
                raise InputError.of(
                    _(
                        "%(file)s unpacks to more than %(most)d MB. Split it.",
                        file=name,
                        most=MOST_UNPACKED // _MEGABYTE,
                    )
                )
            order = {one.filename: _place(one.filename, wanted) for one in infos}
            return [archive.read(one) for one in sorted(order, key=lambda member: (order[member], member))]
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, zlib.error) as error:
        raise _damaged(name) from error


def _place(member: str, wanted: tuple[str, ...]) -> int:
    return next(place for place, prefix in enumerate(wanted) if member.startswith(prefix))


def _tree(name: str, part: bytes) -> ElementTree.Element:
    try:
        return ElementTree.fromstring(part)
    except (ElementTree.ParseError, RecursionError) as error:
        raise _damaged(name) from error


def _pdf(name: str, content: bytes) -> str:
    try:
        reader = PdfReader(BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise InputError.of(_("%(file)s opens only with a password. Save it without one.", file=name))
        pages = [page.extract_text() for page in reader.pages[:MOST_PAGES]]
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise _damaged(name) from error
    text = "\n".join(pages)
    if pages and not text.strip():
        raise InputError.of(
            _("%(file)s has no text: it is a picture of paper. Recognise its text first, or give the .docx.", file=name)
        )
    return text


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


def _html(name: str, content: bytes) -> str:
    seen = _Seen()
    seen.feed(_txt(name, content))
    seen.close()
    return "".join(seen.said)


def _txt(name: str, content: bytes) -> str:
    """Return text in UTF-8, in UTF-16 with its mark, or in the Windows code page of Vietnamese."""
    encoding = "utf-16" if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    for tried in (encoding, "cp1258"):
        try:
            return content.decode(tried)
        except UnicodeDecodeError:
            continue
    raise InputError.of(_("The letters of %(file)s cannot be read. Save it as UTF-8.", file=name))


def _damaged(name: str) -> InputError:
    return InputError.of(_("%(file)s is damaged or not what its name says. Open it and save it anew.", file=name))


READERS: Mapping[str, Callable[[str, bytes], str]] = MappingProxyType(
    {".docx": _docx, ".odt": _odt, ".pdf": _pdf, ".html": _html, ".htm": _html, ".txt": _txt}
)
