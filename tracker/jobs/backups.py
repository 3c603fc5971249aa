"""The jobs that write a backup each night, remove old ones, and try once a month whether one can be restored."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable
from datetime import date, datetime
from functools import partial
from pathlib import Path

from tracker.audit import verify
from tracker.backup.archive import Backup, Manifest, open_backup
from tracker.backup.restoring import restore
from tracker.backup.scratch import scratch_database
from tracker.backup.writing import back_up, write_into
from tracker.contributions import Cron, Job, JobContext, JobEnd
from tracker.database import Database
from tracker.file_errors import why_not
from tracker.installation import Tracker
from tracker.messages import InputError, Message, counted, message

BACKUP, RESTORE_TEST = "backup", "restore_test"
NAME = "tracker-%Y%m%d-%H%M%S.zip"
OF_A_BACKUP = re.compile(r"tracker-\d{8}-\d{6}\.zip")


def backup_jobs(tracker: Tracker) -> list[Job]:
    """Return the jobs; none where no folder is configured."""
    if not tracker.config.backups.folder:
        return []
    nightly, monthly = Cron(hour="1", minute="30"), Cron(day="1", hour="2", minute="30")
    return [
        Job(BACKUP, message("Write a backup"), nightly, partial(write_backup, tracker)),
        Job(RESTORE_TEST, message("Try whether the last backup can be restored"), monthly, partial(try_out, tracker)),
    ]


def folder_of_backups(tracker: Tracker) -> Path:
    """Return where the nightly backups stand."""
    return tracker.config.folder / tracker.config.backups.folder


def write_backup(tracker: Tracker, context: JobContext) -> JobEnd:
    """Write the backup of this due time, unless it is there already, and remove those that are kept no longer.

    A backup bears its name only when it is complete. So one that is there was written by a process that died before it
    could say so, or the records were restored from this very one, which must then stay as it is.
    """
    folder, due_at = folder_of_backups(tracker), context.due_at.astimezone(tracker.config.site.zone)
    path = folder / due_at.strftime(NAME)
    manifest = _manifest_of(path) if path.exists() else back_up(tracker.database, path)
    keep = tracker.config.backups
    removed = _remove(folder, no_longer_kept(backups_in(folder), due_at.date(), keep.keep_days, keep.keep_months))
    told = message(
        "Written and read back: %(file)s, %(officials)s, %(files)s. Old backups removed: %(removed)d.",
        file=path.as_posix(),
        officials=counted("%(count)s official", "%(count)s officials", count=manifest.rows_of("tracker_official")),
        files=counted("%(count)s file", "%(count)s files", count=manifest.rows_of("tracker_handled_file")),
        removed=removed,
    )
    return lambda _session: told


def backups_in(folder: Path) -> list[Path]:
    """Return the nightly backups in a folder, the oldest first; other files are left alone."""
    return sorted(path for path in folder.glob("tracker-*.zip") if OF_A_BACKUP.fullmatch(path.name))


def no_longer_kept(backups: Iterable[Path], today: date, keep_days: int, keep_months: int) -> list[Path]:
    """Return which of the backups, the oldest first, are older than the days that are kept, save one for each month.

    Of a month the first is kept that there is. The last backup of all is always kept.
    """
    in_order = list(backups)
    first_of_month: dict[int, Path] = {}
    for path in in_order:
        first_of_month.setdefault(_month(day_of(path)), path)
    months = {month for month in first_of_month if 0 <= _month(today) - month < keep_months}
    kept = {first_of_month[month] for month in months} | set(in_order[-1:])
    return [path for path in in_order if path not in kept and (today - day_of(path)).days >= keep_days]


def day_of(backup: Path) -> date:
    """Return the day of a nightly backup, which its name says."""
    return datetime.strptime(backup.name, NAME).date()  # noqa: DTZ007  the day at the site


def _month(day: date) -> int:
    return day.year * 12 + day.month


def _remove(folder: Path, backups: Iterable[Path]) -> int:
    removed = 0
    for path in backups:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise InputError(
                "The backup was written, but the old one %(file)s cannot be removed: %(why)s. Look who may write in "
                "%(folder)s.",
                file=path.name,
                why=why_not(error),
                folder=folder.as_posix(),
            ) from error
        removed += 1
    return removed


def _manifest_of(path: Path) -> Manifest:
    with open_backup(path) as backup:
        return backup.manifest


def try_out(tracker: Tracker, _context: JobContext) -> JobEnd:
    """Restore the last backup beside the records, compare it with what was written, and remove it again."""
    folder = folder_of_backups(tracker)
    backups = backups_in(folder)
    if not backups:
        raise InputError(
            "There is no backup in %(folder)s to try. Run `tracker jobs run backup`, and look at folder under "
            "[backups] in config.toml.",
            folder=folder.as_posix(),
        )
    told = _try(tracker, backups[-1])
    return lambda _session: told


def _try(tracker: Tracker, path: Path) -> Message:
    with open_backup(path) as backup, scratch_database(tracker.database) as scratch:
        restore(scratch, tracker.owners, backup)
        _compare(scratch, backup)
        with scratch.reading() as session:
            broken = verify(session)
        if broken is not None:
            raise InputError(
                "%(file)s can be restored, but its audit log is broken at entry %(position)d: %(what)s. Look at "
                "`tracker audit verify`.",
                file=path.as_posix(),
                position=broken.position,
                what=broken.what,
            )
        rows = sum(table.rows for table in backup.manifest.tables.values())
    return counted(
        "%(file)s was restored beside, %(count)s row is as written.",
        "%(file)s was restored beside, %(count)s rows are as written.",
        count=rows,
        file=path.as_posix(),
    )


def _compare(scratch: Database, backup: Backup) -> None:
    """Raise InputError unless a backup of what was restored holds the same rows as the one that it came from.

    Where the tables have been migrated since, the rows are counted.
    """
    with tempfile.TemporaryFile() as file:
        again = write_into(scratch, file)
    same_tables = again.owners == backup.manifest.owners
    for name, before in backup.manifest.tables.items():
        after = again.tables.get(name)
        is_same = after is not None and (after == before if same_tables else after.rows == before.rows)
        if not is_same:
            raise InputError(
                "%(file)s cannot be trusted: restored, the rows of %(table)s are not those that were written. Write "
                "another backup and try that.",
                file=backup.name,
                table=name,
            )
