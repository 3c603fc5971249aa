"""Which level a year comes to: by its score and by what rules out any but the lowest."""

from __future__ import annotations

from sqlmodel import Session, col, select

from plugins.rating.kinds import Level
from plugins.rating.models import RatingGround, RatingSheet
from plugins.rating.scores import year_score
from plugins.rating.settings import settings_for
from tracker.api import InputError, Message, sentences

_ = sentences("rating")


def grounds_of(session: Session, sheet: RatingSheet) -> list[RatingGround]:
    """Return what rules out any level but the lowest for the year of a sheet."""
    year = sheet.starts_on.year
    wanted = select(RatingGround).where(RatingGround.official_id == sheet.official_id, RatingGround.year == year)
    return list(session.exec(wanted.order_by(col(RatingGround.id))))


def reached_level(session: Session, sheet: RatingSheet) -> Level | None:
    """Return the level that a year reaches: by its grounds, else by its score; None where people choose it."""
    if grounds_of(session, sheet):
        return Level.NOT_COMPLETED
    if not sheet.rules.is_by_points:
        return None
    score = year_score(session, sheet).score
    return None if score is None else settings_for(session, sheet.about).levels.reached_with(score)


def checked_level(session: Session, sheet: RatingSheet, level: Level | None, because: str) -> tuple[Level, str]:
    """Return the level and the reason to keep. Raises InputError for one that the sheet cannot have.

    A level above the one reached is never given; one below it only with a reason, such as the quota.
    """
    reached = reached_level(session, sheet)
    if reached is None and sheet.rules.is_by_points:
        raise InputError.of(_("No period of the year was monitored and signed, so there is no score to rate it by."))
    if level is None:
        raise InputError.of(_("Choose the level."))
    if reached is not None and level > reached:
        raise InputError.of(_too_high(session, sheet))
    if reached is not None and level < reached and not because.strip():
        raise InputError.of(_("Say why the level is lower than the one reached: the official reads it."))
    return level, because.strip()


def _too_high(session: Session, sheet: RatingSheet) -> Message:
    if grounds_of(session, sheet):
        return _("What was found in this year rules out any level but “not completed”.")
    return _("The score does not reach this level. Choose the one that it reaches, or a lower one with a reason.")
