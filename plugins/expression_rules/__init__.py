"""Rules without programming: an administrator writes them as formulas, and they count from a day on."""

from collections.abc import Mapping

from pydantic import BaseModel

from plugins.expression_rules.rules import rule_of
from plugins.expression_rules.settings import WrittenRules
from tracker.api import AnyRule, Measure, hookimpl


@hookimpl
def settings_model() -> type[BaseModel]:
    return WrittenRules


@hookimpl
def rules(settings: WrittenRules, measures: Mapping[str, Measure]) -> list[AnyRule]:
    return [rule_of(written, measures) for written in settings.rules]
