"""The rules in force: dated, with who and why, as all settings are."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, field_validator

from plugins.expression_rules.examples import failing_examples
from plugins.expression_rules.written_rules import WrittenRule
from tracker.api import InputError, RefusedValueError, marked, sentences

_ = sentences("expression_rules")
MOST_RULES = 100


class WrittenRules(BaseModel):
    """The rules that count; each key once, and each example comes out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rules: tuple[WrittenRule, ...] = Field(
        default=(),
        max_length=MOST_RULES,
        title=marked("Rules"),
        description=marked("The rules that count."),
    )
    switched_off: tuple[str, ...] = Field(
        default=(),
        max_length=MOST_RULES,
        exclude=True,
        title=marked("Switched off"),
        description=marked("The keys of the rules that counted before and are left out on purpose."),
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

    def refuse_to_follow(self, before: BaseModel) -> None:
        """Raise InputError if a rule that counted before would vanish, and nobody said that it is switched off."""
        assert isinstance(before, WrittenRules)
        kept = {*(rule.key for rule in self.rules), *self.switched_off}
        lost = [rule.key for rule in before.rules if rule.key not in kept]
        if lost:
            raise InputError.of(
                _(
                    "Without %(keys)s these rules would switch off what counts now. Add them, or say that it is meant: "
                    "switched_off = [%(quoted)s] at the top.",
                    keys=lost,
                    quoted=", ".join(f'"{key}"' for key in lost),
                )
            )
