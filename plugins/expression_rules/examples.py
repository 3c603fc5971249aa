"""The examples of a written rule: officials whose points are known, and which of them do not come out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from plugins.expression_rules.rules import rule_of
from plugins.expression_rules.written_rules import WrittenRule, or_dash
from tracker.api import EMPTY_COHORT, Measure, Message, Points, sentences

_ = sentences("expression_rules")
NO_MEASURES: Mapping[str, Measure] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class FailedExample:
    """An example of a rule that does not come out."""

    name: str
    wanted: Decimal | None
    given: Points

    @property
    def message(self) -> Message:
        """What it should give, and what it gives."""
        return _(
            "The example %(name)s should give %(wanted)s points, and the rule gives %(given)s: %(because)s",
            name=self.name,
            wanted=or_dash(self.wanted),
            given=or_dash(self.given.value),
            because=self.given.because,
        )


def failing_examples(written: WrittenRule, measures: Mapping[str, Measure] = NO_MEASURES) -> list[FailedExample]:
    """Return the examples for which other points come out; `measures` has the titles, where they are known."""
    rule, failed = rule_of(written, measures), []
    for example in written.examples:
        given = rule.score(example.measures, EMPTY_COHORT, written)
        if given.value != example.points:
            failed.append(FailedExample(example.name, example.points, given))
    return failed
