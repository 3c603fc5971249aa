"""units in decisions, and answers of the level above"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "tracker_0015"
down_revision = "tracker_0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("tracker_decision", schema=None) as batch_op:
        batch_op.add_column(sa.Column("goes_above", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("pays_from", sqlmodel.sql.sqltypes.AutoString(length=100), nullable=True))
    with op.batch_alter_table("tracker_decision_item", schema=None) as batch_op:
        batch_op.alter_column("official_id", existing_type=sa.Integer(), nullable=True)
        batch_op.add_column(sa.Column("unit_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_tracker_decision_item_unit_id"), "tracker_unit", ["unit_id"], ["id"], ondelete="RESTRICT"
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_tracker_decision_item_decision_id_unit_id"), ["decision_id", "unit_id"]
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_tracker_decision_item_official_or_unit"), "(official_id IS NULL) <> (unit_id IS NULL)"
        )
        batch_op.create_index(batch_op.f("ix_tracker_decision_item_unit_id"), ["unit_id"], unique=False)
    op.create_table(
        "tracker_answer_above",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("is_granted", sa.Boolean(), nullable=False),
        sa.Column("number", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["tracker_decision_item.id"],
            name=op.f("fk_tracker_answer_above_item_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tracker_answer_above")),
        sa.UniqueConstraint("item_id", name=op.f("uq_tracker_answer_above_item_id")),
    )


def downgrade() -> None:
    op.drop_table("tracker_answer_above")
    with op.batch_alter_table("tracker_decision_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tracker_decision_item_unit_id"))
        batch_op.drop_constraint(batch_op.f("ck_tracker_decision_item_official_or_unit"), type_="check")
        batch_op.drop_constraint(batch_op.f("uq_tracker_decision_item_decision_id_unit_id"), type_="unique")
        batch_op.drop_constraint(batch_op.f("fk_tracker_decision_item_unit_id"), type_="foreignkey")
        batch_op.drop_column("unit_id")
        batch_op.alter_column("official_id", existing_type=sa.Integer(), nullable=False)
    with op.batch_alter_table("tracker_decision", schema=None) as batch_op:
        batch_op.drop_column("pays_from")
        batch_op.drop_column("goes_above")
