"""How it stands with the backups: when the last one was written, what lies in the folder, how its trial ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import Session

from tracker.file_errors import why_not
from tracker.installation import Tracker
from tracker.jobs.backups import BACKUP, RESTORE_TEST, backups_in, folder_of_backups
from tracker.jobs.runs import JobRun, last_done, last_ended
from tracker.messages import Message

OLD_AFTER = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class BackupFiles:
    """The nightly backups that this computer sees in the folder, the newest with its size; why it sees none."""

    count: int = 0
    newest: str | None = None
    size: int = 0
    why_unseen: Message | None = None


@dataclass(frozen=True, slots=True)
class BackupState:
    """When a backup was last written by a job, and how the last one and the last trial of one ended.

    `is_old` when none was written for two days, or ever.
    """

    folder: Path
    files: BackupFiles
    last_written: JobRun | None
    last_run: JobRun | None
    last_trial: JobRun | None
    is_old: bool


def backup_state(tracker: Tracker, session: Session) -> BackupState | None:
    """Return how it stands with the backups, None where no folder is configured."""
    if not tracker.config.backups.folder:
        return None
    folder, written = folder_of_backups(tracker), last_done(session, BACKUP)
    return BackupState(
        folder,
        _files(folder),
        written,
        last_ended(session, BACKUP),
        last_ended(session, RESTORE_TEST),
        _is_old(written, tracker.clock()),
    )


def is_backup_old(tracker: Tracker, session: Session) -> bool:
    """Whether no backup was written for two days though there is a folder for them; looks at no disk."""
    return bool(tracker.config.backups.folder) and _is_old(last_done(session, BACKUP), tracker.clock())


def _is_old(written: JobRun | None, now: datetime) -> bool:
    return written is None or written.finished_at is None or now - written.finished_at > OLD_AFTER


def _files(folder: Path) -> BackupFiles:
    try:
        backups = backups_in(folder)
        if not backups:
            return BackupFiles()
        return BackupFiles(len(backups), backups[-1].name, backups[-1].stat().st_size)
    except OSError as error:
        return BackupFiles(why_unseen=why_not(error))
