"""The text of .docx and .odt, paragraph by paragraph: text boxes and notes follow the paragraph that they hang on."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from xml.etree import ElementTree

from plugins.regulations.unreadable import MOST_UNPACKED, damaged, locked, old_doc, unpacks_to_too_much

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OF_WORD = ("word/header", "word/document", "word/footnotes", "word/endnotes", "word/footer")
_OF_OFFICE = ("content.xml", "styles.xml")
_WORD_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": "\u00ad"}
_WORD_LEFT_OUT = frozenset({"pPr", "rPr", "moveFrom", "del"})
"""What shapes a paragraph, and what was struck out or moved away while changes were tracked."""
_SECOND_WAY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
"""A text box for programs that know no newer one: the same text once more."""
_OFFICE_BREAKS = {f"{_OFFICE}tab": "\t", f"{_OFFICE}line-break": "\n"}
_OFFICE_LEFT_OUT = (
    f"{_OFFICE}tracked-changes",
    f"{_OFFICE}note-citation",
    "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}annotation",
)
_HUNG_ON = (f"{_OFFICE}note-body", "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}text-box")
_OLD_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED_WORD = "EncryptedPackage".encode("utf-16-le")
_MANIFEST = "META-INF/manifest.xml"


def text_of_docx(name: str, content: bytes) -> str:
    """Return the text of a .docx, headers first, then notes and footers."""
    if content.startswith(_OLD_FILE):
        raise locked(name) if _LOCKED_WORD in content else old_doc(name)
    return _text_of(name, _members(name, content, _OF_WORD), _of_word)


def text_of_odt(name: str, content: bytes) -> str:
    """Return the text of an .odt, headers and footers last."""
    if b"encryption-data" in b"".join(_members(name, content, (_MANIFEST,), must_be=False)):
        raise locked(name)
    return _text_of(name, _members(name, content, _OF_OFFICE), _of_office)


def _text_of(name: str, parts: list[bytes], read: Callable[[ElementTree.Element], Iterator[str]]) -> str:
    try:
        return "\n".join("".join(read(ElementTree.fromstring(part))) for part in parts)
    except (ElementTree.ParseError, RecursionError) as error:
        raise damaged(name) from error


def _of_word(element: ElementTree.Element) -> Iterator[str]:
    """Give the text of one part."""
    boxes: list[ElementTree.Element] = []
    waiting = [iter((element,))]
    while waiting:
        inner = next(waiting[-1], None)
        if inner is None:
            waiting.pop()
            continue
        tag = _of_namespace(inner.tag)
        if tag in _WORD_LEFT_OUT or inner.tag == _SECOND_WAY:
            continue
        if tag == "txbxContent":
            boxes.extend(inner)
            continue
        if tag == "p":
            yield from _emptied(boxes)
            yield "\n"
        yield inner.text or "" if tag == "t" else _WORD_BREAKS.get(tag, "")
        waiting.append(iter(inner))
    yield from _emptied(boxes)


def _emptied(boxes: list[ElementTree.Element]) -> Iterator[str]:
    for paragraph in boxes:
        yield from _of_word(paragraph)
    boxes.clear()


def _of_namespace(tag: str) -> str:
    """Return the name of an element of Word, "" for one of another vocabulary."""
    for namespace in (_WORD, _STRICT):
        if tag.startswith(namespace):
            return tag[len(namespace) :]
    return ""


def _of_office(element: ElementTree.Element) -> Iterator[str]:
    hung: list[ElementTree.Element] = []
    yield from _flow(element, hung)
    for inner in hung:
        yield "\n"
        for paragraph in inner:
            yield from _of_office(paragraph)


def _flow(element: ElementTree.Element, hung: list[ElementTree.Element]) -> Iterator[str]:
    if element.tag in _OFFICE_LEFT_OUT:
        return
    if element.tag in _HUNG_ON:
        hung.append(element)
        return
    is_paragraph = element.tag in (f"{_OFFICE}p", f"{_OFFICE}h")
    if element.tag == f"{_OFFICE}s":
        yield " "
    yield "\n" if is_paragraph else _OFFICE_BREAKS.get(element.tag, "")
    yield element.text or ""
    for inner in element:
        yield from _of_office(inner) if inner.tag in (f"{_OFFICE}p", f"{_OFFICE}h") else _flow(inner, hung)
        yield inner.tail or ""


def _members(name: str, content: bytes, wanted: tuple[str, ...], *, must_be: bool = True) -> list[bytes]:
    """Return the parts of a packed document that hold text, in the order of `wanted`."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            infos = [one for one in archive.infolist() if one.filename.startswith(wanted)]
            infos = [one for one in infos if one.filename.endswith(".xml")]
            if must_be and not infos:
                raise damaged(name)
            if sum(one.file_size for one in infos) > MOST_UNPACKED:
                raise unpacks_to_too_much(name)
            order = {one.filename: _place(one.filename, wanted) for one in infos}
            return [archive.read(one) for one in sorted(order, key=lambda member: (order[member], member))]
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, zlib.error) as error:
        raise damaged(name) from error


def _place(member: str, wanted: tuple[str, ...]) -> int:
    return next(place for place, prefix in enumerate(wanted) if member.startswith(prefix))
