"""What is entered by a paper: what rules out a level, a wider quota, ratings by the level above."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlmodel import Session, col, select

from plugins.rating.kinds import Ground, Level, State
from plugins.rating.levels import grounds_of
from plugins.rating.models import RatingGround, RatingSheet, RatingWiderQuota
from plugins.rating.raters import raters_of
from plugins.rating.steps import needed, note_step, seen_sheet
from plugins.rating.words import word
from tracker.api import InputError, RecordSession, Viewer, refuse_own_case, sentences

_ = sentences("rating")
NO_NUMBER, NO_REASON = _("Write the number of the paper."), _("Say what it is about.")


@dataclass(frozen=True, slots=True)
class DecidedPaper:
    """The number and the date of a paper that decided something."""

    number: str
    on: date


def grounds_of_year(session: Session, year: int) -> list[RatingGround]:
    """Return what was found in a year."""
    return list(session.exec(select(RatingGround).where(RatingGround.year == year).order_by(col(RatingGround.id))))


def add_ground(
    session: RecordSession,
    official_id: int,
    year: int,
    ground: Ground,
    reason: str,
    paper: DecidedPaper,
    viewer: Viewer,
) -> RatingGround:
    """Enter why an official has not completed his tasks of a year. Raises InputError once his year is final."""
    refuse_own_case([official_id], viewer.official_id)
    _refuse_final(session, official_id, year)
    known = select(RatingGround).where(RatingGround.official_id == official_id, RatingGround.year == year)
    if session.exec(known.where(RatingGround.ground == ground)).first() is not None:
        raise InputError.of(_("That is entered for this year already."))
    number = needed(paper.number, NO_NUMBER)
    added = RatingGround(
        official_id=official_id,
        year=year,
        ground=ground,
        reason=needed(reason, NO_REASON),
        paper_number=number,
        paper_on=paper.on,
    )
    session.add(added)
    session.flush()
    return added


def remove_ground(session: RecordSession, ground: RatingGround, viewer: Viewer) -> None:
    """Take it away, such as where the paper was revoked. Raises InputError once the year is final."""
    refuse_own_case([ground.official_id], viewer.official_id)
    _refuse_final(session, ground.official_id, ground.year)
    session.delete(ground)
    session.flush()


def _refuse_final(session: Session, official_id: int, year: int) -> None:
    wanted = select(RatingSheet).where(RatingSheet.official_id == official_id, RatingSheet.period == str(year))
    sheet = session.exec(wanted).first()
    if sheet is not None and sheet.state is State.FINAL:
        raise InputError.of(_("The rating of %(year)s is final. Open it again first.", year=str(year)))


def widen_quota(session: RecordSession, unit_id: int, year: int, reason: str, paper: DecidedPaper) -> RatingWiderQuota:
    """Give an agency with outstanding results the wider share of excellent for a year."""
    added = RatingWiderQuota(
        unit_id=unit_id,
        year=year,
        reason=needed(reason, NO_REASON),
        paper_number=needed(paper.number, NO_NUMBER),
        paper_on=paper.on,
    )
    known = select(RatingWiderQuota).where(RatingWiderQuota.unit_id == unit_id, RatingWiderQuota.year == year)
    if session.exec(known).first() is not None:
        raise InputError.of(_("This agency has the wider share for the year already."))
    session.add(added)
    session.flush()
    return added


def narrow_quota(session: RecordSession, wider: RatingWiderQuota) -> None:
    """Take the wider share away."""
    session.delete(wider)
    session.flush()


def enter_from_above(
    session: RecordSession,
    sheet_id: int,
    version: int,
    level: Level | None,
    score: Decimal | None,
    text: str,
    paper: DecidedPaper,
    viewer: Viewer,
) -> RatingSheet:
    """Enter what the level above decided of somebody whom nobody in the commune rates; a year is final with it.

    Raises InputError for one's own sheet, for an official whom somebody here rates, and without the paper.
    """
    sheet = seen_sheet(session, sheet_id, version, State.OPEN, State.SELF_RATED, State.RATED, State.CONTESTED)
    refuse_own_case([sheet.official_id], viewer.official_id)
    if sheet.rules.is_by_points and raters_of(session, sheet, viewer.today):
        raise InputError.of(_("A leader in the commune rates this official. Ask him to."))
    _refuse_incomplete(session, sheet, level, score)
    sheet.paper_number, sheet.paper_on = needed(paper.number, NO_NUMBER), paper.on
    sheet.level = None if level is None else int(level)
    sheet.score_hundredths = None if score is None else int(score * 100)
    sheet.rated_text, sheet.rated_at, sheet.rated_by = text.strip(), session.change.at, viewer.account_name
    sheet.state = State.RATED
    if sheet.is_of_year:
        sheet.state, sheet.final_at, sheet.final_by = State.FINAL, session.change.at, viewer.account_name
    told = _("Decided above, %(number)s of %(on)s", number=sheet.paper_number, on=paper.on)
    if level is not None:
        told = _(
            "Decided above, %(number)s of %(on)s: %(level)s", number=sheet.paper_number, on=paper.on, level=word(level)
        )
    note_step(session, sheet, told)
    return sheet


def _refuse_incomplete(session: Session, sheet: RatingSheet, level: Level | None, score: Decimal | None) -> None:
    if score is not None and (not score.is_finite() or not 0 <= score <= 100 or score * 100 != int(score * 100)):
        raise InputError.of(_("A score lies between 0 and 100, with two decimals at most."))
    if sheet.is_of_year and level is None:
        raise InputError.of(_("Choose the level."))
    if not sheet.is_of_year and (level is not None or score is None):
        raise InputError.of(_("A monitored period has a score and no level."))
    if level is not None and level > Level.NOT_COMPLETED and grounds_of(session, sheet):
        raise InputError.of(_("What was found in this year rules out any level but “not completed”."))
