"""The two ledgers: what a fund of a year holds, what decisions and entries paid out of it, what is left of it.

What decisions cost is read from the decisions. The bonus fund of a year pays what is decided until its budget is
settled, for that year; then the rest lapses. The emulation fund pays what is decided in the year.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal

from sqlmodel import Session, col, select

from plugins.commendations.kinds import FundKind
from plugins.commendations.models import FundEntry, FundYear
from plugins.commendations.settings import Commendations, settings_for
from tracker.api.rewards import Paid, paid_between


@dataclass(frozen=True, slots=True)
class Ledger:
    """One fund of one year; `held` and what follows from it are None where nobody entered what it holds."""

    fund: FundKind
    year: int
    entered: FundYear | None
    held: int | None
    decisions: Sequence[Paid]
    entries: Sequence[FundEntry]
    lapses_on: date | None

    @property
    def spent(self) -> int:
        """What decisions and entries paid."""
        return sum(one.cost for one in self.decisions) + sum(one.amount for one in self.entries)

    @property
    def left(self) -> int | None:
        """What is left; below 0 where more was paid than it held."""
        return None if self.held is None else self.held - self.spent

    def has_lapsed(self, today: date) -> bool:
        """Whether what is left cannot be spent any more."""
        return self.lapses_on is not None and today > self.lapses_on


def ledger_of(session: Session, fund: FundKind, year: int) -> Ledger:
    """Return the ledger of a fund in a year."""
    settings = settings_for(session, date(year, 12, 31))
    entered = session.exec(select(FundYear).where(FundYear.fund == fund, FundYear.year == year)).first()
    wanted = select(FundEntry).where(FundEntry.fund == fund, FundEntry.year == year)
    entries = session.exec(wanted.order_by(col(FundEntry.on).desc(), col(FundEntry.id).desc())).all()
    lapses_on = last_day(year, settings) if fund is FundKind.BONUS else None
    return Ledger(fund, year, entered, held_in(entered, settings), _paid(session, fund, year), entries, lapses_on)


def held_in(entered: FundYear | None, settings: Commendations) -> int | None:
    """Return what a fund holds in đồng: as entered, or its share of the salaries, without a part of a đồng."""
    if entered is None or entered.amount is not None:
        return None if entered is None else entered.amount
    share = Decimal(entered.salaries or 0) * settings.bonus_percent / 100
    return int(share.to_integral_value(ROUND_FLOOR))


def last_day(year: int, settings: Commendations) -> date:
    """Return the last day on which the bonus fund of a year can be spent."""
    return date(year, 12, 31) + timedelta(days=settings.settlement_days)


def charged_year(fund: FundKind, decided_on: date, period_ends: date | None, settings: Commendations) -> int:
    """Return the year whose fund pays a decision of a day about a period, None for no period.

    `settings` are those of the end of the period's year.
    """
    if fund is FundKind.EMULATION or period_ends is None or period_ends.year >= decided_on.year:
        return decided_on.year
    return period_ends.year if decided_on <= last_day(period_ends.year, settings) else decided_on.year


def left_on(
    session: Session, fund: FundKind, on: date, settings: Commendations, period_ends: date | None = None
) -> int | None:
    """Return what is left in the fund that would pay a decision of that day; None where it is not entered."""
    return ledger_of(session, fund, charged_year(fund, on, period_ends, settings)).left


def _paid(session: Session, fund: FundKind, year: int) -> list[Paid]:
    settings = settings_for(session, date(year, 12, 31))
    before = settings_for(session, date(year - 1, 12, 31))
    found = paid_between(session, fund.value, date(year, 1, 1), max(last_day(year, settings), date(year, 12, 31)))
    return [one for one in found if _charged(one, fund, year, settings, before) == year]


def _charged(one: Paid, fund: FundKind, year: int, settings: Commendations, before: Commendations) -> int:
    ends = None if one.period is None else one.period.end
    return charged_year(fund, one.decided_on, ends, settings if ends is not None and ends.year == year else before)
