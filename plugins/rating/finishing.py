"""The ratings of a year become final: within the quota, by a paper; and a new decision that replaces an old one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, select

from plugins.rating.grounds import NO_NUMBER, DecidedPaper
from plugins.rating.kinds import Level, State
from plugins.rating.levels import reached_level
from plugins.rating.models import RatingSheet, RatingWiderQuota
from plugins.rating.people import agency_of, chains_of_units, units_by_id
from plugins.rating.quotas import Pool, Rated, pools_of
from plugins.rating.settings import settings_for
from plugins.rating.sheets import monitored_in, sheets_of_period
from plugins.rating.steps import needed, note_step, seen_sheet
from tracker.api import (
    InputError,
    Message,
    Official,
    RecordSession,
    Viewer,
    parse_period,
    refuse_own_case,
    sentences,
    word,
)

_ = sentences("rating")


@dataclass(frozen=True, slots=True)
class YearQuota:
    """How a year stands to the quota: the pools, and how many of the year are not rated yet."""

    pools: Sequence[Pool]
    not_rated: int


def quota_of_year(session: Session, year: int) -> YearQuota:
    """Return the pools of a year by the ratings that leaders have signed, final ones too."""
    period = parse_period(str(year))
    settings = settings_for(session, period).quota
    chains = chains_of_units(session)
    sheets = [one for one in sheets_of_period(session, period) if one.state is not State.LEFT_OUT]
    rated = [
        Rated(
            one.official_id,
            agency_of(chains[one.unit_id], settings.agency),
            one.regime,
            one.ranking_group,
            one.given_level,
            one.score,
        )
        for one in sheets
        if one.is_signed and one.given_level is not None and one.rules.has_quota
    ]
    wider = session.exec(select(RatingWiderQuota.unit_id).where(RatingWiderQuota.year == year))
    pools = pools_of(rated, dict.fromkeys(wider, settings.wider_share), settings)
    return YearQuota(pools, sum(not one.is_signed for one in sheets))


def pool_title(session: Session, pool: Pool) -> Message:
    """Return what a pool is called: its groups and its agencies."""
    units = units_by_id(session)
    names = sorted(units[agency].name for agency in pool.agencies)
    if not pool.groups:
        return _("all of %(agency)s", agency=names)
    return _("%(groups)s, %(agency)s", groups=[word(one) for one in sorted(pool.groups)], agency=names)


def warnings_of(session: Session, quota: YearQuota) -> list[Message]:
    """Return what to know before a year becomes final: too many excellent, groups without a place, who is missing."""
    told: list[Message] = []
    for pool in quota.pools:
        title = pool_title(session, pool)
        if pool.too_many:
            told.append(
                _(
                    "Too many are excellent in %(pool)s: %(excellent)s, and %(places)s may be.",
                    pool=title,
                    excellent=len(pool.excellent),
                    places=pool.places,
                )
            )
        elif pool.has_no_place:
            told.append(
                _(
                    "Nobody may be excellent in %(pool)s: %(share)s%% of %(counted)s is less than one.",
                    pool=title,
                    share=pool.share,
                    counted=pool.counted,
                )
            )
    if quota.not_rated:
        told.append(_("Not rated yet: %(people)s. The quota may grow with them.", people=quota.not_rated))
    return told


def make_final(
    session: RecordSession, year: int, versions: Mapping[int, int], paper: DecidedPaper, viewer: Viewer
) -> list[RatingSheet]:
    """Make ratings of a year final by a paper: `versions` says of each sheet which version was seen.

    Raises InputError for one's own case, where more are excellent than may be in a pool of theirs, and where a level is
    above the one that the sheet reaches by now.
    """
    number = needed(paper.number, NO_NUMBER)
    sheets = [seen_sheet(session, id, version, State.RATED) for id, version in sorted(versions.items())]
    refuse_own_case([one.official_id for one in sheets], viewer.official_id)
    for one in sheets:
        if one.period != str(year):
            raise InputError.of(_("Only the rating of a year becomes final, with all that was monitored in it."))
        _refuse_outdated(session, one)
    _refuse_beyond_quota(session, year, sheets)
    for one in sheets:
        one.paper_number, one.paper_on = number, paper.on
        _finish(session, one, viewer)
        note_step(session, one, _("Final by %(number)s of %(on)s", number=number, on=paper.on))
    return sheets


def _refuse_outdated(session: Session, one: RatingSheet) -> None:
    reached = reached_level(session, one)
    if reached is not None and one.given_level is not None and one.given_level > reached:
        official = session.get_one(Official, one.official_id)
        raise InputError.of(
            _(
                "The level of %(name)s is above the one that he reaches by now. Change it first.",
                name=official.full_name,
            )
        )


def _refuse_beyond_quota(session: Session, year: int, sheets: Sequence[RatingSheet]) -> None:
    excellent = {one.official_id for one in sheets if one.given_level is Level.EXCELLENT}
    for pool in quota_of_year(session, year).pools:
        if pool.too_many and excellent.intersection(pool.excellent):
            raise InputError.of(
                _(
                    "Too many are excellent in %(pool)s: %(excellent)s, and %(places)s may be. Give the others “good” "
                    "with a reason, or enter the wider share of the agency.",
                    pool=pool_title(session, pool),
                    excellent=len(pool.excellent),
                    places=pool.places,
                )
            )


def _finish(session: RecordSession, sheet: RatingSheet, viewer: Viewer) -> None:
    sheet.state, sheet.final_at, sheet.final_by = State.FINAL, session.change.at, viewer.account_name
    for part in monitored_in(session, sheet):
        if part.state is State.RATED:
            part.state, part.final_at, part.final_by = State.FINAL, session.change.at, viewer.account_name
            note_step(session, part, _("Final with the year"))


def reopen_final(
    session: RecordSession, sheet_id: int, version: int, because: str, paper: DecidedPaper, viewer: Viewer
) -> RatingSheet:
    """Take a final rating back by a paper that replaces it: the leader rates again, with its parts.

    Raises InputError for one's own case, without a reason, and for a sheet that is not of a year.
    """
    sheet = seen_sheet(session, sheet_id, version, State.FINAL)
    refuse_own_case([sheet.official_id], viewer.official_id)
    if not sheet.is_of_year:
        raise InputError.of(_("What was monitored is final with its year. Open the year again."))
    reason = needed(because, _("Say why the rating is taken back."))
    number = needed(paper.number, NO_NUMBER)
    for one in (sheet, *monitored_in(session, sheet)):
        if one.state is State.FINAL:
            one.state, one.final_at, one.final_by = State.CONTESTED, None, None
            told = _("Taken back by %(number)s of %(on)s", number=number, on=paper.on)
            note_step(session, one, told, reason)
    return sheet
