"""What an official paper says, before anything lays it out: .docx, .pdf and .xlsx are made from the same contents.

All text is Vietnamese and final: dates and amounts as offices write them, capitals where Decree 30/2020 asks for them.
A layout adds fonts, places and lines, and never a word.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Align = Literal["left", "center", "right"]
ParagraphStyle = Literal["body", "item", "heading", "centered", "note"]
"""How a paragraph stands.

`body`: justified, its first line indented. `item`: the same for "- ..." lines. `heading`: bold, kept with what follows.
`centered`: in the middle. `note`: small and italic.
"""


@dataclass(frozen=True, slots=True)
class Run:
    """Words that look alike."""

    text: str
    is_bold: bool = False
    is_italic: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph."""

    runs: tuple[Run, ...]
    style: ParagraphStyle = "body"

    @property
    def text(self) -> str:
        """Its words alone."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, and its width as a share of the widths of all."""

    heading: str
    width: int
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table. The first cell reaches over `spans` columns, so that many cells less one are left out.

    A total, or the title of a group of rows, `is_bold`.
    """

    cells: tuple[str, ...]
    is_bold: bool = False
    spans: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A table with lines around its cells; its headings are repeated on each page, and no row is split."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above a paper: who issues it, its number, place and date; the motto belongs to the layout's data.

    `superior` has the lines of the body above, not bold, often none; `issuer` those of the issuing body. `number` is
    such as "Số: 123/QĐ-UBND", with a gap where it is not given yet, empty where papers of its kind have none; `dated`
    such as "Chi Lăng Bắc, ngày 05 tháng 12 năm 2026".
    """

    issuer: tuple[str, ...]
    number: str
    dated: str
    superior: tuple[str, ...] = ()
    nation: str = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    motto: str = "Độc lập - Tự do - Hạnh phúc"


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs: the lines of his title ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"), and his name, empty where nobody is set."""

    titles: tuple[str, ...]
    name: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Annex:
    """Something enclosed, on a page of its own: its title ("DANH SÁCH"), what of ("(Kèm theo ...)"), the contents."""

    title: str
    blocks: tuple[Block, ...]
    summary: str = ""
    enclosed_with: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """One recipient with what the list says of him, so that a template of the commune may word or list it otherwise.

    A unit has its name in `name` and none of the rest that only people have.
    """

    order: str
    name: str
    position: str = ""
    unit: str = ""
    points: str = ""
    amount: str = ""
    merit: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a paper about rewards is about, piece by piece, for templates with sentences of their own."""

    form: str = ""
    period: str = ""
    count: str = ""
    amount: str = ""
    total: str = ""
    total_in_words: str = ""
    fund: str = ""
    decision: str = ""


NO_FACTS = Facts()


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper, in the order in which it is read; what a kind does not have is empty.

    `title` "QUYẾT ĐỊNH", `summary` "Về việc ..." with a line below, `addressed_to` who stands after "Kính gửi:",
    `authority` "CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ ...", `bases` "Căn cứ ...;" each in a line of its own and in italics,
    `enacts` "QUYẾT ĐỊNH:", `body` with the articles. The last signature stands right beside the recipients; where
    there are two, the first stands on the left in their place, and the recipients below.

    `kind` is the key of its template, `name` that of a file without its ending, `dated_on` what its metadata say.
    `facts` and `people` say once more what `body` and `annexes` say, in pieces; a layout need not show them.
    """

    kind: str
    name: str
    head: Head
    title: str
    dated_on: date
    summary: str = ""
    addressed_to: tuple[str, ...] = ()
    authority: str = ""
    bases: tuple[str, ...] = ()
    enacts: str = ""
    body: tuple[Block, ...] = ()
    recipients: tuple[str, ...] = ()
    signatures: tuple[Signature, ...] = ()
    annexes: tuple[Annex, ...] = ()
    facts: Facts = NO_FACTS
    people: tuple[Person, ...] = ()


@dataclass(frozen=True, slots=True)
class Certificate:
    """One certificate of merit: to whom ("Ông Nông Văn A"), what he is, for what, and its place in the book."""

    recipient: str
    position: str
    merit: str
    amount: str = ""
    book_number: str = ""


@dataclass(frozen=True, slots=True)
class Certificates:
    """Certificates of merit of one decision, each on a page of its own in landscape.

    `authority` "CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ ...", `enacts` "TẶNG", `title` "GIẤY KHEN", `decided` "Theo Quyết định số
    ... ngày ...".
    """

    kind: str
    name: str
    head: Head
    authority: str
    enacts: str
    title: str
    decided: str
    dated_on: date
    pages: tuple[Certificate, ...]
    signature: Signature


AnyPaper = Paper | Certificates
