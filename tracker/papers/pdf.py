"""A paper as a .pdf file, laid out by typst as Decree 30/2020 asks.

The contents go to typst as data, never as source, so that nothing in a name can be read as markup. The files are PDF/A
for keeping and PDF/UA for screen readers, and the same paper gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any, Literal

import orjson
import typst
from sqlmodel import Session

from tracker.messages import InputError
from tracker.paper_settings import OWNER, Papers
from tracker.papers.contents import AnyPaper, Certificates
from tracker.papers.seen_by_templates import clean
from tracker.settings import settings_on

LAYOUTS = Path(__file__).parent / "layout"
SHIPPED_FONTS = Path(__file__).parent / "fonts"
FONTS = ("Times New Roman", "Tinos")
"""The font of the decree, and the shipped one, as wide as it, for computers without. Both have the Vietnamese letters,
which not all have that pass for Times (Liberation Serif 1 has not)."""
BODY_SIZE = 14
Standard = Literal["a-2a", "ua-1"]
STANDARDS: tuple[Standard, ...] = ("a-2a", "ua-1")
NOT_SHOWN = ("facts", "people", "dated_on")


def pdf_of(session: Session, paper: AnyPaper, on: date) -> bytes:
    """Return a paper as a .pdf file; `on` picks how large it is written."""
    return make_pdf(paper, settings_on(session, OWNER, Papers, on).body_size)


def make_pdf(paper: AnyPaper, body_size: int = BODY_SIZE) -> bytes:
    """Return the paper as a file, its text so many points high. Raises InputError if it cannot be laid out.

    With a letter that no font here has, such as a Chinese one, it is a file of no standard, and shows a box.
    """
    try:
        return _compiled(paper, body_size, STANDARDS)
    except typst.TypstError:
        return _compiled_somehow(paper, body_size)


def _compiled_somehow(paper: AnyPaper, body_size: int) -> bytes:
    try:
        return _compiled(paper, body_size, ())
    except typst.TypstError as error:
        raise InputError("The paper cannot be laid out as a PDF: %(what)s.", what=error.message) from error


def _compiled(paper: AnyPaper, body_size: int, standards: Sequence[Standard]) -> bytes:
    layout = "certificates.typ" if isinstance(paper, Certificates) else "paper.typ"
    made = typst.compile(
        LAYOUTS / layout,
        root=LAYOUTS,
        font_paths=_fonts(),
        sys_inputs={"paper": orjson.dumps(_data(paper, body_size)).decode()},
        pdf_standards=list(standards),
        timestamp=datetime.combine(paper.dated_on, time(), UTC),
    )
    assert isinstance(made, bytes)
    return made


@cache
def font() -> str:
    """Return the first of our fonts that there is."""
    return next(name for name in FONTS if name in _fonts().families())


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(font_paths=[SHIPPED_FONTS])


def _data(paper: AnyPaper, body_size: int) -> dict[str, Any]:
    shown = {name: _clean(value) for name, value in asdict(paper).items() if name not in NOT_SHOWN}
    return {**shown, "called": _called(paper), "font": font(), "size": body_size}


def _called(paper: AnyPaper) -> str:
    """Return what viewers of the file show as its title."""
    rest = "" if isinstance(paper, Certificates) else paper.summary
    return clean(" ".join(f"{paper.title} {rest}".split()))


def _clean(value: Any) -> Any:
    """Return the value with texts that a document can hold."""
    if isinstance(value, dict):
        return {name: _clean(one) for name, one in value.items()}
    if isinstance(value, tuple):
        return [_clean(one) for one in value]
    return clean(value) if isinstance(value, str) else value
