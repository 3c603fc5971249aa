"""Who rates whom: a leader of the unit or above, nobody himself, and leaders only by somebody above what they lead."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from functools import cached_property

from sqlmodel import Session

from plugins.rating.models import RatingSheet
from plugins.rating.people import chains_of_units
from plugins.rating.settings import settings_for
from tracker.api import Account, InputError, Message, Official, Viewer, leaders_by_unit, refuse_own_case, sentences

_ = sentences("rating")


class Raters:
    """Who rates whom on a day: who leads what is read once for all sheets asked about, the settings once a period."""

    def __init__(self, session: Session, today: date) -> None:
        self._session, self._today = session, today
        self._rated_above: dict[str, Collection[str]] = {}

    @cached_property
    def _leading(self) -> Mapping[int, Collection[Account]]:
        return leaders_by_unit(self._session, self._today)

    @cached_property
    def _chains(self) -> Mapping[int, list[int]]:
        return chains_of_units(self._session)

    def of(self, sheet: RatingSheet) -> list[Account]:
        """Return the accounts that may rate the official of a sheet; none where the level above rates him."""
        official = self._session.get_one(Official, sheet.official_id)
        if official.code.upper() in self._codes_rated_above(sheet):
            return []
        led = [unit for unit, accounts in self._leading.items() if _has(accounts, sheet.official_id)]
        over = set(self._chains.get(sheet.unit_id, [sheet.unit_id]))
        for unit in led:
            over &= set(self._chains[unit][1:])
        found = {account.id: account for unit in over for account in self._leading.get(unit, ())}
        return [account for _id, account in sorted(found.items()) if account.official_id != sheet.official_id]

    def _codes_rated_above(self, sheet: RatingSheet) -> Collection[str]:
        if sheet.period not in self._rated_above:
            settings = settings_for(self._session, sheet.about)
            self._rated_above[sheet.period] = settings.schedule.rated_above_codes
        return self._rated_above[sheet.period]

    def why_not(self, sheet: RatingSheet, viewer: Viewer) -> Message | None:
        """Return why somebody may not rate a sheet, in a sentence; None where he may."""
        if viewer.official_id == sheet.official_id:
            return _("Nobody rates himself. A leader above does it.")
        raters = self.of(sheet)
        if not raters:
            return _("Nobody in the commune rates this official: enter what the level above decided, with its paper.")
        if viewer.account_id not in {account.id for account in raters}:
            return _("%(raters)s rate this official.", raters=[account.name for account in raters])
        return None


def _has(accounts: Collection[Account], official_id: int) -> bool:
    return any(account.official_id == official_id for account in accounts)


def raters_of(session: Session, sheet: RatingSheet, today: date) -> list[Account]:
    """Return the accounts that may rate the official of a sheet; none where the level above rates him."""
    return Raters(session, today).of(sheet)


def why_not(session: Session, sheet: RatingSheet, viewer: Viewer) -> Message | None:
    """Return why somebody may not rate a sheet, in a sentence; None where he may."""
    return Raters(session, viewer.today).why_not(sheet, viewer)


def refuse_other_raters(session: Session, sheet: RatingSheet, viewer: Viewer) -> None:
    """Raise InputError unless the viewer may rate the sheet."""
    refuse_own_case([sheet.official_id], viewer.official_id)
    because = why_not(session, sheet, viewer)
    if because is not None:
        raise InputError.of(because)
