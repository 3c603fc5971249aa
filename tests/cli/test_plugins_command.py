"""`tracker plugins`: making, checking, switching and removing plugins, with the configuration and the tables."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import count
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.cli.conftest import Run
from tracker.config import PluginsConfig, load_config

_numbers = count(1)
CONFIG = """# The commune's own.
[site]
name = "Xã Thử"  # as on reports

[plugins]
# In this order.
enabled = [
    "reward_rules",  # what the council decided
]
"""
TOML = (
    'title = "T"\nsummary = "For a test"\nversion = "1.0"\ntracker = ">=0.1,<2"\nrequires = REQUIRES\nscores = true\n'
)
MODEL = """
from sqlmodel import Field, SQLModel


class Visit(SQLModel, table=True):
    __tablename__ = "NAME_visit"

    id: int | None = Field(default=None, primary_key=True)
    place: str
"""
MIGRATION = """
import sqlalchemy as sa
from alembic import op

revision = "NAME_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "NAME_visit", sa.Column("id", sa.Integer, primary_key=True), sa.Column("place", sa.String, nullable=False)
    )


def downgrade():
    op.drop_table("NAME_visit")
"""
LEFT_OUT = """
import click
from flask import Blueprint
from tracker.api import hookimpl

pages = Blueprint("NAME", __name__, url_prefix="/NAME".replace("_", "-"))
pages.get("/")(lambda: "open to all")


@hookimpl
def blueprints():
    return [pages]


@hookimpl
def commands():
    return [click.Command("visits")]


@hookimpl
def jobs():
    raise ValueError("no printer")
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """The configuration of the installation in which commands are given."""
    path = tmp_path / "config.toml"
    path.write_text(CONFIG, encoding="utf-8")
    return path


def fresh(stem: str) -> str:
    """Return a name that no other test has used, because modules and tables stay imported."""
    return f"{stem}_cli{next(_numbers)}"


def write(folder: Path, name: str, source: str = "", requires: str = "[]", migration: str | None = None) -> None:
    """Write a plugin into the installation."""
    path = folder / "plugins" / name
    path.mkdir(parents=True)
    (path / "plugin.toml").write_text(TOML.replace("REQUIRES", requires), encoding="utf-8")
    (path / "__init__.py").write_text(source.replace("NAME", name), encoding="utf-8")
    if migration is not None:
        (path / "migrations").mkdir()
        text = migration.replace("NAME", name)
        (path / "migrations" / f"{name}_0001_first.py").write_text(text, encoding="utf-8")


def enabled(folder: Path) -> tuple[str, ...]:
    """Return the plugins that the configuration names."""
    return load_config({}, folder).plugins.enabled


def tables(url: str, name: str) -> list[str]:
    """Return the tables of a plugin that there are: the one that MIGRATION makes, or none."""
    engine = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    try:
        return [table for table in sa.inspect(engine).get_table_names() if table == f"{name}_visit"]
    finally:
        engine.dispose()


def execute(url: str, statement: str) -> None:
    """Run one statement on the database."""
    engine = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.execute(sa.text(statement))
    engine.dispose()


# What is made does not depend on the database.
def test_where_a_variable_names_the_plugins_the_list_names_no_command_that_it_would_refuse(run: Run) -> None:
    listed = run("plugins", "list", TRACKER_PLUGINS__ENABLED="reward_rules,nowhere")
    assert "tracker plugins disable" not in listed.stderr
    assert "take it out of the variable TRACKER_PLUGINS__ENABLED" in listed.stderr


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_new_plugin_passes_its_own_tests_and_the_check_and_is_switched_on(run: Run, config: Path) -> None:
    name = fresh("late_meetings")
    made = run("plugins", "new", name)
    assert made.exit_code == 0, made.output
    assert f"tracker plugins enable {name}" in made.stdout
    place = config.parent / "plugins" / name
    # In the shared folder it would take away the rights by which the PostgreSQL of this run works.
    own_folder = config.parent / "tried"
    tested = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-p",
            "no:cacheprovider",
            f"--basetemp={own_folder}",
            "-W",
            "error",
            "plugins",
        ],
        cwd=config.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert tested.returncode == 0, tested.stdout + tested.stderr
    assert "4 passed" in tested.stdout
    checked = run("plugins", "check", name)
    assert checked.exit_code == 0, checked.output
    assert run("plugins", "enable", name).exit_code == 0
    assert enabled(config.parent) == ("reward_rules", name)
    assert 'title = "Late meetings' in (place / "plugin.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize(
    "name", ["Meetings", "họp", "2nd", "a" * 31, "class", "meetings_", "tracker", "score", "files", "con"]
)
def test_a_name_that_cannot_be_used_is_refused(run: Run, config: Path, name: str) -> None:
    refused = run("plugins", "new", name)
    assert refused.exit_code == 1
    assert f"cannot be called {name}" in refused.stderr
    assert not (config.parent / "plugins").exists()


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_new_plugin_takes_neither_the_folder_nor_the_tables_of_another(run: Run, config: Path) -> None:
    name = fresh("visits")
    write(config.parent, name)
    assert "exists" in run("plugins", "new", name).stderr
    assert f"{name} is there already" in run("plugins", "new", f"{name}_again").stderr
    assert run("plugins", "new", f"{name}_again", "--folder", str(config.parent / "mine")).exit_code == 1
    assert "reward_rules is there already" in run("plugins", "new", "reward_rules").stderr
    other = fresh("walks")
    assert run("plugins", "new", other, "--folder", str(config.parent / "mine")).exit_code == 0
    assert (config.parent / "mine" / other / "plugin.toml").exists()


