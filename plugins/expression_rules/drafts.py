"""Drafts: rules that somebody is writing. They may be faulty, and count for nothing until they are published."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Literal

import sqlalchemy as sa
from sqlmodel import Field, SQLModel, col, select

from plugins.expression_rules.checking import Checked, check_form, check_toml
from plugins.expression_rules.faults import FaultyRuleError
from plugins.expression_rules.standings import Standing, State, print_of
from plugins.expression_rules.toml_text import rule_from_toml
from plugins.expression_rules.typed_rules import TypedRule, rule_in, typed_of
from plugins.expression_rules.wording import BothLanguages, as_typed
from plugins.expression_rules.written_rules import WrittenRule, title_of
from tracker.api import InputError, Measure, Message, RecordSession, sentences

_ = sentences("expression_rules")
Kind = Literal["form", "toml"]
MOST_BYTES = 100_000
"""The longest rule that can be published fits, as it stands in the form."""
LONGEST_KEY = 60
NAMELESS = _("Rule without a title")
_KEY = re.compile(r"""^[ \t]*key[ \t]*=[ \t]*["']([^"'\n]*)["']""", re.MULTILINE)


class Draft(SQLModel, table=True):
    """A rule that is being written: `text` is TOML, or what stands in the form, as JSON.

    `key` is the rule's as far as it can be seen. `begun_from` is the print of the published rule that it changes, None
    for a new one; `valid_from` the day from which it is meant to count.
    """

    __tablename__ = "expression_rules_draft"
    __table_args__ = (
        sa.CheckConstraint("kind IN ('form', 'toml')", name="kind"),
        # No draft has the address of one that is gone: it may still be open in a browser.
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(max_length=LONGEST_KEY, index=True)
    kind: str = Field(max_length=4)
    text: str = Field(sa_type=sa.Text)
    begun_from: str | None = Field(default=None, max_length=64)
    valid_from: date | None = None


def new_draft(
    session: RecordSession, text: str, kind: Kind, begun_from: str | None = None, valid_from: date | None = None
) -> Draft:
    """Add a draft. Raises InputError for a text that is too long to keep; a faulty one is kept."""
    draft = Draft(key="", kind=kind, text="", begun_from=begun_from, valid_from=valid_from)
    change_draft(session, draft, text, kind)
    return draft


def new_draft_of(
    session: RecordSession, rule: WrittenRule, begun_from: str | None = None, valid_from: date | None = None
) -> Draft:
    """Add a draft that says what a rule says, to be written in the form."""
    return new_draft(session, typed_of(rule).model_dump_json(), "form", begun_from, valid_from)


def draft_of(session: RecordSession, standing: Standing) -> Draft:
    """Return a draft that changes a published rule: the one that somebody has begun already, or a new one.

    That of a rule which has ended is as the draft of a new one.
    """
    begun_from = None if standing.state is State.ENDED else standing.print
    for draft in drafts_with_key(session, standing.rule.key):
        if draft.begun_from == begun_from:
            return draft
    return new_draft_of(session, standing.rule, begun_from)


def go_on_from(session: RecordSession, draft: Draft, published: WrittenRule | None) -> None:
    """Let a draft begin from what counts now, after its writer has compared the two; None where nothing does."""
    draft.begun_from = None if published is None else print_of(published)
    session.add(draft)
    session.flush()


def change_draft(session: RecordSession, draft: Draft, text: str, kind: Kind) -> None:
    """Replace what a draft says. Raises InputError for a text that is too long to keep; a faulty one is kept."""
    size = len(text.encode())
    if size > MOST_BYTES:
        raise InputError.of(
            _(
                "The rule takes %(size)d kB, and there is room for %(most)d. Shorten it, or remove examples.",
                size=size // 1000,
                most=MOST_BYTES // 1000,
            )
        )
    draft.text, draft.kind = text.replace("\x00", ""), kind
    draft.key = _key_of(draft)[:LONGEST_KEY]
    session.add(draft)
    session.flush()


def remove_draft(session: RecordSession, draft: Draft) -> None:
    """Throw a draft away; the audit log keeps what it said."""
    session.delete(draft)
    session.flush()


def drafts_with_key(session: RecordSession, key: str) -> list[Draft]:
    """Return the drafts of one rule, the oldest first."""
    return list(session.exec(select(Draft).where(col(Draft.key) == key).order_by(col(Draft.id))))


def read_draft(draft: Draft) -> WrittenRule:
    """Return the rule that a draft says; its examples need not come out. Raises FaultyRuleError, with every fault."""
    return rule_from_toml(draft.text) if draft.kind == "toml" else rule_in(draft.text)


def check_draft(draft: Draft, measures: Mapping[str, Measure]) -> Checked:
    """Return what is known of the rule of a draft, with everything that keeps it from being published."""
    if draft.kind == "toml":
        return check_toml(draft.text, measures)
    return check_form(TypedRule.model_validate_json(draft.text), measures)


def whole_rule(draft: Draft, measures: Mapping[str, Measure]) -> WrittenRule:
    """Return the rule of a draft that could be published. Raises FaultyRuleError, with every fault."""
    checked = check_draft(draft, measures)
    if checked.rule is None or checked.faults:
        raise FaultyRuleError(checked.faults)
    return checked.rule


def title_of_draft(draft: Draft) -> Message | str:
    """Return what the rule of a draft is called so far: in the reader's language, else in the other, else its key."""
    if draft.kind == "form":
        typed = TypedRule.model_validate_json(draft.text)
        texts = {language: typed[f"title.{language}"].strip() for language in BothLanguages.model_fields}
        known = next(filter(None, texts.values()), "")
        if known:
            return as_typed((language, text or known) for language, text in texts.items())
        return draft.key or NAMELESS
    try:
        return title_of(read_draft(draft))
    except FaultyRuleError:
        return draft.key or NAMELESS


def _key_of(draft: Draft) -> str:
    """Return the key that a draft gives its rule, which may be faulty otherwise; empty where none can be seen."""
    if draft.kind == "form":
        return TypedRule.model_validate_json(draft.text)["key"].strip()
    found = _KEY.search(draft.text)
    return found[1].strip() if found else ""
