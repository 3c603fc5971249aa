"""Rules in files: saved as one, and brought in as drafts after what is new, changed or the same was listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from plugins.expression_rules.addressed import draft_at, shown_of, versions_at
from plugins.expression_rules.drafts import read_draft
from plugins.expression_rules.exchange import Filed, Incoming, compared, filed_rules, text_of
from plugins.expression_rules.exchange import import_rules as keep_as_drafts
from plugins.expression_rules.faults import Fault, FaultyRuleError
from plugins.expression_rules.rules import OWNER
from plugins.expression_rules.settings import WrittenRules
from plugins.expression_rules.toml_text import pasted, rule_to_toml, rules_to_toml
from plugins.expression_rules.written_rules import title_of
from tracker.api import InputError, Message, counting, sentences, settings_on
from tracker.api.web import in_words, needs, only_shown, session, today, writing

_ = sentences("expression_rules")
counted = counting("expression_rules")
NOTHING_CHOSEN = _("Choose a file, or put the text of one into the field.")


@dataclass(frozen=True, slots=True)
class FromFile:
    """What the text of a file holds, or why it cannot be taken."""

    text: str = ""
    incoming: Sequence[Incoming] = ()
    faults: Sequence[Fault] = ()
    refused: Message | None = None
    is_unticked: bool = False

    @property
    def is_wrong(self) -> bool:
        """Whether something has to be corrected."""
        return bool(self.faults) or self.refused is not None


@needs("expression_rules.view")
def export() -> ResponseReturnValue:
    """Answer with the rules that count today, as a file."""
    return _saved(rules_to_toml(settings_on(session(), OWNER, WrittenRules, today())), "rules")


@needs("expression_rules.view")
def export_rule(rule_key: str) -> ResponseReturnValue:
    """Answer with a rule as a file."""
    return _saved(rule_to_toml(shown_of(versions_at(rule_key)).rule), rule_key)


@needs("expression_rules.view")
def export_draft(draft_id: int) -> ResponseReturnValue:
    """Answer with a draft as a file; what is written in TOML goes out as it is, faulty or not."""
    draft = draft_at(draft_id)
    text = draft.text if draft.kind == "toml" else rule_to_toml(read_draft(draft))
    return _saved(text, draft.key if draft.key.isidentifier() and draft.key.isascii() else f"draft-{draft_id}")


@needs("expression_rules.edit")
def import_rules() -> ResponseReturnValue:
    """Take a file or a text, list its rules, and make drafts of those that are ticked."""
    if request.method == "GET":
        return _show(FromFile())
    found = _looked_at()
    if found.incoming and request.form.get("do") == "keep" and not found.is_wrong:
        if not request.form.getlist("take"):
            return _show(replace(found, is_unticked=True)), 422
        made = _kept([one.filed for one in found.incoming])
        told = counted(
            "%(count)s draft; nothing of it counts yet.", "%(count)s drafts; nothing of them counts yet.", count=made
        )
        flash(in_words(told), "ok")
        return redirect(url_for("expression_rules.index"))
    return _show(found), 422 if found.is_wrong else 200


def _saved(text: str, name: str) -> Response:
    answer = Response(text, mimetype="application/toml")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{name}.toml")
    return answer


def _looked_at() -> FromFile:
    """Return what was sent: the file, which goes before the text that stood in the field."""
    sent = request.files.get("file")
    text = pasted(request.form.get("text", ""))
    try:
        if sent is not None and sent.filename:
            text = text_of(sent.read())
        if not text.strip():
            raise InputError.of(NOTHING_CHOSEN)
        return FromFile(text, compared(session(), filed_rules(text), today()), refused=only_shown())
    except FaultyRuleError as error:
        return FromFile(text, faults=error.faults, refused=only_shown())
    except InputError as error:
        return FromFile(text, refused=only_shown() or error.message)


def _kept(filed: Sequence[Filed]) -> int:
    """Make drafts of the rules that are ticked, also in the place of drafts that somebody has begun."""
    chosen = {*request.form.getlist("take")}
    with writing() as writer:
        incoming = compared(writer, [one for one in filed if one.rule.key in chosen], today())
        return len(keep_as_drafts(writer, incoming, overwrite=chosen))


def _show(found: FromFile) -> str:
    return render_template("expression_rules/import.html", found=found, title_of=title_of)
