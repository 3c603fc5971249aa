"""Documents as programs write them: .docx by its parts, .odt by a library, .pdf by hand, with Vietnamese letters."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Mapping, Sequence
from io import BytesIO
from xml.sax.saxutils import escape

from odf.opendocument import OpenDocumentText
from odf.text import P, Span

_WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def docx(paragraphs: Sequence[str], **parts: str) -> bytes:
    """Return a .docx; a bar in a paragraph ends a run, `parts` are further parts by name (header1, footnotes)."""
    files = {"word/document.xml": _of_word("document", paragraphs)}
    files |= {f"word/{name}.xml": _of_word("hdr", [text]) for name, text in parts.items()}
    return packed(files)


def _of_word(root: str, paragraphs: Sequence[str]) -> str:
    lines = "".join(f"<w:p>{''.join(map(_run, line.split('|')))}</w:p>" for line in paragraphs)
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{root} {_WORD}><w:body>{lines}</w:body></w:{root}>'


def _run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def packed(files: Mapping[str, str | bytes]) -> bytes:
    """Return an archive of these files."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def odt(paragraphs: Sequence[str]) -> bytes:
    """Return an .odt; a bar in a paragraph ends a span."""
    document = OpenDocumentText()
    for line in paragraphs:
        paragraph = P()
        for part in line.split("|"):
            paragraph.addElement(Span(text=part))
        document.text.addElement(paragraph)
    made = BytesIO()
    document.write(made)
    return made.getvalue()


def pdf(lines: Sequence[str]) -> bytes:
    """Return a .pdf of one page with these lines, letter by letter as word processors write them."""
    letters = sorted({letter for line in lines for letter in line})
    codes = {letter: number for number, letter in enumerate(letters, start=1)}
    shown = ["BT /F1 12 Tf 14 TL 50 780 Td"]
    shown += [f"<{''.join(f'{codes[letter]:04X}' for letter in line)}> Tj T*" for line in lines]
    unicodes = "".join(f"<{code:04X}> <{ord(letter):04X}>\n" for letter, code in codes.items())
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n1 begincodespacerange <0000> <FFFF> "
        f"endcodespacerange\n{len(codes)} beginbfchar\n{unicodes}endbfchar\nendcmap end end"
    )
    return _pdf_of(
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        "/Resources << /Font << /F1 5 0 R >> >> >>",
        stream("\n".join([*shown, "ET"]).encode()),
        "<< /Type /Font /Subtype /Type0 /BaseFont /Times /Encoding /Identity-H /DescendantFonts [6 0 R] "
        "/ToUnicode 7 0 R >>",
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Times /DW 500 "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        stream(cmap.encode()),
    )


def picture_pdf() -> bytes:
    """Return a .pdf as a scanner makes it: a page that is a picture."""
    picture = stream(b"\x80" * 64, "/Type /XObject /Subtype /Image /Width 8 /Height 8 /ColorSpace /DeviceGray")
    return _pdf_of(
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        "/Resources << /XObject << /P 5 0 R >> >> >>",
        stream(b"q 595 0 0 842 0 0 cm /P Do Q"),
        picture.replace(b"/Filter", b"/BitsPerComponent 8 /Filter"),
    )


def bomb_pdf(megabytes: int) -> bytes:
    """Return a .pdf whose page unpacks to so much."""
    return _pdf_of(
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << >> >>",
        stream(b" " * (megabytes << 20)),
    )


def stream(content: bytes, entries: str = "") -> bytes:
    """Return a stream of a .pdf, packed."""
    data = zlib.compress(content)
    head = f"<< {entries} /Length {len(data)} /Filter /FlateDecode >>\nstream\n"
    return head.encode() + data + b"\nendstream"


def _pdf_of(*objects: str | bytes) -> bytes:
    made, places = BytesIO(), []
    made.write(b"%PDF-1.7\n")
    for number, content in enumerate(objects, start=1):
        places.append(made.tell())
        made.write(f"{number} 0 obj\n".encode() + (content.encode() if isinstance(content, str) else content))
        made.write(b"\nendobj\n")
    beginning = made.tell()
    made.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode())
    made.write("".join(f"{place:010d} 00000 n \n" for place in places).encode())
    made.write(f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{beginning}\n%%EOF".encode())
    return made.getvalue()
