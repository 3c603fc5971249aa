"""published rankings"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "tracker_0014"
down_revision = "tracker_0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tracker_published_ranking",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("closing_id", sa.Integer(), nullable=False),
        sa.Column("published_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("published_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["closing_id"],
            ["tracker_period_closing.id"],
            name=op.f("fk_tracker_published_ranking_closing_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tracker_published_ranking")),
        sa.UniqueConstraint("closing_id", name=op.f("uq_tracker_published_ranking_closing_id")),
    )


def downgrade() -> None:
    op.drop_table("tracker_published_ranking")
