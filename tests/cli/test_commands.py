"""What every command owes its user: one clear sentence, the right exit status, JSON alone on standard output."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.cli.conftest import Run


def test_a_command_before_the_tables_are_made_names_the_command_that_makes_them(run: Run) -> None:
    result = run("score", "2026-Q3")
    assert result.exit_code == 1
    assert "tracker db upgrade" in result.stderr
    assert result.stdout == ""


def test_an_upgraded_database_is_checked_and_unbroken(run: Run) -> None:
    assert run("db", "upgrade").exit_code == 0
    assert run("db", "check").exit_code == 0
    told = json.loads(run("audit", "verify", "--json").stdout)
    assert told["broken"] is None


def test_the_tables_can_be_taken_down_and_made_again(run: Run) -> None:
    assert run("db", "upgrade").exit_code == 0
    assert run("db", "downgrade", "base").exit_code == 1
    assert run("db", "check").exit_code == 0
    assert run("db", "downgrade", "base", "--yes").exit_code == 0
    assert run("db", "check").exit_code == 1
    assert run("db", "upgrade").exit_code == 0
    assert run("db", "check").exit_code == 0


def test_an_empty_period_is_scored_without_anybody(run: Run) -> None:
    run("db", "upgrade")
    told = json.loads(run("--today", "2026-11-23", "score", "2026-Q3", "--json").stdout)
    assert told == {"period": "2026-Q3", "as_of": "2026-09-30", "officials": []}


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["score", "2026-Q5"], "2026-Q5"),
        (["score", "2026-11"], "quarter"),
        (["score", "2026-Q3", "--official", "CB99"], "CB99"),
        (["score", "2027-Q3"], "2027-Q3"),
        (["report", "files", "soon"], "soon"),
        (["import", "undo", "7"], "7"),
        (["import", "files", "nowhere.xlsx"], "nowhere.xlsx"),
    ],
)
def test_input_at_fault_gives_status_1_and_one_sentence_that_names_it(run: Run, words: list[str], named: str) -> None:
    run("db", "upgrade")
    result = run("--today", "2026-11-23", *words)
    assert result.exit_code in (1, 2)
    assert named in result.stderr
    assert "Traceback" not in result.stderr


def test_an_unknown_key_of_the_configuration_is_named_with_its_place(run: Run, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("[site]\nnmae = 'x'\n", encoding="utf-8")
    result = run("db", "check")
    assert result.exit_code == 1
    assert "site.nmae" in result.stderr


def test_the_environment_sets_any_key(run: Run) -> None:
    run("db", "upgrade", TRACKER_PLUGINS__ENABLED="")
    listed = json.loads(run("plugins", "list", "--json", TRACKER_PLUGINS__ENABLED="").stdout)
    assert listed == {"loaded": [], "set_aside": []}


def test_a_plugin_that_is_missing_is_listed_with_the_reason_and_stops_the_scoring(run: Run) -> None:
    environment = {"TRACKER_PLUGINS__ENABLED": "reward_rules,nowhere"}
    run("db", "upgrade", **environment)
    listed = json.loads(run("plugins", "list", "--json", **environment).stdout)
    assert [one["name"] for one in listed["loaded"]] == ["reward_rules"]
    assert "plugins/nowhere" in listed["set_aside"][0]["why"]
    result = run("--today", "2026-11-23", "score", "2026-Q3", **environment)
    assert result.exit_code == 1
    assert "nowhere" in result.stderr


def test_a_process_with_other_plugins_refuses_to_score(run: Run) -> None:
    run("db", "upgrade")
    result = run("--today", "2026-11-23", "score", "2026-Q3", TRACKER_PLUGINS__ENABLED="")
    assert result.exit_code == 1
    assert "reward_rules 1.0" in result.stderr


def test_a_log_that_was_cut_no_longer_holds_the_head_that_was_printed(run: Run, empty_database_url: str) -> None:
    run("db", "upgrade")
    head = json.loads(run("audit", "verify", "--json").stdout)["head"]
    assert run("audit", "verify", "--head", head).exit_code == 0
    assert run("audit", "verify", "--head", "0" * 64).exit_code == 1
    engine = sa.create_engine(empty_database_url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM tracker_audit_entry"))
        connection.execute(sa.text("DELETE FROM tracker_audit_head"))
    engine.dispose()
    assert run("audit", "verify").exit_code == 1


# PostgreSQL keeps garbage out of a timestamp by itself.
@pytest.mark.parametrize("backend", ["sqlite"])
def test_an_entry_whose_moment_is_garbage_is_named_as_altered(run: Run, empty_database_url: str) -> None:
    run("db", "upgrade")
    engine = sa.create_engine(empty_database_url)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE tracker_audit_entry SET at = 'garbage' WHERE position = 1"))
    engine.dispose()
    result = run("audit", "verify")
    assert result.exit_code == 1
    assert "entry 1: altered" in result.stderr
