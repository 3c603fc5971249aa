"""A paper as templates see it: texts, lists and groups of these by name, and blocks laid out already."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from typing import Any

from markupsafe import Markup

from tracker.papers.contents import AnyPaper, Block, Paper, Paragraph, Table

Seen = dict[str, Any]
LaidOut = Callable[[Block, bool], str]
"""Returns the XML of a block, and whether it stays on the page of what follows."""
NO_LETTER = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
NOT_FOR_TEMPLATES = ("kind", "name", "dated_on", "signatures")


def seen_by_templates(paper: AnyPaper, laid_out: LaidOut) -> Seen:
    """Return what a template of this kind of paper can name."""
    seen: Seen = {
        one.name: _seen(getattr(paper, one.name), laid_out)
        for one in fields(paper)
        if one.name not in NOT_FOR_TEMPLATES
    }
    if isinstance(paper, Paper):
        if paper.body:  # Whoever signs never stands alone on a page.
            seen["body"][-1] = Markup(laid_out(paper.body[-1], True))
        *others, last = paper.signatures or (None,)
        seen["signature"] = _seen(last, laid_out)
        seen["other_signature"] = _seen(others[0] if others else None, laid_out)
    return seen


def clean(text: str) -> str:
    """Return a text without what no document can hold."""
    return NO_LETTER.sub("", text)


def _seen(value: object, laid_out: LaidOut) -> Any:
    if isinstance(value, (Paragraph, Table)):
        return Markup(laid_out(value, False))  # Every text in it is escaped.
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: _seen(getattr(value, one.name), laid_out) for one in fields(value)}
    if isinstance(value, tuple):
        return [_seen(one, laid_out) for one in value]
    return clean(value) if isinstance(value, str) else value
