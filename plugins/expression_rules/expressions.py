"""Expressions: the arithmetic and the comparisons of Python over measures and named parts, and nothing else.

    files.early + files.on_time * 0.5 if files.overdue == 0 else 0

An expression is read into functions of its own (arithmetic.py), never run as Python. It has no loop and no power, so it
takes at most as many steps as it has words; how many those may be, and how deeply nested, is bounded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from plugins.expression_rules.arithmetic import Amount, Truth
from plugins.expression_rules.reading import Named, Reader

TEXTS_KEPT = 1024
"""The rules in force are read again for every scoring run."""


@dataclass(frozen=True, slots=True)
class _Text:
    """A text that was read, and the measures and parts that it names, in their order."""

    text: str
    named: Sequence[Named]

    @property
    def names(self) -> list[str]:
        """The measures and parts, each once."""
        return list(dict.fromkeys(one.name for one in self.named))


@dataclass(frozen=True, slots=True)
class Expression(_Text):
    """A number as it was written, and what works it out."""

    amount: Amount


@dataclass(frozen=True, slots=True)
class Condition(_Text):
    """A comparison as it was written, and what tells whether it holds."""

    truth: Truth


@lru_cache(maxsize=TEXTS_KEPT)
def read_expression(text: str, parts: tuple[str, ...] = ()) -> Expression:
    """Return the number that a text asks for; `parts` are the names that it may use beside measures.

    Raises ExpressionError, with the place and the cure.
    """
    reader = Reader(text, parts)
    found = reader.amount(reader.whole())
    return Expression(text, tuple(reader.named), found)


@lru_cache(maxsize=TEXTS_KEPT)
def read_condition(text: str, parts: tuple[str, ...] = ()) -> Condition:
    """Return the comparison that a text makes; else as `read_expression`."""
    reader = Reader(text, parts)
    found = reader.truth(reader.whole())
    return Condition(text, tuple(reader.named), found)
