"""The text of documents as programs write them, and one sentence about those that cannot be read."""

from __future__ import annotations

import unicodedata
import zipfile
from contextlib import suppress
from io import BytesIO

import pytest
from pypdf import PdfReader, PdfWriter

from plugins.regulations.tests.made_files import bomb_pdf, docx, odt, packed, pdf, picture_pdf
from plugins.regulations.texts import text_of
from plugins.regulations.unreadable import MOST_BYTES
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


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
STRICT = 'xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"'
BOX = "<w:txbxContent><w:p><w:r><w:t>%s</w:t></w:r></w:p></w:txbxContent>"


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def word(inner: str, namespace: str = W, **parts: str) -> bytes:
    files = {"document": inner, **parts}
    return packed({f"word/{name}.xml": f"<w:document {namespace}>{text}</w:document>" for name, text in files.items()})


@pytest.mark.parametrize(
    ("inner", "lines"),
    [
        (f"<w:del>{run('12/QĐ-UBND')}</w:del>{run('118/2025/NĐ-CP')}", ["118/2025/NĐ-CP"]),
        (f"<w:del><w:r><w:delText>61/2018</w:delText></w:r></w:del><w:ins>{run('118/2025')}</w:ins>", ["118/2025"]),
        (f"<w:moveFrom>{run('61/2018')}</w:moveFrom><w:moveTo>{run('118/2025')}</w:moveTo>", ["118/2025"]),
        ("<w:r><w:t>118/2025/NĐ</w:t><w:noBreakHyphen/><w:t>CP</w:t></w:r>", ["118/2025/NĐ-CP"]),
        (
            "<w:r><w:t>118/2025/NĐ</w:t><w:softHyphen/><w:t>CP, quy</w:t><w:softHyphen/><w:t>ết</w:t></w:r>",
            ["118/2025/NĐ-CP, quyết"],
        ),
        (f"<w:hyperlink>{run('118/2025')}</w:hyperlink>{run('/NĐ-CP')}", ["118/2025/NĐ-CP"]),
        (f"<w:sdt><w:sdtContent>{run('118/2025')}</w:sdtContent></w:sdt>{run('/NĐ-CP')}", ["118/2025/NĐ-CP"]),
        (f"<w:fldSimple w:instr=' REF '>{run('118/2025')}</w:fldSimple>", ["118/2025"]),
        (f"<w:r><w:instrText>HYPERLINK 61/2018/NĐ-CP</w:instrText></w:r>{run('118/2025')}", ["118/2025"]),
        (f"<w:pPr><w:tabs><w:tab w:val='left'/></w:tabs></w:pPr>{run('118/2025')}", ["118/2025"]),
        (f"{run('Nghị định')}<w:r>{BOX % 'MẬT'}</w:r>{run(' 118/2025')}", ["Nghị định 118/2025", "MẬT"]),
    ],
)
def test_a_paragraph_of_word_is_read_as_its_reader_sees_it(inner: str, lines: list[str]) -> None:
    assert lines_of("a.docx", word(f"<w:p>{inner}</w:p>")) == lines


def test_a_text_box_that_is_kept_for_old_and_new_programs_is_read_once() -> None:
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    both = f"<mc:AlternateContent {mc}><mc:Choice>{BOX % 'A'}</mc:Choice><mc:Fallback>{BOX % 'A'}</mc:Fallback>"
    assert lines_of("a.docx", word(f"<w:p>{run('Thân')}{both}</mc:AlternateContent></w:p>")) == ["Thân", "A"]


