"""The API of a plugin that changes its own settings on pages or by commands of its own.

`here` is the installation: `installation()` of `tracker.api.web` on a page, `terminal.tracker` in a command.
"""

from collections.abc import Mapping

from tracker.contributions import Measure
from tracker.scoring.looking import Installation
from tracker.scoring.measuring import all_measure_sets, measures_by_key
from tracker.scoring.settings_changes import tell_leaders
from tracker.scoring.settings_days import SettingsAsSet, change_from, settings_as_set

__all__ = ["Installation", "SettingsAsSet", "change_from", "known_measures", "settings_as_set", "tell_leaders"]


def known_measures(here: Installation) -> Mapping[str, Measure]:
    """Return, by key, every measure that the core and the plugins give."""
    return measures_by_key(all_measure_sets(here.plugins))
