"""The text of documents as programs write them, and one sentence about those that cannot be read."""

from __future__ import annotations

import zipfile
from contextlib import suppress
from io import BytesIO

import pytest
from pypdf import PdfReader, PdfWriter

from plugins.regulations.tests.made_files import bomb_pdf, docx, odt, packed, pdf, picture_pdf
from plugins.regulations.texts import MOST_BYTES, text_of
from tracker.api import InputError

LINES = ["Căn cứ Nghị định số 118/2025/NĐ-CP ngày 09 tháng 6 năm 2025;", "Căn cứ Luật Hộ tịch năm 2014;"]


def lines_of(name: str, content: bytes) -> list[str]:
    return [line.strip() for line in text_of(name, content).splitlines() if line.strip()]


def refusal(name: str, content: bytes) -> str:
    with pytest.raises(InputError) as refused:
        text_of(name, content)
    return str(refused.value)


@pytest.mark.parametrize("name", ["a.docx", "a.odt", "a.pdf", "a.txt", "a.html", "A.DOCX"])
def test_a_document_of_each_kind_gives_its_lines(name: str) -> None:
    made = {
        "docx": docx(LINES),
        "odt": odt(LINES),
        "pdf": pdf(LINES),
        "txt": "\n".join(LINES).encode(),
        "html": "".join(f"<p>{line}</p>" for line in LINES).encode(),
    }
    assert lines_of(name, made[name.rpartition(".")[2].lower()]) == LINES


@pytest.mark.parametrize("make", [docx, odt])
def test_a_number_in_several_runs_is_one(make: object) -> None:
    assert callable(make)
    name = "a.docx" if make is docx else "a.odt"
    assert lines_of(name, make(["Nghị định số 118|/2025/|NĐ-CP"])) == ["Nghị định số 118/2025/NĐ-CP"]


def test_headers_and_footnotes_are_read_as_well() -> None:
    made = docx(["Thân"], header1="Số: 12/QĐ-UBND", footnotes="Xem 766/QĐ-TTg")
    assert lines_of("a.docx", made) == ["Số: 12/QĐ-UBND", "Thân", "Xem 766/QĐ-TTg"]


def test_what_was_struck_out_while_changes_were_tracked_is_not_read() -> None:
    content = (
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p>'
        "<w:del><w:r><w:delText>61/2018/NĐ-CP</w:delText></w:r></w:del><w:r><w:t>118/2025/NĐ-CP</w:t></w:r>"
        "</w:p></w:document>"
    )
    assert lines_of("a.docx", packed({"word/document.xml": content})) == ["118/2025/NĐ-CP"]


def test_a_hyphen_that_does_not_break_is_a_hyphen() -> None:
    content = (
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:r>'
        "<w:t>118/2025/NĐ</w:t><w:noBreakHyphen/><w:t>CP</w:t></w:r></w:p></w:document>"
    )
    assert lines_of("a.docx", packed({"word/document.xml": content})) == ["118/2025/NĐ-CP"]


def test_scripts_and_styles_of_a_page_are_not_read() -> None:
    page = "<html><style>p{}</style><script>var a='61/2018/NĐ-CP'</script><p>118/2025/N&ETH;-CP</p></html>"
    assert lines_of("a.html", page.encode()) == ["118/2025/NÐ-CP"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_is_read_in_the_encodings_of_offices(encoding: str) -> None:
    assert lines_of("a.txt", LINES[0].encode(encoding)) == LINES[:1]


def test_a_pdf_with_a_password_names_the_cure() -> None:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf(LINES))))
    writer.encrypt("bí mật", algorithm="RC4-128")
    made = BytesIO()
    writer.write(made)
    assert refusal("a.pdf", made.getvalue()) == "a.pdf opens only with a password. Save it without one."


def test_a_pdf_that_only_forbids_printing_is_read() -> None:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf(LINES))))
    writer.encrypt("", "chủ", algorithm="RC4-128")
    made = BytesIO()
    writer.write(made)
    assert lines_of("a.pdf", made.getvalue()) == LINES


def test_a_pdf_that_is_a_picture_names_the_cure() -> None:
    assert "it is a picture of paper" in refusal("a.pdf", picture_pdf())


def test_a_pdf_that_unpacks_to_very_much_is_refused() -> None:
    assert "a.pdf" in refusal("a.pdf", bomb_pdf(400))


@pytest.mark.parametrize("name", ["a.docx", "a.odt"])
def test_an_archive_that_unpacks_to_very_much_is_refused(name: str) -> None:
    member = "word/document.xml" if name == "a.docx" else "content.xml"
    assert "unpacks to more than 200 MB" in refusal(name, packed({member: b" " * (201 << 20)}))


def test_an_archive_that_lies_about_its_size_is_refused() -> None:
    honest = packed({"word/document.xml": "<a>" + "x" * 5000 + "</a>"})
    size = (5007).to_bytes(4, "little")
    assert honest.count(size) == 2
    assert "damaged" in refusal("a.docx", honest.replace(size, (10).to_bytes(4, "little")))


def test_entities_that_multiply_are_refused() -> None:
    entities = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
    content = f'<!DOCTYPE a [<!ENTITY e0 "{"x" * 100}">{entities}]><a>&e9;</a>'
    assert "damaged" in refusal("a.docx", packed({"word/document.xml": content}))


def test_a_document_nested_without_end_is_refused() -> None:
    namespace = 'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    content = f"<text:p {namespace}>" + "<text:span>" * 20_000 + "</text:span>" * 20_000 + "</text:p>"
    assert "damaged" in refusal("a.odt", packed({"content.xml": content}))


@pytest.mark.parametrize("name", ["a.docx", "a.odt", "a.pdf"])
@pytest.mark.parametrize("content", [b"", b"no document", b"PK\x03\x04 broken", b"%PDF-1.7 broken"])
def test_what_is_no_document_is_told_in_one_sentence(name: str, content: bytes) -> None:
    assert refusal(name, content) == f"{name} is damaged or not what its name says. Open it and save it anew."


@pytest.mark.parametrize("make", [docx, odt, pdf])
def test_a_document_that_breaks_off_anywhere_is_read_or_refused(make: object) -> None:
    assert callable(make)
    name, whole = f"a.{make.__name__}", make(LINES)
    for end in range(0, len(whole), max(1, len(whole) // 60)):
        with suppress(InputError):
            text_of(name, whole[:end])


def test_an_old_doc_names_the_cure() -> None:
    assert "save an old .doc as .docx first" in refusal("a.doc", b"")


def test_a_docx_without_its_text_is_refused() -> None:
    assert "damaged" in refusal("a.docx", packed({"other.xml": "<a/>"}))


def test_a_locked_archive_is_refused() -> None:
    made = bytearray(docx(LINES))
    with zipfile.ZipFile(BytesIO(made)) as archive:
        (info,) = archive.infolist()
    made[info.header_offset + 6] |= 1
    made[made.index(b"PK\x01\x02") + 8] |= 1
    assert "damaged" in refusal("a.docx", bytes(made))


def test_a_file_that_is_too_large_is_refused() -> None:
    assert refusal("a.txt", b"x" * (MOST_BYTES + 1)) == "a.txt is larger than 50 MB. Split it."
