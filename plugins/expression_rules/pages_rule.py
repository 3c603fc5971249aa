"""The page of one rule: what counts, with its sentences and examples, and every version that ever did."""

from __future__ import annotations

from dataclasses import dataclass

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from plugins.expression_rules.addressed import shown_of, versions_at
from plugins.expression_rules.changes import RuleChange, changes_of
from plugins.expression_rules.drafts import draft_of, drafts_with_key
from plugins.expression_rules.rules import rule_of
from plugins.expression_rules.standings import ONE_DAY, Decision, Standing
from tracker.api import EMPTY_COHORT, translate
from tracker.api.web import all_measures, needs, session, writing


@dataclass(frozen=True, slots=True)
class Version:
    """One version in the history of a rule, in what it differs from the one before, and why none came after it."""

    standing: Standing
    changes: list[RuleChange]
    is_first: bool
    switched_off: Decision | None


@needs("expression_rules.view")
def rule(rule_key: str) -> ResponseReturnValue:
    """Show a rule: the version that counts, or will, or did last, and the history."""
    known = versions_at(rule_key)
    shown = shown_of(known)
    measures = all_measures()
    scoring = rule_of(shown.rule, measures)
    return render_template(
        "expression_rules/rule.html",
        shown=shown,
        rule=shown.rule,
        versions=_versions(known),
        drafts=drafts_with_key(session(), rule_key),
        measures=measures,
        reads=scoring.reads,
        outcomes=[
            (example, scoring.score(example.measures, EMPTY_COHORT, shown.rule)) for example in shown.rule.examples
        ],
        in_language=translate,
    )


@needs("expression_rules.edit")
def edit(rule_key: str) -> ResponseReturnValue:
    """Begin a draft that changes the rule, or go on with the one that there is."""
    with writing() as writer:
        draft_id = draft_of(writer, shown_of(versions_at(rule_key))).id
    return redirect(url_for("expression_rules.draft", draft_id=draft_id))


def _versions(known: list[Standing]) -> list[Version]:
    """Return each version with what it changed against the one before."""
    found = []
    begins = {one.valid_from for one in known}
    for one, before in zip(known, [*known[1:], None], strict=True):
        changes = [] if before is None else changes_of(before.rule, one.rule)
        goes_on = one.valid_to is not None and one.valid_to + ONE_DAY in begins
        found.append(Version(one, changes, before is None, None if goes_on else one.ended))
    return found