def test_enabling_and_disabling_changes_nothing_else_in_the_configuration(run: Run, config: Path) -> None:
    name = fresh("visits")
    write(config.parent, name)
    assert run("plugins", "enable", name).exit_code == 0
    text = config.read_text(encoding="utf-8")
    assert text == CONFIG.replace("council decided\n", f'council decided\n    "{name}",\n')
    assert run("plugins", "disable", name).exit_code == 0
    assert config.read_text(encoding="utf-8") == CONFIG


def test_what_is_noted_behind_a_plugin_stays_when_it_is_switched_off(run: Run, config: Path) -> None:
    assert run("plugins", "disable", "reward_rules").exit_code == 0
    assert config.read_text(encoding="utf-8") == CONFIG.replace('"reward_rules",  # what', "# what")
    config.write_text(CONFIG, encoding="utf-8", newline="\r\n")
    assert run("plugins", "disable", "reward_rules").exit_code == 0
    assert b"    # what the council decided\r\n]\r\n" in config.read_bytes()


def test_scoring_goes_on_when_a_plugin_was_switched_on_or_off(run: Run, config: Path) -> None:
    name = fresh("visits")
    write(config.parent, name)
    run("plugins", "enable", name)
    assert run("--today", "2026-11-23", "score", "2026-Q3").exit_code == 0
    run("plugins", "disable", name)
    assert run("--today", "2026-11-23", "score", "2026-Q3").exit_code == 0


def test_an_installation_without_a_configuration_gets_one(run: Run, tmp_path: Path) -> None:
    name = fresh("visits")
    write(tmp_path, name)
    assert run("plugins", "enable", name).exit_code == 0
    assert enabled(tmp_path) == (*PluginsConfig().enabled, name)


def test_a_plugin_that_cannot_be_loaded_is_not_enabled(run: Run, config: Path) -> None:
    name = fresh("visits")
    write(config.parent, name, "raise RuntimeError('no key')")
    refused = run("plugins", "enable", name)
    assert refused.exit_code == 1
    assert "RuntimeError: no key" in refused.stderr
    assert "no folder plugins/nowhere" in run("plugins", "enable", "nowhere").stderr
    assert config.read_text(encoding="utf-8") == CONFIG


def test_a_plugin_whose_migration_fails_leaves_the_configuration_as_it_was(
    run: Run, config: Path, empty_database_url: str
) -> None:
    name = fresh("visits")
    write(
        config.parent,
        name,
        MODEL,
        migration=MIGRATION.replace("def downgrade", "    raise ValueError('x')\n\n\ndef downgrade"),
    )
    refused = run("plugins", "enable", name)
    assert refused.exit_code == 1
    assert "ValueError: x" in refused.stderr
    assert config.read_text(encoding="utf-8") == CONFIG
    assert tables(empty_database_url, name) == []


def test_what_another_plugin_requires_comes_first_and_cannot_go(run: Run, config: Path) -> None:
    base, above = fresh("base"), fresh("above")
    write(config.parent, base)
    write(config.parent, above, requires=f'["{base}"]')
    refused = run("plugins", "enable", above)
    assert refused.exit_code == 1
    assert f"tracker plugins enable {base}" in refused.stderr
    assert run("plugins", "enable", base).exit_code == 0
    assert run("plugins", "enable", above).exit_code == 0
    for command in ("disable", "remove"):
        refused = run("plugins", command, base)
        assert refused.exit_code == 1
        assert f"tracker plugins {command} {above}" in refused.stderr
    assert enabled(config.parent) == ("reward_rules", base, above)


def test_a_plugin_that_stands_before_what_it_requires_is_moved_behind_it(run: Run, config: Path) -> None:
    base, above = fresh("base"), fresh("above")
    write(config.parent, base)
    write(config.parent, above, requires=f'["{base}"]')
    config.write_text(f'[plugins]\nenabled = ["{above}", "{base}"]\n', encoding="utf-8")
    (aside,) = json.loads(run("plugins", "list", "--json").stdout)["set_aside"]
    assert aside["mend"] == [f"tracker plugins enable {above}", f"tracker plugins disable {above}"]
    assert run("plugins", "enable", above).exit_code == 0
    assert enabled(config.parent) == (base, above)


