from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import col, select

from tests.conftest import NOW
from tracker.accounts.accounts import Account, account_by_name
from tracker.accounts.passwords import Passwords, stored_hash
from tracker.accounts.permissions import Role
from tracker.audit import verify
from tracker.demo.installing import BROKEN_PLUGIN, DemoInstallation, make_demo_installation
from tracker.imports.uploads.uploads import ImportUpload, UploadState
from tracker.installation import Tracker, open_tracker
from tracker.jobs.backup_state import backup_state
from tracker.jobs.known import core_jobs
from tracker.jobs.runs import JobRun, RunOutcome
from tracker.messages import InputError
from tracker.notices import Notice
from tracker.periods import parse_period
from tracker.records.correction_states import CorrectionKind, CorrectionState
from tracker.records.corrections import Correction
from tracker.scoring.freshness import stale_periods


@pytest.fixture(scope="module")
def hard(tmp_path_factory: pytest.TempPathFactory) -> DemoInstallation:
    return make_demo_installation(tmp_path_factory.mktemp("hard"), "hard", lambda: NOW)


@pytest.fixture(scope="module")
def tracker(hard: DemoInstallation) -> Iterator[Tracker]:
    opened = open_tracker(hard.config, lambda: NOW)
    yield opened
    opened.database.close()


def test_every_kind_of_user_can_sign_in_with_the_password_that_is_told(
    hard: DemoInstallation, tracker: Tracker
) -> None:
    assert {one.user.role for one in hard.accounts} == set(Role)
    passwords = Passwords()
    with tracker.database.reading() as session:
        for one in hard.accounts:
            account = account_by_name(session, one.user.name)
            assert passwords.check(one.password, stored_hash(session, account.id or 0))


def test_passwords_are_made_anew_and_nobody_has_to_change_them(hard: DemoInstallation, tracker: Tracker) -> None:
    assert len({one.password for one in hard.accounts}) == len(hard.accounts)
    with tracker.database.reading() as session:
        assert not any(session.exec(select(Account.must_change_password)).all())


def test_the_points_of_both_years_are_there_before_anybody_looks(tracker: Tracker) -> None:
    quarters = [parse_period(f"{year}-Q{quarter}") for year in (2025, 2026) for quarter in (1, 2, 3, 4)]
    with tracker.database.reading() as session:
        assert stale_periods(session, {one: one.as_of(date(2026, 11, 23)) for one in quarters}) == []


def test_a_plugin_that_gives_no_points_is_set_aside_and_all_else_works(tracker: Tracker) -> None:
    assert [one.name for one in tracker.plugins.set_aside] == [BROKEN_PLUGIN]
    tracker.refuse_old_tables()


def test_contests_wait_were_accepted_refused_and_taken_back(tracker: Tracker) -> None:
    with tracker.database.reading() as session:
        asked = session.exec(select(Correction)).all()
    assert {one.state for one in asked} == set(CorrectionState)
    assert {one.kind for one in asked} == set(CorrectionKind)
    assert sum(one.bulk_id is not None for one in asked) == 3


def test_an_upload_waits_for_answers_with_fields_held_against_its_list(tracker: Tracker) -> None:
    with tracker.database.reading() as session:
        upload = session.exec(select(ImportUpload)).one()
    assert upload.state is UploadState.CHECKED
    result = json.loads(upload.result or "{}")
    assert [question["subject"] for question in result["questions"]] == ["Lưu Thị Thêu", "Nguyễn Thị Thoan"]
    assert {"finished_on", "handler_id"} <= {one["field"] for one in result["disagreements"]}


def test_the_jobs_of_the_last_days_were_done_and_what_they_told_before_today_is_read(tracker: Tracker) -> None:
    with tracker.database.reading() as session:
        done = {run.job for run in session.exec(select(JobRun).where(JobRun.outcome == RunOutcome.DONE))}
        assert done == {job.key for job in core_jobs(tracker)}
        backups = backup_state(tracker, session)
        notices = session.exec(select(Notice).order_by(col(Notice.id))).all()
    assert backups is not None
    assert (backups.is_old, backups.files.count) == (False, 2)
    assert backups.last_trial is not None
    assert backups.last_trial.outcome is RunOutcome.DONE
    for name in ("leader", "staff"):
        with tracker.database.reading() as session:
            mine = account_by_name(session, name).id
        told = [one for one in notices if one.account_id == mine]
        before = [one for one in told if one.created_at.astimezone(tracker.config.site.zone).date() < tracker.today]
        assert before, name
        assert all(one.seen_at for one in before), name
        assert told[-1].seen_at is None, name


def test_the_audit_log_of_the_demo_is_whole(tracker: Tracker) -> None:
    with tracker.database.reading() as session:
        assert verify(session) is None
        assert session.exec(select(Correction.answered_by).where(col(Correction.answered_by) == "unit-leader")).first()


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("kept")
    with pytest.raises(InputError, match="holds other files"):
        make_demo_installation(tmp_path, "story", lambda: NOW)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_demo_that_runs_is_left_alone(hard: DemoInstallation, tracker: Tracker) -> None:
    with tracker.database.reading() as session:
        session.exec(select(Account)).all()
        with pytest.raises(InputError, match="is in use"):
            make_demo_installation(hard.config.folder, "hard", lambda: NOW)
    with tracker.database.reading() as session:
        assert len(session.exec(select(Account)).all()) == len(hard.accounts)
