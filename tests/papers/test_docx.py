"""Papers as .docx files: the layout of Decree 30/2020, names as they are, nothing left to be filled in."""

from __future__ import annotations

import io
from dataclasses import replace
from time import perf_counter

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.shared import Pt

from tests.papers.word_files import CERTIFICATES, SHIPPED, lines_of, words_in
from tracker.papers.contents import Annex, Column, Paper, Paragraph, Row, Run, Table
from tracker.papers.docx import make_docx
from tracker.papers.samples import sample_certificates, sample_paper

NAUGHTY = 'Nông & <b>Thị</b> "Thử" {{ head }} {% raw %} \x07\x0c\''


def test_margins_fonts_and_sizes_are_those_of_the_decree() -> None:
    made = Document(io.BytesIO(make_docx(sample_paper("decision"), SHIPPED)))
    section = made.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(one.mm) for one in margins] == [20, 20, 30, 15]
    normal = made.styles["Normal"].font
    assert (normal.name, normal.size) == ("Times New Roman", Pt(13))
    body = made.styles["Nội dung"].paragraph_format
    assert (body.alignment, round(body.first_line_indent.mm, 1)) == (ALIGN.JUSTIFY, 12.7)
    assert body.space_before + body.space_after >= Pt(6)
    assert all(
        style.font.name in (None, "Times New Roman")
        for style in made.styles
        if style.type == 1 and style.builtin is False
    )
    sizes = {name: made.styles[name].font.size for name in ("Quốc hiệu", "Tiêu ngữ", "Số ký hiệu", "Nơi nhận")}
    assert sizes == {"Quốc hiệu": Pt(13), "Tiêu ngữ": Pt(14), "Số ký hiệu": Pt(13), "Nơi nhận": Pt(12)}
    assert made.styles["Nơi nhận chi tiết"].font.size == Pt(11)


def test_pages_are_numbered_in_the_middle_above_but_the_first() -> None:
    section = Document(io.BytesIO(make_docx(sample_paper("decision"), SHIPPED))).sections[0]
    assert section.different_first_page_header_footer
    assert "PAGE" in section.header.paragraphs[0]._p.xml
    assert section.header.paragraphs[0].alignment == ALIGN.CENTER
    assert not section.first_page_header.paragraphs[0].text


def test_a_paper_is_read_in_its_order() -> None:
    lines = lines_of(make_docx(sample_paper("decision"), SHIPPED))
    wanted = [
        *("TỈNH MẪU", "ỦY BAN NHÂN DÂN", "XÃ MẪU", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"),
        *("Số: 123/QĐ-UBND", "Mẫu, ngày 05 tháng 10 năm 2026", "QUYẾT ĐỊNH", "CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ MẪU"),
        *("Theo đề nghị của Văn phòng.", "QUYẾT ĐỊNH:", "THƯ KÝ", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Nông Văn Mẫu"),
        *("Nơi nhận:", "- Như Điều 3;", "DANH SÁCH", "Tổng cộng"),
    ]
    places = [lines.index(one) for one in wanted]
    assert places == sorted(places)


def test_what_a_paper_does_not_have_leaves_no_trace() -> None:
    bare = replace(
        sample_paper("decision"),
        **{"summary": "", "addressed_to": (), "authority": "", "bases": (), "enacts": "", "recipients": ()},
        **{"signatures": (), "annexes": ()},
    )
    lines = lines_of(make_docx(bare, SHIPPED))
    assert not {"Kính gửi: ", "Nơi nhận:", "QUYẾT ĐỊNH:"} & set(lines)


def test_names_come_out_as_they_are() -> None:
    table = Table((Column(NAUGHTY, 1), Column("Tên", 2)), (Row((NAUGHTY, "x")),))
    paper = replace(sample_paper("decision"), summary=NAUGHTY, body=(Paragraph((Run(NAUGHTY),)), table), annexes=())
    lines = lines_of(make_docx(paper, SHIPPED))
    assert lines.count(NAUGHTY.replace("\x07\x0c", "")) == 4


@pytest.mark.parametrize("people", [0, 1, 3])
def test_nothing_is_left_to_be_filled_in(people: int) -> None:
    made = words_in(make_docx(sample_paper("decision", people), SHIPPED))
    assert not [mark for mark in ("{{", "}}", "{%", "%}") if mark in made]
    made = words_in(make_docx(sample_certificates(people=max(people, 1)), CERTIFICATES))
    assert not [mark for mark in ("{{", "}}", "{%", "%}") if mark in made]


def test_a_table_repeats_its_headings_and_splits_no_row() -> None:
    made = Document(io.BytesIO(make_docx(sample_paper("decision", 30), SHIPPED)))
    listed = made.tables[-1]
    assert "w:tblHeader" in listed.rows[0]._tr.xml
    assert "w:tblHeader" not in listed.rows[1]._tr.xml
    assert all("w:cantSplit" in row._tr.xml for row in listed.rows)
    assert [cell.text for cell in listed.rows[1].cells][:2] == ["1", "Nông Thị Thử Nghiệm 1"]
    assert listed.rows[1].cells[4].paragraphs[0].alignment == ALIGN.RIGHT
    total = listed.rows[-1].cells
    assert (total[0].text, total[3].text, total[4].text) == ("Tổng cộng", "Tổng cộng", "30.000.000")
    assert total[4].paragraphs[0].runs[0].bold


def test_who_signs_stays_with_the_last_article() -> None:
    made = Document(io.BytesIO(make_docx(sample_paper("decision"), SHIPPED)))
    last = next(one for one in made.paragraphs if one.text.startswith("Điều 2."))
    assert "w:keepNext" in last._p.xml


def test_each_certificate_stands_on_a_page_of_its_own_in_landscape() -> None:
    made = Document(io.BytesIO(make_docx(sample_certificates(people=3), CERTIFICATES)))
    page = made.sections[0]
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (297, 210)
    begins = [one for one in made.paragraphs if one.style.paragraph_format.page_break_before]
    assert len(begins) == 3
    texts = [one.text for one in made.paragraphs]
    assert [texts.count(f"Nông Thị Thử Nghiệm {one}") for one in (1, 2, 3)] == [1, 1, 1]


def test_the_properties_say_which_template_made_the_file() -> None:
    properties = Document(io.BytesIO(make_docx(sample_paper("decision"), SHIPPED))).core_properties
    assert (properties.title, properties.comments, properties.language) == ("QUYẾT ĐỊNH", "Mẫu", "vi-VN")
    assert properties.created.date() == sample_paper("decision").dated_on


def test_a_list_of_two_hundred_is_made_within_a_second() -> None:
    paper = sample_paper("decision", 200)
    begun = perf_counter()
    made = make_docx(paper, SHIPPED)
    assert perf_counter() - begun < 1
    assert len(Document(io.BytesIO(made)).tables[-1].rows) == 202


def test_annexes_begin_a_page_each() -> None:
    first, *_ = sample_paper("decision").annexes
    paper: Paper = replace(sample_paper("decision"), annexes=(first, Annex("PHỤ LỤC", (Paragraph((Run("x"),)),))))
    made = Document(io.BytesIO(make_docx(paper, SHIPPED)))
    begins = [one.text for one in made.paragraphs if one.style.paragraph_format.page_break_before]
    assert begins == ["DANH SÁCH", "PHỤ LỤC"]
