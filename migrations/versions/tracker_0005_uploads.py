"""Uploads on their way into the records, and the columns that a source leaves out"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "tracker_0005"
down_revision = "tracker_0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tracker_import_upload",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("source", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("filename", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("uploaded_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("uploaded_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "uploaded",
                "checking",
                "checked",
                "storing",
                "stored",
                "failed",
                "abandoned",
                name="upload_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("changed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("seen", sa.Text(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["tracker_import_batch.id"],
            name=op.f("fk_tracker_import_upload_batch_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tracker_import_upload")),
    )
    with op.batch_alter_table("tracker_import_upload", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tracker_import_upload_batch_id"), ["batch_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_tracker_import_upload_changed_at"), ["changed_at"], unique=False)

    op.create_table(
        "tracker_import_upload_part",
        sa.Column("upload_id", sa.Integer(), nullable=False),
        sa.Column(
            "part",
            sa.Enum("list", "errors", name="upload_part", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["upload_id"],
            ["tracker_import_upload.id"],
            name=op.f("fk_tracker_import_upload_part_upload_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("upload_id", "part", name=op.f("pk_tracker_import_upload_part")),
    )
    with op.batch_alter_table("tracker_import_source", schema=None) as batch_op:
        batch_op.add_column(sa.Column("left_out", sa.Text(), server_default="[]", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("tracker_import_source", schema=None) as batch_op:
        batch_op.drop_column("left_out")
    op.drop_table("tracker_import_upload_part")
    op.drop_table("tracker_import_upload")
