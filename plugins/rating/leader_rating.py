"""What a leader does with the sheets of those below him: marks, signature, sending back, answering, leaving out."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from plugins.rating.kinds import Level, State
from plugins.rating.levels import checked_level, reached_level
from plugins.rating.marking import put_marks, signature, whole_score
from plugins.rating.models import RatingComment, RatingSheet
from plugins.rating.products import freeze_files
from plugins.rating.raters import refuse_other_raters
from plugins.rating.scores import year_score
from plugins.rating.steps import needed, note_step, seen_sheet
from plugins.rating.words import word
from tracker.api import RecordSession, Viewer, sentences

_ = sentences("rating")
TO_RATE = (State.SELF_RATED, State.CONTESTED)


def give_marks(
    session: RecordSession,
    sheet_id: int,
    version: int,
    marks: Mapping[str, Decimal | None],
    notes: Mapping[str, str],
    viewer: Viewer,
) -> RatingSheet:
    """Keep the leader's marks, by the keys of the criteria; the official's own stand beside them."""
    sheet = _to_rate(session, sheet_id, version, viewer, *TO_RATE)
    put_marks(session, sheet, "given", marks, notes)
    note_step(session, sheet, _("Marks given by the leader"))
    return sheet


def sign_rating(
    session: RecordSession,
    sheet_id: int,
    version: int,
    text: str,
    level: Level | None,
    level_because: str,
    viewer: Viewer,
) -> RatingSheet:
    """Sign the leader's rating: of a monitored period its score, of a year the level.

    Raises InputError where something is missing, for a level above the one reached, and for a lower one without reason.
    """
    sheet = _to_rate(session, sheet_id, version, viewer, *TO_RATE)
    if sheet.is_of_year:
        _rate_year(session, sheet, level, level_because)
    else:
        _rate_period(session, sheet, viewer)
    sheet.rated_text, sheet.state = text.strip(), State.RATED
    sheet.rated_at, sheet.rated_by = session.change.at, viewer.account_name
    signed = signature(session, sheet, viewer, "given", sheet.rated_text, sheet.given_level, sheet.score)
    given = sheet.given_level
    told = (
        _("Rated: %(points)s points", points=sheet.score) if given is None else _("Rated: %(level)s", level=word(given))
    )
    note_step(session, sheet, told, sheet.level_because or None, signed)
    return sheet


def _rate_period(session: RecordSession, sheet: RatingSheet, viewer: Viewer) -> None:
    freeze_files(session, sheet, viewer.today)
    score = whole_score(session, sheet, viewer, "given")
    assert score.general is not None
    assert score.results_points is not None
    sheet.general_hundredths = int(score.general * 100)
    sheet.results_hundredths = int(score.results_points * 100)
    sheet.score_hundredths = sheet.general_hundredths + sheet.results_hundredths


def _rate_year(session: RecordSession, sheet: RatingSheet, level: Level | None, because: str) -> None:
    given, reason = checked_level(session, sheet, level, because)
    score = year_score(session, sheet).score if sheet.rules.is_by_points else None
    reached = reached_level(session, sheet)
    sheet.score_hundredths = None if score is None else int(score * 100)
    sheet.level_by_score = None if reached is None else int(reached)
    sheet.level, sheet.level_because = int(given), reason


def lower_level(
    session: RecordSession, sheet_id: int, version: int, level: Level, because: str, viewer: Viewer
) -> RatingSheet:
    """Give a year that is rated a lower level, such as where the quota has no place; the reason is kept."""
    sheet = _to_rate(session, sheet_id, version, viewer, State.RATED)
    given, reason = checked_level(session, sheet, level, needed(because, _("Say why the level changes.")))
    sheet.level, sheet.level_because = int(given), reason
    note_step(session, sheet, _("Level changed: %(level)s", level=word(given)), reason)
    return sheet


def return_sheet(session: RecordSession, sheet_id: int, version: int, because: str, viewer: Viewer) -> RatingSheet:
    """Send a self-rating back to the official, who mends it and signs again."""
    sheet = _to_rate(session, sheet_id, version, viewer, State.SELF_RATED)
    reason = needed(because, _("Say what is to be mended: the official reads it."))
    sheet.state = State.OPEN
    note_step(session, sheet, _("Sent back"), reason)
    return sheet


def uphold(session: RecordSession, sheet_id: int, version: int, because: str, viewer: Viewer) -> RatingSheet:
    """Answer a contested rating without changing it; to change it, sign it again."""
    sheet = _to_rate(session, sheet_id, version, viewer, State.CONTESTED)
    reason = needed(because, _("Say why the rating stands: the official reads it."))
    sheet.state = State.RATED
    note_step(session, sheet, _("Rating upheld"), reason)
    return sheet


def leave_out(session: RecordSession, sheet_id: int, version: int, because: str, viewer: Viewer) -> RatingSheet:
    """Leave an official unrated for the period, such as on maternity leave for all of it."""
    sheet = _to_rate(session, sheet_id, version, viewer, State.OPEN, *TO_RATE)
    reason = needed(because, _("Say why he is not rated for this period."))
    sheet.state = State.LEFT_OUT
    note_step(session, sheet, _("Not rated for this period"), reason)
    return sheet


def take_in(session: RecordSession, sheet_id: int, version: int, because: str, viewer: Viewer) -> RatingSheet:
    """Rate somebody after all who was left out: his sheet is open again."""
    sheet = _to_rate(session, sheet_id, version, viewer, State.LEFT_OUT)
    sheet.state = State.OPEN
    note_step(session, sheet, _("To be rated after all"), needed(because, _("Say why he is rated after all.")))
    return sheet


def comment(
    session: RecordSession, sheet_id: int, version: int, said_by: str, text: str, viewer: Viewer
) -> RatingComment:
    """Keep what others said of a sheet before it is final: the meeting of the division, the Party committee."""
    sheet = _to_rate(session, sheet_id, version, viewer, State.SELF_RATED, State.RATED, State.CONTESTED)
    said = needed(text, _("Write what was said."))
    who = needed(said_by, _("Say who said it, such as the meeting of the division."))
    assert sheet.id is not None
    added = RatingComment(sheet_id=sheet.id, at=session.change.at, account=viewer.account_name, said_by=who, text=said)
    session.add(added)
    note_step(session, sheet, _("Comment of %(who)s", who=who))
    return added


def _to_rate(session: RecordSession, sheet_id: int, version: int, viewer: Viewer, *states: State) -> RatingSheet:
    sheet = seen_sheet(session, sheet_id, version, *states)
    refuse_other_raters(session, sheet, viewer)
    return sheet
