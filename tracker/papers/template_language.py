"""What a template may say: the pieces of a paper, repeated and left out, and nothing else.

Templates come from people, so whatever could reach beyond the contents, or never end, is refused before it runs:
no calls, no arithmetic, no loop but over what the paper has, and only so much text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from jinja2 import StrictUndefined, nodes
from jinja2.exceptions import TemplateError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from tracker.messages import InputError, Message, message

LONGEST_RESULT = 30_000_000
"""So many characters of XML a paper may have; a list of a thousand people has about two million."""
DEEPEST_LOOP = 2
FILTERS = ("upper", "lower", "length", "trim")
LOOP = {"index": "", "first": "", "last": "", "length": ""}
TAG = re.compile(r"<[^>]+>")
LONGEST_EXCERPT = 80
Shape = Mapping[str, Any]
"""What a template may name: by name a text (""), another shape, or a list with the shape of what it holds."""

_PLAIN = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Const, nodes.If, nodes.CondExpr),
    *(nodes.And, nodes.Or, nodes.Not, nodes.Compare, nodes.Operand),
)


class PaperEnvironment(ImmutableSandboxedEnvironment):
    """The language of templates over contents of one shape. Raises InputError for what it does not take."""

    def __init__(self, shape: Shape) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined)
        self.shape = shape
        self.globals.clear()
        self.filters = {name: self.filters[name] for name in FILTERS}
        self.tests.clear()
        self.concat = _joined  # type: ignore[method-assign]

    def from_string(self, source: str | nodes.Template, *args: Any, **options: Any) -> Any:
        """Return the template of a part of a document, once it was found good."""
        assert isinstance(source, str)
        try:
            tree = self.parse(source)
        except TemplateSyntaxError as error:
            raise InputError(
                "The template cannot be read: %(what)s, at “%(where)s”. Correct the text in the braces there.",
                what=str(error.message),
                where=_excerpt(source, error.lineno),
            ) from error
        _Reader(source).read(tree, self.shape, depth=0)
        try:
            return super().from_string(tree, *args, **options)
        except TemplateError as error:  # An unknown filter or test is found only when it is compiled.
            lineno = error.lineno if isinstance(error, TemplateSyntaxError) else 1
            raise InputError(
                "The template cannot be read: %(what)s, at “%(where)s”. Correct the text in the braces there.",
                what=str(error.message),
                where=_excerpt(source, lineno),
            ) from error


class _Reader:
    """Walks through what a template says, and refuses what is not known."""

    def __init__(self, source: str) -> None:
        self.source = source

    def read(self, node: nodes.Node, known: Shape, depth: int) -> None:
        """Read a node with what may be named there."""
        if isinstance(node, nodes.For):
            self._read_loop(node, known, depth)
        elif isinstance(node, (nodes.Name, nodes.Getattr)):
            self._what_is(node, known)
        elif isinstance(node, nodes.Filter):
            self._read_filter(node, known, depth)
        elif isinstance(node, _PLAIN):
            for child in node.iter_child_nodes():
                self.read(child, known, depth)
        else:
            raise InputError(
                "A template cannot calculate, call or define anything: see “%(where)s”. Take it out.",
                where=_excerpt(self.source, node.lineno),
            )

    def _read_loop(self, node: nodes.For, known: Shape, depth: int) -> None:
        if depth == DEEPEST_LOOP or node.recursive or node.test is not None or node.else_:
            raise InputError(
                "A template repeats over two levels at most, without conditions in the same braces: see “%(where)s”.",
                where=_excerpt(self.source, node.lineno),
            )
        over = self._what_is(node.iter, known)
        if not isinstance(over, list) or not isinstance(node.target, nodes.Name):
            raise InputError(
                "“%(where)s” repeats over something that is no list. Lists here are: %(lists)s.",
                where=_excerpt(self.source, node.lineno),
                lists=sorted(name for name, one in known.items() if isinstance(one, list)),
            )
        within = {**known, node.target.name: over[0], "loop": LOOP}
        for child in node.body:
            self.read(child, within, depth + 1)

    def _read_filter(self, node: nodes.Filter, known: Shape, depth: int) -> None:
        if node.node is None or node.name not in FILTERS or node.args or node.kwargs:
            raise InputError(
                "A template does not know |%(name)s, at “%(where)s”. It knows: %(known)s.",
                name=node.name,
                where=_excerpt(self.source, node.lineno),
                known=FILTERS,
            )
        self.read(node.node, known, depth)

    def _what_is(self, node: nodes.Node, known: Shape) -> Any:
        """Return the shape of what is named. Raises InputError for what the paper does not have."""
        parts = _path(node)
        if not parts:
            raise InputError(
                "A template cannot calculate, call or define anything: see “%(where)s”. Take it out.",
                where=_excerpt(self.source, node.lineno),
            )
        here: Any = known
        for number, part in enumerate(parts):
            if not isinstance(here, Mapping) or part not in here:
                raise InputError(
                    "The template asks for %(name)s, which this paper does not have, at “%(where)s”. %(known)s",
                    name=".".join(parts[: number + 1]),
                    where=_excerpt(self.source, node.lineno),
                    known=_known(here),
                )
            here = here[part]
        return here


def _known(here: object) -> Message:
    if isinstance(here, Mapping):
        return message("It has: %(names)s.", names=sorted(here))
    return message("Nothing can stand after the dot there.")


def shape_of(context: Mapping[str, Any]) -> Shape:
    """Return the shape of contents in which no list is empty."""
    return {name: _shape_of(value) for name, value in context.items()}


def _shape_of(value: Any) -> Any:
    if isinstance(value, Mapping):
        return shape_of(value)
    if isinstance(value, list):
        return [_shape_of(value[0])]
    return ""


def _path(node: nodes.Node) -> Sequence[str]:
    if isinstance(node, nodes.Name):
        return [node.name]
    if isinstance(node, nodes.Getattr):
        before = _path(node.node)
        return [*before, node.attr] if before else []
    return []


def _excerpt(source: str, lineno: int) -> str:
    """Return the words of the paragraph in which it stands: each begins a line of the source."""
    lines = source.split("\n")
    words = TAG.sub("", lines[min(lineno, len(lines)) - 1]).strip()
    return words if len(words) <= LONGEST_EXCERPT else f"{words[:LONGEST_EXCERPT]}…"


def _joined(pieces: Iterable[str]) -> str:
    """Join what a template says, up to a limit: what it repeats is not made before it is counted."""
    kept, size = [], 0
    for piece in pieces:
        size += len(piece)
        if size > LONGEST_RESULT:
            raise InputError("The template makes a paper that is too large. Repeat less in it.")
        kept.append(piece)
    return "".join(kept)
