"""Sentences that an administrator types, with names in braces where the numbers go: "{files.early} files: {points}"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from difflib import get_close_matches
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from plugins.expression_rules.reading import Named, is_measure
from plugins.expression_rules.tokens import ExpressionError, place_in
from tracker.api import Message, RefusedValueError, marked, sentences, worded

_ = sentences("expression_rules")
MOST_LETTERS = 300
_BRACES = re.compile(r"\{\s*([^{}]*?)\s*\}|[{}]")


def joined(text: str) -> str:
    """Return a text on one line and in the normal form of Unicode, in which places in it count."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def one_line(text: str) -> str:
    """Return a text on one line and in the normal form of Unicode. Raises ExpressionError for what cannot be seen."""
    text = joined(text)
    if not text:
        raise RefusedValueError(_("is empty"))
    for position, letter in enumerate(text):
        if not letter.isprintable():
            why = _("The text has the invisible character %(code)s. Delete it.", code=f"U+{ord(letter):04X}")
            raise ExpressionError(why, place_in(text, position, position + 1))
    return text


Sentence = Annotated[str, Field(min_length=1, max_length=MOST_LETTERS), AfterValidator(one_line)]


class BothLanguages(BaseModel):
    """One sentence in Vietnamese and in English."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    vi: Sentence = Field(title=marked("In Vietnamese"))
    en: Sentence = Field(title=marked("In English"))


def check_placeholders(text: str, known: Collection[str]) -> None:
    """Raise ExpressionError if something in braces is neither a measure nor `known`, or a brace stands alone."""
    for found in _BRACES.finditer(text):
        if found[1] is None:
            why = _("The brace %(brace)s stands alone. Write the name of a number in braces: {points}.", brace=found[0])
            raise ExpressionError(why, place_in(text, found.start(), found.end()))
        if not found[1]:
            why = _("These braces are empty. Write the name of a number in them: {points}.")
            raise ExpressionError(why, place_in(text, found.start(), found.end()))
    for name, place in named_in(text):
        if name not in known and not is_measure(name):
            near = get_close_matches(name, known, n=1) or sorted(known)
            why = _(
                "There is no number %(name)s. Write the key of a measure in braces, such as files.early, or: %(near)s.",
                name=name,
                near=near,
            )
            raise ExpressionError(why, place)


def named_in(text: str) -> list[Named]:
    """Return the measures and parts in braces, and where."""
    found = _BRACES.finditer(text)
    return [Named(one[1], place_in(text, one.start(1), one.end(1))) for one in found if one[1] is not None]


def as_typed(texts: Iterable[tuple[str, str]]) -> Message:
    """Return a text in each language as a message without numbers: what looks like one is text, too."""
    return worded({language: text.replace("%", "%%") for language, text in texts})


def pattern(text: str) -> str:
    """Return the text as messages have it: `{points}` becomes `%(points)s`."""
    return _BRACES.sub(lambda found: f"%({found[1]})s", text.replace("%", "%%"))
