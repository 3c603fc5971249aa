"""The fake month holds what its docstring says, whatever the seed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from tracker.messages import InputError
from tracker.records.absences import Absence
from tracker.records.handled_files import HandledFile
from tracker.records.lifecycle import PAUSED, Channel, FileStatus
from tracker.records.training_records import TrainingRecord
from tracker.testing import App, fake_month, make_app, score

ROOT = Path(__file__).parents[2]
MEASURES = ("files.early", "files.on_time", "files.overdue", "files.open_overdue", "files.no_deadline")


@pytest.fixture(scope="module")
def app() -> Iterator[App]:
    """An app with the built-in rules and the fake month of July; these tests only read it."""
    with make_app(["reward_rules"]) as app:
        fake_month(app)
        yield app


def by_official(app: App, key: str) -> list[object]:
    """Return one measure of the five officials, in order."""
    return [card.measures[key] for _code, card in sorted(score(app, "2026-07").items())]


@pytest.mark.parametrize("seed", [1, 2])
def test_each_official_has_the_files_that_the_docstring_says(seed: int) -> None:
    with make_app() as app:
        fake_month(app, seed=seed)
        counted = {key: by_official(app, key) for key in MEASURES}
    assert counted == {
        "files.early": [12, 9, 6, 3, 0],
        "files.on_time": [2, 3, 5, 6, 0],
        "files.overdue": [0, 1, 3, 2, 0],
        "files.open_overdue": [0, 0, 1, 0, 0],
        "files.no_deadline": [0, 0, 0, 1, 0],
    }


def test_the_table_of_the_docstring_adds_up_to_the_sixty_files_and_stands_in_the_manual() -> None:
    assert fake_month.__doc__ is not None
    rows = re.findall(r"^ *(CB0\d|all) +(\d+) +(\d+) +(\d+) +(\d+) +(\d+)", fake_month.__doc__, re.MULTILINE)
    assert [sum(int(row[column]) for row in rows[:-1]) for column in range(1, 6)] == [int(one) for one in rows[-1][1:]]
    manual = (ROOT / "docs" / "plugins" / "testing.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| (CB0\d|all)" + r" \| (\d+)" * 5, manual, re.MULTILINE) == rows
    others = re.search(r"^ *all +(.*)$", fake_month.__doc__, re.MULTILINE)
    assert others is not None
    assert sum(int(number) for number in others[1].split()) == 60


def test_the_sixty_files_are_in_the_states_that_the_docstring_says(app: App) -> None:
    with app.reading() as session:
        files = session.exec(select(HandledFile)).all()
    states = [file.status for file in files]
    assert len(files) == 60
    assert {file.received_on.strftime("%Y-%m") for file in files} == {"2026-07"}
    assert sum(file.channel is Channel.ONLINE for file in files) == 40
    assert (states.count(FileStatus.WITHDRAWN), states.count(FileStatus.REFUSED)) == (2, 1)
    assert sum(state in PAUSED for state in states) == 1
    assert states.count(FileStatus.FINISHED) == 52
    assert states.count(FileStatus.PROCESSING) == 4


def test_ten_of_fifteen_files_of_everybody_came_online(app: App) -> None:
    assert by_official(app, "files.received") == [15, 15, 15, 15, 0]
    assert by_official(app, "files.online") == [10, 10, 10, 10, 0]


def test_duty_days_a_course_and_a_leave_are_as_the_docstring_says(app: App) -> None:
    assert by_official(app, "duty.assigned") == [2, 2, 2, 2, 2]
    assert by_official(app, "duty.served_oneself") == [2, 1, 2, 1, 2]
    assert by_official(app, "duty.substituted") == [1, 0, 0, 0, 0]
    assert by_official(app, "training.hours") == [16, 0, 0, 0, 0]
    assert by_official(app, "days.present") == [23, 23, 23, 20, 23]
    with app.reading() as session:
        failed = session.exec(select(TrainingRecord).where(col(TrainingRecord.is_passed).is_(False))).all()
        assert session.scalar(sa.select(sa.func.count()).select_from(Absence)) == 1
    assert [course.hours_hundredths for course in failed] == [800]


def test_the_desk_is_ranked_and_the_leader_is_not(app: App) -> None:
    assert [card.rank for _code, card in sorted(score(app, "2026-07").items())] == [1, 2, 3, 4, None]


def test_the_same_seed_gives_the_same_days_and_another_seed_others() -> None:
    def days(seed: int) -> list[tuple[object, ...]]:
        with make_app() as app:
            fake_month(app, seed=seed)
            with app.reading() as session:
                files = session.exec(select(HandledFile).order_by(HandledFile.code)).all()
        return [(file.received_on, file.finished_on) for file in files]

    assert days(1) == days(1)
    assert days(1) != days(2)


def test_a_month_with_the_longest_holiday_holds_the_same() -> None:
    with make_app() as app:
        cards = score(app, fake_month(app, "2026-02"))
    assert [card.measures["files.early"] for _code, card in sorted(cards.items())] == [12, 9, 6, 3, 0]
    assert cards["CB03"].measures["files.open_overdue"] == 1


@pytest.mark.parametrize("period", ["2026", "2026-Q3"])
def test_only_a_month_can_be_filled(app: App, period: str) -> None:
    with pytest.raises(InputError, match="is no month"):
        fake_month(app, period)
