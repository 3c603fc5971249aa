"""What an uploaded template may be, and what is said of one that is refused."""

from __future__ import annotations

import io
import zipfile
from time import perf_counter

import pytest
from docx import Document

from tests.decisions.praise import refused
from tests.papers.word_files import changed, lines_of, with_part, with_text
from tracker.papers.docx import Template, make_docx
from tracker.papers.kinds import GENERAL, OF_CERTIFICATES
from tracker.papers.samples import sample_paper
from tracker.papers.template_files import MOST_BYTES, check_template

RELATIONS = "word/_rels/document.xml.rels"
END = "</Relationships>"


def fault(content: bytes, kind: str = "decision") -> str:
    """Return why a template is refused."""
    return refused(lambda: check_template(kind, "mau.docx", content))


def test_the_shipped_templates_are_fit() -> None:
    check_template("decision", "mau.docx", GENERAL.read_bytes())
    check_template("certificate", "mau.docx", OF_CERTIFICATES.read_bytes())


def test_a_commune_may_word_and_list_it_otherwise() -> None:
    def change(document: object) -> None:
        table = document.add_table(3, 2)  # type: ignore[attr-defined]
        table.rows[0].cells[0].text = "{%tr for person in people %}"
        table.rows[1].cells[0].text = "{{ person.name|upper }}"
        table.rows[1].cells[1].text = "{{ person.position }}, {{ facts.amount }} đ"
        table.rows[2].cells[0].text = "{%tr endfor %}"
        document.add_paragraph("{% if people|length > 2 %}Có {{ facts.count }} người{% endif %}")  # type: ignore[attr-defined]

    checked = check_template("decision", "mau.docx", changed(change))
    made = make_docx(sample_paper("decision", 3), Template(checked.content, "Mẫu"))
    lines = lines_of(made)
    assert "NÔNG THỊ THỬ NGHIỆM 2" in lines
    assert lines.count("Công chức Tư pháp - Hộ tịch, 1.000.000 đ") == 3
    assert "Có 03 người" in lines


def test_an_unknown_placeholder_is_named_with_its_place() -> None:
    why = fault(with_text("Số văn bản: {{ head.nummer }}"))
    assert "head.nummer" in why
    assert "Số văn bản: {{ head.nummer }}" in why
    assert "number" in why


@pytest.mark.parametrize(
    "text", ["{{ nguoi_ky }}", "{% if nguoi_ky %}x{% endif %}", "{% for a in nguoi_ky %}{% endfor %}"]
)
def test_an_unknown_name_is_refused_wherever_it_stands(text: str) -> None:
    assert "nguoi_ky" in fault(with_text(text))


def test_a_placeholder_in_a_branch_that_is_not_taken_is_looked_at_too() -> None:
    assert "head.nummer" in fault(with_text("{% if not people %}{{ head.nummer }}{% endif %}"))


@pytest.mark.parametrize(
    "text",
    [
        *(
            "{{ head.__class__ }}",
            "{{ title.format }}",
            "{{ ''.__class__.__mro__ }}",
            "{{ self }}",
            "{{ people[0].name }}",
        ),
        *("{{ cycler }}", "{{ lipsum }}", "{{ namespace }}"),
        *("{{ range(3) }}", "{% for a in range(10**9) %}x{% endfor %}", "{{ 'a' * 10**9 }}", "{{ 10 ** 10 ** 10 }}"),
        *("{% set a = people %}", "{% include 'x' %}", "{% import 'x' as y %}", "{% macro a() %}{% endmacro %}"),
        *("{{ title|attr('__class__') }}", "{{ people|map(attribute='name') }}", "{{ title|center(10**9) }}"),
        *("{% filter upper %}x{% endfilter %}", "{{ title() }}", "{{ people|tojson }}", "{{ title ~ title }}"),
        *("{% for a in people recursive %}{{ loop(people) }}{% endfor %}", "{% for a in people if a %}{% endfor %}"),
        "{% for a in people %}{% for b in people %}{% for c in people %}{% endfor %}{% endfor %}{% endfor %}",
    ],
)
def test_a_template_reaches_nothing_but_the_contents(text: str) -> None:
    begun = perf_counter()
    assert fault(with_text(text))
    assert perf_counter() - begun < 2


def test_a_template_that_repeats_too_much_is_stopped() -> None:
    inner = "x" * 90_000
    text = f"{{% for a in people %}}{{% for b in people %}}{inner}{{% endfor %}}{{% endfor %}}"
    checked = check_template("decision", "mau.docx", with_text(text))
    begun = perf_counter()
    why = refused(lambda: make_docx(sample_paper("decision", 200), Template(checked.content, "Mẫu")))
    assert "too large" in why
    assert perf_counter() - begun < 2


