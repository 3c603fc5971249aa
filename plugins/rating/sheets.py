"""Sheets as they are found: of an official, of a period, with what belongs to them."""

from __future__ import annotations

from sqlmodel import Session, col, select

from plugins.rating.kinds import Part
from plugins.rating.models import RatingComment, RatingMark, RatingSheet
from tracker.api import Period


def sheet(session: Session, id: int) -> RatingSheet | None:
    """Return the sheet with this id."""
    return session.get(RatingSheet, id)


def sheets_of_official(session: Session, official_id: int) -> list[RatingSheet]:
    """Return the sheets of an official, the latest first, a year before its parts."""
    wanted = select(RatingSheet).where(RatingSheet.official_id == official_id)
    return list(session.exec(wanted.order_by(col(RatingSheet.ends_on).desc(), col(RatingSheet.starts_on))))


def sheets_of_period(session: Session, period: Period) -> list[RatingSheet]:
    """Return the sheets of a period, in the order in which they were opened."""
    return list(
        session.exec(select(RatingSheet).where(RatingSheet.period == period.name).order_by(col(RatingSheet.id)))
    )


def monitored_in(session: Session, year_sheet: RatingSheet) -> list[RatingSheet]:
    """Return the monitored sheets of the same official in the year of a sheet, the first first."""
    wanted = select(RatingSheet).where(
        RatingSheet.official_id == year_sheet.official_id,
        col(RatingSheet.starts_on) >= year_sheet.starts_on,
        col(RatingSheet.ends_on) <= year_sheet.ends_on,
        col(RatingSheet.period) != year_sheet.period,
    )
    return list(session.exec(wanted.order_by(col(RatingSheet.starts_on))))


def marks_of(session: Session, of: RatingSheet, part: Part | None = None) -> list[RatingMark]:
    """Return the criteria of a sheet in their order, all or those of one part."""
    wanted = select(RatingMark).where(RatingMark.sheet_id == of.id)
    if part is not None:
        wanted = wanted.where(RatingMark.part == part)
    return list(session.exec(wanted.order_by(col(RatingMark.part), col(RatingMark.place))))


def comments_of(session: Session, of: RatingSheet) -> list[RatingComment]:
    """Return what others said of a sheet, the first first."""
    return list(
        session.exec(select(RatingComment).where(RatingComment.sheet_id == of.id).order_by(col(RatingComment.id)))
    )
