"""Accounts, their passwords and roles, and who signed in"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "tracker_0003"
down_revision = "tracker_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tracker_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
        sa.Column("official_id", sa.Integer(), nullable=True),
        sa.Column(
            "language",
            sa.Enum("vi", "en", name="language", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("disabled_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("disabled_by", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.CheckConstraint(
            "(disabled_at IS NULL) = (disabled_by IS NULL)", name=op.f("ck_tracker_account_disabled_by_whom")
        ),
        sa.ForeignKeyConstraint(
            ["official_id"], ["tracker_official.id"], name=op.f("fk_tracker_account_official_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tracker_account")),
        sa.UniqueConstraint("name", name=op.f("uq_tracker_account_name")),
        sa.UniqueConstraint("official_id", name=op.f("uq_tracker_account_official_id")),
    )
    op.create_table(
        "tracker_account_password",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("hash", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("changed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["tracker_account.id"],
            name=op.f("fk_tracker_account_password_account_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_tracker_account_password")),
    )
    op.create_table(
        "tracker_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "staff", "leader", "admin", "auditor", name="role", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint("role <> 'leader' OR unit_id IS NOT NULL", name=op.f("ck_tracker_grant_leader_of_a_unit")),
        sa.CheckConstraint(
            "role NOT IN ('admin', 'staff') OR unit_id IS NULL", name=op.f("ck_tracker_grant_not_of_a_unit")
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_tracker_grant_ends_after_it_begins")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["tracker_account.id"], name=op.f("fk_tracker_grant_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["tracker_unit.id"], name=op.f("fk_tracker_grant_unit_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tracker_grant")),
    )
    with op.batch_alter_table("tracker_grant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tracker_grant_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_tracker_grant_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "tracker_sign_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("token_digest", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("signed_in_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("last_seen_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("expires_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("address", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("user_agent", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("revoked_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["tracker_account.id"], name=op.f("fk_tracker_sign_in_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tracker_sign_in")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_tracker_sign_in_token_digest")),
    )
    with op.batch_alter_table("tracker_sign_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tracker_sign_in_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_tracker_sign_in_expires_at"), ["expires_at"], unique=False)

    op.create_table(
        "tracker_sign_in_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("name_digest", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("address", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("is_right", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["tracker_account.id"],
            name=op.f("fk_tracker_sign_in_attempt_account_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tracker_sign_in_attempt")),
    )
    with op.batch_alter_table("tracker_sign_in_attempt", schema=None) as batch_op:
        batch_op.create_index("ix_tracker_sign_in_attempt_address", ["address", "at"], unique=False)
        batch_op.create_index("ix_tracker_sign_in_attempt_at", ["at"], unique=False)
        batch_op.create_index("ix_tracker_sign_in_attempt_name", ["name_digest", "at"], unique=False)


def downgrade() -> None:
    for table in ("sign_in_attempt", "sign_in", "grant", "account_password", "account"):
        op.drop_table(f"tracker_{table}")
