"""Whose reward the commune itself cannot decide: who stands at its head. The level above decides about him."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session, col

from tracker.messages import marked
from tracker.records.postings import Posting, runs_on
from tracker.settings import settings_on
from tracker.text import fold

OWNER = "tracker.deciding"


class Deciding(BaseModel):
    """How decisions are taken here."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    head_positions: str = Field(
        default="Chủ tịch UBND, Chủ tịch Ủy ban nhân dân",
        max_length=300,
        title=marked("Positions whose reward the level above decides"),
        description=marked(
            "How they begin, with commas between. Who held one on the last day of the period is only proposed to the "
            "level above."
        ),
    )

    @property
    def beginnings(self) -> tuple[str, ...]:
        """How these positions begin, without diacritics and capitals."""
        return tuple(folded for one in self.head_positions.split(",") if (folded := fold(one.strip())))


def heads_on(session: Session, on: date) -> frozenset[int]:
    """Return the officials about whose reward the level above decides, by their positions on that day."""
    beginnings = settings_on(session, OWNER, Deciding, on).beginnings
    wanted = sa.select(col(Posting.official_id), col(Posting.position)).where(runs_on(on))
    rows = session.connection().execute(wanted)
    return frozenset(who for who, position in rows if beginnings and fold(position).startswith(beginnings))
