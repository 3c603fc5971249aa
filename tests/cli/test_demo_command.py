"""`tracker demo`, the first thing that a new user runs."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from tracker.cli.main import tracker


def show(config: Path, *words: str) -> str:
    """Run a command on the demo and return what it prints as its result."""
    result = CliRunner().invoke(tracker, ["--config", str(config), "--language", "en", "--today", "2026-11-23", *words])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_the_demo_tells_the_story_of_the_commune(demo_config: Path) -> None:
    report = json.loads(show(demo_config, "report", "files", "2026", "--json"))
    total = report["total"]
    assert (total["early"], total["on_time"], total["overdue"]) == (999, 1, 0)
    assert total["files"] - total["open"] - total["withdrawn"] == 1000
    assert 5 <= len(report["by"]) <= 7


def test_every_number_of_the_demo_can_be_traced_to_its_files(demo_config: Path) -> None:
    scores = json.loads(show(demo_config, "score", "2026-Q3", "--json"))
    handlers = [one for one in scores["officials"] if one["measures"]["files.early"]]
    for one in handlers:
        words = ("score", "2026-Q3", "--official", one["code"], "--evidence", "files.early", "--json")
        evidence = json.loads(show(demo_config, *words))["records"]
        assert len(evidence) == one["measures"]["files.early"]
        assert {record["outcome"] for record in evidence} == {"early"}


def test_the_quarters_of_the_demo_add_up_to_its_year(demo_config: Path) -> None:
    def points(period: str) -> dict[str, float]:
        scored = json.loads(show(demo_config, "score", period, "--json"))["officials"]
        return {one["code"]: float(one["total"] or 0) for one in scored}

    quarters = [points(f"2026-Q{quarter}") for quarter in (1, 2, 3, 4)]
    for code, total in points("2026").items():
        assert round(sum(quarter.get(code, 0) for quarter in quarters), 2) == total


def test_the_hard_scenario_has_files_that_cannot_be_imported_and_is_made_again_in_the_same_folder(
    tmp_path: Path,
) -> None:
    words = [
        "--today",
        "2026-11-23",
        "--language",
        "en",
        "demo",
        "--cli",
        "--scenario",
        "hard",
        "--folder",
        str(tmp_path),
    ]
    for _ in range(2):
        result = CliRunner().invoke(tracker, words)
        assert result.exit_code == 0, result.output
        (told,) = [line for line in result.stderr.splitlines() if line.startswith("Imported files.xlsx")]
        assert not told.endswith(" 0 refused")
