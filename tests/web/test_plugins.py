"""Rules and plugins: what is installed, whether it works, and what it contributes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import NOW
from tests.web.conftest import Site
from tracker.app import create_app
from tracker.config import PluginsConfig
from tracker.fingerprint import PluginFingerprint


def test_each_plugin_is_shown_with_its_version_rules_and_what_they_read(site: Site) -> None:
    page = site.browser("auditor").get("/plugins/reward_rules")
    assert "version 1.0" in page
    assert "Files early or on time" in page
    assert "Files finished before the due date" in page
    assert "100.00 points at most" in page


def test_the_measures_of_the_core_are_listed_with_their_unit_and_direction(site: Site) -> None:
    page = site.browser("admin").get("/plugins/")
    assert "files.overdue" in page
    assert "less is better" in page
    assert "at revision tracker_" in page


def test_an_unknown_plugin_has_no_page(site: Site) -> None:
    assert site.browser("admin").ask("/plugins/weather").status_code == 404
    assert site.browser("admin").ask("/plugins/weather/settings").status_code == 404


@pytest.fixture
def broken_site(site: Site) -> Iterator[Site]:
    """The same commune, whose configuration names a plugin that is not there."""
    config = site.tracker.config.model_copy(update={"plugins": PluginsConfig(enabled=("reward_rules", "weather"))})
    app = create_app(config, lambda: NOW)
    app.config.update(WTF_CSRF_ENABLED=False, SECRET_KEY="for tests")
    tracker = app.extensions["tracker"]
    yield Site(app, tracker, site.accounts, site.officials, site.files)
    tracker.database.close()


def test_a_plugin_set_aside_says_why_and_by_which_command_it_is_mended(broken_site: Site) -> None:
    page = broken_site.browser("admin").get("/plugins/weather")
    assert "Set aside" in page
    assert "there is no folder plugins/weather" in page
    assert "Nothing is scored until it is mended" in page
    assert '<code class="cmd">tracker plugins disable weather</code>' in page
    assert "tracker plugins check" not in page
    assert "Files early or on time" in broken_site.browser("admin").get("/plugins/reward_rules")


def test_where_a_variable_names_the_plugins_no_command_is_named_that_it_would_refuse(broken_site: Site) -> None:
    config = broken_site.tracker.config
    changed = config.model_copy(update={"variables": frozenset({"TRACKER_PLUGINS__ENABLED"})})
    object.__setattr__(broken_site.tracker, "config", changed)
    page = broken_site.browser("admin").get("/plugins/weather")
    assert "tracker plugins disable" not in page
    assert "take it out of the variable TRACKER_PLUGINS__ENABLED" in page


def test_a_process_with_other_plugins_than_the_database_says_that_it_refuses_to_score(site: Site) -> None:
    with site.database.writing("test") as session:
        session.get_one(PluginFingerprint, 1).plugins = "tracker 0.0.1"
    page = site.browser("admin").get("/plugins/")
    assert "This process refuses to score" in page
    assert "tracker 0.0.1" in page
