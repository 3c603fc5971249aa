"""Templates of papers as files: each as it is, and invented papers to look at."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from tracker.contributions import PaperKind
from tracker.papers.docx import Template, make_docx
from tracker.papers.pdf import pdf_of
from tracker.papers.template_files import sample_of
from tracker.papers.templates import shipped_template, stored_template
from tracker.papers.wording import say
from tracker.text import fold
from tracker.web.attachments import as_download
from tracker.web.file_kinds import FileKind
from tracker.web.gate import needs
from tracker.web.paper_templates import CHANGE, kind_known, pages, version_kept
from tracker.web.requests import session, today


@pages.get("/<paper_kind>/versions/<int:number>.docx")
@needs(CHANGE)
def download(paper_kind: str, number: int) -> ResponseReturnValue:
    """Hand out a template as it is."""
    kind = kind_known(paper_kind)
    name, template = _template(kind, number)
    return as_download(name, FileKind.DOCX, template.content)


@pages.get("/<paper_kind>/versions/<int:number>/sample.<any(docx, pdf):file_kind>")
@needs(CHANGE)
def sample(paper_kind: str, number: int, file_kind: str) -> ResponseReturnValue:
    """Hand out an invented paper: a .docx by this template, or the .pdf that no template changes."""
    kind = kind_known(paper_kind)
    name, template = _template(kind, number)
    paper = sample_of(kind.key)
    made = make_docx(paper, template) if file_kind == "docx" else pdf_of(session(), paper, today())
    return as_download(f"thu-{name.removesuffix('.docx')}.{file_kind}", FileKind(file_kind), made)


def _template(kind: PaperKind, number: int) -> tuple[str, Template]:
    """Return the name of a file and the template in it."""
    version = version_kept(kind, number)
    if version is None:
        return f"mau-{fold(say(kind.title)).replace(' ', '-')}.docx", shipped_template(session(), kind, today())
    return version.file_name, Template(stored_template(session(), kind, number).content, version.file_name)
