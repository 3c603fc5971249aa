"""A paper as a .docx file, by a template."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime, time
from functools import partial

from docx import Document
from docx.shared import Pt
from docxtpl import DocxTemplate
from jinja2.exceptions import TemplateError, UndefinedError

from tracker.messages import InputError
from tracker.papers.contents import AnyPaper, Certificates
from tracker.papers.samples import sample_certificates, sample_paper
from tracker.papers.seen_by_templates import seen_by_templates
from tracker.papers.template_language import PaperEnvironment, Shape, shape_of
from tracker.papers.word_blocks import block_xml, styles_in


@dataclass(frozen=True, slots=True)
class Template:
    """A .docx template: its content, and which one it is, as the properties of a file say it.

    `body_size` is the size of its text in points, None where the template says so itself.
    """

    content: bytes
    called: str
    body_size: int | None = None


def make_docx(paper: AnyPaper, template: Template) -> bytes:
    """Return the paper as a file. Raises InputError for a template that is not fit."""
    document = DocxTemplate(io.BytesIO(template.content))
    styles = styles_in(Document(io.BytesIO(template.content)))
    seen = seen_by_templates(paper, partial(block_xml, styles=styles))
    try:
        document.render(seen, PaperEnvironment(shape_for(paper)), autoescape=True)
    except (TemplateError, UndefinedError) as error:
        raise InputError("The template cannot be filled in: %(what)s.", what=str(error.message)) from error
    if template.body_size is not None:
        document.docx.styles["Normal"].font.size = Pt(template.body_size)
    _describe(document, paper, template)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def shape_for(paper: AnyPaper) -> Shape:
    """Return what templates for such papers can name."""
    sample = sample_certificates() if isinstance(paper, Certificates) else sample_paper(paper.kind)
    return shape_of(seen_by_templates(sample, lambda _block, _stays: ""))


def _describe(document: DocxTemplate, paper: AnyPaper, template: Template) -> None:
    properties = document.docx.core_properties
    properties.title = paper.title
    properties.author = " ".join(paper.head.issuer)
    properties.language = "vi-VN"
    properties.comments = template.called
    properties.created = properties.modified = datetime.combine(paper.dated_on, time())
