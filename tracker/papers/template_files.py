"""Whether an uploaded file is a .docx template: bounded, without what runs or reaches out, and filled in once."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from docx.opc.exceptions import PackageNotFoundError
from lxml.etree import XMLParser, XMLSyntaxError, fromstring

from tracker.messages import InputError
from tracker.papers.certificates import CERTIFICATE
from tracker.papers.contents import AnyPaper
from tracker.papers.docx import Template, make_docx
from tracker.papers.samples import sample_certificates, sample_paper

MEGABYTE = 1024 * 1024
MOST_BYTES = 2 * MEGABYTE
MOST_PARTS = 200
MOST_UNPACKED = 12 * MEGABYTE
MOST_OF_TEXT = MEGABYTE
"""The most XML of one part in which placeholders may stand."""
RELATIONS = frozenset(
    {
        *(
            "officeDocument",
            "styles",
            "stylesWithEffects",
            "settings",
            "webSettings",
            "fontTable",
            "theme",
            "numbering",
        ),
        *("header", "footer", "footnotes", "endnotes", "image", "core-properties", "extended-properties"),
        *("custom-properties", "thumbnail", "customXml", "customXmlProps", "font"),
    }
)
"""What a part of a template may lead to, by the last word of the kind of relationship."""
FIELDS = frozenset({"PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES"})
"""What a template may have Word work out; other fields may read files or the network."""
LONGEST_EXCERPT = 80
BRACES = re.compile(r"\{[{%#]|[}%#]\}")
CLOSED_BY = {"{{": "}}", "{%": "%}", "{#": "#}"}
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, LookupError),
    *(XMLSyntaxError, PackageNotFoundError, UnicodeDecodeError),
)


@dataclass(frozen=True, slots=True)
class CheckedTemplate:
    """A file that `check_template` found fit for papers of a kind."""

    kind: str
    filename: str
    content: bytes


def check_template(kind: str, filename: str, content: bytes) -> CheckedTemplate:
    """Return a file as the template of papers of this kind. Raises InputError, saying what to mend, if it is not fit.

    It is filled in with invented contents, which takes longer than a transaction should.
    """
    try:
        parts = _unpacked(filename, content)
        for name, part in parts.items():
            _refuse_part(filename, name, part)
        made = make_docx(sample_of(kind), Template(content, filename))
        _refuse_left_braces(made)
    except _BROKEN as error:
        raise _no_document(filename) from error
    return CheckedTemplate(kind, filename, content)


def sample_of(kind: str) -> AnyPaper:
    """Return an invented paper of this kind, in which nothing is empty."""
    return sample_certificates() if kind == CERTIFICATE else sample_paper(kind)


def _no_document(filename: str) -> InputError:
    return InputError("%(file)s is not a Word document that can be read. Save it as .docx again.", file=filename)


def _unpacked(filename: str, content: bytes) -> Mapping[str, bytes]:
    """Return the parts of the file, counted while they are unpacked: a directory may lie about sizes."""
    if len(content) > MOST_BYTES:
        raise InputError("%(file)s is larger than %(most)d MB. Take pictures out.", file=filename, most=2)
    found: dict[str, bytes] = {}
    room = MOST_UNPACKED
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = archive.infolist()
        if len(members) > MOST_PARTS or len({one.filename for one in members}) < len(members):
            raise _no_document(filename)
        for member in members:
            with archive.open(member) as stream:
                part = stream.read(room + 1)
            room -= len(part)
            if room < 0:
                raise InputError("%(file)s unpacks to more than is read. Take pictures out.", file=filename)
            found[member.filename] = part
    if "word/document.xml" not in found or "[Content_Types].xml" not in found:
        raise _no_document(filename)
    return found


def _refuse_part(filename: str, name: str, part: bytes) -> None:
    folded = name.casefold()
    if "vbaproject" in folded or "/embeddings/" in folded or "/activex/" in folded or folded.endswith((".bin", ".exe")):
        raise _runs_or_embeds(filename, name)
    if not folded.endswith((".xml", ".rels")):
        return
    if b"<!DOCTYPE" in part or b"<!ENTITY" in part:
        raise _no_document(filename)
    if name == "[Content_Types].xml" and b"macroEnabled" in part:
        raise InputError("%(file)s may hold macros. Save it as a plain .docx.", file=filename)
    if folded.endswith(".rels"):
        _refuse_relations(filename, part)
    elif folded.startswith("word/"):
        _refuse_text(filename, name, part)


def _refuse_relations(filename: str, part: bytes) -> None:
    for one in _elements(part):
        kind = one.get("Type", "").rsplit("/", 1)[-1]
        if one.get("TargetMode") == "External" or (kind and kind not in RELATIONS):
            raise InputError(
                "%(file)s leads to %(target)s (%(kind)s), which templates do not take. Take the link or object out.",
                file=filename,
                target=one.get("Target", "")[:LONGEST_EXCERPT],
                kind=kind,
            )


def _refuse_text(filename: str, name: str, part: bytes) -> None:
    if len(part) > MOST_OF_TEXT and BRACES.search(part.decode("utf-8", "replace")):
        raise InputError("%(file)s has too much text in %(part)s. Shorten it.", file=filename, part=name)
    for one in _elements(part):
        if one.tag in (f"{_W}instrText", f"{_W}fldSimple"):
            _refuse_field(filename, one.text or one.get(f"{_W}instr", ""))
        elif one.tag == f"{_W}p":
            _refuse_open_braces("".join(text.text or "" for text in one.iter(f"{_W}t")))
        elif one.tag in (f"{_W}altChunk", f"{_W}object", f"{_W}subDoc"):
            raise _runs_or_embeds(filename, one.tag.removeprefix(_W))


def _runs_or_embeds(filename: str, part: str) -> InputError:
    return InputError(
        "%(file)s holds %(part)s, a macro or an embedded object, which templates do not take. Take it out.",
        file=filename,
        part=part,
    )


def _refuse_field(filename: str, code: str) -> None:
    words = code.split()
    if words and words[0].upper() not in FIELDS:
        raise InputError(
            "%(file)s has a field %(field)s, which templates do not take. Word can turn it into text by Ctrl+Shift+F9.",
            file=filename,
            field=words[0],
        )


def _refuse_open_braces(paragraph: str) -> None:
    """Raise InputError unless every brace of a placeholder is closed within its paragraph."""
    opened = ""
    for mark in BRACES.findall(paragraph):
        if not opened and mark in CLOSED_BY:
            opened = mark
        elif opened and mark == CLOSED_BY[opened]:
            opened = ""
        else:
            opened = "!"
            break
    if opened:
        raise InputError(
            "A placeholder is not closed in its paragraph: “%(where)s”. Write it as {{ name }} or {%% … %%}.",
            where=paragraph[:LONGEST_EXCERPT],
        )


def _elements(part: bytes) -> Iterator[Any]:
    """Yield the elements of a part in their order, without reading anything from elsewhere."""
    parser = XMLParser(resolve_entities=False, no_network=True)
    yield from fromstring(part, parser).iter("*")


def _refuse_left_braces(made: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        for member in archive.namelist():
            if not member.startswith("word/") or not member.endswith(".xml"):
                continue
            for one in _elements(archive.read(member)):
                if one.tag == f"{_W}t" and BRACES.search(one.text or ""):
                    raise InputError(
                        "A placeholder stands where none is filled in: “%(where)s”, in %(part)s. Move it into the "
                        "text, a header or a footer.",
                        where=one.text[:LONGEST_EXCERPT],
                        part=member,
                    )
