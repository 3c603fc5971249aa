"""Trying a draft on a past period, and what every trial of a rule needs; nothing of it is stored."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from plugins.expression_rules.addressed import draft_at
from plugins.expression_rules.checking import Checked
from plugins.expression_rules.drafts import check_draft, title_of_draft
from plugins.expression_rules.publishing import with_rule
from plugins.expression_rules.rules import OWNER
from plugins.expression_rules.settings import WrittenRules
from plugins.expression_rules.written_rules import WrittenRule
from tracker.api.web import (
    Trial,
    all_measures,
    asked_trial,
    needs,
    periods_to_try,
    trial_of,
    trial_workbook,
    usual_period,
)


@needs("expression_rules.view")
def trial(draft_id: int) -> ResponseReturnValue:
    """Try a draft on a period."""
    draft = draft_at(draft_id)
    checked = check_draft(draft, all_measures())
    rule = _as_it_comes_out(checked)
    tried = None if rule is None else tried_with(lambda settings: with_rule(settings, rule))
    if isinstance(tried, Response):
        return tried
    return render_template(
        "expression_rules/trial.html",
        draft=draft,
        title=title_of_draft(draft),
        checked=checked,
        can_try=rule is not None,
        **trial_parts(tried),
    )


def tried_with(change: Callable[[WrittenRules], WrittenRules]) -> Trial | Response | None:
    """Try the rules that are in force in a period, changed; None if the form asks for no trial."""
    asked = asked_trial()
    if asked is None:
        return None
    tried = trial_of(OWNER, change, asked.period_name)
    return trial_workbook(tried) if asked.as_workbook and tried.result is not None else tried


def trial_parts(tried: Trial | None) -> dict[str, object]:
    """Return what the parts of `plugins/trial.html` show."""
    return {"trial": tried, "periods": periods_to_try(), "period": (tried and tried.period) or usual_period()}


def _as_it_comes_out(checked: Checked) -> WrittenRule | None:
    """Return the rule with examples as they come out, for those that do not yet; None as long as it gives no points."""
    if checked.rule is None or not checked.outcomes:
        return None
    outcomes = checked.outcomes.values()
    examples = (
        one.model_copy(update={"points": given.value})
        for one, given in zip(checked.rule.examples, outcomes, strict=True)
    )
    return checked.rule.model_copy(update={"examples": tuple(examples)})
