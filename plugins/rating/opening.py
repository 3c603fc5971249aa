"""Opening sheets: who is rated for a period gets one, with the criteria as they are then."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session, select

from plugins.rating.items import FOR_LEADERS, Item
from plugins.rating.models import RatingMark, RatingSheet
from plugins.rating.people import Serving, serving_in
from plugins.rating.regimes import Regime
from plugins.rating.settings import Rating, settings_for
from plugins.rating.steps import note_step
from tracker.api import (
    InputError,
    Message,
    Period,
    RankingGroup,
    RecordSession,
    dump_with_messages,
    period_of,
    period_title,
    sentences,
)

_ = sentences("rating")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Somebody who is not rated for a period, and why."""

    who: Serving
    because: Message


@dataclass(frozen=True, slots=True)
class Opened:
    """The sheets that were opened, and who got none."""

    sheets: tuple[RatingSheet, ...]
    left_out: tuple[LeftOut, ...]


def periods_to_rate(session: Session, today: date) -> list[Period]:
    """Return the periods whose sheets are open on a day: the last that was monitored, the present one near its end,
    and the year near its end."""
    settings = settings_for(session, period_of(today, "year"))
    present = settings.monitored_period(today)
    found = [present.previous()]
    if today >= present.end - timedelta(days=settings.schedule.opens_before):
        found.append(present)
    year = period_of(today, "year")
    if today >= year.end - timedelta(days=settings.schedule.year_opens_before):
        found.append(year)
    return found


def open_sheets(
    session: RecordSession, period: Period, today: date, officials: Collection[int] | None = None
) -> Opened:
    """Open the sheets of a period that are missing, of everybody who is rated for it or of some of them.

    Raises InputError for a period that is neither a year nor monitored, and for one that has not begun.
    """
    settings = settings_for(session, period)
    is_year = period.grain == "year"
    if period.start > today or not (is_year or settings.monitored_period(period.start) == period):
        raise InputError.of(
            _("No sheets are opened for %(period)s. Choose a year or a monitored period.", period=period_title(period))
        )
    known = set(session.exec(select(RatingSheet.official_id).where(RatingSheet.period == period.name)))
    sheets, left_out = [], []
    for who in serving_in(session, period, officials):
        if who.official_id in known:
            continue
        regime = settings.regime_for(who.posting.kind, period)
        because = _why_not(who, regime, settings, is_year=is_year)
        if because is None:
            sheets.append(_open(session, period, who, regime, settings, today))
        else:
            left_out.append(LeftOut(who, because))
    return Opened(tuple(sheets), tuple(left_out))


def _why_not(who: Serving, regime: Regime, settings: Rating, *, is_year: bool) -> Message | None:
    if not is_year and not regime.is_by_points:
        return _("By these rules nothing is monitored in the year: %(rules)s.", rules=regime.title)
    months = settings.schedule.least_months
    if is_year and not who.served_months(months):
        return _("Served less than %(months)s months of the year.", months=months)
    return None


def _open(
    session: RecordSession, period: Period, who: Serving, regime: Regime, settings: Rating, today: date
) -> RatingSheet:
    posting = who.posting
    one = RatingSheet(
        official_id=who.official_id,
        period=period.name,
        starts_on=period.start,
        ends_on=period.end,
        regime=regime.key,
        unit_id=posting.unit_id,
        kind=posting.kind,
        ranking_group=posting.ranking_group,
        opened_on=today,
    )
    note_step(session, one, _("Opened"))
    if period.grain != "year":
        for place, item in enumerate(_items(one, regime, settings), 1):
            session.add(_mark(one, item, place))
    session.flush()
    return one


def _items(one: RatingSheet, regime: Regime, settings: Rating) -> list[Item]:
    return [*settings.general_items(regime), *(FOR_LEADERS if one.ranking_group is RankingGroup.LEADER else ())]


def _mark(one: RatingSheet, item: Item, place: int) -> RatingMark:
    assert one.id is not None
    return RatingMark(
        sheet_id=one.id,
        key=item.key,
        part=item.part,
        place=place,
        text=dump_with_messages(item.text),
        most_hundredths=int(item.most * 100),
    )
