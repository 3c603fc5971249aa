"""Award forms as plugins offer them: which day picks what, what a multiple of the base salary comes to."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.plugins_system.conftest import PluginFolder
from tracker.base_salary import OWNER, BaseSalary
from tracker.database import Database
from tracker.messages import InputError, translate
from tracker.plugins import Plugins
from tracker.rewards.forms import DecidingDays, Offered, offered_forms
from tracker.settings import change_settings

SOURCE = """
from decimal import Decimal

from pydantic import BaseModel, Field

from tracker.api import AwardForm, BaseSalaries, Condition, LegalBasis, hookimpl, sentences

READS = ()
_ = sentences("NAME")


class Settings(BaseModel):
    least: int = Field(default=70, title="Least")
    times: Decimal = Field(default=Decimal("0.3"), title="Times")


@hookimpl
def settings_model():
    return Settings


@hookimpl
def award_forms(settings, on):
    if on.year < 2026:
        return []
    least = Decimal(settings.least)
    enough = Condition("NAME.points", _("Enough"), lambda one: one.total, least, _("points"), reads=READS)
    return [AwardForm("NAME.praise", _("Praise"), [], BaseSalaries(settings.times), [enough])]
"""
SUMMER, AUTUMN, WINTER = date(2026, 6, 30), date(2026, 10, 5), date(2026, 11, 2)
DAYS = DecidingDays(period=SUMMER, dossier=AUTUMN, decision=WINTER)


@pytest.fixture
def folder(tmp_path: Path) -> PluginFolder:
    """A folder of plugins."""
    return PluginFolder(tmp_path)


def plugin(folder: PluginFolder, source: str = SOURCE) -> Plugins:
    """Load a plugin of this source."""
    name = folder.add("praising")
    (folder.path / name / "__init__.py").write_text(source.replace("NAME", name), encoding="utf-8")
    return folder.load(name)


def offered(database: Database, plugins: Plugins, days: DecidingDays = DAYS) -> list[Offered]:
    """Return the forms that are offered."""
    with database.reading() as session:
        return offered_forms(session, plugins, days)


def test_the_conditions_are_those_of_the_dossier_and_the_amount_that_of_the_decision(
    database: Database, folder: PluginFolder
) -> None:
    plugins = plugin(folder)
    name, model = plugins.loaded[0].info.name, plugins.loaded[0].settings_model
    with database.writing("admin") as session:
        change_settings(session, name, model.model_validate({"least": 60, "times": "0.2"}), AUTUMN, "a resolution")
        change_settings(session, name, model.model_validate({"least": 90, "times": "0.4"}), WINTER, "another one")
    (one,) = offered(database, plugins)
    assert (one.form.conditions[0].threshold, one.criteria_on) == (60, AUTUMN)
    assert (one.amount, one.amount_on) == (1_012_000, WINTER)
    assert one.form.plugin == name


def test_a_form_may_let_another_day_pick(database: Database, folder: PluginFolder) -> None:
    source = SOURCE.replace("[enough])", '[enough], criteria_by="period", amount_by="period")')
    (one,) = offered(database, plugin(folder, source))
    assert (one.criteria_on, one.amount_on, one.amount) == (SUMMER, SUMMER, 702_000)


def test_a_multiple_goes_by_the_base_salary_that_the_commune_set(database: Database, folder: PluginFolder) -> None:
    with database.writing("admin") as session:
        change_settings(session, OWNER, BaseSalary(amount=3_000_001), WINTER, "a decree")
    assert offered(database, plugin(folder))[0].amount == 900_000


def test_a_form_that_did_not_exist_when_the_dossier_was_accepted_is_not_offered(
    database: Database, folder: PluginFolder
) -> None:
    days = DecidingDays(period=SUMMER, dossier=date(2025, 12, 31), decision=WINTER)
    assert offered(database, plugin(folder), days) == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("READS = ()", "READS = ('files.nonsense',)", "reads the measure files.nonsense, which no plugin gives"),
        ("    if on.year", "    raise KeyError(on)\n    if on.year", "award_forms() raised KeyError"),
        ("    if on.year", "    return 5\n    if on.year", "award_forms() does not return a list of AwardForm"),
        ("[enough])]", "[enough])] * 2", "two plugins offer the award form"),
    ],
)
def test_a_plugin_that_fails_lets_the_whole_list_fail_and_is_named(
    database: Database, folder: PluginFolder, old: str, new: str, told: str
) -> None:
    assert old in SOURCE
    plugins = plugin(folder, SOURCE.replace(old, new))
    with pytest.raises(InputError) as error:
        offered(database, plugins)
    assert told in translate(error.value.message, "en")


PRICED = """
from datetime import date

from tracker.api import AwardForm, LegalBasis, hookimpl, sentences

_ = sentences("NAME")


@hookimpl
def award_forms(on, period_ends, measures):
    assert "files.finished" in measures
    law, decree = (LegalBasis(f"{number} {on}", _("Law")) for number in ("law", "decree"))
    left = 5 if on == date(2026, 11, 2) else 6
    return [AwardForm("NAME.praise", _("%(day)s", day=period_ends), [law], 1, amount_bases=[decree], left_in_fund=left)]
"""


def test_what_the_amount_rests_on_and_what_the_fund_holds_go_by_the_day_of_the_amount(
    database: Database, folder: PluginFolder
) -> None:
    (one,) = offered(database, plugin(folder, PRICED))
    assert [basis.number for basis in one.form.legal_bases] == [f"law {AUTUMN}", f"decree {WINTER}"]
    assert one.form.left_in_fund == 5


def test_a_form_is_told_the_last_day_of_the_period_whichever_day_it_is_asked_about(
    database: Database, folder: PluginFolder
) -> None:
    (one,) = offered(database, plugin(folder, PRICED))
    assert translate(one.form.title, "en") == "30/06/2026"
