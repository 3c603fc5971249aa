"""Changing postings by hand: a new one, a correction, the last day of who leaves."""

from __future__ import annotations

from datetime import date, timedelta

from sqlmodel import Session

from tracker.messages import InputError
from tracker.records.by_hand import Values, change_by_hand, refuse_without_reason, remove_by_hand
from tracker.records.officials import Official
from tracker.records.postings import Posting, add_posting, postings_of, refuse_overlap

ONE_DAY = timedelta(days=1)


def post_from(session: Session, posting: Posting) -> Posting:
    """Add a posting from its first day on; the one that runs then ends the day before.

    Raises InputError if another one begins on that day or overlaps it.
    """
    _refuse_wrong_values(posting.model_dump())
    for other in postings_of(session, posting.official_id):
        if other.valid_from == posting.valid_from:
            raise InputError(
                "A posting from %(start)s is known already. Correct that one, or give another day.",
                start=posting.valid_from,
            )
        if other.valid_from < posting.valid_from <= (other.valid_to or date.max):
            other.valid_to = posting.valid_from - ONE_DAY
            session.add(other)
    session.flush()
    return add_posting(session, posting)


def change_posting(session: Session, posting: Posting, values: Values, because: str) -> None:
    """Correct a posting, and hold what is corrected.

    Raises InputError without a reason, for dates in the wrong order, or if it then overlaps another one.
    """
    wanted = {**posting.model_dump(), **values}
    _refuse_wrong_values(wanted)
    refuse_overlap(session, Posting(**wanted), but=posting.id)
    change_by_hand(session, posting, values, because)


def leave(session: Session, official: Official, last_day: date, because: str) -> Posting:
    """End the posting of an official who leaves: the day after, the account is locked. Returns that posting.

    Raises InputError where none lasts to that day, or another one begins later.
    """
    assert official.id is not None
    postings = postings_of(session, official.id)
    last = postings[-1] if postings else None
    if last is None:
        raise InputError("%(name)s has no posting that could end. Add one first.", name=official.full_name)
    if not last.valid_from <= last_day <= (last.valid_to or date.max):
        raise InputError(
            "%(name)s: the last posting runs from %(start)s to %(end)s. Choose a day of it, or correct the postings.",
            name=official.full_name,
            start=last.valid_from,
            end=last.valid_to or "…",
        )
    refuse_without_reason(official, because)
    change_by_hand(session, last, {"valid_to": last_day}, because)
    return last


def remove_posting(session: Session, posting: Posting, because: str) -> None:
    """Remove a posting that never was. Raises InputError without a reason."""
    refuse_without_reason(posting, because)
    remove_by_hand(session, posting)


def _refuse_wrong_values(values: Values) -> None:
    start, end, percent = values["valid_from"], values["valid_to"], values["working_time_percent"]
    assert isinstance(start, date)
    assert isinstance(percent, int)
    if isinstance(end, date) and end < start:
        raise InputError(
            "The posting ends on %(end)s, before it begins on %(start)s. Correct one of the two dates.",
            end=end,
            start=start,
        )
    if not 1 <= percent <= 100:
        raise InputError("The working time must lie between 1 and 100 %%. Correct it.")
