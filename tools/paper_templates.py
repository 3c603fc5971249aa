"""Make the shipped templates of papers, laid out as Decree 30/2020 asks.

uv run python tools/paper_templates.py
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

FOLDER = Path(__file__).parent.parent / "tracker" / "papers" / "shipped"
FONT = "Times New Roman"
RED = "B3261E"
INDENT = Mm(12.7)
LEFT, RIGHT = Mm(63), Mm(102)
LANDSCAPE_LEFT, LANDSCAPE_RIGHT = Mm(115), Mm(132)


def styled(document: Any, name: str, *, size: float | None = None, **looks: Any) -> None:
    """Add a style of paragraphs; `looks` are attributes of its font or of its paragraphs."""
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    style.quick_style = True
    if size is not None:
        style.font.size = Pt(size)
    for key, value in looks.items():
        setattr(style.font if key in ("bold", "italic", "all_caps") else style.paragraph_format, key, value)


def new_document() -> Any:
    """Return an empty A4 document with the styles that papers use."""
    document = Document()
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(14)
    fonts = normal.element.rPr.rFonts
    for kind in ("w:eastAsia", "w:cs", "w:hAnsi"):
        fonts.set(qn(kind), FONT)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    normal.element.rPr.append(language)
    normal.paragraph_format.space_after = normal.paragraph_format.space_before = Pt(0)
    normal.paragraph_format.line_spacing = 1.0
    body = {
        "alignment": ALIGN.JUSTIFY,
        "first_line_indent": INDENT,
        "space_before": Pt(3),
        "space_after": Pt(4),
        "line_spacing": 1.1,
    }
    styled(document, "Nội dung", **body)
    styled(document, "Mục", **body)
    styled(document, "Căn cứ", italic=True, **body)
    styled(document, "Tiêu đề mục", bold=True, keep_with_next=True, **body)
    styled(document, "Giữa dòng", alignment=ALIGN.CENTER, space_before=Pt(6))
    styled(document, "Ghi chú", size=12, italic=True, alignment=ALIGN.JUSTIFY, space_before=Pt(3))
    styled(document, "Ô bảng", size=13, space_before=Pt(2), space_after=Pt(2))
    styled(document, "Quốc hiệu", size=13, bold=True, alignment=ALIGN.CENTER)
    styled(document, "Tiêu ngữ", size=14, bold=True, alignment=ALIGN.CENTER)
    styled(document, "Cơ quan", size=13, bold=True, alignment=ALIGN.CENTER)
    styled(document, "Cơ quan cấp trên", size=13, alignment=ALIGN.CENTER)
    styled(document, "Số ký hiệu", size=13, alignment=ALIGN.CENTER, space_before=Pt(4))
    styled(document, "Ngày tháng", size=14, italic=True, alignment=ALIGN.CENTER, space_before=Pt(4))
    styled(document, "Tên loại", bold=True, alignment=ALIGN.CENTER, space_before=Pt(14), keep_with_next=True)
    styled(document, "Trích yếu", bold=True, alignment=ALIGN.CENTER, space_before=Pt(3), keep_with_next=True)
    styled(document, "Kính gửi", alignment=ALIGN.CENTER, space_before=Pt(12))
    styled(document, "Thẩm quyền", bold=True, alignment=ALIGN.CENTER, space_before=Pt(12), space_after=Pt(6))
    styled(document, "Quyết định", bold=True, alignment=ALIGN.CENTER, space_before=Pt(8), keep_with_next=True)
    styled(document, "Nơi nhận", size=12, bold=True, italic=True)
    styled(document, "Nơi nhận chi tiết", size=11)
    styled(document, "Chức vụ người ký", bold=True, alignment=ALIGN.CENTER, keep_with_next=True)
    styled(document, "Ghi chú ký", size=12, italic=True, alignment=ALIGN.CENTER, keep_with_next=True)
    styled(document, "Người ký", bold=True, alignment=ALIGN.CENTER)
    styled(
        document,
        "Tên phụ lục",
        bold=True,
        alignment=ALIGN.CENTER,
        page_break_before=True,
        keep_with_next=True,
        space_after=Pt(4),
    )
    styled(document, "Kèm theo", italic=True, alignment=ALIGN.CENTER, space_before=Pt(3), keep_with_next=True)
    return document


def on_a4(document: Any) -> None:
    """Set margins of an upright page: top 20, bottom 20, left 30, right 15 mm; the number from the second page on."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.header_distance, section.footer_distance = Mm(10), Mm(10)
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.style, number.alignment = document.styles["Normal"], ALIGN.CENTER
    field(number, "PAGE")


