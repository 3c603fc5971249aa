"""Pages and menu entries of plugins: what is shown, to whom, and what is left out of a plugin at fault."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.web.conftest import Plugged, Site

PAGES = """
from flask import Blueprint, render_template_string

from tracker.api import NavEntry, Permission, Role, hookimpl, sentences
from tracker.api.web import in_words, needs

_ = sentences("{name}")
pages = Blueprint("{name}", __name__, url_prefix="/{address}")


@pages.get("/")
@needs("{name}.view")
def index():
    words = "{{{{ _('Meetings') }}}}, {{{{ _('Overview') }}}}"
    return render_template_string("{{% extends 'base.html' %}}{{% block main %}}" + words + "{{% endblock %}}")


@hookimpl
def permissions():
    return [Permission("{name}.view", _("See meetings"), frozenset({{Role.LEADER, Role.ADMIN}}))]


@hookimpl
def blueprints():
    return [pages]


@hookimpl
def nav_entries(viewer):
    return [NavEntry(_("Meetings"), "{name}.index", "{name}.view")]
"""
CATALOGUE = """msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Meetings"
msgstr "Cuộc họp"
"""
WithPlugin = Callable[..., tuple[Site, str]]


@pytest.fixture
def with_plugin(plugged: Plugged) -> WithPlugin:
    """Return the site with one more plugin, and the plugin's name; `change` is made to the source of PAGES."""

    def make(*change: tuple[str, str]) -> tuple[Site, str]:
        source = PAGES
        for old, new in change:
            assert old in source
            source = source.replace(old, new)
        source = source.format(name="PLUGIN", address="PLUGIN")
        return plugged(source, {"locale/vi/LC_MESSAGES/messages.po": CATALOGUE})

    return make


def test_a_page_of_a_plugin_is_open_to_those_who_have_its_permission(with_plugin: WithPlugin) -> None:
    site, name = with_plugin()
    assert "Meetings" in site.browser("leader").get(f"/{name}/")
    assert site.browser("staff").ask(f"/{name}/").status_code == 403
    assert "/sign-in" in site.browser().ask(f"/{name}/").headers["Location"]


def test_the_files_of_its_own_folder_are_open_as_those_of_tracker_are(with_plugin: WithPlugin, tmp_path: Path) -> None:
    site, name = with_plugin(('url_prefix="/{address}"', 'url_prefix="/{address}", static_folder="static"'))
    folder = tmp_path / "plugins" / name / "static"
    folder.mkdir()
    (folder / "own.css").write_text("b{}", encoding="utf-8")
    assert site.browser().ask(f"/{name}/static/own.css").get_data(as_text=True) == "b{}"
    assert "Meetings" in site.browser("leader").get(f"/{name}/")


def test_its_entry_stands_in_the_menu_of_those_who_may_open_it(with_plugin: WithPlugin) -> None:
    site, name = with_plugin()
    assert f'href="/{name}/"' in site.browser("leader").get("/files/")
    assert f'href="/{name}/"' not in site.browser("staff").get("/me/")


def test_its_sentences_come_from_its_catalogue_and_else_from_that_of_tracker(with_plugin: WithPlugin) -> None:
    site, name = with_plugin()
    assert "Cuộc họp, Tổng quan" in site.browser("leader", language="vi").get(f"/{name}/")


A_LIST_OF_SETTINGS = (
    "@hookimpl\ndef permissions():",
    """
from pydantic import BaseModel


class Settings(BaseModel):
    places: tuple[str, ...] = ()


@hookimpl
def settings_model():
    return Settings


@hookimpl
def permissions():""",
)


def test_settings_that_no_form_can_ask_for_stand_on_the_page_of_the_plugin(with_plugin: WithPlugin) -> None:
    site, name = with_plugin(A_LIST_OF_SETTINGS)
    assert site.browser("admin").ask(f"/plugins/{name}/settings").headers["Location"] == f"/{name}/"


