"""`tracker period`: closing, listing, verifying and opening again, as a script sees it and as a person does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from tests.cli.conftest import Run
from tests.scoring.july_files import finish_files
from tracker.closing.reviews import open_review
from tracker.config import load_config
from tracker.installation import Tracker, open_tracker
from tracker.periods import parse_period
from tracker.scoring.closings import PeriodClosing
from tracker.scoring.scorecards import Scorecard
from tracker.testing import Office

TODAY = ("--today", "2026-11-23")


@pytest.fixture
def installed(empty_database_url: str, tmp_path: Path) -> Iterator[Tracker]:
    """An installation with four specialists of one commune."""
    config = load_config({"TRACKER_DATABASE__URL": empty_database_url}, tmp_path)
    tracker = open_tracker(config, lambda: datetime(2026, 11, 23, 2, tzinfo=UTC))
    tracker.upgrade()
    with tracker.database.writing("test") as session:
        office = Office(session)
        for number in range(4):
            finish_files(office, office.official(f"CB{number}"), early=10 - number, late=number)
    yield tracker
    tracker.database.close()


def closing(tracker: Tracker) -> PeriodClosing:
    with tracker.database.reading() as session:
        return session.exec(select(PeriodClosing)).one()


def test_a_period_is_closed_and_its_hash_printed(installed: Tracker, run: Run) -> None:
    done = run(*TODAY, "period", "close", "2026-Q3", "--because", "minutes 12")
    assert done.exit_code == 0, done.output
    assert done.stdout == f"Q3 2026 is closed. Its hash is {closing(installed).digest}.\n"


def test_a_script_reads_what_was_closed(installed: Tracker, run: Run) -> None:
    told = json.loads(run(*TODAY, "period", "close", "2026-Q3", "--json").stdout)
    kept = closing(installed)
    assert told["hash"] == kept.digest
    assert told["audit_hash"] == kept.audit_hash
    assert told["closed_at"] == "2026-11-23T12:00:00+07:00"
    assert told["opened_again_at"] is None


@pytest.mark.usefixtures("installed")
def test_what_cannot_be_closed_ends_with_status_1_and_says_why(run: Run) -> None:
    done = run(*TODAY, "period", "close", "2026-Q4")
    assert done.exit_code == 1
    assert done.stdout == ""
    assert "Q4 2026 is not over" in done.stderr


def test_the_list_shows_the_time_of_the_site(installed: Tracker, run: Run) -> None:
    run(*TODAY, "period", "close", "2026-Q3")
    shown = run(*TODAY, "period", "list").stdout
    assert "12:00" in shown
    assert "05:00" not in shown
    assert closing(installed).digest[:16] in shown


def test_the_list_names_the_periods_in_review(installed: Tracker, run: Run) -> None:
    with installed.database.writing("chairman") as session:
        period = parse_period("2026-Q3")
        open_review(session, period, datetime(2026, 11, 30, tzinfo=UTC).date(), installed.today, "quarter")
    assert "Q3 2026 is in review until 30/11/2026." in run(*TODAY, "period", "list").stdout
    told = json.loads(run(*TODAY, "period", "list", "--json").stdout)
    assert told == {
        "in_review": [{"period": "2026-Q3", "until": "2026-11-30", "opened_by": "chairman"}],
        "closings": [],
    }


@pytest.mark.usefixtures("installed")
def test_a_whole_period_is_verified_with_status_0(run: Run) -> None:
    run(*TODAY, "period", "close", "2026-Q3")
    done = run(*TODAY, "period", "verify", "2026-Q3")
    assert done.exit_code == 0, done.output
    assert "The hash holds" in done.stdout
    assert "4 cards have the points that their measures give." in done.stdout


def test_an_altered_period_is_verified_with_status_1(installed: Tracker, run: Run) -> None:
    run(*TODAY, "period", "close", "2026-Q3")
    with installed.database.writing("intruder") as session:
        session.connection().execute(
            sa.update(Scorecard).where(col(Scorecard.official_id) == 2).values(total_hundredths=1)
        )
    done = run(*TODAY, "period", "verify", "2026-Q3")
    assert done.exit_code == 1
    assert "The hash does not hold" in done.stdout
    assert "1 card differs." in done.stdout
    assert "Q3 2026 is not as it was closed." in done.stderr
    told = json.loads(run(*TODAY, "period", "verify", "2026-Q3", "--json").stdout)
    assert (told["hash_holds"], told["audit_holds"], told["differing"]) == (False, True, [2])


@pytest.mark.usefixtures("installed")
def test_an_open_period_cannot_be_verified(run: Run) -> None:
    done = run(*TODAY, "period", "verify", "2026-Q3")
    assert done.exit_code == 1
    assert "Q3 2026 is open" in done.stderr


def test_it_is_opened_again_with_a_reason_that_the_list_shows(installed: Tracker, run: Run) -> None:
    run(*TODAY, "period", "close", "2026-Q3")
    assert run(*TODAY, "period", "reopen", "2026-Q3").exit_code == 2
    assert run(*TODAY, "period", "reopen", "2026-Q3", "--because", " ").exit_code == 1
    done = run(*TODAY, "period", "reopen", "2026-Q3", "--because", "a list was missing")
    assert done.exit_code == 0, done.output
    assert "a list was missing" in run(*TODAY, "period", "list").stdout
    told = json.loads(run(*TODAY, "period", "list", "--json").stdout)["closings"][0]
    assert told["opened_again_because"] == closing(installed).reopened_because == "a list was missing"
