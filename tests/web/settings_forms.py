"""Filling the form of settings as a browser does: look at the effect, then store."""

from __future__ import annotations

import re

from tests.web.conftest import Site

RANKING = "/plugins/tracker.ranking/settings"
WORKING_TIME = "/plugins/tracker.working_time/settings"
REWARD_RULES = "/plugins/reward_rules/settings"
SEEN = re.compile(r'name="seen" value="(\w+)"')
VERSION = re.compile(r'name="version" value="(\d+)"')
VALUE = re.compile(r'name="(settings\.[\w.]+)"[^>]*?value="([^"]*)"( checked)?')


def typed(page: str) -> dict[str, str]:
    """Return what a browser would send of the settings in the page."""
    found = {}
    for name, value, checked in VALUE.findall(page):
        if value != "on" or checked:
            found[name.replace(".", "__")] = value
    return found


def looked_at(page: str) -> str:
    """Return what the page gives along with a change whose effect somebody looked at, by which it is stored."""
    found = SEEN.search(page)
    assert found is not None
    return found[1]


def set_ranking(site: Site, smallest: str, valid_from: str = "23/11/2026", because: str = "Nghị quyết 3") -> str:
    """Look at the effect of a change and store it; returns what was told of the effect."""
    admin = site.browser("admin")
    sent = {"settings__smallest_group": smallest, "valid_from": valid_from, "because": because}
    looked = admin.send(RANKING, **sent).get_data(as_text=True)
    version = VERSION.search(looked)
    assert version is not None
    answer = admin.send(RANKING, **sent, seen=looked_at(looked), version=version[1])
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return looked