@pytest.mark.parametrize(
    "text", ["{{ title", "{% if title %}x", "{{ title }} }}", "{% for %}", "{{ title | }}", "{% hm %}"]
)
def test_a_slip_in_the_braces_is_shown_with_its_place(text: str) -> None:
    assert text.split()[1] in fault(with_text(f"Chỗ sai: {text}"))


def test_many_open_braces_do_not_take_long() -> None:
    begun = perf_counter()
    assert fault(with_text("{{r " * 100_000))
    assert perf_counter() - begun < 3


def test_a_missing_style_is_named() -> None:
    def change(document: object) -> None:
        document.styles["Nội dung"].delete()  # type: ignore[attr-defined]

    assert "Nội dung" in fault(changed(change))


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"PK\x03\x04 broken", b"%PDF-1.7", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old .doc"),
        with_part("word/document.xml", "", instead=("<w:body>", "<w:body><w:p>")),
        with_part("word/document.xml", "", instead=("<w:body>", "<!DOCTYPE a [<!ENTITY b 'c'>]><w:body>")),
    ],
)
def test_what_is_no_document_is_refused(content: bytes) -> None:
    assert "mau.docx" in fault(content)


def test_another_archive_is_no_document() -> None:
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("content.xml", "<a/>")
    assert "mau.docx" in fault(other.getvalue())


def test_a_bomb_is_not_unpacked() -> None:
    begun = perf_counter()
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/a.png", b"\0" * 60_000_000)
    assert len(bomb.getvalue()) < MOST_BYTES
    assert "unpacks" in fault(bomb.getvalue())
    assert perf_counter() - begun < 3


def test_a_file_that_is_too_large_is_refused() -> None:
    assert "2 MB" in fault(b"x" * (MOST_BYTES + 1))


@pytest.mark.parametrize("part", ["word/vbaProject.bin", "word/embeddings/a.docx", "word/activeX/activeX1.xml"])
def test_macros_and_embedded_objects_are_refused(part: str) -> None:
    assert part in fault(with_part(part, b"<a/>"))


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("attachedTemplate", 'Target="http://a.example/x.dotm" TargetMode="External"'),
        ("image", 'Target="http://a.example/x.png" TargetMode="External"'),
        ("hyperlink", 'Target="file:///etc/passwd" TargetMode="External"'),
        ("oleObject", 'Target="embedded"'),
        ("aFChunk", 'Target="a.html"'),
    ],
)
def test_links_to_elsewhere_are_refused(kind: str, more: str) -> None:
    address = f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"
    relation = f'<Relationship Id="rIdX" Type="{address}" {more}/>'
    assert kind in fault(with_part(RELATIONS, "", instead=(END, f"{relation}{END}")))


def test_a_document_with_macros_is_refused_by_its_kind() -> None:
    change = ("wordprocessingml.document.main+xml", "macroEnabled.main+xml")
    assert "macros" in fault(with_part("[Content_Types].xml", "", instead=change))


@pytest.mark.parametrize("field", ["INCLUDETEXT http://a.example/x", "DDEAUTO c:\\\\x", "INCLUDEPICTURE x"])
def test_fields_that_read_elsewhere_are_refused(field: str) -> None:
    xml = f"<w:body><w:p><w:r><w:instrText>{field}</w:instrText></w:r></w:p>"
    assert field.split()[0] in fault(with_part("word/document.xml", "", instead=("<w:body>", xml)))


def test_a_placeholder_where_nothing_is_filled_in_is_said() -> None:
    notes = (
        '<w:endnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:endnote><w:p><w:r>'
        "<w:t>{{ title }}</w:t></w:r></w:p></w:endnote></w:endnotes>"
    )
    address = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/endnotes"
    relation = f'<Relationship Id="rIdX" Type="{address}" Target="endnotes.xml"/>{END}'
    related = with_part(RELATIONS, "", instead=(END, relation), of=with_part("word/endnotes.xml", notes))
    assert "word/endnotes.xml" in fault(related)


def test_a_template_saved_again_keeps_its_styles_by_their_names() -> None:
    def change(document: object) -> None:
        document.styles["Nội dung"].element.set(  # type: ignore[attr-defined]
            "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}styleId", "Other1"
        )
        for one in document.paragraphs:  # type: ignore[attr-defined]
            if one.style.name == "Normal" and "block" in one.text:
                one.style = document.styles["Nội dung"]  # type: ignore[attr-defined]

    made = make_docx(sample_paper("decision"), Template(changed(change), "Mẫu"))
    said = next(one for one in Document(io.BytesIO(made)).paragraphs if one.text.startswith("Điều 1."))
    assert said.style.name == "Nội dung"
