"""Marks for the criteria of a sheet: by the official, then by his leader; and the signature under them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from sqlmodel import Session

from plugins.rating.kinds import Level
from plugins.rating.models import LONGEST_NOTE, RatingSheet
from plugins.rating.products import rows_of
from plugins.rating.scores import By, Score, score_of
from plugins.rating.sheets import marks_of
from tracker.api import InputError, RecordSession, Viewer, dump_with_messages, sentences

_ = sentences("rating")


def put_marks(
    session: RecordSession,
    sheet: RatingSheet,
    by: By,
    marks: Mapping[str, Decimal | None],
    notes: Mapping[str, str],
) -> None:
    """Keep the marks of one side, by the keys of the criteria. Raises InputError for one beyond its bounds."""
    for one in marks_of(session, sheet):
        if one.key in marks:
            setattr(one, f"{by}_hundredths", _hundredths(marks[one.key], one.most_hundredths))
        if one.key in notes:
            setattr(one, f"{by}_note", notes[one.key].strip()[:LONGEST_NOTE])
        session.add(one)
    session.flush()


def _hundredths(mark: Decimal | None, most: int) -> int | None:
    if mark is None:
        return None
    hundredths = mark * 100
    if not mark.is_finite() or hundredths != int(hundredths) or not 0 <= hundredths <= most:
        raise InputError.of(
            _("A mark lies between 0 and %(most)s, with two decimals at most.", most=Decimal(most) / 100)
        )
    return int(hundredths)


def whole_score(session: Session, sheet: RatingSheet, viewer: Viewer, by: By) -> Score:
    """Return the score that a signature stands under. Raises InputError, saying what is missing."""
    score = score_of(session, sheet, viewer.today, by)
    given = [(one.own_hundredths if by == "own" else one.given_hundredths, one) for one in marks_of(session, sheet)]
    missing = [one.told for hundredths, one in given if hundredths is None]
    if missing:
        raise InputError.of(_("Not every criterion has a mark: %(missing)s. Give it one, 0 too.", missing=missing[0]))
    if score.results is None:
        raise InputError.of(_("Nothing was assigned yet, so there are no results. Enter the products and tasks."))
    return score


def signature(
    session: Session,
    sheet: RatingSheet,
    viewer: Viewer,
    by: By,
    text: str,
    level: Level | None,
    score: Decimal | None,
) -> str:
    """Return, as JSON, what is signed: marks, rows, text, score and level as they stand now."""
    rows = rows_of(session, sheet, viewer.today)
    values = {
        "marks": {
            one.key: (one.own_hundredths if by == "own" else one.given_hundredths) for one in marks_of(session, sheet)
        },
        "rows": [row.product.model_dump(mode="json", exclude={"id", "sheet_id"}) for row in rows],
        "text": text,
        "score": None if score is None else str(score),
        "level": None if level is None else int(level),
    }
    return dump_with_messages(values)
