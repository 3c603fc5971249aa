"""What a text lacks to be TOML, in words that do not need the manual of TOML."""

from __future__ import annotations

from tracker.api import Message, sentences

_ = sentences("expression_rules")
_UNENDED_TEXT = _("a text lacks the quotation mark at its end")
_TWICE = _("this field or heading stands in the text already")
_NO_CHARACTER = _("what follows \\ in a text must be a character that TOML knows; \\\\ stands for \\ itself")
_BEGINNINGS = (
    ("Invalid statement", _("a line begins with the name of a field, or with a heading in brackets")),
    ("Expected newline or end of document", _("behind a value the line must end")),
    ("Expected '=' after a key", _("behind the name of a field stands =, then its value")),
    ("Expected ']' at the end of a table", _("a heading lacks its ]")),
    ("Expected ']]'", _("a heading lacks its ]]")),
    ("Expected ", _UNENDED_TEXT),
    ("Invalid initial character for a key part", _("here the name of a field must stand")),
    ("Unclosed array", _("a list lacks the ] at its end")),
    ("Unclosed inline table", _("a group in braces lacks the } at its end")),
    ("Unterminated string", _UNENDED_TEXT),
    ("Illegal character '\\n'", _UNENDED_TEXT),
    ("Illegal character", _("this character may not stand in a text")),
    ("Found invalid character", _("this character may not stand here")),
    ("Invalid value", _("here a number is missing, or a text in quotation marks")),
    ("Invalid date or datetime", _("there is no such day or time; put quotation marks around what is a text")),
    ("Cannot overwrite a value", _TWICE),
    ("Cannot declare", _TWICE),
    ("Cannot redefine", _TWICE),
    ("Cannot mutate", _TWICE),
    ("Duplicate inline table key", _TWICE),
    ("Unescaped '\\'", _NO_CHARACTER),
    ("Invalid hex value", _NO_CHARACTER),
    ("Escaped character", _NO_CHARACTER),
)
"""How the sentences of tomllib begin, the longer ones first, and what they mean."""


def in_plain_words(told: str) -> Message | str:
    """Return what a sentence of tomllib means, the sentence itself where it is not known."""
    return next((means for beginning, means in _BEGINNINGS if told.startswith(beginning)), told)
