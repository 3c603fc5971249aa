"""From a written rule to a rule that scores: points, the sentence with its numbers, and why there are none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from plugins.expression_rules.arithmetic import EXACT, TOO_LARGE, Amount, UndeterminedError, Values
from plugins.expression_rules.expressions import Condition, Expression, read_condition, read_expression
from plugins.expression_rules.reading import is_measure
from plugins.expression_rules.wording import BothLanguages, named_in, pattern
from plugins.expression_rules.written_rules import (
    MOST,
    NOTHING,
    POINTS,
    WrittenRule,
    known_names,
    measures_read,
    needed_parts,
    read_parts,
    title_of,
)
from tracker.api import (
    AnyRule,
    Cohort,
    Measure,
    Measures,
    Message,
    Points,
    Rule,
    Value,
    round_points,
    sentences,
    worded,
)

_ = sentences("expression_rules")
OWNER = "expression_rules"
ZERO = Decimal("0.00")
FOUR_PLACES = Decimal("0.0001")
Parts = Sequence[tuple[str, Amount]]
"""The named parts to work out, in their order."""


def rule_of(written: WrittenRule, measures: Mapping[str, Measure]) -> AnyRule:
    """Return the rule that scores; `measures` has the titles by which it names what is missing."""
    reads = measures_read(written)
    titles = {key: measures[key].title if key in measures else key for key in reads}
    return Rule(
        key=f"{OWNER}.{written.key}",
        title=title_of(written),
        settings=written,
        reads=reads,
        most=written.most,
        score=_compiled(written, titles).score,
        version=written.version,
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """A sentence that was typed, and the names of the numbers in it."""

    texts: Mapping[str, str]
    measures: Sequence[str]
    parts: Sequence[str]

    def filled_in(self, points: Decimal, values: Values) -> Message:
        """Return the sentence with its numbers: measures as they are, parts with a few decimals, a dash for none."""
        numbers: dict[str, object] = {name: _exactly(values[name]) for name in self.measures}
        for name in self.parts:
            numbers[name] = points if name == POINTS else _shortly(values[name])
        return worded(self.texts, **numbers)


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A written rule with its formulas read, each with the parts that it needs."""

    written: WrittenRule
    titles: Mapping[str, Message | str]
    condition: Condition | None
    condition_parts: Parts
    points: Expression
    points_parts: Parts
    because: _Told
    otherwise: _Told | None
    next_step: _Told | None
    told_parts: Parts

    def score(self, measures: Measures, _cohort: Cohort, _settings: WrittenRule) -> Points:
        """Return the points of one official."""
        too_few = self._too_few(measures)
        if too_few is not None:
            return Points.none(too_few)
        values: Values = {**measures, MOST: self.written.most}
        try:
            _work_out(self.condition_parts, values)
            if self.condition is not None and not self.condition.truth(values):
                return self._not_met(self.condition, values)
            _work_out(self.points_parts, values)
            points = min(max(self.points.amount(values), ZERO), self.written.most)
            return self._given(round_points(Decimal(points)), values)
        except UndeterminedError as error:
            return Points.none(self._undetermined(error))
        except TOO_LARGE:
            return Points.none(_("The numbers are too large to work out points with; the rule needs another formula"))

    def _given(self, points: Decimal, values: Values) -> Points:
        self._work_out_what_is_told(values)
        more = None
        if self.next_step is not None and points < self.written.most:
            more = self.next_step.filled_in(points, values)
        return Points(points, self.because.filled_in(points, values), more)

    def _not_met(self, condition: Condition, values: Values) -> Points:
        self._work_out_what_is_told(values)
        more = None if self.next_step is None else self.next_step.filled_in(ZERO, values)
        if self.otherwise is not None:
            return Points(ZERO, self.otherwise.filled_in(ZERO, values), more)
        read = [name for name in condition.names if name != MOST]
        because = _(
            "The condition %(condition)s is not met (%(numbers)s): 0 points",
            condition=" ".join(condition.text.split()),
            numbers=[_said(self.titles.get(name, name), _shortly(values[name])) for name in read],
        )
        return Points(ZERO, because, more)

    def _work_out_what_is_told(self, values: Values) -> None:
        """Work out the parts that only sentences show; one that cannot be has no value."""
        for name, amount in self.told_parts:
            if name not in values:
                try:
                    values[name] = amount(values)
                except (UndeterminedError, *TOO_LARGE):
                    values[name] = None

    def _too_few(self, measures: Measures) -> Message | None:
        """Return why there is too little to judge by; None where there is enough."""
        minimum = self.written.minimum
        if minimum is None:
            return None
        value = measures[minimum.measure]
        if value is None:
            return self._undetermined(UndeterminedError("nothing", minimum.measure))
        if value >= minimum.at_least:
            return None
        return _(
            "%(what)s: %(value)s, too few to judge by (at least %(least)s)",
            what=self.titles[minimum.measure],
            value=Decimal(value),
            least=minimum.at_least,
        )

    def _undetermined(self, error: UndeterminedError) -> Message:
        what = self.titles.get(error.what, error.what)
        if error.why == "nothing":
            return _("There is no value to judge by: %(what)s", what=what)
        return _("There is nothing to divide by: %(what)s is 0", what=what)


def _compiled(written: WrittenRule, titles: Mapping[str, Message | str]) -> _Compiled:
    parts, known = read_parts(written.parts), known_names(written.parts)
    condition = None if written.condition is None else read_condition(written.condition, known)
    points = read_expression(written.points, known)
    because = _told(written.because)
    otherwise, next_step = (None if one is None else _told(one) for one in (written.otherwise, written.next_step))
    told = [one for one in (because, otherwise, next_step) if one is not None]
    return _Compiled(
        written=written,
        titles=titles,
        condition=condition,
        condition_parts=_amounts([] if condition is None else condition.names, parts),
        points=points,
        points_parts=_amounts(points.names, parts),
        because=because,
        otherwise=otherwise,
        next_step=next_step,
        told_parts=_amounts([name for one in told for name in one.parts], parts),
    )


def _amounts(names: Iterable[str], parts: Mapping[str, Expression]) -> Parts:
    return [(name, parts[name].amount) for name in needed_parts(names, parts)]


def _work_out(parts: Parts, values: Values) -> None:
    for name, amount in parts:
        if name not in values:
            values[name] = amount(values)


def _told(told: BothLanguages) -> _Told:
    names = list(dict.fromkeys(one.name for _language, text in told for one in named_in(text)))
    measures = [name for name in names if is_measure(name)]
    texts = {language: pattern(text) for language, text in told}
    return _Told(texts, measures, [name for name in names if name not in measures])


def _said(title: Message | str, number: object) -> Message:
    return _("%(what)s: %(value)s", what=title, value=number)


def _exactly(value: Value) -> Decimal | str:
    return NOTHING if value is None else Decimal(value)


def _shortly(value: Value) -> Decimal | str:
    if value is None:
        return NOTHING
    number = Decimal(value)
    rounded = number.quantize(FOUR_PLACES, ROUND_HALF_UP, EXACT)
    return number if rounded == number else rounded
