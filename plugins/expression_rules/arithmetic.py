"""Arithmetic of expressions: exact decimals, built once into functions that each take the values of one official.

Sums and products are exact to 34 digits. A quotient such as 1/3 has no exact decimal, so numbers that differ by less
than `HAIR` are the same, and a half is one that a quotient meant.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from types import MappingProxyType
from typing import Literal

from tracker.api import Value

Number = int | Decimal
Values = dict[str, Value]
"""The measures of one official by key, and the parts that were worked out by name."""
Amount = Callable[[Values], Number]
Truth = Callable[[Values], bool]

EXACT = Context(prec=34, Emax=999, Emin=-999, traps=[InvalidOperation, DivisionByZero, Overflow])
HAIR = Decimal("1e-15")
TOO_LARGE = (InvalidOperation, Overflow)
"""What decimal raises for a number that 34 digits cannot hold, or that has more than 999."""
_subtract = EXACT.subtract
_divide = EXACT.divide


class UndeterminedError(Exception):
    """There is no result: a measure has no value, or the divisor is zero; `what` is the measure or the divisor."""

    def __init__(self, why: Literal["nothing", "zero"], what: str) -> None:
        super().__init__(why, what)
        self.why = why
        self.what = what


def constant(value: Decimal) -> Amount:
    """Return a number."""
    return lambda _values: value


def measure(key: str) -> Amount:
    """Return the value of a measure."""

    def read(values: Values) -> Number:
        value = values[key]
        if value is None:
            raise UndeterminedError("nothing", key)
        return value

    return read


def part(name: str) -> Amount:
    """Return the value of a named part, which was worked out before."""

    def read(values: Values) -> Number:
        value = values.get(name)
        if value is None:
            raise UndeterminedError("nothing", name)
        return value

    return read


def operation(sign: str, left: Amount, right: Amount, divisor: str) -> Amount:
    """Return a sum, difference, product or quotient; `divisor` is what a division by zero names."""
    if sign == "/":
        return _quotient(left, right, divisor)
    operate = _OPERATIONS[sign]
    return lambda values: operate(left(values), right(values))


_OPERATIONS: Mapping[str, Callable[[Number, Number], Decimal]] = MappingProxyType(
    {"+": EXACT.add, "-": EXACT.subtract, "*": EXACT.multiply}
)


def _quotient(left: Amount, right: Amount, divisor: str) -> Amount:
    def quotient(values: Values) -> Number:
        above, below = left(values), right(values)
        if -HAIR < below < HAIR:
            raise UndeterminedError("zero", divisor)
        return _divide(above, below)

    return quotient


def negative(amount: Amount) -> Amount:
    """Return the amount with the other sign."""
    return lambda values: EXACT.minus(amount(values))


def comparison(signs: Sequence[str], amounts: Sequence[Amount]) -> Truth:
    """Return whether each amount compares to the next as the signs say, such as 0 < x <= 1."""
    first = amounts[0]
    steps = [(_COMPARISONS[sign], amount) for sign, amount in zip(signs, amounts[1:], strict=True)]

    def compares(values: Values) -> bool:
        left = first(values)
        for holds, amount in steps:
            right = amount(values)
            if not holds(_subtract(left, right)):
                return False
            left = right
        return True

    return compares


_COMPARISONS: Mapping[str, Callable[[Decimal], bool]] = MappingProxyType(
    {
        "<": lambda apart: apart <= -HAIR,
        "<=": lambda apart: apart < HAIR,
        ">": lambda apart: apart >= HAIR,
        ">=": lambda apart: apart > -HAIR,
        "==": lambda apart: -HAIR < apart < HAIR,
        "!=": lambda apart: not -HAIR < apart < HAIR,
    }
)


def both(left: Truth, right: Truth) -> Truth:
    """Return whether both hold; the second is not asked where the first does not."""
    return lambda values: left(values) and right(values)


def either(left: Truth, right: Truth) -> Truth:
    """Return whether one of them holds; the second is not asked where the first does."""
    return lambda values: left(values) or right(values)


def opposite(truth: Truth) -> Truth:
    """Return whether it does not hold."""
    return lambda values: not truth(values)


def choice(condition: Truth, amount: Amount, otherwise: Amount) -> Amount:
    """Return one amount or the other; only the chosen one is worked out."""
    return lambda values: amount(values) if condition(values) else otherwise(values)


def least(amounts: Sequence[Amount]) -> Amount:
    """Return the least of the amounts."""
    return lambda values: min(amount(values) for amount in amounts)


def greatest(amounts: Sequence[Amount]) -> Amount:
    """Return the greatest of the amounts."""
    return lambda values: max(amount(values) for amount in amounts)


def absolute(amount: Amount) -> Amount:
    """Return the amount without its sign."""
    return lambda values: EXACT.abs(amount(values))


def clamped(amount: Amount, low: Amount, high: Amount) -> Amount:
    """Return the amount, not below `low` and not above `high`."""
    return lambda values: min(max(amount(values), low(values)), high(values))


def rounded(amount: Amount, places: int) -> Amount:
    """Return the amount with this many decimals."""
    return lambda values: round_half_up(amount(values), places)


def round_half_up(value: Number, places: int) -> Decimal:
    """Return a number with this many decimals, a half (or what is a hair below) rounded away from zero."""
    return (
        EXACT.create_decimal(value)
        .quantize(HAIR, context=EXACT)
        .quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, EXACT)
    )
