"""Handled files: one row for each file of a citizen, without any data of the citizen.

Beside what the source says stand the columns that follow from it (`DERIVED`): they are written with the file by
`tracker.records.deriving` and let every count be one set-based query. `revision` counts the changes of a row.
"""

from __future__ import annotations

import enum
from datetime import date, time

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from tracker.database import one_of
from tracker.records.lifecycle import Channel, FileStatus
from tracker.records.searching import bytes_in_order
from tracker.staleness import ScoreDay, months_between

MOST_WORKING_DAYS = 1000


class Timeliness(enum.IntEnum):
    """How a finished file stood against its due date."""

    EARLY = 0
    ON_TIME = 1
    LATE = 2
    NO_DEADLINE = 3


DERIVED = frozenset(
    {
        "deadline_on",
        "ended_on",
        "overdue_on",
        "excused_on",
        "finisher_id",
        "overdue_holder_id",
        "timeliness",
        "allowed_days",
        "saved_days",
        "weight_hundredths",
        "code_backwards",
    }
)
LONGEST_CODE = 120
CODE = bytes_in_order(LONGEST_CODE)


class HandledFile(SQLModel, table=True):
    """One file, by the code that the one-stop software gave it.

    `due_on` is the first due date. `handler_id` holds the file now; earlier holders stand in its hand-overs.
    `status_on` is the day of the status, for a withdrawn or refused file the day on which it ended.
    `paused_days` are working days; `resumed_on` is the day on which the clock last ran again.
    """

    __tablename__ = "tracker_handled_file"
    __derived__ = DERIVED
    __table_args__ = (
        sa.CheckConstraint(f"paused_days BETWEEN 0 AND {MOST_WORKING_DAYS}", name="paused_days"),
        sa.CheckConstraint(f"allowed_days BETWEEN 0 AND {MOST_WORKING_DAYS}", name="allowed_days"),
        sa.CheckConstraint("saved_days BETWEEN 0 AND allowed_days", name="saved_days"),
        sa.CheckConstraint("timeliness BETWEEN 0 AND 3", name="timeliness"),
        sa.Index(
            "ix_tracker_handled_file_finished",
            *("finished_on", "timeliness", "finisher_id", "allowed_days", "saved_days", "weight_hundredths"),
            postgresql_include=["id"],
        ),
        sa.Index(
            "ix_tracker_handled_file_received",
            *("received_on", "channel", "handler_id", "unit_id"),
            postgresql_include=["id"],
        ),
        sa.Index("ix_tracker_handled_file_overdue", "overdue_on", "overdue_holder_id", "excused_on", "ended_on"),
        sa.Index(
            "ix_tracker_handled_file_finisher",
            *("finisher_id", "finished_on", "timeliness", "allowed_days", "saved_days", "weight_hundredths"),
        ),
        sa.Index("ix_tracker_handled_file_handler", "handler_id", "received_on", "channel"),
        sa.Index("ix_tracker_handled_file_overdue_holder", "overdue_holder_id", "overdue_on", "excused_on", "ended_on"),
        sa.Index("ix_tracker_handled_file_deadline", "deadline_on"),
        sa.Index("ix_tracker_handled_file_status", "status", "received_on"),
        sa.Index(
            "ix_tracker_handled_file_procedure",
            *("procedure_id", "received_on", "channel", "handler_id", "unit_id"),
            postgresql_include=["id"],
        ),
        # The few files that are or will be overdue, with all that a list sorts by and a scope asks for.
        sa.Index(
            "ix_tracker_handled_file_overdue_listed",
            *("received_on", "channel", "handler_id", "unit_id", "overdue_on", "deadline_on", "code"),
            *("finished_on", "timeliness", "finisher_id", "allowed_days", "saved_days", "weight_hundredths"),
            sqlite_where=sa.text("overdue_on IS NOT NULL"),
            postgresql_where=sa.text("overdue_on IS NOT NULL"),
            postgresql_include=["id"],
        ),
        sa.Index("ix_tracker_handled_file_code_backwards", "code_backwards"),
    )

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True, sa_type=CODE)
    procedure_id: int | None = Field(default=None, foreign_key="tracker_procedure.id", ondelete="RESTRICT")
    unit_id: int | None = Field(default=None, foreign_key="tracker_unit.id", ondelete="RESTRICT")
    receiver_id: int | None = Field(default=None, foreign_key="tracker_official.id", ondelete="RESTRICT")
    handler_id: int | None = Field(default=None, foreign_key="tracker_official.id", ondelete="RESTRICT")
    channel: Channel = Field(default=Channel.COUNTER, sa_type=one_of(Channel, "channel"))
    received_on: date
    received_at: time | None = None
    due_on: date | None = None
    due_at: time | None = None
    extended_due_on: date | None = None
    extension_recorded_on: date | None = None
    finished_on: date | None = None
    finished_at: time | None = None
    returned_on: date | None = None
    returned_at: time | None = None
    status: FileStatus = Field(default=FileStatus.ACCEPTED, sa_type=one_of(FileStatus, "status"))
    status_on: date | None = None
    paused_days: int = 0
    resumed_on: date | None = None
    batch_id: int | None = Field(default=None, foreign_key="tracker_import_batch.id", ondelete="SET NULL")
    revision: int = 1

    deadline_on: date | None = None
    ended_on: date | None = None
    overdue_on: date | None = None
    excused_on: date | None = None
    finisher_id: int | None = None
    overdue_holder_id: int | None = None
    timeliness: int | None = None
    allowed_days: int | None = None
    saved_days: int | None = None
    weight_hundredths: int = 100
    code_backwards: str = Field(default="", sa_type=CODE, sa_column_kwargs={"server_default": ""})

    @classmethod
    def score_days(cls, values: dict[str, object]) -> set[ScoreDay]:
        """A file counts where it was received, where it was finished, and from its first overdue day to its end."""
        finisher_id, finished_on = values["finisher_id"], values["finished_on"]
        handler_id, received_on = values["handler_id"], values["received_on"]
        days: set[ScoreDay] = set()
        if isinstance(handler_id, int) and isinstance(received_on, date):
            days.add((handler_id, received_on))
        if isinstance(finisher_id, int) and isinstance(finished_on, date):
            days.add((finisher_id, finished_on))
        return days | cls._overdue_days(values)

    @classmethod
    def _overdue_days(cls, values: dict[str, object]) -> set[ScoreDay]:
        """An overdue file stands in the stock of every month until it ends, an open one of every later month."""
        holder_id, overdue_on, ended_on = values["overdue_holder_id"], values["overdue_on"], values["ended_on"]
        if not isinstance(holder_id, int) or not isinstance(overdue_on, date):
            return set()
        if not isinstance(ended_on, date):
            return {(holder_id, None)}
        return {(holder_id, month) for month in months_between(overdue_on, ended_on)}
