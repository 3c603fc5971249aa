"""A rule that the commune has written itself and that counts from the next quarter on."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from decimal import Decimal

from sqlmodel import Session

from tracker.periods import period_of
from tracker.plugins import Plugins
from tracker.settings import change_settings

OWNER = "expression_rules"
RULE = """
key = "standing_in"
most = 5
points = "duty.substituted"

[title]
vi = "Trực thay đồng nghiệp"
en = "Duty days taken over"

[because]
vi = "{duty.substituted} buổi trực thay, mỗi buổi 1 điểm, nhiều nhất {most}: được {points} điểm"
en = "{duty.substituted} duty days taken over, 1 point each, at most {most}: {points} points"

[next_step]
vi = "Mỗi buổi trực thay đồng nghiệp được thêm 1 điểm."
en = "Each duty day taken over for a colleague gives 1 point more."

[[examples]]
name = "Không trực thay / none"
measures = { "duty.substituted" = 0 }
points = 0

[[examples]]
name = "Trực thay 2 buổi / two days"
measures = { "duty.substituted" = 2 }
points = 2

[[examples]]
name = "Trực thay 7 buổi / seven days"
measures = { "duty.substituted" = 7 }
points = 5
"""


def publish_written_rule(session: Session, plugins: Plugins, today: date, because: str) -> None:
    """Let the rule count from the next quarter on; without the plugin of written rules there is none."""
    next_quarter = period_of(today, "quarter").end + timedelta(days=1)
    for plugin in plugins.loaded:
        if plugin.info.name == OWNER:
            rules = plugin.settings_model.model_validate({"rules": [tomllib.loads(RULE, parse_float=Decimal)]})
            change_settings(session, OWNER, rules, next_quarter, because)
