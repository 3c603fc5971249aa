"""Dated settings: values that leaders and admins change, each valid from a day, with who, when and why."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Protocol, TypeVar, runtime_checkable

import sqlalchemy as sa
from pydantic import BaseModel, ValidationError
from sqlalchemy import Text
from sqlmodel import Field, Session, SQLModel, col

from tracker.messages import InputError, Message, message
from tracker.staleness import ScoreDay
from tracker.validation_messages import told

Model = TypeVar("Model", bound=BaseModel)


class DatedSettings(SQLModel, table=True):
    """The settings of one owner (a plugin, or a part of the core) from a day on; the latest row of a day wins."""

    __tablename__ = "tracker_dated_settings"

    id: int | None = Field(default=None, primary_key=True)
    owner: str = Field(index=True)
    valid_from: date
    values: str = Field(sa_type=Text)
    because: str

    @classmethod
    def score_days(cls, _values: dict[str, object]) -> set[ScoreDay]:
        """Changed settings may change every score."""
        return {(None, None)}


@runtime_checkable
class FollowsOthers(Protocol):
    """Settings that say themselves whether they may follow others, where a whole set of them is stored at once."""

    def refuse_to_follow(self, before: BaseModel) -> None:
        """Raise InputError if what stands in `before` would be lost unsaid."""


def settings_on(session: Session, owner: str, model: type[Model], on: date) -> Model:
    """Return the owner's settings valid on that day; the defaults of `model` where none were set."""
    stored = session.execute(_latest(), {"owner": owner, "on": on}).first()
    if stored is None:
        return model()
    values, valid_from = stored
    try:
        return model.model_validate_json(values)
    except ValidationError as error:
        raise InputError(
            "The settings of %(owner)s valid from %(day)s do not fit its installed version: %(what)s. Set them anew.",
            owner=owner,
            day=valid_from,
            what=_first_fault(error),
        ) from error


@lru_cache(maxsize=1)
def _latest() -> sa.Select[str, date]:
    """Return the select of the values valid on a day, which many pages ask for: to build it takes long."""
    return (
        sa.select(col(DatedSettings.values), col(DatedSettings.valid_from))
        .where(col(DatedSettings.owner) == sa.bindparam("owner"), col(DatedSettings.valid_from) <= sa.bindparam("on"))
        .order_by(col(DatedSettings.valid_from).desc(), col(DatedSettings.id).desc())
        .limit(1)
    )


def change_settings(session: Session, owner: str, settings: BaseModel, valid_from: date, because: str) -> DatedSettings:
    """Set the owner's settings from a day on. Raises InputError when no reason is given."""
    if not because.strip():
        raise InputError("Say why the settings of %(owner)s change.", owner=owner)
    stored = DatedSettings(owner=owner, valid_from=valid_from, values=settings.model_dump_json(), because=because)
    session.add(stored)
    session.flush()
    return stored


def _first_fault(error: ValidationError) -> Message:
    first = error.errors()[0]
    return message("%(key)s: %(what)s", key=".".join(str(part) for part in first["loc"]), what=told(first))