def field(paragraph: Paragraph, code: str) -> None:
    """Add a field, such as the number of the page."""
    for kind, text in (("begin", None), (None, code), ("end", None)):
        run = paragraph.add_run()
        if kind is None:
            words = OxmlElement("w:instrText")
            words.set(qn("xml:space"), "preserve")
            words.text = text or ""
            run._r.append(words)
        else:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)


def say(place: Any, style: str, *texts: str) -> None:
    """Add a paragraph for each text to a document or a cell."""
    for text in texts:
        place.add_paragraph(text, style=style)


def line(place: Any, indent: Any) -> None:
    """Add a line in the middle, that begins and ends so far from the edges."""
    drawn = place.add_paragraph()
    drawn.paragraph_format.left_indent = drawn.paragraph_format.right_indent = indent
    drawn.paragraph_format.space_before = Pt(4)
    drawn.paragraph_format.line_spacing = Pt(3)
    drawn.paragraph_format.keep_with_next = True
    borders, top = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    properties = drawn._p.get_or_add_pPr()
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")


def side_by_side(document: Any, widths: Sequence[Any], rows: int = 1) -> Any:
    """Add a table without lines, whose rows are not split; its cells begin empty."""
    table = document.add_table(rows, len(widths))
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    inner = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        none = OxmlElement(f"w:{side}")
        none.set(qn("w:w"), "0")
        none.set(qn("w:type"), "dxa")
        inner.append(none)
    table._tbl.tblPr.append(inner)
    for row in table.rows:
        whole = OxmlElement("w:cantSplit")
        row._tr.get_or_add_trPr().append(whole)
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width
            cell._tc.remove(cell.paragraphs[0]._p)
    return table


def head(document: Any, widths: Sequence[Any] = (LEFT, RIGHT)) -> None:
    """Add who issues the paper beside the motto, and below them its number beside place and date."""
    table = side_by_side(document, widths, rows=2)
    left, right = table.rows[0].cells
    say(left, "Cơ quan cấp trên", "{%p for one in head.superior %}", "{{ one }}", "{%p endfor %}")
    say(left, "Cơ quan", "{%p for one in head.issuer %}", "{{ one }}", "{%p endfor %}")
    line(left, Mm(20))
    say(right, "Quốc hiệu", "{{ head.nation }}")
    say(right, "Tiêu ngữ", "{{ head.motto }}")
    line(right, Mm(20))
    left, right = table.rows[1].cells
    say(left, "Số ký hiệu", "{{ head.number }}")
    say(right, "Ngày tháng", "{{ head.dated }}")


def signatures(document: Any) -> None:
    """Add recipients beside who signs, or two who sign side by side with the recipients below."""
    table = side_by_side(document, (Mm(78), Mm(87)))
    left, right = table.rows[0].cells
    say(left, "Nơi nhận", "{%p if other_signature %}")
    signed(left, "other_signature")
    say(left, "Nơi nhận", "{%p else %}")
    recipients(left)
    say(left, "Nơi nhận", "{%p endif %}")
    say(left, "Nơi nhận chi tiết", "")
    say(right, "Nơi nhận", "{%p if signature %}")
    signed(right, "signature")
    say(right, "Nơi nhận", "{%p endif %}")
    say(right, "Nơi nhận chi tiết", "")
    say(document, "Nơi nhận", "{%p if other_signature %}")
    recipients(document)
    say(document, "Nơi nhận", "{%p endif %}")


def recipients(place: Any) -> None:
    """Add who gets the paper."""
    say(place, "Nơi nhận", "{%p if recipients %}", "Nơi nhận:", "{%p endif %}")
    say(place, "Nơi nhận chi tiết", "{%p for one in recipients %}", "{{ one }}", "{%p endfor %}")


def signed(place: Any, who: str) -> None:
    """Add the titles of who signs, room for the signature and the seal, and the name."""
    say(place, "Chức vụ người ký", f"{{%p for one in {who}.titles %}}", "{{ one }}", "{%p endfor %}")
    say(place, "Ghi chú ký", f"{{%p if {who}.note %}}", f"{{{{ {who}.note }}}}", "{%p endif %}")
    room = place.add_paragraph(style="Chức vụ người ký")
    room.paragraph_format.space_before = Pt(56)
    say(place, "Người ký", f"{{{{ {who}.name }}}}")


