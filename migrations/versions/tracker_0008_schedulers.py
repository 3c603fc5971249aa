"""Which processes do the jobs, and which did a run; whether somebody wants e-mail; his unseen notices by an index"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "tracker_0008"
down_revision = "tracker_0007"
branch_labels = None
depends_on = None

UNSEEN = sa.text("seen_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "tracker_scheduler",
        sa.Column("process", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("started_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("seen_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("process", name=op.f("pk_tracker_scheduler")),
    )
    with op.batch_alter_table("tracker_job_run", schema=None) as batch_op:
        batch_op.add_column(sa.Column("process", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=True))
    with op.batch_alter_table("tracker_account", schema=None) as batch_op:
        batch_op.add_column(sa.Column("wants_mail", sa.Boolean(), server_default=sa.true(), nullable=False))
    with op.batch_alter_table("tracker_notice", schema=None) as batch_op:
        batch_op.create_index(
            "ix_tracker_notice_unseen", ["account_id"], unique=False, sqlite_where=UNSEEN, postgresql_where=UNSEEN
        )


def downgrade() -> None:
    with op.batch_alter_table("tracker_notice", schema=None) as batch_op:
        batch_op.drop_index("ix_tracker_notice_unseen")
    with op.batch_alter_table("tracker_account", schema=None) as batch_op:
        batch_op.drop_column("wants_mail")
    with op.batch_alter_table("tracker_job_run", schema=None) as batch_op:
        batch_op.drop_column("process")
    op.drop_table("tracker_scheduler")
