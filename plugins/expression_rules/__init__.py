"""Rules without programming: an administrator writes them as formulas, and they count from a day on."""

from collections.abc import Mapping

from click import Command
from flask import Blueprint
from pydantic import BaseModel

from plugins.expression_rules.jobs import news_job
from plugins.expression_rules.rules import rule_of
from plugins.expression_rules.settings import WrittenRules
from tracker.api import AnyRule, Job, Measure, NavEntry, Permission, Role, hookimpl, sentences

_ = sentences("expression_rules")
VIEW, EDIT = "expression_rules.view", "expression_rules.edit"


@hookimpl
def settings_model() -> type[BaseModel]:
    return WrittenRules


@hookimpl
def permissions() -> list[Permission]:
    return [
        Permission(VIEW, _("See written rules and try them"), frozenset({Role.LEADER, Role.ADMIN, Role.AUDITOR})),
        Permission(EDIT, _("Write rules and publish them"), frozenset({Role.ADMIN})),
    ]


@hookimpl
def blueprints() -> list[Blueprint]:
    # Imported here: whoever scores or runs commands needs no pages.
    from plugins.expression_rules.pages import pages

    return [pages]


@hookimpl
def nav_entries() -> list[NavEntry]:
    return [NavEntry(_("Written rules"), "expression_rules.index", VIEW, icon="pencil")]


@hookimpl
def rules(settings: WrittenRules, measures: Mapping[str, Measure]) -> list[AnyRule]:
    return [rule_of(written, measures) for written in settings.rules]


@hookimpl
def jobs() -> list[Job]:
    return [news_job()]


@hookimpl
def commands() -> list[Command]:
    # Imported here: whoever serves pages or scores needs no command. A module named as the hook would hide it.
    from plugins.expression_rules.command_line import expression_rules

    return [expression_rules]
