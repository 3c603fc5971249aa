"""A rule as an administrator writes it: names, formulas, sentences, and examples of what must come out."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, field_validator

from plugins.expression_rules.expressions import Expression, read_condition, read_expression
from plugins.expression_rules.functions import FUNCTIONS
from plugins.expression_rules.reading import is_measure
from plugins.expression_rules.tokens import KEYWORDS, ExpressionError, plain_name
from plugins.expression_rules.wording import BothLanguages, Sentence, as_typed, check_placeholders, named_in
from tracker.api import Message, RefusedValueError, marked, sentences

_ = sentences("expression_rules")
Read = TypeVar("Read")
NOTHING = "–"
"""How no value is written, where zero would be one."""
SENTENCES = ("because", "otherwise", "next_step")
TOLD = ("title", *SENTENCES)
"""The fields of a rule in both languages."""
MOST, POINTS = "most", "points"
RESERVED = frozenset({MOST, POINTS, *FUNCTIONS, *KEYWORDS})
MOST_PARTS, MOST_EXAMPLES = 20, 30
_NAME = re.compile(r"[a-z][a-z0-9_]*")


def without_outer_space(text: str) -> str:
    """Return a formula as it is read, in which places in it count: with its lines."""
    return text.replace("\r\n", "\n").strip()


def _refuse_other_keys(key: str) -> str:
    if not is_measure(key):
        raise RefusedValueError(_("is not the key of a measure. Such a key has a point in it, as files.early has."))
    return key


def _refuse_other_names(name: str) -> str:
    if _NAME.fullmatch(name) is None:
        plain = plain_name(name)
        why = (
            _("has only small letters without accents, digits and _: %(plain)s.", plain=plain)
            if plain and plain != name
            else _("has only small letters without accents, digits and _, and begins with a letter.")
        )
        raise RefusedValueError(why)
    return name


def _none_for_a_dash(value: object) -> object:
    return None if isinstance(value, str) and value.strip() in (NOTHING, "-") else value


Formula = Annotated[str, AfterValidator(without_outer_space)]
Name = Annotated[str, AfterValidator(_refuse_other_names)]
PartName = Annotated[Name, Field(max_length=40)]
MeasureKey = Annotated[str, Field(max_length=100), AfterValidator(_refuse_other_keys)]
MeasureValue = Annotated[Decimal, Field(max_digits=20)]
MostPoints = Annotated[Decimal, Field(gt=0, le=100, decimal_places=2)]
GivenPoints = Annotated[Decimal, Field(ge=0, le=100, decimal_places=2)]


class Minimum(BaseModel):
    """How much there must be to judge by; below it the rule gives no points, which is not zero."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    measure: MeasureKey = Field(title=marked("Measure"))
    at_least: MeasureValue = Field(gt=0, title=marked("At least"))


class Example(BaseModel):
    """What must come out for an official with these measures; None is no value, and no points."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Sentence = Field(title=marked("Example"))
    measures: Mapping[MeasureKey, Annotated[MeasureValue | None, BeforeValidator(_none_for_a_dash)]] = Field(
        title=marked("Measures"), description=marked("The value of each measure that the rule reads; – for none.")
    )
    points: Annotated[GivenPoints | None, BeforeValidator(_none_for_a_dash)] = Field(
        title=marked("Points"), description=marked("What must come out; – for no points.")
    )


class WrittenRule(BaseModel):
    """One rule. Formulas may use the key of every measure, `most`, and the parts above them; see expressions.py.

    A later field is checked only if those that it uses are sound, so that one mistake is told once.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: Name = Field(
        max_length=60,
        title=marked("Key"),
        description=marked("Small letters without accents, digits and _; it stays when the title changes."),
    )
    title: BothLanguages = Field(title=marked("Title"))
    most: MostPoints = Field(
        title=marked("Most points"), description=marked("What comes out above it counts as this, below 0 as 0.")
    )
    parts: Mapping[PartName, Formula] = Field(
        default={},
        max_length=MOST_PARTS,
        title=marked("Named parts"),
        description=marked("Numbers with a name, for the formulas below them and for the sentences."),
    )
    minimum: Minimum | None = Field(
        default=None,
        title=marked("Minimum"),
        description=marked("With less than this there is too little to judge by: –."),
    )
    condition: Formula | None = Field(
        default=None, title=marked("Condition"), description=marked("Whoever does not meet it has 0 points.")
    )
    points: Formula = Field(title=marked("Points"))
    because: BothLanguages = Field(
        title=marked("Explanation"),
        description=marked("Why so many points; in braces what the numbers are: {files.early}, {points}, {most}."),
    )
    otherwise: BothLanguages | None = Field(default=None, title=marked("Explanation where the condition is not met"))
    next_step: BothLanguages | None = Field(
        default=None,
        title=marked("What gives more"),
        description=marked("Shown to whoever has less than the most points."),
    )
    examples: tuple[Example, ...] = Field(
        min_length=1,
        max_length=MOST_EXAMPLES,
        title=marked("Examples"),
        description=marked("Officials whose points are known; the rule counts only while each comes out."),
    )

    def __str__(self) -> str:
        return f"{self.key} ({self.version})"

    @property
    def version(self) -> str:
        """What changes with everything by which points and their explanation are made."""
        formula = self.model_dump_json(exclude={"key", "title", "examples"})
        return hashlib.sha256(formula.encode()).hexdigest()[:8]

    @field_validator("parts")
    @classmethod
    def _parts_can_be_read(cls, parts: Mapping[str, str]) -> Mapping[str, str]:
        read_parts(parts)
        return parts

    @field_validator("condition")
    @classmethod
    def _condition_can_be_read(cls, condition: str | None, info: ValidationInfo) -> str | None:
        if condition is not None and "parts" in info.data:
            read_condition(condition, known_names(info.data["parts"]))
        return condition

    @field_validator("points")
    @classmethod
    def _points_can_be_read(cls, points: str, info: ValidationInfo) -> str:
        if "parts" in info.data:
            read_expression(points, known_names(info.data["parts"]))
        return points

    @field_validator(*SENTENCES)
    @classmethod
    def _placeholders_are_known(cls, told: BothLanguages | None, info: ValidationInfo) -> BothLanguages | None:
        if told is not None and "parts" in info.data:
            for language, text in told:
                _name_inside(language, check_placeholders, text, {MOST, POINTS, *info.data["parts"]})
        return told

    @field_validator("examples")
    @classmethod
    def _examples_have_what_is_read(cls, examples: tuple[Example, ...], info: ValidationInfo) -> tuple[Example, ...]:
        if cls.model_fields.keys() - info.data.keys() == {"examples"}:
            reads = measures_read(cls.model_construct(**info.data, examples=()))
            for example in examples:
                _refuse_other_measures(example, reads)
        return examples


