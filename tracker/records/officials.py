"""Officials: the people whose work is recorded. They are never deleted; they leave."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import event
from sqlmodel import Field, Session, SQLModel, col, select

from tracker.messages import InputError
from tracker.records.searching import BYTE_ORDER, folded, order_of_name
from tracker.staleness import ScoreDay
from tracker.text import name_order


class Official(SQLModel, table=True):
    """One person. Where he works and as what stands in his postings."""

    __tablename__ = "tracker_official"
    __derived__: ClassVar[frozenset[str]] = frozenset({"search_text", "name_order"})

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True, max_length=60)
    full_name: str
    degree: str | None = None
    field_of_study: str | None = None
    email: str | None = None
    phone: str | None = None
    search_text: str = Field(default="", sa_type=BYTE_ORDER, sa_column_kwargs={"server_default": ""})
    name_order: str = Field(default="", sa_type=BYTE_ORDER, index=True, sa_column_kwargs={"server_default": ""})

    @classmethod
    def score_days(cls, values: dict[str, object]) -> set[ScoreDay]:
        """A new official may stand in any period."""
        official_id = values["id"]
        assert isinstance(official_id, int)
        return {(official_id, None)}


@event.listens_for(Official, "before_insert")
@event.listens_for(Official, "before_update")
def _derive(_mapper: object, _connection: object, official: Official) -> None:
    official.search_text = folded(official.code, official.full_name)
    official.name_order = order_of_name(official.full_name)


def official_by_code(session: Session, code: str) -> Official:
    """Return the official with this code. Raises InputError."""
    found = session.exec(select(Official).where(col(Official.code) == code)).first()
    if found is None:
        raise InputError(
            "There is no official with the code %(code)s. `tracker report files` lists the codes.", code=code
        )
    return found


def officials_in_order(session: Session) -> list[Official]:
    """Return all officials as Vietnamese lists put them: by given name."""
    return sorted(
        session.exec(select(Official)).all(), key=lambda official: (name_order(official.full_name), official.code)
    )