def test_removing_a_plugin_asks_backs_up_and_takes_its_tables_away_and_it_can_come_back(
    run: Run, config: Path, empty_database_url: str
) -> None:
    name = fresh("visits")
    write(config.parent, name, MODEL, migration=MIGRATION)
    assert run("plugins", "enable", name).exit_code == 0
    execute(empty_database_url, f"INSERT INTO {name}_visit (id, place) VALUES (1, 'Market')")
    kept = config.parent / "var" / "backups"
    refused = run("plugins", "remove", name)
    assert refused.exit_code == 1
    assert f"{name}_visit (1)" in refused.stderr
    assert (tables(empty_database_url, name), enabled(config.parent)) == ([f"{name}_visit"], ("reward_rules", name))
    assert not kept.exists()
    removed = run("plugins", "remove", name, "--yes")
    assert removed.exit_code == 0, removed.output
    (backup,) = kept.iterdir()
    assert backup.name in removed.stdout
    assert (tables(empty_database_url, name), config.read_text(encoding="utf-8")) == ([], CONFIG)
    assert (config.parent / "plugins" / name / "plugin.toml").exists()
    assert run("plugins", "enable", name).exit_code == 0
    assert tables(empty_database_url, name) == [f"{name}_visit"]
    assert run("db", "check").exit_code == 0


def test_a_disabled_plugin_keeps_its_tables_until_it_is_removed(
    run: Run, config: Path, empty_database_url: str
) -> None:
    name = fresh("visits")
    write(config.parent, name, MODEL, migration=MIGRATION)
    run("plugins", "enable", name)
    run("plugins", "disable", name)
    assert tables(empty_database_url, name) == [f"{name}_visit"]
    assert run("plugins", "remove", name, "--yes").exit_code == 0
    assert tables(empty_database_url, name) == []
    assert "nothing to remove" in run("plugins", "remove", name, "--yes").stderr


def test_tables_whose_migrations_are_gone_stay_and_the_cure_is_named(
    run: Run, config: Path, empty_database_url: str
) -> None:
    name = fresh("visits")
    write(config.parent, name, MODEL, migration=MIGRATION)
    run("plugins", "enable", name)
    (config.parent / "plugins" / name).rename(config.parent / "elsewhere")
    refused = run("plugins", "remove", name, "--yes")
    assert refused.exit_code == 1
    assert f"tracker plugins disable {name}" in refused.stderr
    assert run("plugins", "disable", name).exit_code == 0
    assert tables(empty_database_url, name) == [f"{name}_visit"]


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_list_given_by_the_environment_is_not_changed_in_the_file(run: Run, config: Path) -> None:
    for command in ("enable", "disable", "remove"):
        refused = run("plugins", command, "reward_rules", TRACKER_PLUGINS__ENABLED="reward_rules")
        assert refused.exit_code == 1
        assert "TRACKER_PLUGINS__ENABLED" in refused.stderr
    assert config.read_text(encoding="utf-8") == CONFIG


@pytest.mark.parametrize("backend", ["sqlite"])
def test_another_configuration_than_the_one_here_is_changed_where_it_stands(run: Run, config: Path) -> None:
    other = config.parent / "other.toml"
    other.write_text('[plugins]\nenabled = ["reward_rules"]\n', encoding="utf-8")
    assert run("--config", str(other), "plugins", "disable", "reward_rules").exit_code == 0
    assert other.read_text(encoding="utf-8") == "[plugins]\nenabled = []\n"
    assert config.read_text(encoding="utf-8") == CONFIG


def test_the_list_says_what_each_plugin_gives_and_how_one_is_mended(run: Run, config: Path) -> None:
    config.write_text('[plugins]\nenabled = ["reward_rules", "nowhere"]\n', encoding="utf-8")
    before = run("plugins", "list")
    assert "tracker db upgrade" in before.stderr
    run("db", "upgrade")
    listed = run("plugins", "list")
    assert "6 rules" in listed.stdout
    assert "`tracker plugins disable nowhere`" in listed.stderr
    told = json.loads(run("plugins", "list", "--json").stdout)
    assert told["loaded"][0]["gives"]["rules"] == 6
    assert told["set_aside"][0]["mend"] == ["tracker plugins disable nowhere"]


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_plugin_made_in_another_folder_is_checked_there(run: Run, config: Path) -> None:
    name, mine = fresh("walks"), config.parent / "mine"
    made = run("plugins", "new", name, "--folder", str(mine))
    assert f"tracker plugins check {name} --folder {mine.as_posix()}" in made.stdout
    assert run("plugins", "check", name, "--folder", str(mine)).exit_code == 0


def test_the_list_says_what_of_a_plugin_is_left_out(run: Run, config: Path) -> None:
    name = fresh("visits")
    write(config.parent, name, LEFT_OUT)
    run("plugins", "enable", name)
    listed = run("plugins", "list")
    for reason in ("its page /NAME/ does not say", "its command visits is not named", "NAME failed in jobs with"):
        assert reason.replace("/NAME/", f"/{name.replace('_', '-')}/").replace("NAME", name) in listed.stderr
    (given,) = [one for one in json.loads(run("plugins", "list", "--json").stdout)["loaded"] if one["name"] == name]
    assert (given["gives"]["pages"], given["gives"]["commands"], given["gives"]["jobs"]) == (0, 0, 0)
