"""What forms that change records by hand share: the reason, the days, what is held."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from flask import flash, request
from pydantic import Field
from sqlmodel import SQLModel

from tracker.database import RecordSession
from tracker.history import history_of
from tracker.messages import message
from tracker.records.by_hand import Hold, holds_of, release_by_hand
from tracker.records.record_names import record_name
from tracker.records.shown_values import field_title
from tracker.web.forms import Form, marked, version_of
from tracker.web.requests import session, told

EARLIEST_DAY = date(1900, 1, 1)
LATEST_DAY = date(2200, 12, 31)
LONGEST_REASON = 300


class WithReason(Form):
    """Ends with the reason of what is done."""

    because: str = Field(
        title=marked("Reason"), description=marked("It stands in the history."), max_length=LONGEST_REASON
    )


def version_in_form(row: SQLModel) -> str:
    """Return the version of the row that a form was opened with: as it was sent, else the present one."""
    return request.form.get("version") or version_of(row)


def holds_by_field(row: SQLModel, renamed: Mapping[str, str]) -> dict[str, Hold]:
    """Return what is held of a record by the names of the form's fields, `renamed` where they differ."""
    return {renamed.get(name, name): held for name, held in holds_of(session(), row).items()}


def about_held(row: SQLModel) -> dict[str, object]:
    """Return what the page of a record needs beside its form: the version, what is held, and its history."""
    history = history_of(session(), str(row.__tablename__), getattr(row, "id", 0))
    return {"version": version_in_form(row), "holds": holds_by_field(row, {}), "history": history}


def release_field(writer: RecordSession, row: SQLModel, field: str | None = None) -> None:
    """Release a field of the record, that which the request names where none is given, and say so."""
    field = request.form.get("field", "") if field is None else field
    release_by_hand(writer, row, field)
    released = message(
        "%(record)s, %(field)s: the next import may write it again.", record=record_name(row), field=field_title(field)
    )
    flash(told(released), "ok")
