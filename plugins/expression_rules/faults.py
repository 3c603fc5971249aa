"""What is wrong with a written rule: in which field, where in it, and why; all of it at once, for whoever types."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from plugins.expression_rules.expressions import read_condition, read_expression
from plugins.expression_rules.reading import is_measure
from plugins.expression_rules.settings import WrittenRules
from plugins.expression_rules.tokens import ExpressionError, Place
from plugins.expression_rules.wording import BothLanguages, named_in
from plugins.expression_rules.written_rules import SENTENCES, Example, Minimum, WrittenRule, known_names, read_parts
from tracker.api import InputError, Message, sentences, told

_ = sentences("expression_rules")
FIELDS = sorted(
    {name for model in (WrittenRules, WrittenRule, Minimum, Example, BothLanguages) for name in model.model_fields}
)


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: the field such as `points` or `parts.share` (empty for the whole text), why, and where in its text."""

    field: str
    why: Message
    place: Place | None = None

    @property
    def message(self) -> Message:
        """The fault in one sentence."""
        why = self.why
        if self.place is not None:
            line, column = self.place.line, self.place.column
            why = _("%(why)s (line %(line)d, column %(column)d)", why=why, line=line, column=column)
        return _("%(field)s: %(why)s", field=self.field, why=why) if self.field else why


class FaultyRuleError(InputError):
    """A written rule cannot be used; it says the first fault and has all."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(faults[0].message.id)
        self.message = faults[0].message
        self.faults = faults


def faults_of(error: ValidationError) -> list[Fault]:
    """Return what pydantic found."""
    return [_fault(one) for one in error.errors()]


def _fault(error: ErrorDetails) -> Fault:
    field, raised = ".".join(str(part) for part in error["loc"]), error.get("ctx", {}).get("error")
    if isinstance(raised, ExpressionError):
        return Fault(f"{field}.{raised.inside}" if raised.inside else field, raised.why, raised.place)
    if error["type"] == "extra_forbidden":
        name = str(error["loc"][-1])
        nearest = get_close_matches(name, FIELDS, n=1)
        if error["loc"] == ("rules",):
            return Fault(field, _("stands before several rules; here is one. Import the file, or delete this line."))
        if name in nearest:
            return Fault(field, _("does not belong here. A line in brackets above it begins another group: move it."))
        if nearest:
            return Fault(field, _("is not known here. Did you mean %(nearest)s?", nearest=nearest[0]))
    return Fault(field, told(error))


def unknown_measures(rule: WrittenRule, known: Collection[str]) -> list[Fault]:
    """Return where a rule names a measure that there is not, with the nearest that there is."""
    return [
        Fault(field, _unknown(name, known), place)
        for field, name, place in _named(rule)
        if is_measure(name) and name not in known
    ]


def _unknown(name: str, known: Collection[str]) -> Message:
    nearest = get_close_matches(name.lower(), known, n=1)
    if nearest:
        return _("There is no measure %(name)s. Did you mean %(nearest)s?", name=name, nearest=nearest[0])
    return _("There is no measure %(name)s. Choose one of the list.", name=name)


def _named(rule: WrittenRule) -> Iterator[tuple[str, str, Place | None]]:
    """Yield each name that the rule uses: the field, the name, its place."""
    if rule.minimum is not None:
        yield "minimum.measure", rule.minimum.measure, None
    for name, part in read_parts(rule.parts).items():
        yield from ((f"parts.{name}", one.name, one.place) for one in part.named)
    known = known_names(rule.parts)
    if rule.condition is not None:
        yield from (("condition", one.name, one.place) for one in read_condition(rule.condition, known).named)
    yield from (("points", one.name, one.place) for one in read_expression(rule.points, known).named)
    for field in SENTENCES:
        told_there: BothLanguages | None = getattr(rule, field)
        for language, text in told_there or ():
            yield from ((f"{field}.{language}", one.name, one.place) for one in named_in(text))
