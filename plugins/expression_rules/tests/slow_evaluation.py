"""A second, slow way to work an expression out: Python's own parser, and exact fractions."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

TOO_CLOSE = Fraction(1, 10**11)


class NoResultError(Exception):
    """A measure has no value, or something is divided by zero."""


class TooCloseError(Exception):
    """Two numbers differ by so little that decimals of 34 digits may tell otherwise."""


def worked_out(text: str, values: Mapping[str, int | Decimal | None]) -> Fraction:
    """Return the number that a text asks for, as Python understands it."""
    return _number(text, ast.parse(text.replace("\n", " ").strip(), mode="eval").body, values)


def holds(text: str, values: Mapping[str, int | Decimal | None]) -> bool:
    """Return whether the comparison of a text holds, as Python understands it."""
    return _truth(text, ast.parse(text, mode="eval").body, values)


def _number(text: str, node: ast.expr, values: Mapping[str, int | Decimal | None]) -> Fraction:
    match node:
        case ast.Constant():
            return Fraction(ast.get_source_segment(text, node))
        case ast.Attribute() | ast.Name():
            value = values[ast.unparse(node)]
            if value is None:
                raise NoResultError
            return Fraction(value)
        case ast.UnaryOp(op=sign, operand=inner):
            number = _number(text, inner, values)
            return -number if isinstance(sign, ast.USub) else number
        case ast.BinOp(left=left, op=sign, right=right):
            return _operated(sign, _number(text, left, values), _number(text, right, values))
        case ast.IfExp(test=test, body=body, orelse=other):
            return _number(text, body if _truth(text, test, values) else other, values)
        case ast.Call(func=ast.Name(id=name), args=given):
            return _called(name, [_number(text, one, values) for one in given])
    raise AssertionError(ast.dump(node))


def _operated(sign: ast.operator, left: Fraction, right: Fraction) -> Fraction:
    match sign:
        case ast.Add():
            return left + right
        case ast.Sub():
            return left - right
        case ast.Mult():
            return left * right
    if right == 0:
        raise NoResultError
    _refuse_close(right, Fraction(0))
    return left / right


def _called(name: str, given: list[Fraction]) -> Fraction:
    match name:
        case "min":
            return min(given)
        case "max":
            return max(given)
        case "abs":
            return abs(given[0])
        case "clamp":
            return min(max(given[0], given[1]), given[2])
    scale = 10 ** int(given[1]) if len(given) > 1 else 1
    halves = abs(given[0]) * scale + Fraction(1, 2)
    _refuse_close(halves, Fraction(round(halves)))
    size = Fraction(halves.numerator // halves.denominator, scale)
    return size if given[0] >= 0 else -size


def _truth(text: str, node: ast.expr, values: Mapping[str, int | Decimal | None]) -> bool:
    match node:
        case ast.UnaryOp(op=ast.Not(), operand=inner):
            return not _truth(text, inner, values)
        case ast.BoolOp(op=ast.And(), values=inner):
            return all(_truth(text, one, values) for one in inner)
        case ast.BoolOp(values=inner):
            return any(_truth(text, one, values) for one in inner)
        case ast.Compare(left=first, ops=signs, comparators=others):
            left = _number(text, first, values)
            for sign, other in zip(signs, others, strict=True):
                right = _number(text, other, values)
                if not _compares(sign, left, right):
                    return False
                left = right
            return True
    raise AssertionError(ast.dump(node))


def _compares(sign: ast.cmpop, left: Fraction, right: Fraction) -> bool:
    _refuse_close(left, right)
    match sign:
        case ast.Lt():
            return left < right
        case ast.LtE():
            return left <= right
        case ast.Gt():
            return left > right
        case ast.GtE():
            return left >= right
        case ast.Eq():
            return left == right
    return left != right


def _refuse_close(left: Fraction, right: Fraction) -> None:
    if left != right and abs(left - right) < TOO_CLOSE:
        raise TooCloseError
