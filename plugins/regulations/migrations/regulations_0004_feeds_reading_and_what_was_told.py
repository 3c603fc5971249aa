"""feeds, who reads what by when, and what was told"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "regulations_0004"
down_revision = "regulations_0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "regulations_feed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("etag", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("last_modified", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("asked_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("answered_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("fault", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regulations_feed")),
        sa.UniqueConstraint("address", name=op.f("uq_regulations_feed_address")),
    )
    op.create_table(
        "regulations_told",
        sa.Column("key", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_regulations_told")),
    )
    op.create_table(
        "regulations_feed_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("feed_id", sa.Integer(), nullable=False),
        sa.Column("key", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("title", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
        sa.Column("link", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("published_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("found_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("numbers", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "new", "registered", "dismissed", name="state", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["regulations_document.id"],
            name=op.f("fk_regulations_feed_entry_document_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["feed_id"], ["regulations_feed.id"], name=op.f("fk_regulations_feed_entry_feed_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regulations_feed_entry")),
        sa.UniqueConstraint("feed_id", "key", name=op.f("uq_regulations_feed_entry_feed_id_key")),
    )
    with op.batch_alter_table("regulations_feed_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_regulations_feed_entry_document_id"), ["document_id"], unique=False)
        batch_op.create_index("ix_regulations_feed_entry_state", ["state", "found_at"], unique=False)

    op.create_table(
        "regulations_reading_demand",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("official_id", sa.Integer(), nullable=False),
        sa.Column("document", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("read_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["regulations_document.id"],
            name=op.f("fk_regulations_reading_demand_document_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["official_id"],
            ["tracker_official.id"],
            name=op.f("fk_regulations_reading_demand_official_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regulations_reading_demand")),
        sa.UniqueConstraint(
            "document_id", "official_id", name=op.f("uq_regulations_reading_demand_document_id_official_id")
        ),
    )
    with op.batch_alter_table("regulations_reading_demand", schema=None) as batch_op:
        batch_op.create_index("ix_regulations_reading_demand_due", ["due_on", "official_id", "read_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_regulations_reading_demand_official_id"), ["official_id"], unique=False)

    # What stood in the register before is no news.
    op.execute(
        "INSERT INTO regulations_told (key, told_on) SELECT 'relation.' || id, CURRENT_DATE FROM regulations_relation"
    )


def downgrade() -> None:
    with op.batch_alter_table("regulations_reading_demand", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_regulations_reading_demand_official_id"))
        batch_op.drop_index("ix_regulations_reading_demand_due")

    op.drop_table("regulations_reading_demand")
    with op.batch_alter_table("regulations_feed_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_regulations_feed_entry_state")
        batch_op.drop_index(batch_op.f("ix_regulations_feed_entry_document_id"))

    op.drop_table("regulations_feed_entry")
    op.drop_table("regulations_told")
    op.drop_table("regulations_feed")