def paper() -> Any:
    """Return the template of every paper but certificates: what a paper does not have is left out."""
    document = new_document()
    on_a4(document)
    head(document)
    say(document, "Tên loại", "{{ title }}")
    say(document, "Trích yếu", "{%p if summary %}", "{{ summary }}")
    line(document, Mm(58))
    say(document, "Trích yếu", "{%p endif %}")
    say(document, "Kính gửi", "{%p for one in addressed_to %}", "Kính gửi: {{ one }}", "{%p endfor %}")
    say(document, "Thẩm quyền", "{%p if authority %}", "{{ authority }}", "{%p endif %}")
    say(document, "Căn cứ", "{%p for one in bases %}", "{{ one }}", "{%p endfor %}")
    say(document, "Quyết định", "{%p if enacts %}", "{{ enacts }}", "{%p endif %}")
    say(document, "Nội dung", "{%p for block in body %}", "{{p block }}", "{%p endfor %}")
    gap(document)
    signatures(document)
    say(document, "Tên phụ lục", "{%p for annex in annexes %}", "{{ annex.title }}")
    say(document, "Trích yếu", "{%p if annex.summary %}", "{{ annex.summary }}", "{%p endif %}")
    say(document, "Kèm theo", "{%p if annex.enclosed_with %}", "{{ annex.enclosed_with }}")
    line(document, Mm(58))
    say(document, "Kèm theo", "{%p endif %}")
    say(document, "Nội dung", "{%p for block in annex.blocks %}", "{{p block }}", "{%p endfor %}", "{%p endfor %}")
    return document


def gap(document: Any, points: int = 10) -> None:
    """Add a little room, which stays with what follows."""
    room = document.add_paragraph()
    room.paragraph_format.line_spacing = Pt(points)
    room.paragraph_format.keep_with_next = True


def certificate() -> Any:
    """Return the template of certificates of merit: landscape, a border, one to a page."""
    document = new_document()
    centred = {"alignment": ALIGN.CENTER}
    styled(document, "Quốc hiệu đầu trang", size=15, bold=True, page_break_before=True, **centred)
    styled(document, "Người tặng", size=18, bold=True, space_before=Pt(20), **centred)
    styled(document, "Giấy khen", size=48, bold=True, space_before=Pt(4), space_after=Pt(8), **centred)
    document.styles["Giấy khen"].font.color.rgb = RGBColor.from_string(RED)
    styled(document, "Người nhận", size=24, bold=True, space_before=Pt(6), **centred)
    styled(document, "Thành tích", size=17, space_before=Pt(7), **centred)
    document.styles["Tiêu ngữ"].font.size = Pt(16)
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.top_margin = section.bottom_margin = section.left_margin = section.right_margin = Mm(25)
    border(section)
    say(document, "Quốc hiệu đầu trang", "{%p for page in pages %}", "{{ head.nation }}")
    say(document, "Tiêu ngữ", "{{ head.motto }}")
    line(document, Mm(88))
    say(document, "Người tặng", "{{ authority }}")
    say(document, "Thành tích", "{{ enacts }}")
    say(document, "Giấy khen", "{{ title }}")
    say(document, "Người nhận", "{{ page.recipient }}")
    say(document, "Thành tích", "{%p if page.position %}", "{{ page.position }}", "{%p endif %}", "{{ page.merit }}")
    gap(document, 22)
    table = side_by_side(document, (LANDSCAPE_LEFT, LANDSCAPE_RIGHT))
    left, right = table.rows[0].cells
    say(left, "Nơi nhận chi tiết", "{{ decided }}", "{%p if page.book_number %}")
    say(left, "Nơi nhận chi tiết", "Vào sổ khen thưởng số: {{ page.book_number }}", "{%p endif %}")
    say(right, "Ngày tháng", "{{ head.dated }}")
    signed(right, "signature")
    document.add_paragraph("{%p endfor %}")
    return document


def border(section: Any) -> None:
    """Put a double line around the page."""
    borders = OxmlElement("w:pgBorders")
    borders.set(qn("w:offsetFrom"), "page")
    for side in ("top", "left", "bottom", "right"):
        one = OxmlElement(f"w:{side}")
        for name, value in (("val", "thickThinSmallGap"), ("sz", "24"), ("space", "24"), ("color", RED)):
            one.set(qn(f"w:{name}"), value)
        borders.append(one)
    section._sectPr.insert_element_before(borders, "w:lnNumType", "w:pgNumType", "w:cols", "w:docGrid")


def main() -> None:
    """Write the templates."""
    FOLDER.mkdir(exist_ok=True)
    for name, document in (("paper", paper()), ("certificate", certificate())):
        document.core_properties.author = document.core_properties.comments = ""
        document.save(str(FOLDER / f"{name}.docx"))


if __name__ == "__main__":
    main()
