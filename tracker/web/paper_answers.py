"""A paper handed out as a file."""

from __future__ import annotations

from flask import Response

from tracker.papers.contents import AnyPaper
from tracker.papers.decided_facts import Reading
from tracker.papers.pdf import pdf_of
from tracker.papers.templates import docx_of
from tracker.rewards.forms import Offered
from tracker.web.attachments import as_download
from tracker.web.file_kinds import FileKind
from tracker.web.requests import session, today, tracker


def paper_answer(paper: AnyPaper, kind: FileKind) -> Response:
    """Answer with a paper to be saved, a .docx by the template in use or a .pdf. Raises InputError if none can be made.

    The settings of the day of the paper say how large it is written.
    """
    assert kind in (FileKind.DOCX, FileKind.PDF)
    on = paper.dated_on
    made = pdf_of(session(), paper, on) if kind is FileKind.PDF else docx_of(session(), tracker().plugins, paper, on)
    return as_download(f"{paper.name}.{kind.value}", kind, made)


def reading(offered: Offered | None = None) -> Reading:
    """Return what a paper that is made now is read from."""
    return Reading(session(), tracker().plugins, today(), tracker().config.site.zone, offered)
