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
key = "nothing_overdue"
most = 5
points = "most if files.overdue == 0 else 0"

[title]
vi = "Không có hồ sơ quá hạn"
en = "No file overdue"

[minimum]
measure = "files.finished"
at_least = 10

[because]
vi = "{files.overdue} hồ sơ quá hạn trong {files.finished} hồ sơ đã giải quyết: được {points}/{most} điểm"
en = "{files.overdue} files became overdue, with {files.finished} finished: {points} of {most} points"

[next_step]
vi = "Quý sau không có hồ sơ nào quá hạn thì được đủ {most} điểm."
en = "A quarter without an overdue file gives all {most} points."

[[examples]]
name = "Không quá hạn / none overdue"
measures = { "files.finished" = 40, "files.overdue" = 0 }
points = 5

[[examples]]
name = "Một hồ sơ quá hạn / one overdue"
measures = { "files.finished" = 40, "files.overdue" = 1 }
points = 0

[[examples]]
name = "Mới có 9 hồ sơ / only 9 files"
measures = { "files.finished" = 9, "files.overdue" = 0 }
points = "–"
"""


def publish_written_rule(session: Session, plugins: Plugins, today: date, because: str) -> None:
    """Let the rule count from the next quarter on; without the plugin of written rules there is none."""
    next_quarter = period_of(today, "quarter").end + timedelta(days=1)
    for plugin in plugins.loaded:
        if plugin.info.name == OWNER:
            rules = plugin.settings_model.model_validate({"rules": [tomllib.loads(RULE, parse_float=Decimal)]})
            change_settings(session, OWNER, rules, next_quarter, because)
