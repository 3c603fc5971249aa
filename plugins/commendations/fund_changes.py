"""What a fund of a year holds and what it paid outside of Tracker: entered, corrected, removed."""

from __future__ import annotations

from collections.abc import Mapping

from sqlmodel import select

from plugins.commendations.kinds import FundKind
from plugins.commendations.models import FIRST_YEAR, LAST_YEAR, FundEntry, FundYear
from tracker.api import InputError, RecordSession, Viewer, sentences

_ = sentences("commendations")
Values = Mapping[str, object]


def set_fund(session: RecordSession, fund: FundKind, year: int, values: Values, by: Viewer) -> FundYear:
    """Say what a fund holds in a year: `amount` or, for the bonus fund, `salaries`; and the `source`, a paper.

    Raises InputError unless it is exactly one of the two.
    """
    _refuse_wrong_year(year)
    found = session.exec(select(FundYear).where(FundYear.fund == fund, FundYear.year == year)).first()
    wanted = FundYear.model_validate({**values, "fund": fund, "year": year, "entered_by": by.account_name})
    if (wanted.amount is None) == (wanted.salaries is None):
        raise InputError.of(_("Give either the amount of the fund or the salaries of which it is a share."))
    if wanted.salaries is not None and fund is FundKind.EMULATION:
        raise InputError.of(_("The emulation fund is no share of the salaries. Give its amount."))
    one = found or wanted
    one.amount, one.salaries, one.source = wanted.amount, wanted.salaries, wanted.source.strip()
    one.entered_by = wanted.entered_by
    session.add(one)
    session.flush()
    return one


def add_entry(session: RecordSession, values: Values, by: Viewer) -> FundEntry:
    """Enter a payment. Raises InputError for an amount of 0, a wrong year or a day to come."""
    entry = _checked({**values, "entered_by": by.account_name}, by)
    session.add(entry)
    session.flush()
    return entry


def change_entry(session: RecordSession, entry: FundEntry, values: Values, by: Viewer) -> None:
    """Correct a payment. Raises InputError as `add_entry` does."""
    wanted = _checked({**entry.model_dump(exclude={"id"}), **values, "entered_by": by.account_name}, by)
    for name in FundEntry.model_fields:
        if name != "id":
            setattr(entry, name, getattr(wanted, name))
    session.add(entry)
    session.flush()


def remove_entry(session: RecordSession, entry: FundEntry) -> None:
    """Remove a payment that was entered by mistake."""
    session.delete(entry)
    session.flush()


def _checked(values: Values, by: Viewer) -> FundEntry:
    entry = FundEntry.model_validate(values)
    _refuse_wrong_year(entry.year)
    if not entry.amount:
        raise InputError.of(_("A payment of 0 đồng is none. Give its amount, below 0 for what came back."))
    if entry.on > by.today:
        raise InputError.of(_("%(day)s has not come yet. Give the day of the payment.", day=entry.on))
    return entry


def _refuse_wrong_year(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise InputError.of(
            _("The year lies between %(first)s and %(last)s. Correct it.", first=str(FIRST_YEAR), last=str(LAST_YEAR))
        )
