"""Adding and changing officials by hand: their names and what is known of them; where they work stands in postings."""

from __future__ import annotations

from sqlmodel import Session, select

from tracker.messages import InputError
from tracker.records.by_hand import Values, change_by_hand
from tracker.records.officials import Official
from tracker.text import name_key


def add_official(session: Session, official: Official) -> Official:
    """Add an official. Raises InputError if the code is another one's."""
    _refuse_taken_code(session, official.code, None)
    session.add(official)
    session.flush()
    return official


def change_official(session: Session, official: Official, values: Values, because: str) -> None:
    """Change what is known of an official, and hold it. Raises InputError without a reason, or for a taken code."""
    if "code" in values:
        _refuse_taken_code(session, str(values["code"]), official.id)
    change_by_hand(session, official, values, because)


def _refuse_taken_code(session: Session, code: str, but: int | None) -> None:
    """Raise InputError if another official has the code; capitals make no difference, as in imports."""
    key = name_key(code)
    for official in session.exec(select(Official)):
        if official.id != but and name_key(official.code) == key:
            raise InputError(
                "The code %(code)s belongs to %(name)s. Choose another code.", code=code, name=official.full_name
            )
