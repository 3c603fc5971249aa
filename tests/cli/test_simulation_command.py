"""`tracker score --simulate`: both sides of each official, in a table and as JSON; stores nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import select

from tests.cli.conftest import Run
from tests.scoring.july_files import finish_files
from tracker.config import load_config
from tracker.installation import Tracker, open_tracker
from tracker.scoring.scorecards import Scorecard
from tracker.settings import DatedSettings
from tracker.testing import Office

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
SCORE = ("--today", "2026-11-23", "score", "2026-Q3")


@pytest.fixture
def commands_url(installed_url: str) -> str:
    """Commands find the tables of an installation."""
    return installed_url


@pytest.fixture
def installed(commands_url: str, tmp_path: Path) -> Iterator[Tracker]:
    """An installation with four specialists of one commune."""
    tracker = open_tracker(load_config({"TRACKER_DATABASE__URL": commands_url}, tmp_path), lambda: NOW)
    with tracker.database.writing("test") as session:
        office = Office(session)
        for number in range(4):
            finish_files(office, office.official(f"CB{number}"), early=10 - number, late=number)
    yield tracker
    tracker.database.close()


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    """A file that changes one value of a rule, and the ranking."""
    path = tmp_path / "changed.toml"
    path.write_text(
        '[reward_rules.in_time]\nmost = 45.5\n\n["tracker.ranking"]\nsmallest_group = 5\n', encoding="utf-8"
    )
    return path


def test_both_sides_stand_beside_each_other_with_why_and_nothing_is_stored(
    installed: Tracker, run: Run, changed: Path
) -> None:
    result = run(*SCORE, "--simulate", str(changed))
    assert result.exit_code == 0, result.output
    shown = result.stdout
    assert "1 → –" in shown
    assert "before 40.00: 10 of 10 files early or on time: 1.0000 x 40 = 40.00" in shown
    assert "after  45.50: 10 of 10 files early or on time: 1.0000 x 45.5 = 45.50" in shown
    assert "Tried, and not stored. 4 officials: the points of 4 change, the rank of 4; 4 gain, 0 lose." in shown
    with installed.database.reading() as session:
        assert session.exec(select(Scorecard)).all() == []
        assert session.exec(select(DatedSettings)).all() == []


@pytest.mark.usefixtures("installed")
def test_as_json_it_has_both_cards_and_the_lines_that_differ(run: Run, changed: Path) -> None:
    told = json.loads(run(*SCORE, "--simulate", str(changed), "--official", "CB1", "--json").stdout)
    assert told["summary"] == {"officials": 1, "points_change": 1, "rank_changes": 1, "gain": 1, "lose": 0}
    (official,) = told["officials"]
    assert (official["code"], official["difference"]) == ("CB1", "4.95")
    assert (official["before"]["rank"], official["after"]["rank"]) == (2, None)
    (line,) = official["lines"]
    assert line["rule"] == "reward_rules.in_time"
    assert (line["before"]["points"], line["after"]["points"]) == ("36.00", "40.95")
    assert "x 45.5 = 40.95" in line["after"]["because"]


@pytest.mark.usefixtures("installed")
def test_what_the_file_does_not_name_stays_as_in_force_on_the_last_day_of_the_period(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "rules.toml"
    path.write_text("[nothing_overdue]\nis_on = false\n", encoding="utf-8")
    run("settings", "set", "reward_rules", str(path), "--from", "2026-09-30", "--because", "x")
    path.write_text("[reward_rules.in_time]\nmost = 45\n", encoding="utf-8")
    told = json.loads(run(*SCORE, "--simulate", str(path), "--json").stdout)
    assert {line["rule"] for one in told["officials"] for line in one["lines"]} == {"reward_rules.in_time"}


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[weather]\nsun = 1", "Nothing named weather has settings; there are commendations, expression_rules"),
        ("[reward_rules.in_tme]\nmost = 1", "reward_rules has no setting in_tme. Correct it; there are in_time"),
        ("[reward_rules.in_time]\nmots = 1", "reward_rules has no setting in_time.mots"),
        ("[reward_rules.in_time]\nmost = 450", "in_time.most of reward_rules"),
        ("reward_rules = 3", "reward_rules is no table. Write the settings of an owner below [reward_rules]."),
        ("[tracker.notices]\ndue_soon_days = 3", "No points depend on the settings of tracker.notices."),
        ("", "changes nothing"),
        ("[", "is not valid TOML"),
    ],
)
def test_what_cannot_be_tried_is_named_with_its_owner_and_the_cure(
    run: Run, tmp_path: Path, text: str, why: str
) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text(text, encoding="utf-8")
    refused = run(*SCORE, "--simulate", str(path))
    assert refused.exit_code == 1
    assert why in refused.stderr


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("period", ["2026", "2026-H2"])
def test_a_longer_period_adds_up_its_quarters_each_under_its_own_settings(
    run: Run, tmp_path: Path, changed: Path, period: str
) -> None:
    path = tmp_path / "rules.toml"
    path.write_text("[nothing_overdue]\nis_on = false\n", encoding="utf-8")
    run("settings", "set", "reward_rules", str(path), "--from", "2026-10-01", "--because", "x")
    told = json.loads(run("--today", "2026-11-23", "score", period, "--simulate", str(changed), "--json").stdout)
    assert (told["period"], told["as_of"]) == (period, "2026-11-23")
    assert {line["rule"] for one in told["officials"] for line in one["lines"]} == {"reward_rules.in_time"}
    (line,) = told["officials"][0]["lines"]
    assert line["after"]["because"] == "2026-Q3: 45.50; together 45.50"
    assert told["officials"][0]["before"]["rank"] == 1


@pytest.mark.usefixtures("installed")
def test_a_shorter_period_is_refused_with_one_that_can_be_tried(run: Run, changed: Path) -> None:
    refused = run("--today", "2026-11-23", "score", "2026-08", "--simulate", str(changed))
    assert refused.exit_code == 1
    assert "Name one such as 2026-Q3." in refused.stderr


@pytest.mark.usefixtures("installed")
def test_records_of_a_measure_are_not_asked_for_together_with_a_simulation(run: Run, changed: Path) -> None:
    words = ("--official", "CB1", "--evidence", "files.early", "--simulate", str(changed))
    assert run(*SCORE, *words).exit_code == 2
