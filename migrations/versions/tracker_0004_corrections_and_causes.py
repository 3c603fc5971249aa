"""Kinds of corrections, made at once and taken back; kinds of causes and why they were decided; a record's history"""

import sqlalchemy as sa
from alembic import op

revision = "tracker_0004"
down_revision = "tracker_0003"
branch_labels = None
depends_on = None

STATES = "ck_tracker_correction_state"
DELAYS = ("system", "other_office", "applicant", "weather", "workload", "oversight", "other")


def upgrade() -> None:
    with op.batch_alter_table("tracker_correction") as batch_op:
        batch_op.add_column(sa.Column("kind", sa.String(length=40), server_default="wrong", nullable=False))
        batch_op.add_column(sa.Column("bulk_id", sa.Integer(), nullable=True))
        for name in ("stood", "granted"):
            batch_op.add_column(sa.Column(name, sa.Text(), nullable=True))
        batch_op.create_check_constraint(
            op.f("ck_tracker_correction_kind"), sa.column("kind").in_(["wrong", "not_mine", "missing"])
        )
        batch_op.drop_constraint(op.f(STATES), type_="check")
        batch_op.create_check_constraint(
            op.f(STATES), sa.column("state").in_(["open", "accepted", "refused", "withdrawn"])
        )
        batch_op.create_index(batch_op.f("ix_tracker_correction_bulk_id"), ["bulk_id"], unique=False)
        batch_op.create_index("ix_tracker_correction_state", ["state", "said_on"], unique=False)
    with op.batch_alter_table("tracker_delay_cause") as batch_op:
        batch_op.add_column(sa.Column("kind", sa.String(length=40), server_default="other", nullable=False))
        batch_op.add_column(sa.Column("decision_reason", sa.Text(), nullable=True))
        batch_op.create_check_constraint(op.f("ck_tracker_delay_cause_kind"), sa.column("kind").in_(DELAYS))
    with op.batch_alter_table("tracker_audit_entry") as batch_op:
        batch_op.drop_index("ix_tracker_audit_entry_subject")
        batch_op.create_index("ix_tracker_audit_entry_subject", ["subject", "subject_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("tracker_audit_entry") as batch_op:
        batch_op.drop_index("ix_tracker_audit_entry_subject")
        batch_op.create_index("ix_tracker_audit_entry_subject", ["subject"], unique=False)
    with op.batch_alter_table("tracker_delay_cause") as batch_op:
        batch_op.drop_constraint(op.f("ck_tracker_delay_cause_kind"), type_="check")
        for name in ("decision_reason", "kind"):
            batch_op.drop_column(name)
    op.execute("UPDATE tracker_correction SET state = 'refused' WHERE state = 'withdrawn'")
    with op.batch_alter_table("tracker_correction") as batch_op:
        for name in ("ix_tracker_correction_state", "ix_tracker_correction_bulk_id"):
            batch_op.drop_index(name)
        batch_op.drop_constraint(op.f("ck_tracker_correction_kind"), type_="check")
        batch_op.drop_constraint(op.f(STATES), type_="check")
        batch_op.create_check_constraint(op.f(STATES), sa.column("state").in_(["open", "accepted", "refused"]))
        for name in ("granted", "stood", "bulk_id", "kind"):
            batch_op.drop_column(name)
