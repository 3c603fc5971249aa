"""Who holds a file or held it: for one file, and the other way round for one official."""

from __future__ import annotations

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.records.hand_overs import HandOver, hand_overs_of
from tracker.records.handled_files import HandledFile

HOLDERS = ("handler_id", "finisher_id", "overdue_holder_id")
"""The fields of a file that name who holds it, who held it when it was finished, and when it became overdue."""


def holders_of(session: Session, file: HandledFile) -> set[int]:
    """Return everybody who holds the file or held it."""
    assert file.id is not None
    holders = {getattr(file, name) for name in HOLDERS}
    for passed in hand_overs_of(session, [file.id]).get(file.id, ()):
        holders |= {passed.from_official_id, passed.to_official_id}
    return {holder for holder in holders if holder is not None}


def files_of(official_id: int) -> sa.Select[int | None]:
    """Return a select of the files that have the official among their `holders_of`."""
    passed = sa.or_(col(HandOver.from_official_id) == official_id, col(HandOver.to_official_id) == official_id)
    with_hand_over = sa.select(col(HandOver.file_id)).where(passed)
    return sa.select(col(HandledFile.id)).where(
        sa.or_(names_as_holder(official_id), col(HandledFile.id).in_(with_hand_over))
    )


def names_as_holder(official_id: int | sa.BindParameter[int]) -> sa.ColumnElement[bool]:
    """Return, as a condition on files, whether one of their `HOLDERS` names the official."""
    return sa.or_(*(getattr(HandledFile, name) == official_id for name in HOLDERS))
