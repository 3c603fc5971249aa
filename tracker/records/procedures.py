"""Administrative procedures and their published terms, which change with each publication decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlmodel import Field, Session, SQLModel, col, select

from tracker.database import one_of
from tracker.deadlines import LONGEST_DURATION, Duration, DurationUnit
from tracker.records.searching import BYTE_ORDER, folded
from tracker.staleness import ScoreDay
from tracker.text import fold

WEIGHT_OF_ONE = 100
MOST_WEIGHT = 10_000


class Procedure(SQLModel, table=True):
    """One procedure. The code (`1.001193`) is missing where an export only names it."""

    __tablename__ = "tracker_procedure"
    __derived__: ClassVar[frozenset[str]] = frozenset({"search_text"})

    id: int | None = Field(default=None, primary_key=True)
    code: str | None = Field(default=None, unique=True, max_length=40)
    name: str
    field: str | None = None
    search_text: str = Field(default="", sa_type=BYTE_ORDER, sa_column_kwargs={"server_default": ""})


@event.listens_for(Procedure, "before_insert")
@event.listens_for(Procedure, "before_update")
def _derive(_mapper: object, _connection: object, procedure: Procedure) -> None:
    procedure.search_text = folded(procedure.code, procedure.name, procedure.field)


class ProcedureTerm(SQLModel, table=True):
    """What a procedure published from a day on: its duration, and its weight in hundredths of a plain file.

    `weight_is_set` is false while the weight was only guessed from the duration.
    """

    __tablename__ = "tracker_procedure_term"
    __table_args__ = (
        sa.UniqueConstraint("procedure_id", "valid_from"),
        sa.CheckConstraint(f"weight_hundredths BETWEEN 1 AND {MOST_WEIGHT}", name="weight_hundredths"),
        sa.CheckConstraint(f"amount IS NULL OR amount BETWEEN 0 AND {LONGEST_DURATION}", name="amount"),
    )

    id: int | None = Field(default=None, primary_key=True)
    procedure_id: int = Field(foreign_key="tracker_procedure.id", ondelete="CASCADE")
    valid_from: date = date.min
    amount: int | None = None
    unit: DurationUnit = Field(default=DurationUnit.WORKING_DAY, sa_type=one_of(DurationUnit, "unit"))
    late_receipt_counts_next_day: bool = False
    weight_hundredths: int = WEIGHT_OF_ONE
    weight_is_set: bool = False

    @property
    def duration(self) -> Duration | None:
        """The published duration, None where none is published."""
        return None if self.amount is None else Duration(self.amount, self.unit)

    @classmethod
    def score_days(cls, _values: dict[str, object]) -> set[ScoreDay]:
        """A new term may change the worth of many files."""
        return {(None, None)}


def guessed_weight(duration: Duration | None) -> int:
    """Return the weight in hundredths to start with: 1 for same-day work, more for longer files, at most 6."""
    if duration is None or duration.unit is DurationUnit.HOUR or duration.amount <= 1:
        return WEIGHT_OF_ONE
    for longest, weight in ((3, 150), (7, 200), (15, 300), (30, 450)):
        if duration.amount <= longest:
            return weight
    return 600


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of all procedures, for looking up the one that held on a day."""

    by_procedure: dict[int, list[ProcedureTerm]]

    def on(self, procedure_id: int | None, day: date) -> ProcedureTerm | None:
        """Return the term of the procedure on that day: the latest that had begun, else the first published."""
        terms = self.by_procedure.get(procedure_id, []) if procedure_id is not None else []
        begun = [term for term in terms if term.valid_from <= day]
        return begun[-1] if begun else (terms[0] if terms else None)


def load_terms(session: Session) -> Terms:
    """Return the terms of all procedures."""
    terms: dict[int, list[ProcedureTerm]] = {}
    for term in session.exec(select(ProcedureTerm).order_by(col(ProcedureTerm.valid_from))):
        terms.setdefault(term.procedure_id, []).append(term)
    return Terms(terms)


def shown_term(procedure: sa.SQLColumnExpression[int | None], on: date) -> sa.ScalarSelect[int | None]:
    """Return the id of the term of a procedure on a day, as `Terms.on` finds it."""
    has_begun = col(ProcedureTerm.valid_from) <= on
    nearest = (has_begun.desc(), sa.case((has_begun, col(ProcedureTerm.valid_from))).desc())
    wanted = sa.select(col(ProcedureTerm.id)).where(col(ProcedureTerm.procedure_id) == procedure)
    ordered = wanted.order_by(*nearest, col(ProcedureTerm.valid_from)).limit(1)
    return ordered.correlate_except(ProcedureTerm).scalar_subquery()


def terms_of(session: Session, procedure_id: int) -> list[ProcedureTerm]:
    """Return the terms of one procedure, the earliest first."""
    wanted = select(ProcedureTerm).where(ProcedureTerm.procedure_id == procedure_id)
    return list(session.exec(wanted.order_by(col(ProcedureTerm.valid_from))))


def fields_of_procedures(session: Session) -> list[str]:
    """Return the fields that procedures belong to, in order."""
    found = session.exec(select(Procedure.field).distinct()).all()
    return sorted((field for field in found if field), key=fold)
