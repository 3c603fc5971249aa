"""Ship the days that the `holidays` package lacks."""

import sqlalchemy as sa
from alembic import op

from tracker.workdays import SHIPPED_OVERRIDES, SHIPPED_OVERRIDES_NOTE

revision = "tracker_0002"
down_revision = "tracker_0001"
branch_labels = None
depends_on = None

overrides = sa.table(
    "tracker_holiday_override",
    sa.column("on", sa.Date),
    sa.column("is_working", sa.Boolean),
    sa.column("note", sa.String),
)


def upgrade() -> None:
    rows = [{"on": on, "is_working": works, "note": SHIPPED_OVERRIDES_NOTE} for on, works in SHIPPED_OVERRIDES.items()]
    op.bulk_insert(overrides, rows)


def downgrade() -> None:
    op.execute(overrides.delete().where(overrides.c.on.in_(list(SHIPPED_OVERRIDES))))
