"""The files that several counts of one statement are made of, so that a scope is worked out once for all of them."""

from __future__ import annotations

import sqlalchemy as sa
from sqlmodel import SQLModel

from tracker.records.handled_files import HandledFile
from tracker.reports.period_files import Condition

COUNTED = ("received_on", "channel", "finished_on", "timeliness", "overdue_on", "ended_on")


def seen_files(where: Condition | None) -> sa.FromClause:
    """Return the files for which the condition holds, with the columns that are counted; the table itself for all.

    The table is counted by its indexes alone; of a part of it, each file is read once.
    """
    files = SQLModel.metadata.tables[str(HandledFile.__tablename__)]
    if where is None:
        return files
    return sa.select(*(files.c[name] for name in COUNTED)).where(where).cte("seen_files")
