"""Drafts of rules."""

import sqlalchemy as sa
from alembic import op

revision = "expression_rules_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "expression_rules_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=4), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("begun_from", sa.String(length=64), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.CheckConstraint("kind IN ('form', 'toml')", name=op.f("ck_expression_rules_draft_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expression_rules_draft")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("expression_rules_draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_expression_rules_draft_key"), ["key"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("expression_rules_draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_expression_rules_draft_key"))

    op.drop_table("expression_rules_draft")
