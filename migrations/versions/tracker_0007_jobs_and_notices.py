"""Runs of jobs; notices, and the e-mails that carry them"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "tracker_0007"
down_revision = "tracker_0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tracker_job_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("job", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("due_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("asked_by", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("lease_until", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("started_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("finished_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "done", "failed", "passed", name="run_outcome", native_enum=False, create_constraint=True, length=40
            ),
            nullable=True,
        ),
        sa.Column("told", sa.Text(), nullable=True),
        sa.Column("milliseconds", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(finished_at IS NULL) = (outcome IS NULL)", name=op.f("ck_tracker_job_run_finished_with_an_outcome")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tracker_job_run")),
        sa.UniqueConstraint("job", "due_at", name=op.f("uq_tracker_job_run_job_due_at")),
    )
    with op.batch_alter_table("tracker_job_run", schema=None) as batch_op:
        batch_op.create_index("ix_tracker_job_run_finished_at", ["finished_at"], unique=False)

    op.create_table(
        "tracker_digest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting", "sent", "failed", name="digest_state", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("sent_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("told", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["tracker_account.id"], name=op.f("fk_tracker_digest_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tracker_digest")),
        sa.UniqueConstraint("account_id", "on", name=op.f("uq_tracker_digest_account_id_on")),
    )
    with op.batch_alter_table("tracker_digest", schema=None) as batch_op:
        batch_op.create_index("ix_tracker_digest_next_attempt_at", ["state", "next_attempt_at"], unique=False)

    op.create_table(
        "tracker_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("key", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("page", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=True),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("seen_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("digest_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["tracker_account.id"], name=op.f("fk_tracker_notice_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["digest_id"], ["tracker_digest.id"], name=op.f("fk_tracker_notice_digest_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tracker_notice")),
        sa.UniqueConstraint("account_id", "key", name=op.f("uq_tracker_notice_account_id_key")),
    )
    with op.batch_alter_table("tracker_notice", schema=None) as batch_op:
        batch_op.create_index("ix_tracker_notice_created_at", ["created_at"], unique=False)
        batch_op.create_index("ix_tracker_notice_digest_id", ["digest_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("tracker_notice", schema=None) as batch_op:
        batch_op.drop_index("ix_tracker_notice_digest_id")
        batch_op.drop_index("ix_tracker_notice_created_at")

    op.drop_table("tracker_notice")
    with op.batch_alter_table("tracker_digest", schema=None) as batch_op:
        batch_op.drop_index("ix_tracker_digest_next_attempt_at")

    op.drop_table("tracker_digest")
    with op.batch_alter_table("tracker_job_run", schema=None) as batch_op:
        batch_op.drop_index("ix_tracker_job_run_finished_at")

    op.drop_table("tracker_job_run")
