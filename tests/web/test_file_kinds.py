"""What an uploaded file is, whatever its name says, and under which name it is kept."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

import pytest

from tracker.web.file_kinds import LONGEST_NAME, FileKind, clean_name, kind_of, plain_name

EVERY = tuple(FileKind)
OLD = bytes.fromhex("D0CF11E0A1B11AE1")


def packed(members: Mapping[str, str]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return content.getvalue()


def opened(media_type: str) -> bytes:
    return packed({"mimetype": f"application/vnd.oasis.opendocument.{media_type}", "content.xml": "<x/>"})


FILES = {
    FileKind.PDF: b"%PDF-1.7\n%\xe2\xe3",
    FileKind.JPEG: b"\xff\xd8\xff\xe0\0\x10JFIF",
    FileKind.PNG: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    FileKind.DOCX: packed({"[Content_Types].xml": "<x/>", "word/document.xml": "<x/>"}),
    FileKind.XLSX: packed({"[Content_Types].xml": "<x/>", "xl/workbook.xml": "<x/>"}),
    FileKind.ODT: opened("text"),
    FileKind.ODS: opened("spreadsheet"),
    FileKind.XLS: OLD + bytes(500) + "Workbook".encode("utf-16-le"),
    FileKind.HTML: b"\n<!-- saved --><!DOCTYPE html><p>Quy\xe1\xba\xbft</p>",
    FileKind.TXT: "Quyết định số 12".encode(),
}


@pytest.mark.parametrize("kind", FILES)
def test_a_file_is_what_it_holds_whatever_its_name_says(kind: FileKind) -> None:
    assert kind_of("thư.exe", FILES[kind], EVERY) is kind
    assert kind_of("thư.pdf", FILES[kind], [FileKind.CSV] if kind is not FileKind.TXT else [FileKind.PDF]) is None


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\0\x03\0\0\0\x04",
        b"PK\x03\x04 and then nothing",
        packed({"virus.exe": "MZ"}),
        packed({"word/document.xml": "<x/>", "word/vbaProject.bin": "macro"}),
        packed({"mimetype": "application/epub+zip"}),
        OLD + bytes(500) + "WordDocument".encode("utf-16-le"),
        b"\0\0\0\x18ftypmp42",
    ],
    ids=["program", "broken", "zip", "macros", "book", "old .doc", "film"],
)
def test_what_is_none_of_them_is_none_whatever_its_name_says(content: bytes) -> None:
    assert [kind_of(name, content, EVERY) for name in ("x.pdf", "x.docx", "x.txt", "x.csv")] == [None] * 4


def test_text_is_a_list_only_where_its_name_says_so_or_nothing_else_is_wanted() -> None:
    text = "Mã;Tên\n1;Hà".encode("utf-16")
    assert kind_of("a.csv", text, EVERY) is FileKind.CSV
    assert kind_of("a.txt", text, EVERY) is FileKind.TXT
    assert kind_of("a.txt", text, [FileKind.CSV]) is FileKind.CSV
    assert kind_of("a.htm", b"only words", EVERY) is FileKind.HTML
    assert kind_of("a.txt", "Quyết định".encode("cp1258", "replace"), EVERY) is FileKind.TXT


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("C:\\Tài liệu\\Chứng chỉ.PDF", "Chứng chỉ.PDF"),
        ("../../etc/passwd", "passwd.pdf"),
        ("hóa đơn\u202efdp.exe", "hóa đơnfdp.exe.pdf"),
        ('a<b>:"c|?*.pdf', "a_b___c___.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("Quyết định 12.2026", "Quyết định 12.2026.pdf"),
        ("  .. ", "file.pdf"),
        ("dòng\r\nmới.pdf", "dòng mới.pdf"),
    ],
)
def test_a_name_is_kept_so_that_every_system_can_keep_it(sent: str, kept: str) -> None:
    assert clean_name(sent, FileKind.PDF) == kept


def test_a_long_name_keeps_its_ending() -> None:
    name = clean_name("đ" * 400 + ".jpeg", FileKind.JPEG)
    assert (len(name), name[-5:]) == (LONGEST_NAME, ".jpeg")


def test_a_name_for_who_reads_no_diacritics_has_none() -> None:
    assert plain_name("Đơn đăng ký.pdf") == "Don dang ky.pdf"
    assert plain_name("文書") == "file"
