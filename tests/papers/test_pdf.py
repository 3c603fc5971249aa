"""Papers as .pdf files, laid out as Decree 30/2020 asks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.papers.pdf_files import pages_of, reader_of, where, words_of
from tracker.messages import InputError
from tracker.papers.contents import Annex, Column, Paragraph, Row, Run, Signature, Table
from tracker.papers.pdf import FONTS, font, make_pdf
from tracker.papers.samples import COLUMNS, SIGNED, sample_certificates, sample_paper

A4 = (210, 297)
PAPER = sample_paper("decision")
VIETNAMESE = "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵđ"
SIGNS = "–—…“”‘’₫€×−≤≥→°½•"
DANGEROUS = "#let x = 1; $a^2$ *đậm* _nghiêng_ @thẻ <nhãn> \\ [x] `mã` //chú thích ~ = + - 1."


def named(name):
    table = Table(COLUMNS[:2], (Row(("1", name)),))
    return replace(PAPER, annexes=(Annex("DANH SÁCH", (table,)),))


def signed_by(*, alone):
    return replace(PAPER, signatures=(SIGNED,) if alone else PAPER.signatures)


def long(articles):
    body = tuple(Paragraph((Run(f"Khoản {number}. " + "Nội dung của khoản này. " * 9),)) for number in range(articles))
    return replace(PAPER, body=(*body, Paragraph((Run("Điều cuối có hiệu lực kể từ ngày ký./."),))), annexes=())


def sizes(content):
    boxes = [page.mediabox for page in reader_of(content).pages]
    return {(round(float(box.width) / 72 * 25.4), round(float(box.height) / 72 * 25.4)) for box in boxes}


def fonts_of(content):
    return {words.font.partition("-")[0] for words in words_of(content)}


def test_a_paper_is_on_upright_a4():
    assert sizes(make_pdf(PAPER)) == {A4}


def test_its_text_stands_30_mm_from_the_left_15_from_the_right_and_20_from_above_and_below():
    content = make_pdf(long(60))
    words = [one for one in words_of(content) if not one.text.isdigit()]
    assert min(one.left for one in words) == pytest.approx(30, abs=0.3)
    firsts = [next(one for one in words if one.page == page) for page in range(2, 5)]
    assert all(20 < one.top < 26 for one in firsts)
    assert max(one.top for one in words) < 277
    heading = where(make_pdf(PAPER), "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    assert heading.left > 90


def test_the_parts_of_a_decision_are_read_in_its_order():
    text = " ".join(pages_of(make_pdf(PAPER)))
    order = [
        "TỈNH MẪU ỦY BAN NHÂN DÂN XÃ MẪU",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc",
        "Số: 123/QĐ-UBND",
        "Mẫu, ngày 05 tháng 10 năm 2026",
        "QUYẾT ĐỊNH Về việc khen thưởng",
        "Kính gửi: Chủ tịch Ủy ban nhân dân xã Mẫu",
        "CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ MẪU",
        "Căn cứ Luật Thi đua",
        "Theo đề nghị của Văn phòng.",
        "QUYẾT ĐỊNH:",
        "Điều 1. Tặng Giấy khen",
        "Điều 2. Quyết định này",
        "KT. CHỦ TỊCH PHÓ CHỦ TỊCH",
        "Nơi nhận: - Như Điều 3; - Lưu: VT.",
        "DANH SÁCH Cá nhân được tặng Giấy khen (Kèm theo Quyết định",
    ]
    places = [text.find(part) for part in order]
    assert -1 not in places
    assert places == sorted(places)


def test_a_paper_to_several_lists_them_below_each_other():
    whom = ("Chủ tịch Ủy ban nhân dân tỉnh", "Sở Nội vụ")
    (text, *_) = pages_of(make_pdf(replace(PAPER, addressed_to=whom)))
    assert "Kính gửi: - Chủ tịch Ủy ban nhân dân tỉnh; - Sở Nội vụ. CHỦ TỊCH" in text


def test_its_parts_are_as_large_and_bold_as_the_decree_asks():
    content = make_pdf(signed_by(alone=True))
    looks = {
        "TỈNH MẪU": (13, "Tinos"),
        "XÃ MẪU": (13, "Tinos-Bold"),
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM": (13, "Tinos-Bold"),
        "Độc lập - Tự do - Hạnh phúc": (14, "Tinos-Bold"),
        "Số: 123/QĐ-UBND": (13, "Tinos"),
        "Mẫu, ngày 05 tháng 10 năm 2026": (14, "Tinos-Italic"),
        "QUYẾT ĐỊNH": (14, "Tinos-Bold"),
        "Theo đề nghị của Văn phòng.": (14, "Tinos-Italic"),
        "Điều 1.": (14, "Tinos-Bold"),
        "PHÓ CHỦ TỊCH": (14, "Tinos-Bold"),
        "Nông Văn Mẫu": (14, "Tinos-Bold"),
        "Nơi nhận:": (12, "Tinos-BoldItalic"),
        "- Lưu: VT.": (11, "Tinos"),
        "(Kèm theo Quyết định số 123/QĐ-UBND ngày 05 tháng 10 năm 2026)": (14, "Tinos-Italic"),
    }
    seen = {text: where(content, text) for text in looks}
    assert {text: (one.size, one.font.replace("TimesNewRomanPS", "Tinos")) for text, one in seen.items()} == looks


def test_the_first_line_of_an_article_is_indented_and_lists_are_not():
    content = make_pdf(PAPER)
    assert where(content, "Điều 1.").left == pytest.approx(42.7, abs=0.2)
    assert where(content, "Theo đề nghị của Văn phòng.").left == pytest.approx(42.7, abs=0.2)


def test_the_text_can_be_13_points_high():
    assert where(make_pdf(PAPER, 13), "Điều 1.").size == 13


def test_recipients_stand_beside_who_signs_alone_and_below_two():
    alone, two = make_pdf(signed_by(alone=True)), make_pdf(signed_by(alone=False))
    assert where(alone, "Nơi nhận:").top == pytest.approx(where(alone, "KT. CHỦ TỊCH").top, abs=2)
    assert where(two, "Nơi nhận:").top > where(two, "Nông Văn Mẫu").top
    assert where(two, "Lê Thị Thử").top == pytest.approx(where(two, "Nông Văn Mẫu").top)


def test_the_pages_are_numbered_above_in_the_middle_but_not_the_first():
    content = make_pdf(long(60))
    numbers = [one for one in words_of(content) if one.text.isdigit() and one.top < 20]
    assert [(one.page, one.text) for one in numbers] == [
        (page, str(page)) for page in range(2, len(pages_of(content)) + 1)
    ]
    assert all(one.left == pytest.approx(111, abs=2) for one in numbers)


@pytest.mark.parametrize("articles", range(6, 24))
def test_who_signs_is_never_parted_from_the_last_article(articles):
    pages = pages_of(make_pdf(long(articles)))
    last = next(page for page in pages if "Nông Văn Mẫu" in page)
    assert "Điều cuối" in last
    assert "KT. CHỦ TỊCH" in last


@pytest.mark.parametrize("articles", range(8, 20))
def test_who_signs_is_never_parted_from_a_short_table_at_the_end(articles):
    table = Table(COLUMNS[:2], tuple(Row((str(number), f"Người {number}")) for number in range(1, 6)))
    paper = long(articles)
    pages = pages_of(make_pdf(replace(paper, body=(*paper.body, table))))
    assert "Người 5" in next(page for page in pages if "Nông Văn Mẫu" in page)


@pytest.mark.parametrize("articles", range(10, 20))
def test_what_introduces_a_table_stays_with_its_first_row(articles):
    table = Table(COLUMNS[:2], tuple(Row((str(number), f"Người {number}")) for number in range(1, 60)))
    introduced = (*long(articles).body[:-1], Paragraph((Run("Có tên sau:"),)), table)
    pages = pages_of(make_pdf(replace(long(0), body=(*introduced, *long(0).body))))
    assert "Có tên sau: TT Họ và tên 1 Người 1" in next(page for page in pages if "Có tên sau" in page)


def test_a_list_of_200_people_has_them_all_and_its_headings_on_each_page():
    paper = sample_paper("decision", people=200)
    _, *pages = pages_of(make_pdf(paper))
    assert len(pages) > 5
    assert all("Họ và tên" in page and "Mức thưởng" in page for page in pages)
    text = " ".join(pages)
    assert all(f"Nông Thị Thử Nghiệm {number} Công chức" in text for number in range(1, 201))
    assert "Tổng cộng 200.000.000" in text


def test_a_list_begins_on_a_page_of_its_own_below_its_title():
    first, second, *_ = pages_of(make_pdf(sample_paper("decision", people=200)))
    assert "DANH SÁCH" not in first
    assert second.startswith("2 DANH SÁCH")
    assert "Nông Thị Thử Nghiệm 1 " in second


def test_no_row_is_split_between_two_pages():
    rows = tuple(Row((str(number), f"đầu {number} " + "dài " * 60 + f"cuối {number}")) for number in range(1, 60))
    paper = replace(PAPER, annexes=(Annex("DANH SÁCH", (Table(COLUMNS[:2], rows),)),))
    pages = pages_of(make_pdf(paper))
    for number in range(1, 60):
        (page,) = [page for page in pages if f"đầu {number} " in page]
        assert f"cuối {number} " in f"{page} "


@pytest.mark.parametrize("width", [5, 12, 30, 90])
def test_a_row_longer_than_a_page_is_shown_whole(width):
    columns = (Column("TT", 100 - width), Column("Vì sao", width))
    for words in (50, 200, 1000):
        table = Table(columns, (Row(("1", "dài " * words + "hết")),))
        text = [one for one in words_of(make_pdf(replace(PAPER, annexes=(Annex("A", (table,)),)))) if one.page > 1]
        assert " ".join(one.text for one in text).count("dài") == words
        assert max(one.top for one in text) < 277


@pytest.mark.parametrize("number", [1, 2, 3])
def test_as_many_sign_as_have_to_side_by_side(number):
    signing = tuple(Signature((f"CHỨC VỤ {one}",), f"Người ký {one}") for one in range(number))
    content = make_pdf(replace(PAPER, signatures=signing))
    names = [where(content, f"Người ký {one}") for one in range(number)]
    assert len({one.top for one in names}) == 1
    assert [one.left for one in names] == sorted(one.left for one in names)
    for one, name in enumerate(names):
        assert where(content, f"CHỨC VỤ {one}").left == pytest.approx(name.left, abs=3)


def test_a_word_too_long_for_its_line_is_broken_and_stays_whole_when_copied():
    hashed = "596c539b" * 12
    content = make_pdf(named(hashed))
    assert hashed in "".join(pages_of(content)[1].split())
    shown = [one for one in words_of(content) if one.page == 2 and one.text in hashed]
    assert len({one.top for one in shown}) == 2


def test_what_looks_like_markup_in_a_name_is_shown_as_it_stands():
    assert DANGEROUS in " ".join(pages_of(make_pdf(named(DANGEROUS))))


@settings(max_examples=30, deadline=None)
@given(
    st.text(
        st.sampled_from(f"{VIETNAMESE}{VIETNAMESE.upper()}{SIGNS}#$*_@<>\\[]{{}}()=`~\"'/%&|^+-0123456789 "), min_size=1
    )
)
def test_any_name_is_shown_as_it_stands(name):
    shown = "".join(f"x{name}x".split())
    assert shown in "".join("".join(pages_of(make_pdf(named(f"x{name}x")))).split())


@pytest.mark.parametrize("text", [VIETNAMESE, VIETNAMESE.upper(), SIGNS], ids=["small", "capitals", "signs"])
@pytest.mark.parametrize("style", [{}, {"is_bold": True}, {"is_italic": True}, {"is_bold": True, "is_italic": True}])
def test_every_vietnamese_letter_is_in_the_font_of_the_paper(text, style):
    content = make_pdf(replace(PAPER, body=(Paragraph((Run(text, **style),)),)))
    assert "".join(text.split()) in "".join("".join(pages_of(content)).split())
    assert fonts_of(content) == {font().replace("Times New Roman", "TimesNewRomanPS")}
    assert font() in FONTS


def test_all_fonts_are_in_the_file():
    for page in reader_of(make_pdf(PAPER)).pages:
        for name in page["/Resources"]["/Font"].values():
            (descendant,) = name["/DescendantFonts"]
            assert "/FontFile2" in descendant["/FontDescriptor"]


def test_the_file_is_kept_and_read_aloud_as_the_standards_for_both_ask():
    reader = reader_of(make_pdf(PAPER))
    described = reader.trailer["/Root"]["/Metadata"].get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>" in described
    assert "<pdfuaid:part>1</pdfuaid:part>" in described
    assert reader.trailer["/Root"]["/Lang"] == "vi"
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_the_file_says_what_it_is_who_issued_it_and_when():
    described = reader_of(make_pdf(PAPER)).metadata
    assert described.title == "QUYẾT ĐỊNH Về việc khen thưởng công chức có thành tích trong quý III năm 2026"
    assert described.author == "ỦY BAN NHÂN DÂN XÃ MẪU"
    assert described.creation_date.date() == date(2026, 10, 5)


def test_its_parts_are_found_by_its_bookmarks():
    paper = replace(PAPER, annexes=(*PAPER.annexes, Annex("BẢNG ĐIỂM", ())))
    assert [one.title for one in reader_of(make_pdf(paper)).outline] == ["QUYẾT ĐỊNH", "DANH SÁCH", "BẢNG ĐIỂM"]


def test_the_same_paper_gives_the_same_bytes():
    assert make_pdf(PAPER) == make_pdf(PAPER)
    assert make_pdf(sample_certificates()) == make_pdf(sample_certificates())


def test_a_letter_that_no_font_has_does_not_keep_a_paper_from_being_made():
    content = make_pdf(named("Nông 漢 Thị"))
    assert "Nông" in pages_of(content)[1]


def test_what_no_document_can_hold_is_left_out():
    assert "Nông Thị" in pages_of(make_pdf(named("Nông\x00 Th\ud800ị\x1f")))[1]


def test_a_paper_that_cannot_be_laid_out_says_so():
    broken = Table(COLUMNS[:2], (Row(("1", "hai", "ba"), spans=9),))
    with pytest.raises(InputError, match="cannot be laid out as a PDF"):
        make_pdf(replace(PAPER, body=(broken,)))


def test_a_paper_with_nothing_but_a_title_is_one_page():
    bare = replace(PAPER, summary="", addressed_to=(), authority="", bases=(), enacts="", body=(), recipients=())
    bare = replace(bare, signatures=(), annexes=(), head=replace(PAPER.head, number="", superior=()))
    assert len(pages_of(make_pdf(bare))) == 1


def test_no_placeholder_is_left():
    for content in (make_pdf(PAPER), make_pdf(sample_certificates())):
        text = " ".join(pages_of(content))
        assert not any(mark in text for mark in ("{{", "{%", "}}", "none", "None", "#"))


def test_each_certificate_is_one_page_across():
    content = make_pdf(sample_certificates(people=3))
    pages = pages_of(content)
    assert sizes(content) == {(297, 210)}
    assert len(pages) == 3
    for number, page in enumerate(pages, 1):
        assert f"Nông Thị Thử Nghiệm {number} " in page
        assert f"Vào sổ khen thưởng số: {number}" in page
        assert "GIẤY KHEN" in page
        assert "Nông Văn Mẫu" in page


@pytest.mark.parametrize("words", [1, 20, 60, 120, 250])
def test_a_certificate_stays_on_its_page_however_long_the_merit(words):
    certificates = sample_certificates(people=1)
    (page,) = certificates.pages
    content = make_pdf(replace(certificates, pages=(replace(page, merit="thành tích " * words),)))
    (text,) = pages_of(content)
    assert text.count("thành tích") == words
    assert "Nông Văn Mẫu" in text


def test_a_signature_without_a_name_leaves_room_for_it():
    paper = replace(PAPER, signatures=(Signature(("CHỦ TỊCH",)),))
    assert "CHỦ TỊCH" in " ".join(pages_of(make_pdf(paper)))
