"""The first reward rules: what a commune pays points for, each with settings that it can change."""

from pydantic import BaseModel

from plugins.reward_rules import rules, settings
from tracker.api import AnyRule, hookimpl


@hookimpl
def settings_model() -> type[BaseModel]:
    return settings.RewardRules


@hookimpl(specname="rules")
def reward_rules(settings: settings.RewardRules) -> list[AnyRule]:
    return rules.enabled_rules(settings)