def test_each_cell_of_a_table_is_a_line() -> None:
    cells = "".join(f"<w:tc><w:p>{run(text)}</w:p></w:tc>" for text in ("1", "61/2018/NĐ-CP", "23/4/2018"))
    assert lines_of("a.docx", word(f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>")) == ["1", "61/2018/NĐ-CP", "23/4/2018"]


def test_endnotes_and_documents_of_the_strict_kind_are_read_too() -> None:
    made = word(f"<w:p>{run('Thân')}</w:p>", STRICT, endnotes=f"<w:p>{run('766/QĐ-TTg')}</w:p>")
    assert lines_of("a.docx", made) == ["Thân", "766/QĐ-TTg"]


OLD_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def test_a_docx_with_a_password_or_an_old_doc_under_its_name_names_the_cure() -> None:
    assert "a password" in refusal("a.docx", OLD_FILE + "EncryptedPackage".encode("utf-16-le"))
    assert "an old .doc under another name. Open it and save it as .docx" in refusal("a.docx", OLD_FILE + b"Word")


ODF = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{path}:1.0"'
    for name, path in (("text", "text"), ("table", "table"), ("office", "office"), ("draw", "drawing"))
)


@pytest.mark.parametrize(
    ("inner", "lines"),
    [
        (
            "<text:p>118/2025/NĐ-CP<text:note><text:note-citation>1</text:note-citation><text:note-body>"
            "<text:p>Xem 766/QĐ-TTg</text:p></text:note-body></text:note> ngày 9/6/2025</text:p>",
            ["118/2025/NĐ-CP ngày 9/6/2025", "Xem 766/QĐ-TTg"],
        ),
        (
            "<table:table><table:table-row><table:table-cell><text:p>1</text:p></table:table-cell>"
            "<table:table-cell><text:p>61/2018</text:p></table:table-cell></table:table-row></table:table>",
            ["1", "61/2018"],
        ),
        ("<text:p>118<office:annotation><text:p>hỏi lại</text:p></office:annotation>/2025</text:p>", ["118/2025"]),
        ("<text:p>118<draw:text-box><text:p>MẬT</text:p></draw:text-box>/2025</text:p>", ["118/2025", "MẬT"]),
        ("<text:p>Nghị<text:s text:c='2'/>định<text:line-break/>118</text:p>", ["Nghị định", "118"]),
        ("<text:tracked-changes><text:p>61/2018</text:p></text:tracked-changes><text:p>118</text:p>", ["118"]),
    ],
)
def test_a_paragraph_of_an_odt_is_read_as_its_reader_sees_it(inner: str, lines: list[str]) -> None:
    assert lines_of("a.odt", packed({"content.xml": f"<office:text {ODF}>{inner}</office:text>"})) == lines


def test_an_odt_with_a_password_names_the_cure() -> None:
    manifest = "<manifest><file-entry><encryption-data/></file-entry></manifest>"
    locked = packed({"content.xml": b"\x00\x01", "META-INF/manifest.xml": manifest})
    assert refusal("a.odt", locked) == "a.odt opens only with a password. Save it without one."


def test_scripts_and_styles_of_a_page_are_not_read() -> None:
    page = "<html><style>p{}</style><script>var a='61/2018/NĐ-CP'</script><p>118/2025/N&ETH;-CP</p></html>"
    assert lines_of("a.html", page.encode()) == ["118/2025/NÐ-CP"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_text_is_read_in_the_encodings_of_offices(encoding: str) -> None:
    assert lines_of("a.txt", LINES[0].encode(encoding)) == LINES[:1]


def test_text_in_the_windows_code_page_of_vietnamese_is_read() -> None:
    content = "Căn cứ Nghị định số 118/2025/NĐ-CP về đất đai".replace("ứ", "ư\u0301").replace("ị", "i\u0323")
    windows = content.replace("ố", "ô\u0301").replace("ề", "ê\u0300").replace("ấ", "â\u0301").encode("cp1258")
    assert (
        unicodedata.normalize("NFC", lines_of("a.txt", windows)[0]) == "Căn cứ Nghị định số 118/2025/NĐ-CP về đất đai"
    )


TCVN3 = "C¨n cø NghÞ ®Þnh sè 61/2018/N§-CP ngµy 23 th¸ng 4 n¨m 2018 cña ChÝnh phñ"
IN_UNICODE = "Căn cứ Nghị định số 61/2018/NĐ-CP ngày 23 tháng 4 năm 2018 của Chính phủ"


@pytest.mark.parametrize("name", ["a.txt", "a.docx", "a.pdf", "a.html"])
def test_documents_in_the_letters_of_the_time_before_unicode_are_read(name: str) -> None:
    made = {
        "a.txt": TCVN3.encode("latin-1"),
        "a.docx": docx([TCVN3]),
        "a.pdf": pdf([TCVN3]),
        "a.html": f"<p>{TCVN3}</p>".encode(),
    }
    assert lines_of(name, made[name]) == [IN_UNICODE]


def test_signs_of_today_are_no_old_letters() -> None:
    lines = ["Nhãn hiệu Thử® – xem § 5, 25 µg, ½ kg, ¾ lít", "Cà phê ABC® §12 àáâ", IN_UNICODE]
    assert lines_of("a.txt", "\n".join(lines).encode()) == lines


def test_a_page_is_read_in_the_encoding_that_it_names() -> None:
    page = '<meta http-equiv="Content-Type" content="text/html; charset=windows-1252"><p>cafe\xe9 118/2025</p>'
    assert lines_of("a.html", page.encode("latin-1")) == ["cafeé 118/2025"]


def test_entities_and_breaks_of_a_page_are_what_its_reader_sees() -> None:
    page = "<h2>A</h2>Nghị&nbsp;định 118/2025/N&#272;&#8209;CP&shy;<br>B<!-- 61/2018/NĐ-CP --><template>C</template>"
    assert lines_of("a.html", page.encode()) == ["A", "Nghị\u00a0định 118/2025/NĐ\u2011CP", "B"]


@pytest.mark.parametrize("content", [pdf(LINES), docx(LINES), OLD_FILE])
def test_a_document_that_is_only_named_a_text_is_refused(content: bytes) -> None:
    assert "not what its name says" in refusal("a.txt", content)
    assert "not what its name says" in refusal("a.html", content)


def test_a_text_in_no_known_encoding_names_the_cure() -> None:
    assert refusal("a.txt", b"\xff\xfe\x00") == "The letters of a.txt cannot be read. Save it as UTF-8."


def test_an_empty_text_is_empty() -> None:
    assert text_of("a.txt", b"") == text_of("a.html", b"") == ""


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


@pytest.mark.parametrize("name", ["a.doc", "a.rtf", "a.xlsx", "a"])
def test_an_old_doc_or_a_file_of_another_kind_names_the_cure(name: str) -> None:
    assert "Give a .docx, .odt, .pdf, .html or .txt; save an old .doc as .docx first" in refusal(name, b"")


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
