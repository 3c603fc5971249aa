"""Reading an expression from left to right, with a method for each level of what binds how strongly, as in Python."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches
from typing import NamedTuple

from plugins.expression_rules import arithmetic
from plugins.expression_rules.arithmetic import Amount, Truth
from plugins.expression_rules.functions import FUNCTIONS, MOST_PLACES, ROUND
from plugins.expression_rules.tokens import KEYWORDS, ExpressionError, Place, Token, place_in, tokens_of
from tracker.api import Message, sentences

_ = sentences("expression_rules")
MOST_NODES = 200
DEEPEST = 30
COMPARISONS = ("<", "<=", ">", ">=", "==", "!=")
_DECIMAL_COMMA = re.compile(r"(?<![A-Za-z0-9_.])[0-9]+(,)[0-9]+(?![A-Za-z0-9_.])")
_MEASURE = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z][A-Za-z0-9_]*)+")


class Named(NamedTuple):
    """A measure or a part that a text names, and where."""

    name: str
    place: Place


def is_measure(name: str) -> bool:
    """Whether a name can be that of a measure: words with points between them, each beginning with a letter."""
    return _MEASURE.fullmatch(name) is not None


class AmountPiece(NamedTuple):
    """A part of the text that is a number."""

    amount: Amount
    start: int
    stop: int


class TruthPiece(NamedTuple):
    """A part of the text that holds or does not."""

    truth: Truth
    start: int
    stop: int


Piece = AmountPiece | TruthPiece


@dataclass
class Reader:
    """Reads one text from left to right: a method for each level of what binds how strongly, as in Python."""

    text: str
    parts: Collection[str]
    tokens: Sequence[Token] = ()
    position: int = 0
    nodes: int = 0
    depth: int = 0
    named: list[Named] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.tokens = tokens_of(self.text)

    def whole(self) -> Piece:
        """Read all of the text."""
        found = self._choice()
        if self._next.kind != "end":
            raise self._unexpected(self._next)
        return found

    def amount(self, piece: Piece) -> Amount:
        """Return what works a number out. Raises ExpressionError for a comparison."""
        if isinstance(piece, AmountPiece):
            return piece.amount
        why = _("This is true or false, and a number is needed here. Write: (number) if (comparison) else (number).")
        raise self._error(why, piece.start, piece.stop)

    def truth(self, piece: Piece) -> Truth:
        """Return what tells whether a comparison holds. Raises ExpressionError for a number."""
        if isinstance(piece, TruthPiece):
            return piece.truth
        why = _("This is a number, and a comparison is needed here. Compare it to another, such as: > 0.")
        raise self._error(why, piece.start, piece.stop)

    def _choice(self) -> Piece:
        first = self._either()
        if not self._takes_keyword("if"):
            return first
        amount, condition = self.amount(first), self.truth(self._either())
        if not self._takes_keyword("else"):
            raise self._missing(_("else is missing: say what it is otherwise, such as: else 0."))
        with self._deeper():
            last = self._choice()
        return AmountPiece(arithmetic.choice(condition, amount, self.amount(last)), first.start, last.stop)

    def _either(self) -> Piece:
        left = self._both()
        while self._takes_keyword("or"):
            right = self._both()
            left = TruthPiece(arithmetic.either(self.truth(left), self.truth(right)), left.start, right.stop)
        return left

    def _both(self) -> Piece:
        left = self._opposite()
        while self._takes_keyword("and"):
            right = self._opposite()
            left = TruthPiece(arithmetic.both(self.truth(left), self.truth(right)), left.start, right.stop)
        return left

    def _opposite(self) -> Piece:
        start = self._next.start
        if not self._takes_keyword("not"):
            return self._compared()
        with self._deeper():
            inner = self._opposite()
        return TruthPiece(arithmetic.opposite(self.truth(inner)), start, inner.stop)

    def _compared(self) -> Piece:
        first = last = self._sum()
        signs: list[str] = []
        amounts: list[Amount] = []
        while self._next.is_sign(*COMPARISONS):
            amounts.append(self.amount(last))
            signs.append(self._take().text)
            last = self._sum()
        if not signs:
            return first
        amounts.append(self.amount(last))
        return TruthPiece(arithmetic.comparison(signs, amounts), first.start, last.stop)

    def _sum(self) -> Piece:
        left = self._product()
        while self._next.is_sign("+", "-"):
            left = self._operated(left, self._take().text, self._product())
        return left

    def _product(self) -> Piece:
        left = self._signed()
        while self._next.is_sign("*", "/"):
            left = self._operated(left, self._take().text, self._signed())
        return left

    def _operated(self, left: Piece, sign: str, right: Piece) -> AmountPiece:
        divisor = self.text[right.start : right.stop]
        return AmountPiece(
            arithmetic.operation(sign, self.amount(left), self.amount(right), divisor), left.start, right.stop
        )

    def _signed(self) -> Piece:
        start = self._next.start
        if not self._next.is_sign("+", "-"):
            return self._value()
        sign = self._take().text
        with self._deeper():
            inner = self._signed()
        amount = self.amount(inner)
        return AmountPiece(arithmetic.negative(amount) if sign == "-" else amount, start, inner.stop)

    def _value(self) -> Piece:
        token = self._next
        if token.kind == "number":
            self._take()
            return AmountPiece(arithmetic.constant(Decimal(token.text)), token.start, token.stop)
        if token.is_sign("("):
            return self._in_parentheses()
        if token.is_keyword("if"):
            raise self._missing(_("Before if, a number is missing. Write: (number) if (comparison) else (number)."))
        if token.kind != "name" or token.text in KEYWORDS:
            raise self._missing(_("A number or the name of a measure is missing here."))
        self._take()
        if self._next.is_sign("("):
            return self._called(token)
        return AmountPiece(self._of_name(token), token.start, token.stop)

    def _in_parentheses(self) -> Piece:
        opened = self._take()
        with self._deeper():
            inner = self._choice()
        return inner._replace(start=opened.start, stop=self._close(opened).stop)

    def _close(self, opened: Token) -> Token:
        if self._next.is_sign(")"):
            return self._take()
        if self._next.kind == "end":
            raise self._error(_("This ( is not closed. Write ) where it ends."), opened.start, opened.stop)
        raise self._unexpected(self._next)

    def _of_name(self, token: Token) -> Amount:
        place = place_in(self.text, token.start, token.stop)
        is_part = token.text in self.parts
        if not is_part and not is_measure(token.text):
            raise ExpressionError(self._unknown_name(token.text), place)
        self.named.append(Named(token.text, place))
        return arithmetic.part(token.text) if is_part else arithmetic.measure(token.text)

    def _unknown_name(self, name: str) -> Message:
        if name in FUNCTIONS:
            return _("%(name)s is a function. Write %(usage)s.", name=name, usage=FUNCTIONS[name].usage)
        nearest = get_close_matches(name.lower(), [*self.parts, *FUNCTIONS, *KEYWORDS], n=1)
        if nearest:
            return _("There is nothing named %(name)s. Did you mean %(nearest)s?", name=name, nearest=nearest[0])
        return _(
            "There is nothing named %(name)s. The name of a measure has a point in it, such as files.early; beside "
            "measures there are %(known)s.",
            name=name,
            known=sorted(self.parts),
        )

    def _called(self, function: Token) -> AmountPiece:
        if function.text.lower() in FUNCTIONS and function.text not in FUNCTIONS:
            raise self._error(self._unknown_name(function.text), function.start, function.stop)
        if function.text not in FUNCTIONS:
            why = _("There is no function %(name)s; there are %(known)s.", name=function.text, known=list(FUNCTIONS))
            raise self._error(why, function.start, function.stop)
        opened = self._take()
        with self._deeper():
            given = [self._choice()]
            while self._next.is_sign(","):
                self._take()
                given.append(self._choice())
        closed = self._close(opened)
        self._refuse_other_count(function, len(given), closed)
        amount = self._function(function.text, given)
        return AmountPiece(amount, function.start, closed.stop)

    def _refuse_other_count(self, name: Token, count: int, closed: Token) -> None:
        function = FUNCTIONS[name.text]
        if not function.fewest <= count <= function.most:
            self._refuse_decimal_comma(name, closed)
            why = _(
                "%(name)s takes another number of values than %(count)d. Write %(usage)s.",
                name=name.text,
                count=count,
                usage=function.usage,
            )
            raise self._error(why, name.start, name.stop)

    def _refuse_decimal_comma(self, name: Token, closed: Token) -> None:
        """Raise ExpressionError at the first comma between digits: it makes two values of what was meant as one."""
        found = _DECIMAL_COMMA.search(self.text, name.stop, closed.start)
        if found is not None:
            why = _(
                "A comma ends a value, so %(name)s gets too many. Write decimals with a point: %(number)s.",
                name=name.text,
                number=found[0].replace(",", "."),
            )
            raise self._error(why, found.start(1), found.end(1))

    def _function(self, name: str, given: Sequence[Piece]) -> Amount:
        if name == ROUND:
            return arithmetic.rounded(self.amount(given[0]), self._places(given[1]) if len(given) > 1 else 0)
        return FUNCTIONS[name].build([self.amount(one) for one in given])

    def _places(self, piece: Piece) -> int:
        written = self.text[piece.start : piece.stop]
        if not written.isdigit() or int(written) > MOST_PLACES:
            why = _("The decimals to round to are a whole number from 0 to %(most)d.", most=MOST_PLACES)
            raise self._error(why, piece.start, piece.stop)
        return int(written)

    @property
    def _next(self) -> Token:
        return self.tokens[self.position]

    def _take(self) -> Token:
        """Return the next token and go behind it; each is a step of the expression, and those are bounded."""
        token = self._next
        self.position += 1
        self.nodes += not token.is_sign("(", ")", ",")
        if self.nodes > MOST_NODES:
            why = _(
                "The expression has more than %(most)d words and signs. Name parts of it, and use their names.",
                most=MOST_NODES,
            )
            raise self._error(why, token.start, token.stop)
        return token

    def _takes_keyword(self, word: str) -> bool:
        if self._next.is_keyword(word):
            self._take()
            return True
        return False

    @contextmanager
    def _deeper(self) -> Iterator[None]:
        self.depth += 1
        if self.depth > DEEPEST:
            why = _(
                "The expression is nested more than %(most)d deep. Name parts of it, and use their names.", most=DEEPEST
            )
            raise self._error(why, self._next.start, self._next.stop)
        yield
        self.depth -= 1

    def _unexpected(self, token: Token) -> ExpressionError:
        if token.is_sign(","):
            why = _("A comma stands only between the values of a function. Write decimals with a point: 0.5.")
        elif token.is_sign(")"):
            why = _("This ) closes nothing. Remove it, or write ( where it begins.")
        elif token.is_keyword("else"):
            why = _("This else belongs to no if. Write: (number) if (comparison) else (number).")
        else:
            why = _("Before this, a sign is missing, such as + - * / or and.")
        return self._error(why, token.start, token.stop)

    def _missing(self, why: Message) -> ExpressionError:
        return self._error(why, self._next.start, self._next.stop)

    def _error(self, why: Message, start: int, stop: int) -> ExpressionError:
        return ExpressionError(why, place_in(self.text, start, stop))
