"""templates of papers"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "tracker_0016"
down_revision = "tracker_0015"
branch_labels = None
depends_on = None

IN_USE = sa.text("is_in_use")


def upgrade() -> None:
    op.create_table(
        "tracker_paper_template",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("file_name", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("sha256", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("uploaded_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("uploaded_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("is_in_use", sa.Boolean(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tracker_paper_template")),
        sa.UniqueConstraint("kind", "version", name=op.f("uq_tracker_paper_template_kind_version")),
    )
    op.create_index(
        "ix_tracker_paper_template_in_use",
        "tracker_paper_template",
        ["kind"],
        unique=True,
        sqlite_where=IN_USE,
        postgresql_where=IN_USE,
    )


def downgrade() -> None:
    op.drop_index("ix_tracker_paper_template_in_use", table_name="tracker_paper_template")
    op.drop_table("tracker_paper_template")
