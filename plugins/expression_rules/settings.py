"""The rules in force: dated, with who and why, as all settings are."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, field_validator

from plugins.expression_rules.examples import failing_examples
from plugins.expression_rules.written_rules import WrittenRule
from tracker.api import RefusedValueError, marked, sentences

_ = sentences("expression_rules")
MOST_RULES = 100


class WrittenRules(BaseModel):
    """The rules that count; each key once, and each example comes out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rules: tuple[WrittenRule, ...] = Field(
        default=(),
        max_length=MOST_RULES,
        title=marked("Rules"),
        description=marked("The rules that count. One that is left out is switched off."),
    )

    @field_validator("rules")
    @classmethod
    def _keys_differ_and_examples_come_out(cls, rules: tuple[WrittenRule, ...]) -> tuple[WrittenRule, ...]:
        seen: set[str] = set()
        for rule in rules:
            if rule.key in seen:
                raise RefusedValueError(_("There are two rules %(key)s. Give one another key.", key=rule.key))
            seen.add(rule.key)
            for failed in failing_examples(rule):
                raise RefusedValueError(
                    _(
                        "%(key)s: %(failed)s Correct the rule or the example.",
                        key=rule.key,
                        failed=failed.message,
                    )
                )
        return rules
