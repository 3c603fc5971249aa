"""The app that a plugin author's tests work with."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from plugins.reward_rules.settings import InTime, RewardRules
from tests.plugins_system.conftest import PluginFolder
from tests.plugins_system.packages import install
from tracker.messages import InputError
from tracker.testing import App, fake_month, make_app, run_command, run_job, score

RULE = """
class Settings(BaseModel):
    most: Decimal = Decimal(5)


@hookimpl
def settings_model():
    return Settings


@hookimpl
def rules(settings):
    return [Rule("{name}.tiny", _("Tiny rule"), settings, ["files.early"], Decimal(100), points)]


def points(measures, cohort, settings):
    return Points(settings.most, _("Early files: %(early)d", early=measures["files.early"]))
"""

PAGE = """
from flask import Blueprint

from tracker.api import hookimpl
from tracker.api.web import needs

pages = Blueprint("{name}", __name__, url_prefix="/{name}")


@pages.get("/")
@needs("reports.view")
def index():
    return 1 / 0


@hookimpl
def blueprints():
    return [pages]
"""


@pytest.fixture
def app() -> Iterator[App]:
    """An app with the built-in rules."""
    with make_app(["reward_rules"]) as app:
        yield app


@pytest.fixture
def office(tmp_path: Path) -> PluginFolder:
    """The `plugins` of an installation outside of this repository."""
    (tmp_path / "plugins").mkdir()
    return PluginFolder(tmp_path / "plugins")


def add_tiny(plugins: PluginFolder) -> str:
    """Write a plugin with one rule; returns its name."""
    name = plugins.add("tinykit")
    source = (plugins.path / name / "__init__.py").read_text(encoding="utf-8") + RULE.format(name=name)
    (plugins.path / name / "__init__.py").write_text(source, encoding="utf-8")
    return name


def test_a_plugin_outside_of_this_repository_is_scored(office: PluginFolder) -> None:
    name = add_tiny(office)
    with make_app([name], folder=office.path.parent) as app:
        cards = score(app, fake_month(app))
    assert cards["CB01"].lines[f"{name}.tiny"].points == 5
    assert cards["CB01"].lines[f"{name}.tiny"].because == "Early files: 12"


def test_an_installed_package_is_scored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    install(tmp_path, "commune_kit", "communekit")
    source = tmp_path / "commune_kit" / "__init__.py"
    source.write_text(source.read_text(encoding="utf-8") + RULE.format(name="communekit"), encoding="utf-8")
    with make_app(["communekit"]) as app:
        cards = score(app, fake_month(app))
    assert cards["CB02"].lines["communekit.tiny"].because == "Early files: 9"


def test_settings_are_given_as_values_or_as_the_model(office: PluginFolder) -> None:
    name = add_tiny(office)
    given = {"reward_rules": RewardRules(in_time=InTime(most=Decimal(20))), name: {"most": "7.50"}}
    with make_app(["reward_rules", name], given, office.path.parent) as app:
        lines = score(app, fake_month(app))["CB01"].lines
    assert (lines["reward_rules.in_time"].points, lines[f"{name}.tiny"].points) == (20, Decimal("7.50"))


def test_settings_that_the_plugin_refuses_are_not_taken() -> None:
    with pytest.raises(ValueError, match="in_time"), make_app(["reward_rules"], {"reward_rules": {"in_time": 3}}):
        pass


def test_settings_of_a_plugin_that_is_not_there_are_refused() -> None:
    with pytest.raises(InputError, match="no plugin reward_rules"), make_app([], {"reward_rules": {}}):
        pass


def test_a_plugin_that_cannot_be_loaded_says_why() -> None:
    with pytest.raises(InputError, match="nowhere was set aside: there is no folder"), make_app(["nowhere"]):
        pass


def test_each_app_has_records_of_its_own(app: App) -> None:
    fake_month(app)
    with make_app(["reward_rules"]) as other:
        assert score(other, "2026-07") == {}


def test_scoring_stores_nothing(app: App) -> None:
    month = fake_month(app)
    assert score(app, month) == score(app, month)
    assert score(app, "2026-07") == score(app, month)


def test_a_card_is_read_in_the_language_asked_for(app: App) -> None:
    line = score(app, fake_month(app), language="vi")["CB01"].lines["reward_rules.in_time"]
    assert line.title == "Hồ sơ trước hạn, đúng hạn"
    assert line.because == "14/14 hồ sơ trước hạn, đúng hạn: 1,0000 × 40 = 40,00"
    assert line.next_step is None


@pytest.mark.parametrize(
    ("role", "page"), [("leader", "/ranking/"), ("admin", "/plugins/"), ("auditor", "/audit-log/"), ("staff", "/me/")]
)
def test_somebody_of_each_role_is_signed_in(app: App, role: str, page: str) -> None:
    fake_month(app)
    assert app.client(role, official="CB01").get(page).status_code == 200


def test_staff_may_not_see_the_page_of_plugins_and_a_stranger_is_asked_to_sign_in(app: App) -> None:
    assert app.client("staff").get("/plugins/").status_code == 403
    assert app.client().get("/plugins/").status_code == 302


def test_one_official_has_one_account_whatever_roles_are_asked_for(app: App) -> None:
    fake_month(app)
    assert app.client("staff", "CB01").get("/periods/").status_code == 403
    assert app.client("leader", "CB01").get("/periods/").status_code == 200


def test_a_page_is_read_in_the_language_asked_for(app: App) -> None:
    assert '<html lang="en">' in app.client("admin").get("/plugins/").text
    assert '<html lang="vi">' in app.client("admin", language="vi").get("/plugins/").text


def test_an_error_in_a_page_of_a_plugin_is_raised_in_the_test(office: PluginFolder) -> None:
    name = office.add("broken")
    source = office.path / name / "__init__.py"
    source.write_text(PAGE.format(name=name), encoding="utf-8")
    with make_app([name], folder=office.path.parent) as app, pytest.raises(ZeroDivisionError):
        app.client("leader").get(f"/{name}/")


def test_a_job_is_done_and_says_what_it_did(app: App) -> None:
    fake_month(app)
    assert run_job(app, "scores").startswith("Scored")


def test_a_job_that_there_is_not_is_refused(app: App) -> None:
    with pytest.raises(InputError, match="no job"):
        run_job(app, "nothing")


def test_a_command_works_on_the_records_of_the_app(app: App) -> None:
    fake_month(app)
    answer = run_command(app, "score", "2026-Q3", "--official", "CB05", "--json")
    assert answer.exit_code == 0
    assert '"code":"CB05"' in answer.stdout.replace(" ", "")


def test_it_is_the_day_that_was_asked_for() -> None:
    with make_app(today=date(2025, 1, 2)) as app:
        assert app.tracker.today == date(2025, 1, 2)
        with pytest.raises(InputError, match="after today"):
            score(app, "2026-07")


def test_nothing_is_left_behind() -> None:
    with make_app() as app:
        folder = app.tracker.config.folder
        assert folder.exists()
    assert not folder.exists()
