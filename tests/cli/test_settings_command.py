"""`tracker settings`: dated, with a reason, for every rule."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def commands_url(installed_url: str) -> str:
    """Commands find the tables of an installation."""
    return installed_url


def write(folder: Path, text: str) -> str:
    path = folder / "rules.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_rule_is_changed_from_a_day_on_and_stays_as_it_was_before(run: Run, tmp_path: Path) -> None:
    path = write(tmp_path, "[in_time]\nmost = 45\n")
    changed = run("settings", "set", "reward_rules", path, "--from", "2026-07-01", "--because", "Nghị quyết 3")
    assert changed.exit_code == 0, changed.output
    for day, most in (("2026-06-30", "40"), ("2026-07-01", "45")):
        shown = json.loads(run("settings", "show", "reward_rules", "--on", day).stdout)
        assert shown["settings"]["in_time"]["most"] == most
    assert json.loads(run("audit", "verify", "--json").stdout)["broken"] is None


def test_the_settings_of_the_core_are_changed_the_same_way(run: Run, tmp_path: Path) -> None:
    path = write(tmp_path, 'pause_policy = "restart"\n')
    assert run("settings", "set", "tracker.working_time", path, "--from", "2026-07-01", "--because", "x").exit_code == 0
    owners = json.loads(run("settings", "show").stdout)["owners"]
    core = ("base_salary", "deciding", "notices", "papers", "ranking", "working_time")
    of_tracker = [f"tracker.{one}" for one in core]
    plugins = ["commendations", "expression_rules", "rating", "regulations", "reward_rules"]
    assert owners == [*plugins, *of_tracker, "training"]


def test_a_value_out_of_bounds_is_named_with_its_place_and_changes_nothing(run: Run, tmp_path: Path) -> None:
    path = write(tmp_path, "[duty_share]\nmost = 120\n")
    refused = run("settings", "set", "reward_rules", path, "--from", "2026-07-01", "--because", "x")
    assert refused.exit_code == 1
    assert "duty_share.most" in refused.stderr
    shown = json.loads(run("settings", "show", "reward_rules", "--on", "2026-07-01").stdout)
    assert shown["settings"]["duty_share"]["most"] == "10"


def test_nobody_else_has_settings(run: Run) -> None:
    refused = run("settings", "show", "weather")
    assert refused.exit_code == 1
    assert "reward_rules" in refused.stderr


TRIED = '[reward_rules.in_time]\nmost = 45\n\n["tracker.ranking"]\nsmallest_group = 3\n'
FROM_JULY = ("--from", "2026-07-01", "--because", "Nghị quyết 3")


def test_a_file_that_was_tried_is_stored_for_every_owner_and_leaves_the_rest_in_force(run: Run, tmp_path: Path) -> None:
    alone = write(tmp_path, "[duty_share]\nmost = 20\n")
    run("settings", "set", "reward_rules", alone, "--from", "2026-01-01", "--because", "x")
    stored = run("settings", "set", write(tmp_path, TRIED), *FROM_JULY)
    assert stored.exit_code == 0, stored.output
    assert "The settings of reward_rules hold from 01/07/2026 on." in stored.stderr
    assert "The settings of tracker.ranking hold from 01/07/2026 on." in stored.stderr
    rules = json.loads(run("settings", "show", "reward_rules", "--on", "2026-07-01").stdout)["settings"]
    assert (rules["in_time"]["most"], rules["duty_share"]["most"]) == ("45", "20")
    ranking = json.loads(run("settings", "show", "tracker.ranking", "--on", "2026-07-01").stdout)["settings"]
    assert ranking["smallest_group"] == 3


def test_a_table_of_the_named_owner_changes_only_what_it_names(run: Run, tmp_path: Path) -> None:
    alone = write(tmp_path, "[duty_share]\nmost = 20\n")
    run("settings", "set", "reward_rules", alone, "--from", "2026-01-01", "--because", "x")
    headed = write(tmp_path, "[reward_rules.in_time]\nmost = 45\n")
    assert run("settings", "set", "reward_rules", headed, *FROM_JULY).exit_code == 0
    rules = json.loads(run("settings", "show", "reward_rules", "--on", "2026-07-01").stdout)["settings"]
    assert (rules["in_time"]["most"], rules["duty_share"]["most"]) == ("45", "20")


def test_a_file_with_others_than_the_named_owner_is_refused_whole(run: Run, tmp_path: Path) -> None:
    refused = run("settings", "set", "reward_rules", write(tmp_path, TRIED), *FROM_JULY)
    assert refused.exit_code == 1
    assert "has settings of tracker.ranking too. Leave reward_rules out of the command" in refused.stderr
    rules = json.loads(run("settings", "show", "reward_rules", "--on", "2026-07-01").stdout)["settings"]
    assert rules["in_time"]["most"] == "40"


def test_one_wrong_owner_of_several_stores_none(run: Run, tmp_path: Path) -> None:
    wrong = write(tmp_path, TRIED.replace("smallest_group = 3", "smallest_group = 1"))
    refused = run("settings", "set", wrong, *FROM_JULY)
    assert refused.exit_code == 1
    assert "smallest_group of tracker.ranking" in refused.stderr
    rules = json.loads(run("settings", "show", "reward_rules", "--on", "2026-07-01").stdout)["settings"]
    assert rules["in_time"]["most"] == "40"


def test_a_file_that_is_not_there_no_file_and_two_owners_are_wrong_use(
    run: Run, tmp_path: Path, empty_database_url: str
) -> None:
    path = write(tmp_path, TRIED)
    for words in ([str(tmp_path / "none.toml")], [], ["reward_rules", "tracker.ranking", path]):
        refused = run("settings", "set", *words, *FROM_JULY, TRACKER_DATABASE__URL=empty_database_url)
        assert refused.exit_code == 2
