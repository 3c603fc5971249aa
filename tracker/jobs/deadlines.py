"""The job that tells each morning of files overdue or due soon: holders of theirs, leaders of those of their units.

Who has no such file is told nothing. On days off nobody is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import groupby
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.accounts.accounts import Account, may_sign_in
from tracker.accounts.grants import leading_accounts
from tracker.contributions import Cron, Job, JobContext, JobEnd
from tracker.database import RecordSession
from tracker.messages import Message, counted, message
from tracker.notice_settings import OWNER, NoticeSettings
from tracker.notices import tell
from tracker.records.handled_files import HandledFile
from tracker.records.leaving import in_work
from tracker.records.officials import Official
from tracker.scope import scope_of
from tracker.settings import settings_on
from tracker.workdays import load_calendar

NAMED = 5
"""So many files or officials are named in one notice."""
OF_LEADERS = "causes.confirm"
"""A permission that reaches as far as somebody leads: an administrator may change files too, and leads nobody."""
OWN_PAGE, UNITS_PAGE = "/me/", "/files/?outcome=overdue_open"


class DueFile(NamedTuple):
    """A file in work that is overdue, or due soon."""

    id: int
    code: str
    deadline_on: date
    handler_id: int
    handler: str


@dataclass(frozen=True, slots=True)
class Told:
    """One notice for one account."""

    account_id: int
    key: str
    message: Message
    page: str


def deadlines_job() -> Job:
    """Return the job."""
    return Job("deadlines", message("Tell of files due soon and overdue"), Cron(hour="6", minute="30"), tell_deadlines)


def tell_deadlines(context: JobContext) -> JobEnd:
    """Find out whom to tell what today."""
    today = context.today
    with context.reading() as session:
        calendar = load_calendar(session)
        if not calendar.is_working(today):
            return lambda _session: message("Today is a day off.")
        days = settings_on(session, OWNER, NoticeSettings, today).due_soon_days
        files = _due_files(session, today, calendar.add(today, days))
        told = [*_for_holders(session, files, today), *_for_leaders(session, files, today)]
    return partial(_store, told)


def _store(told: Sequence[Told], session: RecordSession) -> Message:
    number = sum(len(tell(session, [one.account_id], one.key, one.message, one.page)) for one in told)
    return counted("%(count)s notice.", "%(count)s notices.", count=number)


def _due_files(session: Session, today: date, last: date) -> dict[int, DueFile]:
    """Return, by id, the files in somebody's hands that are overdue or due by a day, the oldest deadline first.

    Those whose clock is stopped are not due.
    """
    columns = [getattr(HandledFile, name) for name in ("id", "code", "deadline_on", "handler_id")]
    wanted = (
        sa.select(*columns, col(Official.full_name))
        .join(Official, col(Official.id) == col(HandledFile.handler_id))
        .where(in_work(), col(HandledFile.overdue_on).is_not(None), col(HandledFile.deadline_on) <= last)
        .where(col(HandledFile.received_on) <= today)
        .order_by(col(HandledFile.deadline_on), col(HandledFile.code))
    )
    return {row[0]: DueFile._make(row) for row in session.connection().execute(wanted)}


def _for_holders(session: Session, files: dict[int, DueFile], today: date) -> Iterator[Told]:
    accounts = dict(session.exec(select(Account.official_id, Account.id).where(may_sign_in(today))).all())
    in_order = sorted(files.values(), key=lambda file: file.handler_id)
    for handler_id, held in groupby(in_order, key=lambda file: file.handler_id):
        account_id = accounts.get(handler_id)
        if account_id is not None:
            overdue, soon = _parted(list(held), today)
            if overdue:
                yield Told(account_id, f"overdue:{today}", _own_overdue(overdue), OWN_PAGE)
            if soon:
                yield Told(account_id, f"due:{today}", _own_soon(soon), OWN_PAGE)


def _for_leaders(session: Session, files: dict[int, DueFile], today: date) -> Iterator[Told]:
    for account in leading_accounts(session, today):
        assert account.id is not None
        scope = scope_of(session, account, today)
        reached = scope.narrow(sa.select(col(HandledFile.id)).where(in_work()), HandledFile, OF_LEADERS)
        ids = {row[0] for row in session.connection().execute(reached)}
        of_others = [file for file in files.values() if file.id in ids and file.handler_id != account.official_id]
        overdue, soon = _parted(of_others, today)
        if overdue:
            yield Told(account.id, f"overdue_in_units:{today}", _units_overdue(overdue), UNITS_PAGE)
        if soon:
            yield Told(account.id, f"due_in_units:{today}", _units_soon(soon), UNITS_PAGE)


def _parted(files: Sequence[DueFile], today: date) -> tuple[list[DueFile], list[DueFile]]:
    """Return the overdue ones, and those that are due soon."""
    return [file for file in files if file.deadline_on < today], [file for file in files if file.deadline_on >= today]


def _own_overdue(files: Sequence[DueFile]) -> Message:
    return counted(
        "%(count)s file in your hands is overdue: %(codes)s",
        "%(count)s files in your hands are overdue: %(codes)s",
        count=len(files),
        codes=_codes(files),
    )


def _own_soon(files: Sequence[DueFile]) -> Message:
    return counted(
        "%(count)s file in your hands is due by %(day)s: %(codes)s",
        "%(count)s files in your hands are due by %(day)s: %(codes)s",
        count=len(files),
        day=files[-1].deadline_on,
        codes=_codes(files),
    )


def _units_overdue(files: Sequence[DueFile]) -> Message:
    return counted(
        "%(count)s file of your units is overdue, in the hands of %(names)s",
        "%(count)s files of your units are overdue, in the hands of %(names)s",
        count=len(files),
        names=_names(files),
    )


def _units_soon(files: Sequence[DueFile]) -> Message:
    return counted(
        "%(count)s file of your units is due by %(day)s, in the hands of %(names)s",
        "%(count)s files of your units are due by %(day)s, in the hands of %(names)s",
        count=len(files),
        day=files[-1].deadline_on,
        names=_names(files),
    )


def _codes(files: Sequence[DueFile]) -> list[str]:
    return _cut([file.code for file in files])


def _names(files: Sequence[DueFile]) -> list[str]:
    """Return who holds the files, whoever holds most of them first."""
    held: dict[tuple[int, str], int] = {}
    for file in files:
        held[file.handler_id, file.handler] = held.get((file.handler_id, file.handler), 0) + 1
    most_first = sorted(held.items(), key=lambda one: (-one[1], one[0]))
    return _cut([f"{name} ({number})" for (_, name), number in most_first])


def _cut(words: list[str]) -> list[str]:
    return words if len(words) <= NAMED else [*words[:NAMED], "…"]
