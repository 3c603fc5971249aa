"""What differs between two versions of a rule, field by field, as people read it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from plugins.expression_rules.wording import BothLanguages
from plugins.expression_rules.written_rules import TOLD, Example, WrittenRule, or_dash
from tracker.api import Message, sentences

_ = sentences("expression_rules")
Shown = Message | str | Decimal | None


@dataclass(frozen=True, slots=True)
class RuleChange:
    """One field that differs: its title, and what stood there before and after; None for nothing."""

    title: Message
    before: Shown
    after: Shown


def changes_of(before: WrittenRule | None, after: WrittenRule | None) -> list[RuleChange]:
    """Return the fields in which two versions differ; None is no rule."""
    was, now = dict(_fields(before)), dict(_fields(after))
    found = []
    for title in dict.fromkeys((*now, *was)):
        old, new = was.get(title), now.get(title)
        if old != new:
            found.append(RuleChange(_said(title), old, new))
    return found


def _said(title: tuple[str, str]) -> Message:
    field, inner = title
    named = _(WrittenRule.model_fields[field].title or field)
    language = BothLanguages.model_fields.get(inner)
    what = inner if language is None or field not in TOLD else _(language.title or inner)
    return _("%(group)s: %(field)s", group=named, field=what) if inner else named


def _fields(rule: WrittenRule | None) -> Iterator[tuple[tuple[str, str], Shown]]:
    """Yield each field of a rule by its name, with that of a part, an example or a language."""
    if rule is None:
        return
    for field in WrittenRule.model_fields:
        value = getattr(rule, field)
        if isinstance(value, BothLanguages):
            yield from (((field, language), text) for language, text in value)
        elif field == "parts":
            yield from (((field, name), formula) for name, formula in rule.parts.items())
        elif field == "examples":
            yield from (((field, example.name), _example(example)) for example in rule.examples)
        elif field == "minimum":
            if rule.minimum is not None:
                least = _("%(measure)s at least %(least)s", measure=rule.minimum.measure, least=rule.minimum.at_least)
                yield (field, ""), least
        elif value is not None:
            yield (field, ""), value


def _example(example: Example) -> Message:
    measures = [_("%(key)s %(value)s", key=key, value=or_dash(value)) for key, value in example.measures.items()]
    return _("%(measures)s: %(points)s points", measures=measures, points=or_dash(example.points))
