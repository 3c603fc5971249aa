"""What an uploaded file is, found in what it holds and not in its name, and a name under which it can be kept."""

from __future__ import annotations

import codecs
import enum
import io
import re
import unicodedata
import zipfile
from collections.abc import Collection, Mapping
from pathlib import PurePath
from types import MappingProxyType

from tracker.text import normalise


class FileKind(enum.StrEnum):
    """The kinds of files that a form may take."""

    PDF = "pdf"
    JPEG = "jpg"
    PNG = "png"
    DOCX = "docx"
    ODT = "odt"
    TXT = "txt"
    HTML = "html"
    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    CSV = "csv"

    @property
    def media_type(self) -> str:
        """What a browser is told that it is."""
        return _MEDIA_TYPES[self]

    @property
    def endings(self) -> tuple[str, ...]:
        """How names of such files end, the usual one first."""
        return _ENDINGS.get(self, (f".{self.value}",))


_ENDINGS: Mapping[FileKind, tuple[str, ...]] = MappingProxyType(
    {FileKind.JPEG: (".jpg", ".jpeg"), FileKind.HTML: (".html", ".htm")}
)
_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"
_MEDIA_TYPES: Mapping[FileKind, str] = MappingProxyType(
    {
        FileKind.PDF: "application/pdf",
        FileKind.JPEG: "image/jpeg",
        FileKind.PNG: "image/png",
        FileKind.DOCX: f"{_OFFICE}.wordprocessingml.document",
        FileKind.ODT: f"{_OPEN}.text",
        FileKind.TXT: "text/plain",
        FileKind.HTML: "text/html",
        FileKind.XLSX: f"{_OFFICE}.spreadsheetml.sheet",
        FileKind.XLS: "application/vnd.ms-excel",
        FileKind.ODS: f"{_OPEN}.spreadsheet",
        FileKind.CSV: "text/csv",
    }
)
_BEGINNINGS: tuple[tuple[bytes, FileKind], ...] = (
    (b"%PDF-", FileKind.PDF),
    (b"\xff\xd8\xff", FileKind.JPEG),
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
)
_OLD_OFFICE = bytes.fromhex("D0CF11E0A1B11AE1")
_OLD_WORKBOOK = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
_MACROS = "vbaproject.bin"
_MOST_MEMBERS = 20_000
_PAGE = re.compile(r"\s*(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body|meta|title|table|div|p)\b", re.I | re.S)
_NOT_IN_NAMES = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_KEPT_BY_WINDOWS = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.I)
LONGEST_NAME = 150
NAMELESS = "file"


def kind_of(name: str, content: bytes, wanted: Collection[FileKind]) -> FileKind | None:
    """Return which of the wanted kinds a file is by what it holds; None for any other.

    Its name only tells apart what is text in any case: a list in .csv, and pages that do not begin as one.
    """
    found = _kind(name, content, wanted)
    return found if found in wanted else None


def holds_macros(content: bytes) -> bool:
    """Whether a file is an office document with macros in it."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return any(_is_macro(name) for name in archive.namelist())
    except (zipfile.BadZipFile, OSError, EOFError, ValueError):
        return False


def _is_macro(name: str) -> bool:
    return name.lower().endswith(_MACROS)


def _kind(name: str, content: bytes, wanted: Collection[FileKind]) -> FileKind | None:
    for beginning, kind in _BEGINNINGS:
        if content.startswith(beginning):
            return kind
    if content.startswith(b"PK\x03\x04"):
        return _packed_kind(content)
    if content.startswith(_OLD_OFFICE):
        return FileKind.XLS if any(stream in content for stream in _OLD_WORKBOOK) else None
    text = _text(content)
    return None if text is None else _text_kind(PurePath(name).suffix.lower(), text, wanted)


def _packed_kind(content: bytes) -> FileKind | None:
    """Return what a packed file is: office documents name their parts; one with macros in it is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if len(names) > _MOST_MEMBERS or any(_is_macro(name) for name in names):
                return None
            if "word/document.xml" in names:
                return FileKind.DOCX
            if "xl/workbook.xml" in names:
                return FileKind.XLSX
            if "mimetype" not in names:
                return None
            with archive.open("mimetype") as member:
                said = member.read(200).decode("ascii", "replace").strip()
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError):
        return None
    return next((kind for kind in (FileKind.ODT, FileKind.ODS) if said == kind.media_type), None)


def _text(content: bytes) -> str | None:
    """Return what a file says as text, None for one that is not: text has no control characters."""
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1258"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if any(ord(letter) < 32 and letter not in "\t\n\r\f" for letter in text) else text
    return None


def _text_kind(ending: str, text: str, wanted: Collection[FileKind]) -> FileKind | None:
    if _PAGE.match(text) or ending in FileKind.HTML.endings:
        return FileKind.HTML
    plain = (FileKind.CSV, FileKind.TXT) if ending == ".csv" else (FileKind.TXT, FileKind.CSV)
    return next((kind for kind in plain if kind in wanted), None)


def clean_name(sent: str, kind: FileKind | None = None) -> str:
    """Return the bare name of a file as any system can keep it; one that ends otherwise gets the ending of its kind.

    What turns the direction of writing, and so could make .exe look like .pdf, is left out.
    """
    bare = sent.replace("\\", "/").rpartition("/")[2]
    shown = "".join(letter for letter in bare if unicodedata.category(letter) != "Cf")
    name = _NOT_IN_NAMES.sub("_", normalise(shown)).strip(" .") or NAMELESS
    if _KEPT_BY_WINDOWS.match(name):
        name = f"_{name}"
    ending = PurePath(name).suffix
    if kind is not None and not name.lower().endswith(kind.endings):
        ending = kind.endings[0]
        name += ending
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - len(ending)].strip(" .") + ending


def plain_name(name: str) -> str:
    """Return a name in letters without diacritics, for who reads no others."""
    bare = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
    plain = "".join(letter for letter in bare if " " <= letter <= "~" and letter not in '"\\')
    return plain.strip(" .") or NAMELESS