def title_of(rule: WrittenRule) -> Message:
    """Return what a rule is called, in the reader's language."""
    return as_typed(rule.title)


def or_dash(value: Decimal | None) -> Decimal | str:
    """Return a number as a message shows it, a dash for none."""
    return NOTHING if value is None else value


def known_names(parts: Iterable[str]) -> tuple[str, ...]:
    """Return what a formula may name beside measures: `most` and these parts."""
    return (MOST, *parts)


def read_parts(parts: Mapping[str, str]) -> dict[str, Expression]:
    """Return each part as it is worked out; it may use those above it. Raises ExpressionError, naming the part."""
    found: dict[str, Expression] = {}
    for name, formula in parts.items():
        if name in RESERVED:
            raise RefusedValueError(_("%(name)s already means something else. Choose another name.", name=name))
        found[name] = _name_inside(name, read_expression, formula, known_names(found))
    return found


def needed_parts(names: Iterable[str], parts: Mapping[str, Expression]) -> list[str]:
    """Return the parts among these names and those behind them, in the order in which they are worked out."""
    needed = set(names)
    for name in reversed(list(parts)):
        if name in needed:
            needed.update(parts[name].names)
    return [name for name in parts if name in needed]


def measures_read(rule: WrittenRule) -> tuple[str, ...]:
    """Return the measures that a rule uses: to judge by, in its formulas and the parts that they use, in sentences."""
    parts = read_parts(rule.parts)
    names = [*_names_of_formulas(rule), *_names_in_sentences(rule)]
    behind = (name for part in needed_parts(names, parts) for name in parts[part].names)
    first = () if rule.minimum is None else (rule.minimum.measure,)
    return tuple(dict.fromkeys(name for name in (*first, *behind, *names) if is_measure(name)))


def _names_of_formulas(rule: WrittenRule) -> Iterator[str]:
    known = known_names(rule.parts)
    if rule.condition is not None:
        yield from read_condition(rule.condition, known).names
    yield from read_expression(rule.points, known).names


def _names_in_sentences(rule: WrittenRule) -> Iterator[str]:
    for field in SENTENCES:
        told: BothLanguages | None = getattr(rule, field)
        for _language, text in told or ():
            yield from (one.name for one in named_in(text))


def _refuse_other_measures(example: Example, reads: Collection[str]) -> None:
    missing = [key for key in reads if key not in example.measures]
    if missing:
        raise RefusedValueError(
            _(
                "%(example)s has no value for %(keys)s, which the rule reads. Add it, or %(dash)s for no value.",
                example=example.name,
                keys=missing,
                dash=NOTHING,
            )
        )
    unread = [key for key in example.measures if key not in reads]
    if unread:
        raise RefusedValueError(
            _(
                "%(example)s has a value for %(keys)s, which the rule does not read. Correct the key, or remove it.",
                example=example.name,
                keys=unread,
            )
        )


def _name_inside(inside: str, read: Callable[..., Read], *given: object) -> Read:
    """Return what `read` reads; its error says which of several texts it is about."""
    try:
        return read(*given)
    except ExpressionError as error:
        raise ExpressionError(error.why, error.place, inside) from error
