"""Several people take the last place at once, each in a process of his own: one has it, the others wait."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from plugins.training.registrations import withdraw
from tests.plugins_system.training_school import School, open_school
from tracker.database import Database
from tracker.installation import utc_now

SECONDS = 60
PROCESS = """
import os
import sys
import time
from datetime import date
from pathlib import Path

from plugins.training.models import CourseSession
from plugins.training.registrations import register
from tracker.accounts.viewers import Viewer
from tracker.database import Database
from tracker.installation import utc_now
from tracker.messages import InputError

url, account, official = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
database = Database(url, utc_now)
with database.reading() as session:
    held = session.get_one(CourseSession, 1)
Path(f"ready-{os.getpid()}").touch()
while not Path("go").exists():
    time.sleep(0.001)
with database.writing("test") as session:
    held = session.get_one(CourseSession, 1)
    time.sleep(0.05)
    viewer = Viewer(account, "test", official, date(2026, 8, 3))
    try:
        registered = register(session, held, official, viewer)
    except InputError:
        print("refused")
    else:
        print("seated" if registered.standing.seated else f"waits {registered.standing.place}")
"""


@pytest.fixture
def school(database_url: str) -> School:
    """A commune with a session of two places, of which one is taken, on a clock that goes."""
    database = Database(database_url, utc_now)
    school = open_school(database)
    with school.writing():
        school.held(2)
        school.nominates("CB06")
    return school


def all_at_once(school: School, folder: Path, *codes: str) -> list[str]:
    """Let these officials register at the same moment, one process each; returns what came of each."""
    with school.database.reading() as school.session:
        who = [(school.viewer(code).account_id, school.official(code)) for code in codes]
    processes = [start(school.database, folder, account, official) for account, official in who]
    while len(list(folder.glob("ready-*"))) < len(processes):
        assert all(process.poll() is None for process in processes), [one.communicate() for one in processes]
        time.sleep(0.05)
    (folder / "go").touch()
    return [process.communicate(timeout=SECONDS)[0].strip() for process in processes]


def start(database: Database, folder: Path, account: int, official: int) -> subprocess.Popen[str]:
    """Start a process that registers an official as soon as all are told to go."""
    url = database.url.render_as_string(hide_password=False)
    return subprocess.Popen(
        [sys.executable, "-c", PROCESS, url, str(account), str(official)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_of_three_who_take_the_last_place_at_once_one_has_it_and_who_clicks_twice_is_registered_once(
    school: School, tmp_path: Path
) -> None:
    codes = ("CB01", "CB02", "CB03", "CB03")
    came = all_at_once(school, tmp_path, *codes)
    assert sorted(came) == ["refused", "seated", "waits 1", "waits 2"]
    by_fate = dict(zip(came, codes, strict=True))
    with school.writing():
        assert school.seated() == ["CB06", by_fate["seated"]]
        assert school.waiting() == [by_fate["waits 1"], by_fate["waits 2"]]
        withdraw(school.session, school.registration("CB06"), "", school.viewer("CB06"))
        assert school.seated() == [by_fate["seated"], by_fate["waits 1"]]
    school.database.close()
