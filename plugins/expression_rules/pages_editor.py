"""Writing a rule: in a form or as TOML, checked while it is typed, kept as a draft with every button."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from plugins.expression_rules.addressed import draft_at
from plugins.expression_rules.checking import Checked, check_form, check_toml
from plugins.expression_rules.drafts import Draft, Kind, change_draft, new_draft, title_of_draft
from plugins.expression_rules.editing import Editor
from plugins.expression_rules.faults import FaultyRuleError
from plugins.expression_rules.measure_list import listed_measures
from plugins.expression_rules.samples import samples
from plugins.expression_rules.toml_places import faults_in_toml
from plugins.expression_rules.toml_text import pasted, rule_from_toml, rule_to_toml
from plugins.expression_rules.typed_rules import (
    MOST_ROWS,
    TypedExample,
    TypedPart,
    TypedRule,
    rule_of_typed,
    typed_in,
    typed_of,
)
from tracker.api import InputError, Measure, Message, RecordSession, sentences, translate
from tracker.api.web import (
    all_measures,
    language,
    needs,
    only_shown,
    refuse_if_changed,
    session,
    version_of,
    writing,
)

_ = sentences("expression_rules")
ADD_PART, ADD_EXAMPLE = "add-part", "add-example"
TO_TOML, TO_FORM = "to-toml", "to-form"
ELSEWHERE = {"try": "expression_rules.trial", "publish": "expression_rules.publish"}
"""Buttons of the editor that lead to another page of the draft, and which."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What stands in the editor: the form or the text, and whether it is the one or the other."""

    kind: Kind
    typed: TypedRule
    toml: str = ""

    @property
    def text(self) -> str:
        """The text of its draft."""
        return self.toml if self.kind == "toml" else self.typed.model_dump_json()

    def checked(self, measures: Mapping[str, Measure]) -> Checked:
        """Return what is known of the rule."""
        return check_toml(self.toml, measures) if self.kind == "toml" else check_form(self.typed, measures)


@needs("expression_rules.edit")
def new() -> ResponseReturnValue:
    """Show an empty form, or one of the rules to start from."""
    start = request.args.get("start", "")
    if start and start not in samples():
        abort(404)
    typed = typed_of(samples()[start]) if start else TypedRule(parts=[TypedPart()], examples=[TypedExample()])
    return _show(Sent("form", typed), None)


@needs("expression_rules.edit")
def add() -> ResponseReturnValue:
    """Keep a new rule as a draft."""
    return _keep(None)


@needs("expression_rules.view")
def draft(draft_id: int) -> ResponseReturnValue:
    """Show a draft: the form or the text, what is wrong, and what comes out."""
    found = draft_at(draft_id)
    return _show(_sent_in(found), found)


@needs("expression_rules.edit")
def keep(draft_id: int) -> ResponseReturnValue:
    """Keep what was typed, then do what the button says."""
    return _keep(draft_id)


@needs("expression_rules.edit")
def check() -> ResponseReturnValue:
    """Return what is wrong with a rule that is being typed, and what comes out, in pieces of the page."""
    sent = _sent()
    return render_template("expression_rules/_checked.html", **_shown(sent))


@needs("expression_rules.view")
def measures() -> ResponseReturnValue:
    """Return the list of measures beside the form, those that were searched for."""
    return render_template("expression_rules/_measures.html", list=listed_measures(request.args.get("q", "")))


def _sent_in(draft: Draft) -> Sent:
    """Return a draft as it stands in the editor."""
    if draft.kind == "toml":
        return Sent("toml", TypedRule(), draft.text)
    return Sent("form", TypedRule.model_validate_json(draft.text))


def _sent() -> Sent:
    """Return what the editor sends."""
    if request.form.get("kind") == "toml":
        return Sent("toml", TypedRule(), pasted(request.form.get("toml", "")))
    return Sent("form", typed_in(request.form.items(multi=True)))


def _keep(draft_id: int | None) -> ResponseReturnValue:
    sent, button = _sent(), request.form.get("do", "")
    draft = None if draft_id is None else session().get(Draft, draft_id)
    refused = only_shown()
    try:
        changed = _pressed(sent, button)
        if refused is None:
            kept = _stored(draft_id, changed)
            return redirect(_next_page(kept, button, changed))
    except InputError as error:
        refused = error.message
    return _show(sent, draft, refused), 422


