"""`tracker expression-rules`: written rules in files, checked, compared, published from a day on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import click

from plugins.expression_rules.exchange import DraftFate, Filed, News, compared, filed_rules, import_rules, text_of
from plugins.expression_rules.faults import Fault, FaultyRuleError
from plugins.expression_rules.publishing import change_rules, faults_of_rule
from plugins.expression_rules.rules import OWNER
from plugins.expression_rules.settings import WrittenRules
from plugins.expression_rules.toml_text import rules_to_toml
from plugins.expression_rules.written_rules import title_of
from tracker.api import InputError, Message, counting, sentences, settings_on
from tracker.api.commands import Terminal
from tracker.api.settings import known_measures

_ = sentences("expression_rules")
counted = counting("expression_rules")
DAY = click.DateTime(["%Y-%m-%d"])
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEWS: Mapping[News, Message] = {
    News.NEW: _("new"),
    News.CHANGED: _("changed"),
    News.SAME: _("as it counts already"),
}
FATES: Mapping[DraftFate, Message] = {
    DraftFate.NEEDLESS: _("none needed"),
    DraftFate.SAME: _("says this already"),
    DraftFate.MADE: _("made"),
    DraftFate.REPLACED: _("replaced"),
    DraftFate.KEPT: _("kept as it was; --overwrite and its key replace it"),
}


@click.group("expression-rules")
def expression_rules() -> None:
    """Check, exchange and publish the rules that are written as formulas."""


@expression_rules.command()
@click.argument("path", metavar="FILE", type=FILE)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def check(terminal: Terminal, path: Path, as_json: bool) -> None:
    """Say whether the rules in FILE could be put in force, and what is wrong; exit status 1 if anything is."""
    try:
        filed = _filed_rules(path)
        measures = known_measures(terminal.tracker)
        faults = [fault for one in filed for fault in _named(one, faults_of_rule(one.rule, measures))]
    except FaultyRuleError as error:
        filed, faults = [], list(error.faults)
    if as_json:
        rules = [{"key": one.rule.key, "title": terminal.text(title_of(one.rule))} for one in filed]
        terminal.show_json({"rules": rules, "faults": [_as_json(terminal, fault) for fault in faults]})
    else:
        for fault in faults:
            terminal.show(fault.message)
    if faults:
        raise InputError.of(
            counted("%(count)s fault in %(file)s.", "%(count)s faults in %(file)s.", count=len(faults), file=path.name)
        )
    if not as_json:
        terminal.show(
            counted(
                "%(count)s rule in %(file)s could be published: its examples come out.",
                "%(count)s rules in %(file)s could be published: their examples come out.",
                count=len(filed),
                file=path.name,
            )
        )


@expression_rules.command()
@click.option("--on", type=DAY, help="The day asked about; else today.")
@click.pass_obj
def export(terminal: Terminal, on: datetime | None) -> None:
    """Print the rules that count as TOML."""
    day = on.date() if on else terminal.tracker.today
    with terminal.tracker.database.reading() as session:
        present = settings_on(session, OWNER, WrittenRules, day)
    click.echo(rules_to_toml(present), nl=False)


@expression_rules.command("import")
@click.argument("path", metavar="FILE", type=FILE)
@click.option("--overwrite", multiple=True, metavar="KEY", help="Replace the draft of this rule that there is.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def import_(terminal: Terminal, path: Path, overwrite: Sequence[str], as_json: bool) -> None:
    """Make drafts of the rules in FILE that are new or changed; nothing counts before it is published."""
    filed, tracker = _filed_rules(path), terminal.tracker
    with tracker.database.writing(terminal.actor, f"import {path.name}") as session:
        incoming = compared(session, filed, tracker.today)
        fates = [one.fate(overwrite) for one in incoming]
        import_rules(session, incoming, overwrite)
    rows = [(one.filed.rule, one.news, fate) for one, fate in zip(incoming, fates, strict=True)]
    if as_json:
        told = [{"key": rule.key, "news": news.value, "draft": fate.value} for rule, news, fate in rows]
        terminal.show_json({"rules": told})
        return
    shown = [(rule.key, title_of(rule), NEWS[news], FATES[fate]) for rule, news, fate in rows]
    terminal.show_table(None, (_("Key"), _("Title"), _("Rule"), _("Draft")), shown)


@expression_rules.command()
@click.argument("path", metavar="[FILE]", type=FILE, required=False)
@click.option("--from", "valid_from", type=DAY, required=True, help="The first day on which they count.")
@click.option("--because", required=True, help="Why, for the audit log and the leaders.")
@click.option("--switch-off", multiple=True, metavar="KEY", help="This rule no longer counts from that day on.")
@click.option("--in-the-past", is_flag=True, help="A day before today is meant; what it reaches is scored anew.")
@click.pass_obj
def publish(
    terminal: Terminal,
    path: Path | None,
    valid_from: datetime,
    because: str,
    switch_off: Sequence[str],
    in_the_past: bool,
) -> None:
    """Let the rules in FILE count from a day on, and others no longer; those not named stay as they are.

    Leaders are told. What it changes shows `tracker score PERIOD --simulate`.
    """
    tracker, day = terminal.tracker, valid_from.date()
    rules = [one.rule for one in ([] if path is None else _filed_rules(path))]
    if not rules and not switch_off:
        raise InputError.of(_("Name a file with rules, or a rule to switch off."))
    measures = known_measures(tracker)
    faults = [fault for rule in rules for fault in _named(Filed(rule), faults_of_rule(rule, measures))]
    if faults:
        raise FaultyRuleError(faults)
    with tracker.database.writing(terminal.actor, because) as session:
        change_rules(session, tracker, rules, switch_off, day, because, in_the_past=in_the_past)
    if rules:
        keys = [rule.key for rule in rules]
        terminal.say(_("These rules count from %(day)s on: %(keys)s.", day=day, keys=keys))
    if switch_off:
        terminal.say(_("These rules no longer count from %(day)s on: %(keys)s.", day=day, keys=list(switch_off)))


def _filed_rules(path: Path) -> list[Filed]:
    return filed_rules(text_of(path.read_bytes()))


def _named(filed: Filed, faults: Sequence[Fault]) -> list[Fault]:
    """Return the faults of one rule of several, each with the key of the rule before its field."""
    return [Fault(f"{filed.rule.key}.{fault.field}", fault.why, fault.place) for fault in faults]


def _as_json(terminal: Terminal, fault: Fault) -> dict[str, object]:
    place = fault.place
    return {
        "field": fault.field,
        "why": terminal.text(fault.why),
        "line": None if place is None else place.line,
        "column": None if place is None else place.column,
    }
