"""Ship the days that the `holidays` package lacks: dispatch 12729/VPCP-KGVX of 25 December 2025."""

from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "tracker_0002"
down_revision = "tracker_0001"
branch_labels = None
depends_on = None

NOTE = "Công văn 12729/VPCP-KGVX ngày 25/12/2025"
OFF, WORKED = date(2026, 1, 2), date(2026, 1, 10)
overrides = sa.table(
    "tracker_holiday_override",
    sa.column("on", sa.Date),
    sa.column("is_working", sa.Boolean),
    sa.column("note", sa.String),
)


def upgrade() -> None:
    days = ((OFF, False), (WORKED, True))
    op.bulk_insert(overrides, [{"on": on, "is_working": works, "note": NOTE} for on, works in days])


def downgrade() -> None:
    op.execute(overrides.delete().where(overrides.c.on.in_([OFF, WORKED])))
