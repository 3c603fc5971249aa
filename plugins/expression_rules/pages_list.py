"""All written rules: those that count, will, or did, and the drafts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlmodel import col, select

from plugins.expression_rules.checking import Checked
from plugins.expression_rules.drafts import Draft, check_draft, title_of_draft
from plugins.expression_rules.samples import samples
from plugins.expression_rules.standings import State, standings
from tracker.api import Message, last_changes
from tracker.api.web import all_measures, needs, session, today


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
        samples=samples().values(),
    )


def _drafts() -> list[ListedDraft]:
    drafts = session().exec(select(Draft).order_by(col(Draft.id).desc())).all()
    changed, measures = last_changes(session(), Draft, [draft.id for draft in drafts]), all_measures()
    found = []
    for draft in drafts:
        at, actor = changed.get(draft.id or 0, (None, None))
        found.append(ListedDraft(draft, title_of_draft(draft), at, actor, check_draft(draft, measures)))
    return found
