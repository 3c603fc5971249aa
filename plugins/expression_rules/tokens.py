"""The words of an expression, each with its place; a character that cannot stand in one is refused where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, NamedTuple

from tracker.api import Message, RefusedValueError, sentences

_ = sentences("expression_rules")
MOST_CHARACTERS = 1000
MOST_DIGITS = 20
KEYWORDS = frozenset({"if", "else", "and", "or", "not"})
Kind = Literal["name", "number", "sign", "end"]
_KINDS: Mapping[str | None, Kind] = MappingProxyType({"name": "name", "number": "number", "sign": "sign"})
_TOKEN = re.compile(
    r"""(?P<name>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*)
    | (?P<number>[0-9]+(?:\.[0-9]+)?)(?![A-Za-z0-9_.])
    | (?P<sign>[<>=!]=|[-+*/()<>,](?!(?<=\*)\*|(?<=/)/))
    | (?P<space>[ \t\r\n]+)""",
    re.VERBOSE,
)
_MALFORMED_NUMBER = re.compile(r"\.?[0-9][A-Za-z0-9_.]*")
_WRITE_INSTEAD: Mapping[str, str] = MappingProxyType(
    {
        "≤": "<=",
        "≥": ">=",
        "≠": "!=",
        "×": "*",
        "÷": "/",
        "−": "-",
        "–": "-",
        "=": "==",
        "!": "not",
        "&": "and",
        "|": "or",
    }
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a text: line and column count from 1."""

    line: int
    column: int
    length: int


class ExpressionError(RefusedValueError):
    """What somebody typed cannot be read: `why` says what is wrong and the cure, `place` where.

    `inside` names which of several texts of one field it is: a part, a language. The message says all of it.
    """

    def __init__(self, why: Message, place: Place, inside: str = "") -> None:
        told = _("%(why)s (line %(line)d, column %(column)d)", why=why, line=place.line, column=place.column)
        super().__init__(_("%(inside)s: %(why)s", inside=inside, why=told) if inside else told)
        self.why = why
        self.place = place
        self.inside = inside


class Token(NamedTuple):
    """One word, number or sign; `end` stands behind the last."""

    kind: Kind
    text: str
    start: int

    @property
    def stop(self) -> int:
        """Where the next one may begin."""
        return self.start + len(self.text)

    def is_sign(self, *signs: str) -> bool:
        """Whether it is one of these signs."""
        return self.kind == "sign" and self.text in signs

    def is_keyword(self, word: str) -> bool:
        """Whether it is this keyword."""
        return self.kind == "name" and self.text == word


def place_in(text: str, start: int, stop: int) -> Place:
    """Return the place of a stretch of a text."""
    return Place(text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start), max(1, stop - start))


def marked_in(text: str, place: Place) -> tuple[str, str, str]:
    """Return what stands before a place, at it and behind it."""
    lines = text.split("\n")
    start = sum(len(line) + 1 for line in lines[: place.line - 1]) + place.column - 1
    return text[:start], text[start : start + place.length], text[start + place.length :]


def tokens_of(text: str) -> list[Token]:
    """Return the tokens of an expression, at the end one of the kind `end`. Raises ExpressionError."""
    if len(text) > MOST_CHARACTERS:
        why = _(
            "The expression has %(length)d characters; there may be %(most)d. Name parts of it, and use their names.",
            length=len(text),
            most=MOST_CHARACTERS,
        )
        raise ExpressionError(why, place_in(text, MOST_CHARACTERS, len(text)))
    return [*_words(text), Token("end", "", len(text.rstrip()))]


def _words(text: str) -> Iterator[Token]:
    position = 0
    while position < len(text):
        found = _TOKEN.match(text, position)
        if found is None:
            raise _unreadable(text, position)
        if found.lastgroup == "number" and sum(map(str.isdigit, found[0])) > MOST_DIGITS:
            why = _("The number has more than %(most)d digits. Write a shorter one.", most=MOST_DIGITS)
            raise ExpressionError(why, place_in(text, position, found.end()))
        kind = _KINDS.get(found.lastgroup)
        if kind is not None:
            yield Token(kind, found[0], position)
        position = found.end()


def _unreadable(text: str, position: int) -> ExpressionError:
    number = _MALFORMED_NUMBER.match(text, position)
    if number is not None:
        why = _("%(number)s is not a number. Write digits and at most one point: 0.5.", number=number[0][:MOST_DIGITS])
        return ExpressionError(why, place_in(text, position, number.end()))
    character = text[position]
    for sign in ("**", "//"):
        if text.startswith(sign, position):
            why = _("There is no %(sign)s in an expression. Write * to multiply and / to divide.", sign=sign)
            return ExpressionError(why, place_in(text, position, position + 2))
    here = place_in(text, position, position + 1)
    shown = _shown(character)
    if character in _WRITE_INSTEAD:
        instead = _WRITE_INSTEAD[character]
        why = _("%(character)s cannot stand here. Write %(instead)s.", character=shown, instead=instead)
        return ExpressionError(why, here)
    why = _(
        "The character %(character)s cannot stand in an expression. There are names of measures, numbers, "
        "+ - * / ( ) , and < <= > >= == !=; letters have no accents.",
        character=shown,
    )
    return ExpressionError(why, here)


def _shown(character: str) -> str:
    """Return a character so that one that cannot be seen, or looks like another, can be told."""
    code = f"U+{ord(character):04X}"
    if character.isascii():
        return character if character.isprintable() else code
    return f"{character} ({code})" if character.isprintable() else code
