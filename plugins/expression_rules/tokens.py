"""The words of an expression, each with its place; a character that cannot stand in one is refused where it stands."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, NamedTuple

from tracker.api import Message, RefusedValueError, fold, sentences

_ = sentences("expression_rules")
MOST_CHARACTERS = 1000
MOST_DIGITS = 20
KEYWORDS = frozenset({"if", "else", "and", "or", "not"})
Kind = Literal["name", "number", "sign", "end"]
_KINDS: Mapping[str | None, Kind] = MappingProxyType({"name": "name", "number": "number", "sign": "sign"})
_TOKEN = re.compile(
    r"""(?P<name>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*)
    | (?P<number>[0-9]+(?:\.[0-9]+)?)(?![A-Za-z0-9_.])
    | (?P<sign>[<>=!]=|[-+*/()<>,](?!(?<=\*)\*|(?<=/)/|(?<=<)>))
    | (?P<space>[ \t\r\n\u00a0\u2000-\u200a\u202f\u3000]+)""",
    re.VERBOSE,
)
_MALFORMED_NUMBER = re.compile(r"\.?[0-9][A-Za-z0-9_.]*")
_WORD = re.compile(r"[\w.\u0300-\u036f]+")
_WRITE_INSTEAD: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("≤", "=<"), "<="),
        **dict.fromkeys(("≥", "=>"), ">="),
        **dict.fromkeys(("≠", "<>"), "!="),
        **dict.fromkeys(("×", "·", "⋅", "∙"), "*"),
        **dict.fromkeys(("÷", ":"), "/"),
        **dict.fromkeys(("−", "–", "—", "‐", "‑"), "-"),
        **dict.fromkeys(("[", "{"), "("),
        **dict.fromkeys(("]", "}"), ")"),
        **dict.fromkeys(("&", "&&", "và"), "and"),
        **dict.fromkeys(("|", "||", "hoặc"), "or"),
        **dict.fromkeys(("!", "không"), "not"),
        "=": "==",
        ";": ",",
        "%": "/ 100",
    }
)
"""What people write who know formulas from elsewhere; those of two signs are looked for first."""
_NO_SIGN = ("**", "//", "^")
_QUOTATION_MARKS = "\"'“”„‟‘’‚«»"


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


def plain_name(text: str) -> str:
    """Return what somebody typed as names are written, with _ between words; empty where that cannot be said."""
    plain = fold(text)
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_").lstrip("0123456789_") if plain.isascii() else ""


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
        if found[0].lower() in KEYWORDS and found[0] not in KEYWORDS:
            raise ExpressionError(_instead(found[0], found[0].lower()), place_in(text, position, found.end()))
        kind = _KINDS.get(found.lastgroup)
        if kind is not None:
            yield Token(kind, found[0], position)
        position = found.end()


def _unreadable(text: str, position: int) -> ExpressionError:
    number, start, character = _MALFORMED_NUMBER.match(text, position), position, text[position]
    if number is not None:
        stop = number.end()
        why = _("%(number)s is not a number. Write digits and at most one point: 0.5.", number=number[0][:MOST_DIGITS])
    elif character.isalpha() or unicodedata.combining(character):
        start, stop, why = _word_with_accents(text, position)
    else:
        sign = next(
            (sign for sign in (*_WRITE_INSTEAD, *_NO_SIGN) if len(sign) == 2 and text.startswith(sign, position)),
            character,
        )
        stop, why = position + len(sign), _why_no_sign(sign, is_first=not text[:position].strip())
    return ExpressionError(why, place_in(text, start, stop))


def _word_with_accents(text: str, position: int) -> tuple[int, int, Message]:
    """Return where a word begins and ends that has a letter which no name has, and what to write instead."""
    word = next(word for word in _WORD.finditer(text) if word.end() > position)
    keyword, plain = unicodedata.normalize("NFC", word[0]).lower(), ".".join(map(plain_name, word[0].split(".")))
    if keyword in _WRITE_INSTEAD:
        return word.start(), word.end(), _instead(word[0], _WRITE_INSTEAD[keyword])
    if not plain:
        return position, position + 1, _not_in_expressions(text[position])
    why = _("Names have no accents. Write %(plain)s if that is how it is named.", plain=plain)
    return word.start(), word.end(), why


def _why_no_sign(sign: str, *, is_first: bool) -> Message:
    if unicodedata.category(sign[0]) == "Cf":
        return _("The text has the invisible character %(code)s. Delete it.", code=_shown(sign))
    if sign == "=" and is_first:
        return _("No = stands at the beginning of an expression. Delete it.")
    if sign in _WRITE_INSTEAD:
        return _instead(_shown(sign) if len(sign) == 1 else sign, _WRITE_INSTEAD[sign])
    if sign in _NO_SIGN:
        return _("There is no %(sign)s in an expression. Write * to multiply and / to divide.", sign=sign)
    if sign in _QUOTATION_MARKS:
        return _("Names stand without quotation marks. Delete them.")
    return _not_in_expressions(sign)


def _instead(written: str, instead: str) -> Message:
    return _("%(character)s cannot stand here. Write %(instead)s.", character=written, instead=instead)


def _not_in_expressions(character: str) -> Message:
    return _(
        "The character %(character)s cannot stand in an expression. There are names of measures, numbers, "
        "+ - * / ( ) , and < <= > >= == !=; letters have no accents.",
        character=_shown(character),
    )


def _shown(character: str) -> str:
    """Return a character so that one that cannot be seen, or looks like another, can be told."""
    code = f"U+{ord(character):04X}"
    if character.isascii():
        return character if character.isprintable() else code
    return f"{character} ({code})" if character.isprintable() else code
