"""sheets, products, steps, grounds and quotas"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "rating_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "rating_ground",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("official_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column(
            "ground",
            sa.Enum(
                "degradation",
                "discipline",
                "corruption",
                name="ground",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
        sa.Column("paper_number", sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
        sa.Column("paper_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["official_id"], ["tracker_official.id"], name=op.f("fk_rating_ground_official_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating_ground")),
        sa.UniqueConstraint("official_id", "year", "ground", name=op.f("uq_rating_ground_official_id_year_ground")),
    )
    with op.batch_alter_table("rating_ground", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rating_ground_year"), ["year"], unique=False)

    op.create_table(
        "rating_sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("official_id", sa.Integer(), nullable=False),
        sa.Column("period", sqlmodel.sql.sqltypes.AutoString(length=30), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("regime", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "elected_official",
                "civil_servant",
                "public_employee",
                "party_or_organisation",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "ranking_group",
            sa.Enum(
                "desk",
                "specialist",
                "leader",
                "organisation",
                name="ranking_group",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "self_rated",
                "rated",
                "contested",
                "left_out",
                "final",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("own_level", sa.Integer(), nullable=True),
        sa.Column("own_hundredths", sa.Integer(), nullable=True),
        sa.Column("own_text", sa.Text(), nullable=False),
        sa.Column("own_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("own_by", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("general_hundredths", sa.Integer(), nullable=True),
        sa.Column("results_hundredths", sa.Integer(), nullable=True),
        sa.Column("score_hundredths", sa.Integer(), nullable=True),
        sa.Column("level_by_score", sa.Integer(), nullable=True),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("level_because", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
        sa.Column("rated_text", sa.Text(), nullable=False),
        sa.Column("rated_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("rated_by", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("final_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("final_by", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("paper_number", sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
        sa.Column("paper_on", sa.Date(), nullable=True),
        sa.CheckConstraint("(state = 'final') = (final_at IS NOT NULL)", name=op.f("ck_rating_sheet_final_at")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_rating_sheet_ends_after_it_begins")),
        sa.CheckConstraint("level BETWEEN 0 AND 3", name=op.f("ck_rating_sheet_level")),
        sa.CheckConstraint("level_by_score BETWEEN 0 AND 3", name=op.f("ck_rating_sheet_level_by_score")),
        sa.CheckConstraint("own_level BETWEEN 0 AND 3", name=op.f("ck_rating_sheet_own_level")),
        sa.ForeignKeyConstraint(
            ["official_id"], ["tracker_official.id"], name=op.f("fk_rating_sheet_official_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["tracker_unit.id"], name=op.f("fk_rating_sheet_unit_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating_sheet")),
        sa.UniqueConstraint("official_id", "period", name=op.f("uq_rating_sheet_official_id_period")),
    )
    with op.batch_alter_table("rating_sheet", schema=None) as batch_op:
        batch_op.create_index("ix_rating_sheet_days", ["starts_on", "ends_on"], unique=False)
        batch_op.create_index("ix_rating_sheet_period", ["period", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_rating_sheet_state"), ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_rating_sheet_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "rating_wider_quota",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
        sa.Column("paper_number", sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
        sa.Column("paper_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["tracker_unit.id"], name=op.f("fk_rating_wider_quota_unit_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating_wider_quota")),
        sa.UniqueConstraint("unit_id", "year", name=op.f("uq_rating_wider_quota_unit_id_year")),
    )
    with op.batch_alter_table("rating_wider_quota", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rating_wider_quota_year"), ["year"], unique=False)

    op.create_table(
        "rating_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("account", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("said_by", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sheet_id"], ["rating_sheet.id"], name=op.f("fk_rating_comment_sheet_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating_comment")),
    )
    with op.batch_alter_table("rating_comment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rating_comment_sheet_id"), ["sheet_id"], unique=False)

    op.create_table(
        "rating_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("key", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column(
            "part",
            sa.Enum("general", "leading", name="part", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("most_hundredths", sa.Integer(), nullable=False),
        sa.Column("own_hundredths", sa.Integer(), nullable=True),
        sa.Column("given_hundredths", sa.Integer(), nullable=True),
        sa.Column("own_note", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
        sa.Column("given_note", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
        sa.CheckConstraint(
            "given_hundredths BETWEEN 0 AND most_hundredths", name=op.f("ck_rating_mark_given_hundredths")
        ),
        sa.CheckConstraint("own_hundredths BETWEEN 0 AND most_hundredths", name=op.f("ck_rating_mark_own_hundredths")),
        sa.ForeignKeyConstraint(
            ["sheet_id"], ["rating_sheet.id"], name=op.f("fk_rating_mark_sheet_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating_mark")),
        sa.UniqueConstraint("sheet_id", "key", name=op.f("uq_rating_mark_sheet_id_key")),
    )
    op.create_table(
        "rating_product",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column(
            "source",
            sa.Enum("hand", "files", name="source", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("title", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("factor_hundredths", sa.Integer(), nullable=False),
        sa.Column("assigned", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failures_excused", sa.Integer(), nullable=False),
        sa.Column("delays", sa.Integer(), nullable=False),
        sa.Column("delays_excused", sa.Integer(), nullable=False),
        sa.Column("excused_because", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
        sa.Column("assigned_units", sa.Integer(), nullable=True),
        sa.Column("done_units", sa.Integer(), nullable=True),
        sa.Column("late_units", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(source = 'files') = (assigned_units IS NOT NULL)", name=op.f("ck_rating_product_units_of_files")
        ),
        sa.CheckConstraint("assigned >= 0 AND done BETWEEN 0 AND assigned", name=op.f("ck_rating_product_done")),
        sa.CheckConstraint("delays_excused BETWEEN 0 AND delays", name=op.f("ck_rating_product_delays_excused")),
        sa.CheckConstraint("factor_hundredths > 0", name=op.f("ck_rating_product_factor_hundredths")),
        sa.CheckConstraint("failures_excused BETWEEN 0 AND failures", name=op.f("ck_rating_product_failures_excused")),
        sa.ForeignKeyConstraint(
            ["sheet_id"], ["rating_sheet.id"], name=op.f("fk_rating_product_sheet_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating_product")),
    )
    with op.batch_alter_table("rating_product", schema=None) as batch_op:
        batch_op.create_index(
            "ix_rating_product_files",
            ["sheet_id"],
            unique=True,
            sqlite_where=sa.text("source = 'files'"),
            postgresql_where=sa.text("source = 'files'"),
        )
        batch_op.create_index(batch_op.f("ix_rating_product_sheet_id"), ["sheet_id"], unique=False)

    op.create_table(
        "rating_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("account", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("because", sa.Text(), nullable=True),
        sa.Column("signed", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["sheet_id"], ["rating_sheet.id"], name=op.f("fk_rating_step_sheet_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating_step")),
        sa.UniqueConstraint("sheet_id", "version", name=op.f("uq_rating_step_sheet_id_version")),
    )


def downgrade() -> None:

    op.drop_table("rating_step")
    with op.batch_alter_table("rating_product", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rating_product_sheet_id"))
        batch_op.drop_index(
            "ix_rating_product_files",
            sqlite_where=sa.text("source = 'files'"),
            postgresql_where=sa.text("source = 'files'"),
        )

    op.drop_table("rating_product")
    op.drop_table("rating_mark")
    with op.batch_alter_table("rating_comment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rating_comment_sheet_id"))

    op.drop_table("rating_comment")
    with op.batch_alter_table("rating_wider_quota", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rating_wider_quota_year"))

    op.drop_table("rating_wider_quota")
    with op.batch_alter_table("rating_sheet", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rating_sheet_unit_id"))
        batch_op.drop_index(batch_op.f("ix_rating_sheet_state"))
        batch_op.drop_index("ix_rating_sheet_period")
        batch_op.drop_index("ix_rating_sheet_days")

    op.drop_table("rating_sheet")
    with op.batch_alter_table("rating_ground", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rating_ground_year"))

    op.drop_table("rating_ground")
