"""`tracker score`: points as they are printed, one table a group and commune, and nobody waits for the scoring."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlmodel import Session, select

from tests.cli.conftest import Run
from tests.scoring.july_files import finish_files
from tests.scoring.stored import stored_cards
from tracker.config import load_config
from tracker.installation import Tracker, open_tracker
from tracker.periods import parse_period
from tracker.records.officials import Official
from tracker.records.postings import Posting, RankingGroup
from tracker.records.training_records import TrainingRecord
from tracker.records.units import Unit, UnitKind
from tracker.scoring.looking import score_and_store, score_parts, store_parts
from tracker.testing import Office

QUARTER = parse_period("2026-Q3")
NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
AS_OF = QUARTER.end


@pytest.fixture
def commands_url(installed_url: str) -> str:
    """Commands find the tables of an installation."""
    return installed_url


@pytest.fixture
def installed(commands_url: str, tmp_path: Path) -> Iterator[Tracker]:
    """An installation with four specialists of one commune."""
    config = load_config({"TRACKER_DATABASE__URL": commands_url}, tmp_path)
    tracker = open_tracker(config, lambda: NOW)
    with tracker.database.writing("test") as session:
        office = Office(session)
        for number in range(4):
            finish_files(office, office.official(f"CB{number}"), early=10 - number, late=number)
    yield tracker
    tracker.database.close()


def study(session: Session, code: str, on: date = date(2026, 8, 3)) -> None:
    official = session.exec(select(Official).where(Official.code == code)).one()
    session.add(TrainingRecord(official_id=official.id, title="x", starts_on=on, ends_on=on, hours_hundredths=800))
    session.flush()


def totals(tracker: Tracker) -> list[int | None]:
    with tracker.database.reading() as session:
        return [card.total_hundredths for card in stored_cards(session, QUARTER)]


def test_what_changed_while_the_scores_were_made_is_in_the_stored_scores(installed: Tracker) -> None:
    database = installed.database
    with database.reading() as session:
        scored = score_parts(installed, session, QUARTER, AS_OF)
    with database.writing("clerk") as session:
        study(session, "CB2")
    with database.writing("job") as session:
        cards = store_parts(installed, session, scored)
    moved = [
        after.official_id for before, after in zip(scored.cards, cards, strict=True) if before.total != after.total
    ]
    assert moved == [3]
    assert totals(installed) == [int(card.total * 100) for card in cards]


def test_what_another_run_saw_in_between_is_in_the_stored_scores(installed: Tracker) -> None:
    database = installed.database
    with database.reading() as session:
        scored = score_parts(installed, session, QUARTER, AS_OF)
    with database.writing("clerk") as session:
        study(session, "CB2")
    score_and_store(installed, "another", QUARTER, AS_OF)  # and the mark of the change is forgotten
    newest = totals(installed)
    with database.writing("job") as session:
        store_parts(installed, session, scored)
    assert totals(installed) == newest


def test_a_change_outside_the_period_leaves_what_was_scored(installed: Tracker) -> None:
    database = installed.database
    with database.reading() as session:
        scored = score_parts(installed, session, QUARTER, AS_OF)
    with database.writing("clerk") as session:
        study(session, "CB2", date(2026, 11, 2))
    with database.writing("job") as session:
        assert store_parts(installed, session, scored) is scored.cards


@pytest.mark.usefixtures("installed")
def test_points_have_two_decimals_everywhere(run: Run) -> None:
    told = json.loads(run("--today", "2026-11-23", "score", "2026-Q3", "--json").stdout)
    first = told["officials"][0]
    points = [first["total"], first["reachable"]] + [line["most"] for line in first["lines"]]
    assert [text.partition(".")[2] for text in points if len(text.partition(".")[2]) != 2] == []
    assert first["reachable"] == "90.00"
    assert "of 90.00 points" in run("--language", "en", "--today", "2026-11-23", "score", "2026-Q3").stdout


@pytest.mark.usefixtures("installed")
def test_one_commune_is_not_named(run: Run) -> None:
    shown = run("--today", "2026-11-23", "score", "2026-Q3").stdout
    assert shown.count("Specialists, 2026-Q3") == 1


def _add_official(session: Session, unit: Unit, code: str, group: RankingGroup) -> None:
    official = Official(code=code, full_name="Official of another commune")
    session.add(official)
    session.flush()
    posting = Posting(official_id=official.id, unit_id=unit.id, ranking_group=group, valid_from=date(2026, 1, 1))
    session.add(posting)


def test_every_commune_has_a_table_of_its_own(installed: Tracker, run: Run) -> None:
    with installed.database.writing("test") as session:
        other = Unit(code="other", name="Other commune", kind=UnitKind.COMMUNE)
        session.add(other)
        session.flush()
        for number in range(4):
            _add_official(session, other, f"XX{number}", RankingGroup.SPECIALIST)
        _add_official(session, other, "LEAD", RankingGroup.LEADER)
    shown = " ".join(run("--today", "2026-11-23", "score", "2026-Q3").stdout.split())
    first, second, third, _ = shown.split(", 2026-Q3, as of 30/09/2026")
    assert first == "Specialists of Commune"
    assert second.endswith("Specialists of Other commune")
    assert third.endswith("Leaders of Other commune")
    assert ("CB0" in second, "XX0" in second) == (True, False)
    assert ("CB0" in third, "XX0" in third) == (False, True)


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("period", ["2009", "2009-Q4"])
def test_a_period_before_the_calendar_is_one_sentence(run: Run, period: str) -> None:
    result = run("--today", "2026-11-23", "score", period)
    assert result.exit_code == 1
    assert "2010" in result.stderr
    assert "2050" in result.stderr


def test_the_records_behind_a_number_are_shown_without_writing(installed: Tracker, run: Run) -> None:
    words = ("score", "2026-Q3", "--official", "CB1", "--evidence", "days.present", "--json")
    days = json.loads(run("--today", "2026-11-23", *words).stdout)["records"]
    assert len(days) > 60
    assert all(day["is_working"] for day in days)
    assert totals(installed) == []


@pytest.mark.usefixtures("installed")
def test_the_files_behind_a_number_are_a_table_with_headings_and_words(run: Run) -> None:
    words = ("score", "2026-Q3", "--official", "CB1", "--evidence", "files.early")
    lines = run("--language", "en", "--today", "2026-11-23", *words).stdout.splitlines()
    assert lines[0].split() == ["Code", "Received", "Due", "date", "Result", "ready", "Channel", "Status", "Outcome"]
    assert len(lines) == 10
    assert all("At the counter" in line and line.strip().endswith("Early") for line in lines[1:])


def test_the_courses_behind_a_number_are_shown_without_the_numbers_of_records(installed: Tracker, run: Run) -> None:
    with installed.database.writing("clerk") as session:
        study(session, "CB2")
    words = ("score", "2026-Q3", "--official", "CB2", "--evidence", "training.hours")
    shown = run("--language", "en", "--today", "2026-11-23", *words).stdout.splitlines()
    assert "Lesson periods" in shown[0]
    assert "03/08/2026" in shown[1]
    assert "8" in shown[1].split()


def test_nobody_to_score_is_said_so(run: Run) -> None:
    result = run("--today", "2026-11-23", "score", "2026-Q3")
    assert result.exit_code == 0
    assert "nobody to score" in result.stdout
