"""What the official himself does: his marks, his signature, and contesting what his leader gave."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from plugins.rating.kinds import Level, State
from plugins.rating.marking import put_marks, signature, whole_score
from plugins.rating.models import RatingSheet
from plugins.rating.scores import year_score
from plugins.rating.steps import needed, note_step, seen_sheet
from plugins.rating.words import word
from tracker.api import InputError, RecordSession, Viewer, sentences

_ = sentences("rating")


def give_own_marks(
    session: RecordSession,
    sheet_id: int,
    version: int,
    marks: Mapping[str, Decimal | None],
    notes: Mapping[str, str],
    viewer: Viewer,
) -> RatingSheet:
    """Keep the official's own marks, by the keys of the criteria; he may go on later."""
    sheet = _own(session, sheet_id, version, viewer, State.OPEN)
    put_marks(session, sheet, "own", marks, notes)
    note_step(session, sheet, _("Own marks given"))
    return sheet


def sign_self_rating(
    session: RecordSession, sheet_id: int, version: int, text: str, level: Level | None, viewer: Viewer
) -> RatingSheet:
    """Sign the self-rating: from now on it waits for the leader. `level` is what he claims for a year, else None.

    Raises InputError where marks, products or the level are missing.
    """
    sheet = _own(session, sheet_id, version, viewer, State.OPEN)
    if sheet.is_of_year:
        if level is None:
            raise InputError.of(_("Choose the level that you give yourself for the year."))
        score = year_score(session, sheet).score if sheet.rules.is_by_points else None
    else:
        level, score = None, whole_score(session, sheet, viewer, "own").total
    sheet.own_text, sheet.own_level = text.strip(), None if level is None else int(level)
    sheet.own_hundredths = None if score is None else int(score * 100)
    sheet.own_at, sheet.own_by, sheet.state = session.change.at, viewer.account_name, State.SELF_RATED
    told = _("Self-rating signed") if score is None else _("Self-rating signed: %(points)s points", points=score)
    if level is not None:
        told = _("Self-rating signed: %(level)s", level=word(level))
    note_step(session, sheet, told, signed=signature(session, sheet, viewer, "own", sheet.own_text, level, score))
    return sheet


def contest(session: RecordSession, sheet_id: int, version: int, because: str, viewer: Viewer) -> RatingSheet:
    """Say that the leader's rating is wrong, and why: he answers before the year becomes final."""
    sheet = _own(session, sheet_id, version, viewer, State.RATED)
    reason = needed(because, _("Say what is wrong: your leader reads it."))
    sheet.state = State.CONTESTED
    note_step(session, sheet, _("Contested"), reason)
    return sheet


def _own(session: RecordSession, sheet_id: int, version: int, viewer: Viewer, state: State) -> RatingSheet:
    sheet = seen_sheet(session, sheet_id, version, state)
    if viewer.official_id != sheet.official_id:
        raise InputError.of(_("This is somebody else's sheet: only he does that with it."))
    return sheet
