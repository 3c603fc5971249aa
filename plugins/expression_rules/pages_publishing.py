"""What becomes of a draft or of a rule: published, switched off, thrown away."""

from __future__ import annotations

from datetime import date

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from plugins.expression_rules.addressed import draft_at, shown_of, versions_at
from plugins.expression_rules.changes import changes_of
from plugins.expression_rules.drafts import check_draft, go_on_from, remove_draft, title_of_draft
from plugins.expression_rules.pages_trial import trial_parts, tried_with
from plugins.expression_rules.publishing import publish as publish_draft
from plugins.expression_rules.publishing import rules_on, with_rule, without_rule
from plugins.expression_rules.publishing import switch_off as switch_rule_off
from plugins.expression_rules.rules import OWNER
from plugins.expression_rules.standings import State, print_of
from plugins.expression_rules.starting_days import Start, StartForm, asked_start, reach_of
from plugins.expression_rules.written_rules import title_of
from tracker.api import Message, RecordSession, sentences
from tracker.api.web import (
    all_measures,
    in_words,
    installation,
    may,
    needs,
    refuse_if_changed,
    session,
    stake_in,
    stored_form,
    today,
    version_of,
    writing,
)

_ = sentences("expression_rules")


@needs("expression_rules.edit")
def publish(draft_id: int) -> ResponseReturnValue:
    """Say what publishing a draft changes; publish it once that was seen."""
    _refuse_who_may_not_set()
    draft = draft_at(draft_id)
    if request.form.get("do") == "go-on":
        return _go_on(draft_id)
    checked, start = check_draft(draft, all_measures()), asked_start(draft.valid_from)
    rule, day = checked.rule if checked.is_whole else None, start.seen_day
    stake = None if rule is None else stake_in(OWNER, lambda settings: with_rule(settings, rule), None)
    if rule is not None and day is not None and _published(draft_id, start, day, stake):
        flash(in_words(_("%(rule)s counts from %(day)s on.", rule=title_of(rule), day=day)), "ok")
        return redirect(url_for("expression_rules.rule", rule_key=rule.key))
    present = rules_on(session(), start.day or today()).get(draft.key)
    page = render_template(
        "expression_rules/publish.html",
        draft=draft,
        version=version_of(draft),
        title=title_of_draft(draft),
        checked=checked,
        start=start,
        reach=reach_of(start.day),
        present=present,
        changes=changes_of(present, checked.rule),
        stake=stake,
        begun_from_another=draft.begun_from != (None if present is None else print_of(present)),
    )
    return page, 422 if start.form.is_wrong else 200


@needs("expression_rules.edit")
def switch_off(rule_key: str) -> ResponseReturnValue:
    """Say what switching a rule off changes, try it on a period where that is asked, and do it once that was seen."""
    _refuse_who_may_not_set()
    shown = shown_of(versions_at(rule_key))
    tried = tried_with(lambda settings: without_rule(settings, rule_key))
    if isinstance(tried, Response):
        return tried
    start, title = asked_start(), title_of(shown.rule)
    day = start.seen_day
    stake = stake_in(OWNER, lambda settings: without_rule(settings, rule_key), None)
    if tried is not None:
        start.form.errors.clear()
    elif day is not None and _switched_off(rule_key, start, day, stake):
        flash(in_words(_("%(rule)s no longer counts from %(day)s on.", rule=title, day=day)), "ok")
        return redirect(url_for("expression_rules.rule", rule_key=rule_key))
    page = render_template(
        "expression_rules/switch_off.html",
        shown=shown,
        title=title,
        is_ended=shown.state is State.ENDED,
        counted_then=tried is None or rule_key in rules_on(session(), tried.period.end),
        start=start,
        stake=stake,
        reach=reach_of(start.day, ends=True),
        **trial_parts(tried),
    )
    return page, 422 if start.form.is_wrong else 200


@needs("expression_rules.edit")
def discard(draft_id: int) -> ResponseReturnValue:
    """Ask whether a draft is to be thrown away; throw it away."""
    draft = draft_at(draft_id)
    if request.method == "GET":
        title = title_of_draft(draft)
        return render_template("expression_rules/discard.html", draft=draft, version=version_of(draft), title=title)
    with writing() as writer:
        changed = draft_at(draft_id, writer)
        refuse_if_changed(changed)
        remove_draft(writer, changed)
    flash(in_words(_("The draft is gone. The audit log has what it said.")), "ok")
    return redirect(url_for("expression_rules.index"))


def _published(draft_id: int, start: Start, day: date, stake: Message | None) -> bool:
    def change(writer: RecordSession, given: StartForm) -> None:
        draft = draft_at(draft_id, writer)
        refuse_if_changed(draft)
        publish_draft(writer, installation(), draft, day, given.because, in_the_past=given.in_the_past, stake=stake)

    return stored_form(start.form, change, start.reason)


def _switched_off(rule_key: str, start: Start, day: date, stake: Message | None) -> bool:
    def change(writer: RecordSession, given: StartForm) -> None:
        switch_rule_off(
            writer, installation(), rule_key, day, given.because, in_the_past=given.in_the_past, stake=stake
        )

    return stored_form(start.form, change, start.reason)


def _go_on(draft_id: int) -> ResponseReturnValue:
    """Let a draft begin from what counts now, after its writer has compared the two."""
    with writing() as writer:
        draft = draft_at(draft_id, writer)
        refuse_if_changed(draft)
        day = asked_start(draft.valid_from).day or today()
        go_on_from(writer, draft, rules_on(writer, day).get(draft.key))
    return redirect(url_for("expression_rules.publish", draft_id=draft_id))


def _refuse_who_may_not_set() -> None:
    """Refuse who may write rules, but not set what counts."""
    if not may("settings.edit"):
        abort(403)