def _stored(draft_id: int | None, sent: Sent) -> int:
    """Keep what was typed in its draft, or in a new one; returns its id."""
    with writing() as writer:
        draft = _draft_to_change(writer, draft_id)
        if draft is None:
            begun_from = request.form.get("begun_from", "")[:64] or None
            draft = new_draft(writer, sent.text, sent.kind, begun_from)
        else:
            refuse_if_changed(draft)
            change_draft(writer, draft, sent.text, sent.kind)
        assert draft.id is not None
        return draft.id


def _draft_to_change(writer: RecordSession, draft_id: int | None) -> Draft | None:
    if draft_id is None:
        return None
    draft = writer.get(Draft, draft_id)
    if draft is None:
        raise InputError.of(
            _(
                "Somebody else has published this draft or thrown it away. What you typed stands below; keep it as a "
                "new draft."
            )
        )
    return draft


def _pressed(sent: Sent, button: str) -> Sent:
    """Return what stands in the editor after a button was pressed that changes it."""
    typed = sent.typed.model_copy(deep=True)
    action, _dash, row = button.rpartition("-")
    if button == ADD_PART and len(typed.parts) < MOST_ROWS:
        typed.parts.append(TypedPart())
    elif button == ADD_EXAMPLE and len(typed.examples) < MOST_ROWS:
        typed.examples.append(TypedExample())
    elif action == "remove-part" and row.isdecimal() and int(row) < len(typed.parts):
        del typed.parts[int(row)]
    elif action == "remove-example" and row.isdecimal() and int(row) < len(typed.examples):
        del typed.examples[int(row)]
    elif button in (TO_TOML, TO_FORM):
        return _otherwise(sent, button)
    return replace(sent, typed=typed)


def _otherwise(sent: Sent, button: str) -> Sent:
    """Return the same rule as TOML or in the form. Raises InputError for one that cannot be read yet."""
    try:
        if button == TO_TOML and sent.kind == "form":
            return Sent("toml", TypedRule(), rule_to_toml(rule_of_typed(sent.typed)))
        if button == TO_FORM and sent.kind == "toml":
            return Sent("form", typed_of(rule_from_toml(sent.toml)))
    except FaultyRuleError as error:
        raise InputError.of(
            _("Only a rule without faults can be written the other way. Correct what is marked first.")
        ) from error
    return sent


def _next_page(draft_id: int, button: str, sent: Sent) -> str:
    """Return where a button leads: to the row that it added, to another page of the draft, else to the draft."""
    if button in ELSEWHERE:
        return url_for(ELSEWHERE[button], draft_id=draft_id)
    field = None
    if button == ADD_PART and sent.typed.parts:
        field = f"parts.{len(sent.typed.parts) - 1}.name"
    elif button == ADD_EXAMPLE and sent.typed.examples:
        field = f"examples.{len(sent.typed.examples) - 1}.name"
    anchor = f"f-{field}" if field else "verdict"
    query = request.form.get("q", "")[:100] or None
    return url_for("expression_rules.draft", draft_id=draft_id, q=query, at=field, _anchor=anchor)


def _show(sent: Sent, draft: Draft | None, refused: Message | None = None) -> str:
    return render_template(
        "expression_rules/editor.html",
        draft=draft,
        title=None if draft is None else title_of_draft(draft),
        version=None if draft is None else version_of(draft),
        begun_from=request.form.get("begun_from", "") if draft is None else draft.begun_from,
        refused=refused,
        list=listed_measures(request.values.get("q", "")),
        **_shown(sent),
    )


def _shown(sent: Sent) -> dict[str, object]:
    """Return what is known of a rule, as the page and its pieces show it."""
    measures, shown_columns = all_measures(), request.form.getlist("column")
    checked = sent.checked(measures)
    editor = Editor(sent.typed, checked, measures, language())
    return {
        "sent": sent,
        "checked": checked,
        "editor": editor,
        "toml_faults": faults_in_toml(sent.toml, checked.faults) if sent.kind == "toml" else [],
        "new_columns": [one for one in editor.columns if one.key not in shown_columns],
        "shown_columns": shown_columns,
        "measures": measures,
        "in_language": translate,
        "at": request.args.get("at", ""),
    }
