"""Records that stood in somebody's own record and are another's now, for who still has a link to them."""

from __future__ import annotations

from sqlmodel import SQLModel

from tracker.history import once_was
from tracker.messages import Message, message
from tracker.records.officials import Official
from tracker.records.record_changes import OWNERS
from tracker.records.record_names import record_name
from tracker.web.requests import session, signed_in


def told_whose_now(table: type[SQLModel], id: int) -> Message | None:
    """Return whose a record is now that was once the account's own; None for every other, of which nothing is said."""
    account, field = signed_in(), OWNERS.get(table)
    if account is None or account.official_id is None or field is None:
        return None
    record = session().get(table, id)
    if record is None or not once_was(session(), str(table.__tablename__), id, field, account.official_id):
        return None
    owner = session().get(Official, getattr(record, field) or 0)
    if owner is None:
        return message("%(record)s no longer stands in your record.", record=record_name(record))
    return message(
        "%(record)s is now recorded for %(name)s and no longer stands in your record.",
        record=record_name(record),
        name=owner.full_name,
    )