def test_where_the_plugin_has_no_page_they_are_only_shown(with_plugin: WithPlugin) -> None:
    entries = ('return [NavEntry(_("Meetings"), "{name}.index", "{name}.view")]', "return []")
    site, name = with_plugin(A_LIST_OF_SETTINGS, entries)
    page = site.browser("admin").get(f"/plugins/{name}/settings")
    assert "These settings hold more than a form can ask for." in page
    assert "Look at the effect" not in page


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (('@needs("{name}.view")\n', ""), "does not say which permission opens it"),
        (('@needs("{name}.view")', '@needs("{name}.nothing")'), "does not say which permission opens it"),
        (('url_prefix="/{address}"', 'url_prefix="/files"'), "does not stand under"),
        (('Blueprint("{name}"', 'Blueprint("files"'), "is not named as the plugin"),
        (("return [pages]", "return pages"), "does not return a list of Blueprint"),
        (("return [pages]", "return [1 / 0]"), "division by zero"),
        (
            ("@pages.get", "@pages.before_app_request\ndef look():\n    pass\n\n\n@pages.get"),
            "reaches into pages that are not its own",
        ),
    ],
)
def test_pages_that_cannot_be_used_are_left_out_and_the_rest_of_the_site_works(
    with_plugin: WithPlugin, change: tuple[str, str], told: str
) -> None:
    site, name = with_plugin(change)
    assert site.browser("leader").ask(f"/{name}/").status_code == 404
    page = site.browser("admin").get(f"/plugins/{name}")
    assert told in page
    assert "Has a fault" in page
    assert "Handled files" in site.browser("leader").get("/files/")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (('"{name}.index", "{name}.view")]', '"{name}.nowhere", "{name}.view")]'), "names a page"),
        (('"{name}.index", "{name}.view")]', '"{name}.index", "nothing")]'), "which nobody declares"),
        (('"{name}.view")]\n', '"{name}.view", group="mine")]\n'), "names a group"),
        (("def nav_entries(viewer):", "def nav_entries():\n    1 / 0"), "division by zero"),
        (
            ("def nav_entries(viewer):", 'def nav_entries():\n    raise InputError("no menu today")'),
            "no menu today",
        ),
    ],
)
def test_a_menu_that_cannot_be_shown_is_left_out_of_every_page(
    with_plugin: WithPlugin, change: tuple[str, str], told: str
) -> None:
    site, name = with_plugin(change, ("import NavEntry", "import InputError, NavEntry"))
    assert f'href="/{name}/"' not in site.browser("leader").get("/files/")
    assert "Meetings" in site.browser("leader").get(f"/{name}/")
    assert told in site.browser("admin").get(f"/plugins/{name}")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (('Permission("{name}.view"', 'Permission("files.view"'), "does not begin with its name"),
        (("return [Permission(", "return set() and [Permission("), "does not return a list of Permission"),
        (("def permissions():", "def permissions():\n    1 / 0"), "division by zero"),
    ],
)
def test_a_plugin_whose_permissions_cannot_be_used_is_set_aside(
    with_plugin: WithPlugin, change: tuple[str, str], told: str
) -> None:
    site, name = with_plugin(change)
    assert told in site.browser("admin").get(f"/plugins/{name}")
    assert site.browser("leader").ask(f"/{name}/").status_code == 404


def test_the_page_of_a_plugin_shows_all_that_it_gives_and_what_it_took_in_this_process(with_plugin: WithPlugin) -> None:
    site, name = with_plugin()
    admin = site.browser("admin")
    admin.get(f"/{name}/")
    page = admin.get(f"/plugins/{name}")
    assert f"{name}.view" in page
    assert f'<code class="line small">/{name}/</code>' in page
    assert "in this web process since it started" in page
    assert "<code>nav_entries</code>" in page


def test_an_error_of_a_hook_is_counted_and_shown_with_the_command_that_says_more(with_plugin: WithPlugin) -> None:
    site, name = with_plugin(("return [NavEntry(", "raise ValueError('no hall')\n    return [NavEntry("))
    site.browser("leader").get("/files/")
    page = site.browser("admin").get(f"/plugins/{name}")
    assert '<span class="sub bad">ValueError: no hall (__init__.py:' in page
    assert f"tracker plugins check {name}" in page
    spent = site.tracker.plugins.times.of(name)["nav_entries"]
    assert (spent.calls, spent.errors) == (2, 2)


def test_what_is_left_out_of_a_plugin_stands_on_its_page_and_is_not_counted(with_plugin: WithPlugin) -> None:
    hooks = """import click


@hookimpl
def jobs():
    raise ValueError('no clock')


@hookimpl
def commands():
    return [click.Command('halls-of-others')]


@hookimpl
def nav_entries("""
    site, name = with_plugin(("@hookimpl\ndef nav_entries(", hooks))
    page = site.browser("admin").get(f"/plugins/{name}")
    assert "failed in jobs with ValueError: no clock" in page
    assert "its command halls-of-others is not named as the plugin" in page
    assert "tracker halls-of-others" not in page
