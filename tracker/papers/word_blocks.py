"""Paragraphs and tables as Word writes them, in the styles of the template that they are put into."""

from __future__ import annotations

from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

from docx.document import Document

from tracker.messages import InputError
from tracker.papers.contents import Align, Block, Column, Paragraph, Row, Run, Table
from tracker.papers.seen_by_templates import clean

STYLES: Mapping[str, str] = {
    "body": "Nội dung",
    "item": "Mục",
    "heading": "Tiêu đề mục",
    "centered": "Giữa dòng",
    "note": "Ghi chú",
    "cell": "Ô bảng",
}
"""The names, as Word shows them, of the styles of paragraphs, and that of what stands in a table."""
TEXT_WIDTH = 9354
"""Twentieths of a point between the margins of an upright A4 page: 165 mm."""
WHOLE = 5000
"""A width of 100 %, in fiftieths of a percent as Word counts."""
LINES = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
INNER = '<w:tblCellMar><w:left w:w="85" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar>'


def styles_in(document: Document) -> dict[str, str]:
    """Return, by our word for it, the id of each style in a template. Raises InputError for one that is missing."""
    ids = {clean(style.name or ""): style.style_id for style in document.styles}
    missing = [name for name in STYLES.values() if name not in ids]
    if missing:
        raise InputError(
            "The template has no style named %(names)s. Begin with the shipped template and change that.", names=missing
        )
    return {ours: ids[name] for ours, name in STYLES.items()}


def block_xml(block: Block, stays_with_next: bool, styles: Mapping[str, str]) -> str:
    """Return a block in these styles."""
    if isinstance(block, Table):
        return _table(block, styles["cell"])
    return _paragraph(block, styles[block.style], stays_with_next)


def _paragraph(one: Paragraph, style: str, stays_with_next: bool) -> str:
    looks = f"<w:pStyle w:val={quoteattr(style)}/>{'<w:keepNext/>' if stays_with_next else ''}"
    return f"<w:p><w:pPr>{looks}</w:pPr>{''.join(_run(run) for run in one.runs)}</w:p>"


def _run(run: Run) -> str:
    looks = f"{'<w:b/>' if run.is_bold else ''}{'<w:i/>' if run.is_italic else ''}"
    text = escape(clean(run.text))
    return f'<w:r>{f"<w:rPr>{looks}</w:rPr>" if looks else ""}<w:t xml:space="preserve">{text}</w:t></w:r>'


def _table(table: Table, style: str) -> str:
    shares = [column.width for column in table.columns]
    grid = "".join(f'<w:gridCol w:w="{share * TEXT_WIDTH // sum(shares)}"/>' for share in shares)
    widths = [share * WHOLE // sum(shares) for share in shares]
    heading = Row(tuple(column.heading for column in table.columns), is_bold=True)
    rows = "".join(_row(row, table.columns, widths, style) for row in table.rows)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{WHOLE}" w:type="pct"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{LINES}</w:tblBorders><w:tblLayout w:type="fixed"/>{INNER}</w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>"
        f"{_row(heading, table.columns, widths, style, is_heading=True)}{rows}</w:tbl>"
        # Word joins two tables that touch, and needs a paragraph behind the last one.
        '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="120" w:lineRule="exact"/></w:pPr></w:p>'
    )


def _row(row: Row, columns: tuple[Column, ...], widths: list[int], style: str, *, is_heading: bool = False) -> str:
    cells = [_cell(row.cells[0], columns[0], sum(widths[: row.spans]), style, row, spans=row.spans, centred=is_heading)]
    rest = zip(row.cells[1:], columns[row.spans :], widths[row.spans :], strict=True)
    cells += [_cell(text, column, width, style, row, centred=is_heading) for text, column, width in rest]
    repeats = "<w:tblHeader/>" if is_heading else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{repeats}</w:trPr>{''.join(cells)}</w:tr>"


def _cell(text: str, column: Column, width: int, style: str, row: Row, *, spans: int = 1, centred: bool = False) -> str:
    align: Align = "center" if centred else "left" if spans > 1 else column.align
    over = f'<w:gridSpan w:val="{spans}"/>' if spans > 1 else ""
    keep = "<w:keepNext/>" if centred else ""
    runs = "".join(
        f"<w:p><w:pPr><w:pStyle w:val={quoteattr(style)}/>{keep}"
        f'<w:jc w:val="{align}"/></w:pPr>{_run(Run(line, is_bold=row.is_bold))}</w:p>'
        for line in text.split("\n")
    )
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="pct"/>{over}<w:vAlign w:val="center"/></w:tcPr>{runs}</w:tc>'
