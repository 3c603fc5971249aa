"""All written rules: those that count, will, or did, and the drafts; and rules as a file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Response, abort, render_template
from flask.typing import ResponseReturnValue
from sqlmodel import col, select

from plugins.expression_rules.checking import Checked
from plugins.expression_rules.drafts import Draft, check_draft, read_draft
from plugins.expression_rules.faults import FaultyRuleError
from plugins.expression_rules.publishing import title_of
from plugins.expression_rules.settings import WrittenRules
from plugins.expression_rules.standings import State, standings
from plugins.expression_rules.starts import starts
from plugins.expression_rules.toml_text import rule_to_toml, rules_to_toml
from plugins.expression_rules.typed_rules import TypedRule
from tracker.api import Message, last_changes, sentences, settings_on
from tracker.api.web import all_measures, language, needs, session, today

_ = sentences("expression_rules")
TOML = "application/toml"
NAMELESS = _("Rule without a title")


@dataclass(frozen=True, slots=True)
class ListedDraft:
    """A draft, what its rule is called so far, when and by whom it was changed last, and what is known of the rule."""

    draft: Draft
    title: Message | str
    at: datetime | None
    actor: str | None
    checked: Checked


@needs("expression_rules.view")
def index() -> ResponseReturnValue:
    """Show all rules and drafts."""
    everything = standings(session(), today())
    return render_template(
        "expression_rules/index.html",
        by_state={state: [one for one in everything if one.state is state] for state in State},
        drafts=_drafts(),
        starts=starts().values(),
    )


@needs("expression_rules.view")
def export() -> ResponseReturnValue:
    """Answer with the rules that count today, as a file."""
    return toml_answer(rules_to_toml(settings_on(session(), "expression_rules", WrittenRules, today())), "rules")


@needs("expression_rules.view")
def export_draft(draft_id: int) -> ResponseReturnValue:
    """Answer with a draft as a file; what is written in TOML goes out as it is, faulty or not."""
    draft = session().get(Draft, draft_id)
    if draft is None:
        abort(404)
    text = draft.text if draft.kind == "toml" else rule_to_toml(read_draft(draft))
    return toml_answer(text, draft.key if draft.key.isidentifier() and draft.key.isascii() else f"draft-{draft_id}")


def toml_answer(text: str, name: str) -> Response:
    """Answer with a text that is to be saved as `name`.toml."""
    answer = Response(text, mimetype=TOML)
    answer.headers.set("Content-Disposition", "attachment", filename=f"{name}.toml")
    return answer


def drafted_title(draft: Draft) -> Message | str:
    """Return what the rule of a draft is called so far: in the reader's language, else by its key."""
    if draft.kind == "form":
        typed = TypedRule.model_validate_json(draft.text)
        texts = (typed[f"title.{language()}"], typed["title.vi"], typed["title.en"], draft.key)
        return next((text.strip() for text in texts if text.strip()), NAMELESS)
    try:
        return title_of(read_draft(draft))
    except FaultyRuleError:
        return draft.key or NAMELESS


def _drafts() -> list[ListedDraft]:
    drafts = session().exec(select(Draft).order_by(col(Draft.id).desc())).all()
    changed, measures = last_changes(session(), Draft, [draft.id for draft in drafts]), all_measures()
    found = []
    for draft in drafts:
        at, actor = changed.get(draft.id or 0, (None, None))
        found.append(ListedDraft(draft, drafted_title(draft), at, actor, check_draft(draft, measures)))
    return found
