"""`tracker settings`: dated, with a reason, for every rule."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Run


def write(folder: Path, text: str) -> str:
    path = folder / "rules.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_rule_is_changed_from_a_day_on_and_stays_as_it_was_before(run: Run, tmp_path: Path) -> None:
    run("db", "upgrade")
    path = write(tmp_path, "[in_time]\nmost = 45\n")
    changed = run("settings", "set", "reward_rules", path, "--from", "2026-07-01", "--because", "Nghị quyết 3")
    assert changed.exit_code == 0, changed.output
    for day, most in (("2026-06-30", "40"), ("2026-07-01", "45")):
        shown = json.loads(run("settings", "show", "reward_rules", "--on", day).stdout)
        assert shown["settings"]["in_time"]["most"] == most
    assert json.loads(run("audit", "verify", "--json").stdout)["broken"] is None


def test_the_settings_of_the_core_are_changed_the_same_way(run: Run, tmp_path: Path) -> None:
    run("db", "upgrade")
    path = write(tmp_path, 'pause_policy = "restart"\n')
    assert run("settings", "set", "tracker.working_time", path, "--from", "2026-07-01", "--because", "x").exit_code == 0
    owners = json.loads(run("settings", "show").stdout)["owners"]
    assert owners == ["expression_rules", "reward_rules", "tracker.notices", "tracker.ranking", "tracker.working_time"]


def test_a_value_out_of_bounds_is_named_with_its_place_and_changes_nothing(run: Run, tmp_path: Path) -> None:
    run("db", "upgrade")
    path = write(tmp_path, "[duty_share]\nmost = 120\n")
    refused = run("settings", "set", "reward_rules", path, "--from", "2026-07-01", "--because", "x")
    assert refused.exit_code == 1
    assert "duty_share.most" in refused.stderr
    shown = json.loads(run("settings", "show", "reward_rules", "--on", "2026-07-01").stdout)
    assert shown["settings"]["duty_share"]["most"] == "10"


def test_nobody_else_has_settings(run: Run) -> None:
    run("db", "upgrade")
    refused = run("settings", "show", "weather")
    assert refused.exit_code == 1
    assert "reward_rules" in refused.stderr
