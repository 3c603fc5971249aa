"""The job that warns leaders, in time, of what is left in the bonus fund before it lapses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from sqlmodel import Session

from plugins.commendations.kinds import FundKind
from plugins.commendations.ledger import ledger_of
from plugins.commendations.settings import Commendations
from tracker.api import (
    Cron,
    Job,
    JobContext,
    JobEnd,
    Message,
    RecordSession,
    counting,
    leading_accounts,
    sentences,
    tell,
)

_ = sentences("commendations")
counted = counting("commendations")
LATE = timedelta(days=30)
"""So long after its day a warning is still given, where the computer was off on it."""


@dataclass(frozen=True, slots=True)
class FundWarning:
    """What leaders are told of the bonus fund of a year, under a key."""

    key: str
    told: Message
    page: str


def fund_job() -> Job:
    """Return the job."""
    return Job("commendations.bonus_fund", _("Warn that the bonus fund lapses"), Cron(hour="7"), warn)


def warn(context: JobContext) -> JobEnd:
    """Find out whether leaders must be warned today."""
    assert isinstance(context.settings, Commendations)
    with context.reading() as session:
        warning = warning_on(session, context.today, context.settings)
    return partial(_store, warning, context.today)


def warning_on(session: Session, today: date, settings: Commendations) -> FundWarning | None:
    """Return the warning of today, or of one of the days before it, where something is left; else None."""
    due = [day for year in (today.year - 1, today.year) for day in settings.warnings_in(year) if day <= today]
    latest = max(due, default=None)
    if latest is None or today - latest > LATE:
        return None
    ledger = ledger_of(session, FundKind.BONUS, latest.year)
    if not ledger.left or ledger.left < 0 or ledger.lapses_on is None or ledger.has_lapsed(today):
        return None
    told = _(
        "%(left)s đồng are left in the bonus fund of %(year)s; what is not spent by %(day)s lapses.",
        left=Decimal(ledger.left),
        year=str(ledger.year),
        day=ledger.lapses_on,
    )
    return FundWarning(f"commendations.bonus_fund.{latest}", told, f"/commendations/funds?year={ledger.year}")


def _store(warning: FundWarning | None, today: date, session: RecordSession) -> Message:
    if warning is None:
        return _("Nothing to warn of.")
    leaders = [one.id for one in leading_accounts(session, today) if one.id is not None]
    number = len(tell(session, leaders, warning.key, warning.told, warning.page))
    return counted("%(count)s leader was warned.", "%(count)s leaders were warned.", count=number)
