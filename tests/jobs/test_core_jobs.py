"""What Tracker does by itself: scores after midnight, morning notices, backups and their trial, cleaning."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import select

from tests.conftest import NOW
from tests.jobs.conftest import MakeSite, Site
from tracker.accounts.accounts import add_account
from tracker.accounts.grants import give_role
from tracker.accounts.permissions import Role
from tracker.accounts.sign_ins import SignIn, open_sign_in
from tracker.backup.archive import open_backup
from tracker.jobs.backups import no_longer_kept
from tracker.jobs.known import core_jobs
from tracker.jobs.runs import JobRun
from tracker.messages import translate
from tracker.notice_settings import OWNER, NoticeSettings
from tracker.notices import Notice, notices_of
from tracker.records.handled_files import HandledFile
from tracker.records.lifecycle import FileStatus
from tracker.records.units import Unit, UnitKind
from tracker.scoring.scorecards import Scorecard
from tracker.settings import change_settings
from tracker.testing import Office

TODAY = date(2026, 11, 23)


@dataclass
class Commune:
    """Officials at the desk and in the land division with files, and accounts for some people."""

    site: Site
    accounts: dict[str, int]

    def told(self, name: str) -> list[str]:
        """Return what an account was told, the newest first."""
        with self.site.tracker.database.reading() as session:
            return [translate(notice.message, "en") for notice in notices_of(session, self.accounts[name])]

    def tell(self) -> None:
        """Run the job of the morning."""
        assert not self.site.run_core("deadlines").startswith("failed")


@pytest.fixture
def commune(site: Site) -> Commune:
    """CB01 and CB02 at the desk, CB03 in the land division, whose leader is CB04; CB05 leads the commune."""
    with site.tracker.database.writing("test") as session:
        office = Office(session)
        staff, colleague = office.official("CB01", "Phạm Thị Hà"), office.official("CB02", "Lý Văn Bình")
        office.file(staff, date(2026, 11, 2), date(2026, 11, 18))
        office.file(staff, date(2026, 11, 2), date(2026, 11, 20))
        office.file(staff, date(2026, 11, 16), date(2026, 11, 26))
        office.file(staff, date(2026, 11, 16), date(2026, 11, 27))
        office.file(colleague, date(2026, 11, 2), date(2026, 11, 18), finished_on=date(2026, 11, 20))
        office.file(colleague, date(2026, 11, 2), date(2026, 11, 18), status=FileStatus.SUPPLEMENT)
        land = Unit(code="land", name="Land", kind=UnitKind.DIVISION, parent_id=office.unit.parent_id)
        session.add(land)
        session.flush()
        office.unit = land
        surveyor, land_leader, chairman = (office.official(f"CB0{n}", f"Người {n}") for n in (3, 4, 5))
        office.file(surveyor, date(2026, 11, 2), date(2026, 11, 19))
        accounts = {}
        roles = {
            "staff": (staff.id, Role.STAFF, None),
            "colleague": (colleague.id, Role.STAFF, None),
            "land_leader": (land_leader.id, Role.LEADER, land.id),
            "chairman": (chairman.id, Role.LEADER, land.parent_id),
            "admin": (None, Role.ADMIN, None),
        }
        for name, (official_id, role, unit_id) in roles.items():
            account = add_account(session, name, official_id)
            give_role(session, account, role, unit_id, date(2024, 1, 1))
            accounts[name] = account.id or 0
    return Commune(site, accounts)


def test_holders_are_told_in_the_morning_of_their_files_overdue_and_due_within_two_working_days(
    commune: Commune,
) -> None:
    commune.tell()
    assert commune.told("staff") == [
        "1 file in your hands is due by 26/11/2026: H23.14-000003",
        "2 files in your hands are overdue: H23.14-000001, H23.14-000002",
    ]


def test_who_has_no_such_file_is_told_nothing_nor_is_one_whose_clock_is_stopped(commune: Commune) -> None:
    commune.tell()
    assert commune.told("colleague") == []
    assert commune.told("admin") == []


def test_nobody_is_told_of_a_file_that_is_not_received_yet(commune: Commune) -> None:
    with commune.site.tracker.database.writing("test") as session:
        for file in session.exec(select(HandledFile)):
            file.received_on = TODAY + timedelta(days=1)
    commune.tell()
    assert commune.told("staff") == []


def test_leaders_are_told_of_the_files_of_their_units_and_of_no_others(commune: Commune) -> None:
    commune.tell()
    assert commune.told("land_leader") == ["1 file of your units is overdue, in the hands of Người 3 (1)"]
    assert commune.told("chairman") == [
        "1 file of your units is due by 26/11/2026, in the hands of Phạm Thị Hà (1)",
        "3 files of your units are overdue, in the hands of Phạm Thị Hà (2), Người 3 (1)",
    ]


def test_a_morning_is_told_once_however_often_the_job_runs(commune: Commune) -> None:
    for _ in range(3):
        commune.tell()
    assert len(commune.told("staff")) == 2
    commune.site.later(days=2)
    commune.tell()
    assert len(commune.told("staff")) == 4


def test_on_a_holiday_nobody_is_told(commune: Commune) -> None:
    commune.site.later(days=1)
    assert commune.site.run_core("deadlines") == "Today is a day off."
    assert commune.told("staff") == []


def test_how_early_people_are_warned_is_a_setting(commune: Commune) -> None:
    with commune.site.tracker.database.writing("test") as session:
        change_settings(session, OWNER, NoticeSettings(due_soon_days=3), TODAY, "busy")
    commune.tell()
    assert commune.told("staff")[0].startswith("2 files in your hands are due by 27/11/2026")


def test_after_midnight_the_cards_of_the_open_quarter_are_scored_anew(commune: Commune) -> None:
    site = commune.site
    assert "Scored 2026-Q4: 5 scorecards." in site.run_core("scores")
    assert site.run_core("scores") == "Every score was up to date."
    site.later(days=1)
    assert "Scored 2026-Q4" in site.run_core("scores")
    with site.tracker.database.reading() as session:
        assert set(session.exec(select(Scorecard.as_of))) == {TODAY + timedelta(days=1)}


def test_a_past_quarter_with_cards_is_scored_when_its_records_changed(commune: Commune) -> None:
    site = commune.site
    site.run_core("scores")
    site.later(days=60)
    site.run_core("scores")
    with site.tracker.database.writing("test") as session:
        session.exec(select(HandledFile)).first().finished_on = date(2026, 12, 1)  # type: ignore[union-attr]
    assert site.run_core("scores").startswith("Scored 2026-Q4, 2027-Q1")


def test_scores_of_an_installation_whose_plugin_is_set_aside_fail_and_say_which(make_site: MakeSite) -> None:
    site = make_site(plugins={"enabled": ("reward_rules", "gone")})
    assert "the plugin gone was set aside" in site.run_core("scores")


def test_the_nightly_backup_is_written_and_holds_the_records(commune: Commune, tmp_path: Path) -> None:
    assert "5 officials, 7 files. Old backups removed: 0." in commune.site.run_core("backup")
    (path,) = (tmp_path / "var" / "backups" / "nightly").iterdir()
    assert path.name == "tracker-20261123-090000.zip"
    with open_backup(path) as backup:
        assert backup.manifest.rows_of("tracker_official") == 5


def test_a_backup_that_is_there_already_is_left_as_it_is(commune: Commune, tmp_path: Path) -> None:
    site = commune.site
    site.run_core("backup")
    (path,) = (tmp_path / "var" / "backups" / "nightly").iterdir()
    before = path.read_bytes()
    with site.tracker.database.writing("test") as session:
        session.connection().execute(sa.delete(JobRun))
    assert "5 officials" in site.run_core("backup")
    assert path.read_bytes() == before


def test_old_backups_go_and_the_first_of_each_month_stays() -> None:
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(327)]
    backups = [Path(f"tracker-{day:%Y%m%d}-013000.zip") for day in days]
    gone = no_longer_kept(backups, TODAY, keep_days=14, keep_months=3)
    kept = [path.name[8:16] for path in backups if path not in gone]
    assert kept == ["20260901", "20261001", "20261101", *(f"202611{day}" for day in range(10, 24))]


def test_the_last_backup_of_all_stays_however_old() -> None:
    backups = [Path("tracker-20200101-013000.zip"), Path("tracker-20200102-013000.zip")]
    assert no_longer_kept(backups, TODAY, keep_days=1, keep_months=0) == backups[:1]


def test_files_that_are_no_nightly_backups_are_left_alone(make_site: MakeSite, tmp_path: Path) -> None:
    site = make_site(backups={"folder": "kept", "keep_days": 1, "keep_months": 0})
    (tmp_path / "kept").mkdir()
    for name in ("tracker-20200101-013000.zip", "tracker-20200101-013000-2.zip", "mine.zip"):
        (tmp_path / "kept" / name).touch()
    assert "Old backups removed: 1." in site.run_core("backup")
    left = {path.name for path in (tmp_path / "kept").iterdir()}
    assert left == {"tracker-20200101-013000-2.zip", "mine.zip", "tracker-20261123-090000.zip"}


def test_without_a_folder_there_are_no_backup_jobs(make_site: MakeSite) -> None:
    site = make_site(backups={"folder": ""})
    assert not {"backup", "restore_test"} & {job.key for job in core_jobs(site.tracker)}


def test_the_last_backup_is_restored_beside_and_compared_and_nothing_is_left(commune: Commune, tmp_path: Path) -> None:
    site = commune.site
    site.run_core("backup")
    before = databases(site, tmp_path)
    assert "was restored beside" in site.run_core("restore_test")
    assert databases(site, tmp_path) == before


def test_a_scratch_database_that_was_left_behind_does_not_matter(commune: Commune, tmp_path: Path) -> None:
    site = commune.site
    site.run_core("backup")
    if site.tracker.database.is_sqlite:
        (tmp_path / "tracker_restore_test.db").write_bytes(b"left")
    else:
        tell_server(site, f'CREATE DATABASE "{site.tracker.database.url.database}_restore_test"')
    assert "was restored beside" in site.run_core("restore_test")


def test_a_damaged_backup_is_found_out(commune: Commune, tmp_path: Path) -> None:
    commune.site.run_core("backup")
    (path,) = (tmp_path / "var" / "backups" / "nightly").iterdir()
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)
    assert commune.site.run_core("restore_test").startswith("failed: ")


def test_a_backup_whose_audit_log_was_altered_is_found_out(commune: Commune) -> None:
    with commune.site.tracker.database.writing("test") as session:
        session.connection().exec_driver_sql("UPDATE tracker_audit_entry SET actor = 'x' WHERE position = 2")
    commune.site.run_core("backup")
    assert "its audit log is broken at entry 2" in commune.site.run_core("restore_test")


def test_without_a_backup_there_is_nothing_to_try_and_the_cure_is_named(site: Site) -> None:
    assert "Run `tracker jobs run backup`" in site.run_core("restore_test")


def test_a_backup_that_cannot_be_written_is_said_with_its_place(make_site: MakeSite, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    assert "cannot be written" in make_site(backups={"folder": "taken"}).run_core("backup")


def test_what_has_expired_is_removed_and_the_last_run_of_a_job_stays(commune: Commune) -> None:
    site = commune.site
    with site.tracker.database.writing("test") as session:
        open_sign_in(session, commune.accounts["staff"], "192.0.2.1", "test", site.now)
        for days in (100, 50, 45):
            due_at = site.now - timedelta(days=days)
            run = {"job": "old", "due_at": due_at, "lease_until": due_at, "attempt": 1}
            session.connection().execute(sa.insert(JobRun), [run])
    commune.tell()
    site.later(days=15)
    told = site.run_core("cleaning")
    assert told.startswith("Removed: sign-ins 1, attempts to sign in 0, uploads 0, notices 0, runs of jobs 2")
    assert [run.due_at for run in site.runs() if run.job == "old"] == [NOW - timedelta(days=45)]
    site.later(days=200)
    assert "notices 5," in site.run_core("cleaning")
    with site.tracker.database.reading() as session:
        assert list(session.exec(select(SignIn))) == []
        assert list(session.exec(select(Notice))) == []


def databases(site: Site, folder: Path) -> set[str]:
    """Return the databases that there are beside that of the installation."""
    if site.tracker.database.is_sqlite:
        return {path.name for path in folder.glob("*.db*") if "test" in path.name}
    with site.tracker.database.engine.connect() as connection:
        return {name for (name,) in connection.exec_driver_sql("SELECT datname FROM pg_database")}


def tell_server(site: Site, statement: str) -> None:
    """Run a statement that no transaction can hold."""
    engine = sa.create_engine(site.tracker.database.engine.url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()
