"""The functions that an expression may use, and how each is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from plugins.expression_rules import arithmetic
from plugins.expression_rules.arithmetic import Amount

MANY = 100
ROUND = "round"
MOST_PLACES = 6


@dataclass(frozen=True, slots=True)
class Function:
    """A function: how few and how many values it takes, an example, and what works it out."""

    fewest: int
    most: int
    usage: str
    build: Callable[[Sequence[Amount]], Amount]


FUNCTIONS: Mapping[str, Function] = MappingProxyType(
    {
        "min": Function(2, MANY, "min(files.early, 20)", arithmetic.least),
        "max": Function(2, MANY, "max(files.early, 1)", arithmetic.greatest),
        "abs": Function(1, 1, "abs(files.early - 20)", lambda given: arithmetic.absolute(given[0])),
        "clamp": Function(3, 3, "clamp(files.early / 20, 0, 1)", lambda given: arithmetic.clamped(*given)),
        ROUND: Function(1, 2, "round(files.early / 3, 2)", lambda given: arithmetic.rounded(given[0], 0)),
    }
)
"""By name. The second value of `round`, how many decimals, is a number that stands there; none is worked out."""
