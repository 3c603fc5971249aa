"""What the plugins that everybody has add to pages of everybody: next to nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import NOW
from tests.web.conftest import AS_IN_TESTS, COMPILED, Site, config_of
from tests.web.test_record import counted_statements
from tracker.app import create_app
from tracker.config import PluginsConfig


def without(site: Site, folder: Path, plugin: str) -> Site:
    """Return the site without one of its plugins."""
    config = config_of(site.database.url.render_as_string(hide_password=False), folder)
    others = tuple(one for one in config.plugins.enabled if one != plugin)
    app = create_app(config.model_copy(update={"plugins": PluginsConfig(enabled=others)}), lambda: NOW)
    app.config.update(AS_IN_TESTS)
    app.jinja_env.bytecode_cache = COMPILED
    return Site(app, app.extensions["tracker"], site.accounts, site.officials, site.files)


def statements(site: Site, who: str, address: str) -> int:
    """Return how many statements the page takes when it is opened again."""
    browser = site.browser(who)
    browser.get(address)
    with counted_statements(site) as sent:
        browser.get(address)
    return len(sent)


@pytest.mark.parametrize("plugin", ["training", "regulations"])
def test_a_plugin_adds_few_statements_to_pages_of_everybody(site: Site, tmp_path: Path, plugin: str) -> None:
    most = {
        ("leader", "/overview"): 4,
        ("leader", f"/officials/{site.officials['CB01']}/"): 2,
        ("leader", "/more"): 1,
        ("staff", "/me/"): 1,
        ("staff", "/notices/"): 0,
        ("auditor", "/more"): 0,
    }
    other = without(site, tmp_path, plugin)
    added = {page: statements(site, *page) - statements(other, *page) for page in most}
    other.database.close()
    assert {page: number for page, number in added.items() if number > most[page]} == {}
