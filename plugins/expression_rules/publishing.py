"""Rules in force: which count when, and how one begins to count or is switched off from a day on.

The rules in force are the plugin's settings, a whole list from a day on. What is changed here is one rule, in the list
of that day and in every later one, so that no other rule begins or ends by it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from plugins.expression_rules.drafts import Draft, remove_draft, whole_rule
from plugins.expression_rules.examples import failing_examples
from plugins.expression_rules.faults import Fault, unknown_measures
from plugins.expression_rules.rules import OWNER
from plugins.expression_rules.settings import MOST_RULES, WrittenRules
from plugins.expression_rules.standings import print_of
from plugins.expression_rules.written_rules import WrittenRule, title_of
from tracker.api import InputError, Measure, Message, RecordSession, sentences, settings_on
from tracker.api.settings import Installation, change_from, known_measures, tell_leaders

_ = sentences("expression_rules")
ALL_RULES = "/expression-rules/"


def with_rule(settings: WrittenRules, rule: WrittenRule) -> WrittenRules:
    """Return the rules with this one, in the place of that with its key. Raises InputError where they are too many."""
    others = [one for one in settings.rules if one.key != rule.key]
    if len(others) >= MOST_RULES:
        raise InputError.of(_("There are %(most)d rules already. Switch one off first.", most=MOST_RULES))
    if len(others) == len(settings.rules):
        return WrittenRules(rules=(*others, rule))
    return WrittenRules(rules=tuple(rule if one.key == rule.key else one for one in settings.rules))


def without_rule(settings: WrittenRules, key: str) -> WrittenRules:
    """Return the rules without the one with that key."""
    return WrittenRules(rules=tuple(one for one in settings.rules if one.key != key))


def publish(
    session: RecordSession,
    here: Installation,
    draft: Draft,
    valid_from: date,
    because: str,
    *,
    in_the_past: bool = False,
    stake: Message | None = None,
) -> WrittenRule:
    """Let the rule of a draft count from a day on; the draft is gone, leaders are told. Returns the rule.

    `in_the_past` says that a day before today is meant, `stake` what who publishes it gains or loses by it, for the
    leaders to know. Raises FaultyRuleError for a rule that is not whole, InputError
    where the published rule is not the one that the draft began from.
    """
    rule = whole_rule(draft, known_measures(here))
    _refuse_past(here, valid_from, in_the_past)
    _refuse_other_beginning(draft, rule, rules_on(session, valid_from).get(rule.key), valid_from)
    change_rules(session, here, [rule], [], valid_from, because, in_the_past=in_the_past, stake=stake)
    remove_draft(session, draft)
    return rule


def switch_off(
    session: RecordSession,
    here: Installation,
    key: str,
    valid_from: date,
    because: str,
    *,
    in_the_past: bool = False,
    stake: Message | None = None,
) -> None:
    """Let a rule no longer count from a day on; leaders are told. Raises InputError if it does not count then."""
    change_rules(session, here, [], [key], valid_from, because, in_the_past=in_the_past, stake=stake)


def change_rules(
    session: RecordSession,
    here: Installation,
    published: Sequence[WrittenRule],
    switched_off: Collection[str],
    valid_from: date,
    because: str,
    *,
    in_the_past: bool = False,
    stake: Message | None = None,
) -> None:
    """Let rules begin to count, and others no longer count, from a day on; leaders are told once.

    Raises InputError where one that is switched off does not count that day, and where other versions of one of these
    rules begin or end later already.
    """
    _refuse_past(here, valid_from, in_the_past)
    first = rules_on(session, valid_from)
    _refuse_absent(switched_off, first, valid_from)
    keys = [*(rule.key for rule in published), *switched_off]

    def change(settings: WrittenRules, day: date) -> WrittenRules:
        _refuse_other_versions(keys, first, settings, day)
        for rule in published:
            settings = with_rule(settings, rule)
        for key in switched_off:
            settings = without_rule(settings, key)
        return settings

    if not change_from(session, here, OWNER, change, valid_from, because):
        raise InputError.of(_("These rules count already as they stand here, so nothing was changed."))
    begun, ended = [title_of(rule) for rule in published], [title_of(first[key]) for key in switched_off]
    told = _told(session.change.actor, begun, ended, valid_from, because)
    if valid_from < here.today:
        told = _("%(news)s. What people have seen is scored anew", news=told)
    if stake is not None:
        told = _("%(news)s. %(stake)s", news=told, stake=stake)
    page = page_of(keys[0]) if len(keys) == 1 else ALL_RULES
    tell_leaders(session, OWNER, told, page, here.today)


def page_of(key: str) -> str:
    """Return the address of the page of a rule."""
    return f"{ALL_RULES}rules/{key}"


def faults_of_rule(rule: WrittenRule, measures: Mapping[str, Measure]) -> list[Fault]:
    """Return why a rule that can be read cannot count: measures that nobody gives, examples that do not come out."""
    failed = [Fault("examples", one.message) for one in failing_examples(rule, measures)]
    return [*unknown_measures(rule, measures), *failed]


def rules_on(session: RecordSession, day: date) -> dict[str, WrittenRule]:
    """Return the rules that count on that day by key."""
    return {rule.key: rule for rule in settings_on(session, OWNER, WrittenRules, day).rules}


def _refuse_past(here: Installation, valid_from: date, in_the_past: bool) -> None:
    if valid_from < here.today and not in_the_past:
        raise InputError.of(
            _(
                "%(day)s is past: what people have seen would be scored anew. Choose a later day, or say that it is "
                "meant.",
                day=valid_from,
            )
        )


def _refuse_absent(keys: Collection[str], present: Collection[str], day: date) -> None:
    for key in keys:
        if key not in present:
            raise InputError.of(
                _(
                    "No rule %(key)s counts on %(day)s; there are %(known)s.",
                    key=key,
                    day=day,
                    known=sorted(present) or "–",
                )
            )


def _refuse_other_beginning(draft: Draft, rule: WrittenRule, present: WrittenRule | None, day: date) -> None:
    """Raise InputError if the draft began from another version than counts on that day, or says the same."""
    if draft.begun_from != (None if present is None else print_of(present)):
        raise InputError.of(_changed_meanwhile(rule, present, day))
    if present == rule:
        raise InputError.of(_("The draft of %(key)s says what counts already. Change it first.", key=rule.key))


def _refuse_other_versions(
    keys: Collection[str], first: Mapping[str, WrittenRule], settings: WrittenRules, day: date
) -> None:
    """Raise InputError if one of these rules is on that day not as on the first one."""
    present = {rule.key: rule for rule in settings.rules}
    for key in keys:
        if present.get(key) != first.get(key):
            raise InputError.of(_differs_later(key, present.get(key), day))


def _changed_meanwhile(rule: WrittenRule, present: WrittenRule | None, day: date) -> Message:
    if present is None:
        return _(
            "The rule %(key)s does not count on %(day)s any more, and the draft began while it did. If it is to count "
            "again, go on from there.",
            key=rule.key,
            day=day,
        )
    return _(
        "The rule %(key)s that counts on %(day)s is not the one that the draft began from. Compare the two, and go on "
        "from the one that counts, or give the draft another key.",
        key=rule.key,
        day=day,
    )


def _differs_later(key: str, later: WrittenRule | None, day: date) -> Message:
    if later is None:
        return _(
            "The rule %(key)s is switched off from %(day)s on already. Choose that day or a later one.",
            key=key,
            day=day,
        )
    return _(
        "Another version of the rule %(key)s counts from %(day)s on already. Choose that day or a later one, or switch "
        "that version off from %(day)s on first.",
        key=key,
        day=day,
    )


def _told(who: str, begun: Sequence[Message], ended: Sequence[Message], day: date, because: str) -> Message:
    if not ended:
        return _(
            "%(who)s published the rule %(rules)s; it counts from %(day)s on: %(why)s",
            who=who,
            rules=list(begun),
            day=day,
            why=because,
        )
    if not begun:
        return _(
            "%(who)s switched off the rule %(rules)s; it no longer counts from %(day)s on: %(why)s",
            who=who,
            rules=list(ended),
            day=day,
            why=because,
        )
    return _(
        "%(who)s published %(begun)s and switched off %(ended)s from %(day)s on: %(why)s",
        who=who,
        begun=list(begun),
        ended=list(ended),
        day=day,
        why=because,
    )
