"""first tables"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "tracker_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tracker_audit_entry",
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("actor", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("action", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("subject", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("subject_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("because", sa.Text(), nullable=True),
        sa.Column("previous_hash", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("hash", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_tracker_audit_entry")),
    )
    with op.batch_alter_table("tracker_audit_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tracker_audit_entry_subject"), ["subject"], unique=False)

    op.create_table(
        "tracker_audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("hash", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tracker_audit_head")),
    )
    op.create_table(
        "tracker_calendar_day",
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("is_working", sa.Boolean(), nullable=False),
        sa.Column("working_index", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("on", name=op.f("pk_tracker_calendar_day")),
    )
    op.create_table(
        "tracker_dated_settings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("values", sa.Text(), nullable=False),
        sa.Column("because", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tracker_dated_settings")),
    )
    with op.batch_alter_table("tracker_dated_settings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tracker_dated_settings_owner"), ["owner"], unique=False)

    op.create_table(
        "tracker_held_field",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("field", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("because", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("disagreement", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tracker_held_field")),
        sa.UniqueConstraint(
            "subject", "subject_id", "field", name=op.f("uq_tracker_held_field_subject_subject_id_field")
        ),
    )
    op.create_table(
        "tracker_holiday_override",
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("is_working", sa.Boolean(), nullable=False),
        sa.Column("note", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("on", name=op.f("pk_tracker_holiday_override")),
    )
    op.create_table(
        "tracker_import_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("source", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("filename", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("stored_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("actor", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("digest", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("undone_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tracker_import_batch")),
    )
    op.create_table(
        "tracker_import_source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("mapping", sa.Text(), nullable=False),
        sa.Column("date_order", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=True),
        sa.Column("returned_is_finish", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tracker_import_source")),
        sa.UniqueConstraint("name", "kind", name=op.f("uq_tracker_import_source_name_kind")),
    )
    op.create_table(
        "tracker_official",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
        sa.Column("full_name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("degree", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("field_of_study", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("email", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("phone", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column(
            "search_text",
            sa.String().with_variant(sa.String(collation="C"), "postgresql"),
            server_default="",
            nullable=False,
        ),
        sa.Column(
            "name_order",
            sa.String().with_variant(sa.String(collation="C"), "postgresql"),
            server_default="",
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tracker_official")),
        sa.UniqueConstraint("code", name=op.f("uq_tracker_official_code")),
    )
    with op.batch_alter_table("tracker_official", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tracker_official_name_order"), ["name_order"], unique=False)

    op.create_table(
        "tracker_plugin_fingerprint",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("plugins", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tracker_plugin_fingerprint")),
    )
    op.create_table(
        "tracker_procedure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=True),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("field", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column(
            "search_text",
            sa.String().with_variant(sa.String(collation="C"), "postgresql"),
            server_default="",
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tracker_procedure")),
        sa.UniqueConstraint("code", name=op.f("uq_tracker_procedure_code")),
    )
    op.create_table(
        "tracker_unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "province",
                "commune",
                "party_committee",
                "peoples_council",
                "peoples_committee",
                "division",
                "service_centre",
                "fatherland_front",
                "mass_organisation",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column(
            "search_text",
            sa.String().with_variant(sa.String(collation="C"), "postgresql"),
            server_default="",
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["tracker_unit.id"], name=op.f("fk_tracker_unit_parent_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tracker_unit")),
        sa.UniqueConstraint("code", name=op.f("uq_tracker_unit_code")),
    )
    with op.batch_alter_table("tracker_unit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tracker_unit_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "tracker_absence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("official_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "leave",
                "sick",
                "maternity",
                "study",
                "mission",
                "other",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_tracker_absence_ends_after_it_begins")
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["tracker_import_batch.id"], name=op.f("fk_tracker_absence_batch_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["official_id"], ["tracker_official.id"], name=op.f("fk_tracker_absence_official_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tracker_absence")),
        sa.UniqueConstraint("official_id", "starts_on", name=op.f("uq_tracker_absence_official_id_starts_on")),
    )
    op.create_table(
        "tracker_alias",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("key", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("official_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["official_id"], ["tracker_official.id"], name=op.f("fk_tracker_alias_official_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tracker_alias")),
        sa.UniqueConstraint("source", "key", "valid_from", name=op.f("uq_tracker_alias_source_key_valid_from")),
    )
    with op.batch_alter_table("tracker_alias", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tracker_alias_official_id"), ["official_id"], unique=False)

    op.create_table(
        "tracker_correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("wanted", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("said_by_id", sa.Integer(), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("open", "accepted", "refused", name="state", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_by", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(state = 'open') = (answered_on IS NULL)", name=op.f("ck_tracker_correction_answered_when")
        ),
        sa.ForeignKeyConstraint(
            ["said_by_id"], ["tracker_official.id"], name=op.f("fk_tracker_correction_said_by_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tracker_correction")),
    )
    with op.batch_alter_table("tracker_correction", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tracker_correction_said_by_id"), ["said_by_id"], unique=False)
        batch_op.create_index("ix_tracker_correction_subject", ["subject", "subject_id"], unique=False)

    op.create_table(
        "tracker_duty_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("official_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column(
            "shift",
            sa.Enum("day", "morning", "afternoon", name="shift", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum("planned", "served", "absent", name="state", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("substitute_id", sa.Integer(), nullable=True),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "substitute_id IS NULL OR substitute_id <> official_id",
            name=op.f("ck_tracker_duty_day_another_substitutes"),
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["tracker_import_batch.id"], name=op.f("fk_tracker_duty_day_batch_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["official_id"], ["tracker_official.id"], name=op.f("fk_tracker_duty_day_official_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["substitute_id"],
            ["tracker_official.id"],
            name=op.f("fk_tracker_duty_day_substitute_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tracker_duty_day")),
        sa.UniqueConstraint("on", "official_id", "shift", name=op.f("uq_tracker_duty_day_on_official_id_shift")),
    )
    with op.batch_alter_table("tracker_duty_day", schema=None) as batch_op:
        batch_op.create_index("ix_tracker_duty_day_official", ["official_id", "on", "state"], unique=False)
        batch_op.create_index("ix_tracker_duty_day_substitute", ["substitute_id", "on", "state"], unique=False)

    op.create_table(
        "tracker_handled_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "code",
            sa.String(length=120).with_variant(sa.String(length=120, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("procedure_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("receiver_id", sa.Integer(), nullable=True),
        sa.Column("handler_id", sa.Integer(), nullable=True),
        sa.Column(
            "channel",
            sa.Enum("online", "counter", "post", name="channel", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("received_at", sa.Time(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due_at", sa.Time(), nullable=True),
        sa.Column("extended_due_on", sa.Date(), nullable=True),
        sa.Column("extension_recorded_on", sa.Date(), nullable=True),
        sa.Column("finished_on", sa.Date(), nullable=True),
        sa.Column("finished_at", sa.Time(), nullable=True),
        sa.Column("returned_on", sa.Date(), nullable=True),
        sa.Column("returned_at", sa.Time(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "registered",
                "accepted",
                "refused",
                "processing",
                "supplement",
                "payment",
                "withdrawn",
                "stopped",
                "finished",
                "returned",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("status_on", sa.Date(), nullable=True),
        sa.Column("paused_days", sa.Integer(), nullable=False),
        sa.Column("resumed_on", sa.Date(), nullable=True),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deadline_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("overdue_on", sa.Date(), nullable=True),
        sa.Column("excused_on", sa.Date(), nullable=True),
        sa.Column("finisher_id", sa.Integer(), nullable=True),
        sa.Column("overdue_holder_id", sa.Integer(), nullable=True),
        sa.Column("timeliness", sa.Integer(), nullable=True),
        sa.Column("allowed_days", sa.Integer(), nullable=True),
        sa.Column("saved_days", sa.Integer(), nullable=True),
        sa.Column("weight_hundredths", sa.Integer(), nullable=False),
        sa.Column(
            "code_backwards",
            sa.String(length=120).with_variant(sa.String(length=120, collation="C"), "postgresql"),
            server_default="",
            nullable=False,
        ),
        sa.CheckConstraint("allowed_days BETWEEN 0 AND 1000", name=op.f("ck_tracker_handled_file_allowed_days")),
        sa.CheckConstraint("paused_days BETWEEN 0 AND 1000", name=op.f("ck_tracker_handled_file_paused_days")),
        sa.CheckConstraint("saved_days BETWEEN 0 AND allowed_days", name=op.f("ck_tracker_handled_file_saved_days")),
        sa.CheckConstraint("timeliness BETWEEN 0 AND 3", name=op.f("ck_tracker_handled_file_timeliness")),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["tracker_import_batch.id"],
            name=op.f("fk_tracker_handled_file_batch_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["handler_id"],
            ["tracker_official.id"],
            name=op.f("fk_tracker_handled_file_handler_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["procedure_id"],
            ["tracker_procedure.id"],
            name=op.f("fk_tracker_handled_file_procedure_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["receiver_id"],
            ["tracker_official.id"],
            name=op.f("fk_tracker_handled_file_receiver_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["tracker_unit.id"], name=op.f("fk_tracker_handled_file_unit_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tracker_handled_file")),
        sa.UniqueConstraint("code", name=op.f("uq_tracker_handled_file_code")),
    )
    with op.batch_alter_table("tracker_handled_file", schema=None) as batch_op:
        batch_op.create_index("ix_tracker_handled_file_code_backwards", ["code_backwards"], unique=False)
        batch_op.create_index("ix_tracker_handled_file_deadline", ["deadline_on"], unique=False)
        batch_op.create_index(
            "ix_tracker_handled_file_finished",
            ["finished_on", "timeliness", "finisher_id", "allowed_days", "saved_days", "weight_hundredths"],
            unique=False,
            postgresql_include=["id"],
        )
        batch_op.create_index(
            "ix_tracker_handled_file_finisher",
            ["finisher_id", "finished_on", "timeliness", "allowed_days", "saved_days", "weight_hundredths"],
            unique=False,
        )
        batch_op.create_index("ix_tracker_handled_file_handler", ["handler_id", "received_on", "channel"], unique=False)
        batch_op.create_index(
            "ix_tracker_handled_file_overdue",
            ["overdue_on", "overdue_holder_id", "excused_on", "ended_on"],
            unique=False,
        )
        batch_op.create_index(
            "ix_tracker_handled_file_overdue_holder",
            ["overdue_holder_id", "overdue_on", "excused_on", "ended_on"],
            unique=False,
        )
        batch_op.create_index(
            "ix_tracker_handled_file_overdue_listed",
            [
                "received_on",
                "channel",
                "handler_id",
                "unit_id",
                "overdue_on",
                "deadline_on",
                "code",
                "finished_on",
                "timeliness",
                "finisher_id",
                "allowed_days",
                "saved_days",
                "weight_hundredths",
            ],
            unique=False,
            sqlite_where=sa.text("overdue_on IS NOT NULL"),
            postgresql_where=sa.text("overdue_on IS NOT NULL"),
            postgresql_include=["id"],
        )
        batch_op.create_index(
            "ix_tracker_handled_file_procedure",
            ["procedure_id", "received_on", "channel", "handler_id", "unit_id"],
            unique=False,
            postgresql_include=["id"],
        )
        batch_op.create_index(
            "ix_tracker_handled_file_received",
            ["received_on", "channel", "handler_id", "unit_id"],
            unique=False,
            postgresql_include=["id"],
        )
        batch_op.create_index("ix_tracker_handled_file_status", ["status", "received_on"], unique=False)

    op.create_table(
        "tracker_import_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("subject", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["tracker_import_batch.id"],
            name=op.f("fk_tracker_import_change_batch_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tracker_import_change")),
    )
    with op.batch_alter_table("tracker_import_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tracker_import_change_batch_id"), ["batch_id"], unique=False)
        batch_op.create_index("ix_tracker_import_change_subject", ["subject", "subject_id"], unique=False)

    op.create_table(
        "tracker_posting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("official_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("position", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
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
        sa.Column("is_key_official", sa.Boolean(), nullable=False),
        sa.Column("working_time_percent", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_tracker_posting_ends_after_it_begins")
        ),
        sa.CheckConstraint(
            "working_time_percent BETWEEN 1 AND 100", name=op.f("ck_tracker_posting_working_time_percent")
        ),
        sa.ForeignKeyConstraint(
            ["official_id"], ["tracker_official.id"], name=op.f("fk_tracker_posting_official_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["tracker_unit.id"], name=op.f("fk_tracker_posting_unit_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tracker_posting")),
    )
    with op.batch_alter_table("tracker_posting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tracker_posting_official_id"), ["official_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_tracker_posting_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "tracker_procedure_term",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("procedure_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=True),
        sa.Column(
            "unit",
            sa.Enum("working_day", "day", "hour", name="unit", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("late_receipt_counts_next_day", sa.Boolean(), nullable=False),
        sa.Column("weight_hundredths", sa.Integer(), nullable=False),
        sa.Column("weight_is_set", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "amount IS NULL OR amount BETWEEN 0 AND 1000", name=op.f("ck_tracker_procedure_term_amount")
        ),
        sa.CheckConstraint(
            "weight_hundredths BETWEEN 1 AND 10000", name=op.f("ck_tracker_procedure_term_weight_hundredths")
        ),
        sa.ForeignKeyConstraint(
            ["procedure_id"],
            ["tracker_procedure.id"],
            name=op.f("fk_tracker_procedure_term_procedure_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tracker_procedure_term")),
        sa.UniqueConstraint(
            "procedure_id", "valid_from", name=op.f("uq_tracker_procedure_term_procedure_id_valid_from")
        ),
    )
    op.create_table(
        "tracker_score_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("official_id", sa.Integer(), nullable=False),
        sa.Column("period", sqlmodel.sql.sqltypes.AutoString(length=30), nullable=False),
        sa.Column("before_hundredths", sa.Integer(), nullable=True),
        sa.Column("after_hundredths", sa.Integer(), nullable=True),
        sa.Column("audit_position", sa.Integer(), nullable=True),
        sa.Column("changed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["official_id"],
            ["tracker_official.id"],
            name=op.f("fk_tracker_score_change_official_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tracker_score_change")),
    )
    with op.batch_alter_table("tracker_score_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tracker_score_change_official_id"), ["official_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_tracker_score_change_period"), ["period"], unique=False)

    op.create_table(
        "tracker_scored_period",
        sa.Column("period", sqlmodel.sql.sqltypes.AutoString(length=30), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("sentences", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("period", name=op.f("pk_tracker_scored_period")),
    )
    op.create_table(
        "tracker_stale_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("official_id", sa.Integer(), nullable=True),
        sa.Column("month", sa.Date(), nullable=True),
        sa.Column("audit_position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["official_id"], ["tracker_official.id"], name=op.f("fk_tracker_stale_mark_official_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tracker_stale_mark")),
    )
    with op.batch_alter_table("tracker_stale_mark", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tracker_stale_mark_month"), ["month"], unique=False)

    op.create_table(
        "tracker_training_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("official_id", sa.Integer(), nullable=False),
        sa.Column("title", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column(
            "content_group",
            sa.Enum(
                "political_theory",
                "defence_and_security",
                "state_management",
                "job_position",
                "digital_and_innovation",
                name="content_group",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("form", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("hours_hundredths", sa.Integer(), nullable=False),
        sa.Column("result", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("is_passed", sa.Boolean(), nullable=False),
        sa.Column("certificate", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_tracker_training_record_ends_after_it_begins")),
        sa.CheckConstraint("hours_hundredths >= 0", name=op.f("ck_tracker_training_record_hours_hundredths")),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["tracker_import_batch.id"],
            name=op.f("fk_tracker_training_record_batch_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["official_id"],
            ["tracker_official.id"],
            name=op.f("fk_tracker_training_record_official_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tracker_training_record")),
        sa.UniqueConstraint(
            "official_id", "title", "starts_on", name=op.f("uq_tracker_training_record_official_id_title_starts_on")
        ),
    )
    with op.batch_alter_table("tracker_training_record", schema=None) as batch_op:
        batch_op.create_index("ix_tracker_training_record_official", ["official_id", "ends_on"], unique=False)

    op.create_table(
        "tracker_delay_cause",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("cause", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("said_by_id", sa.Integer(), nullable=True),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("is_objective", sa.Boolean(), nullable=True),
        sa.Column("decided_by", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(is_objective IS NULL) = (decided_by IS NULL)", name=op.f("ck_tracker_delay_cause_decided_by_whom")
        ),
        sa.CheckConstraint(
            "(is_objective IS NULL) = (decided_on IS NULL)", name=op.f("ck_tracker_delay_cause_decided_when")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["tracker_handled_file.id"], name=op.f("fk_tracker_delay_cause_file_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["said_by_id"], ["tracker_official.id"], name=op.f("fk_tracker_delay_cause_said_by_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tracker_delay_cause")),
    )
    with op.batch_alter_table("tracker_delay_cause", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tracker_delay_cause_file_id"), ["file_id"], unique=False)

    op.create_table(
        "tracker_hand_over",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("from_official_id", sa.Integer(), nullable=False),
        sa.Column("to_official_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.CheckConstraint("from_official_id <> to_official_id", name=op.f("ck_tracker_hand_over_to_another")),
        sa.ForeignKeyConstraint(
            ["file_id"], ["tracker_handled_file.id"], name=op.f("fk_tracker_hand_over_file_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["from_official_id"],
            ["tracker_official.id"],
            name=op.f("fk_tracker_hand_over_from_official_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["to_official_id"],
            ["tracker_official.id"],
            name=op.f("fk_tracker_hand_over_to_official_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tracker_hand_over")),
        sa.UniqueConstraint("file_id", "on", name=op.f("uq_tracker_hand_over_file_id_on")),
    )
    with op.batch_alter_table("tracker_hand_over", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tracker_hand_over_from_official_id"), ["from_official_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_tracker_hand_over_to_official_id"), ["to_official_id"], unique=False)

    op.create_table(
        "tracker_scorecard",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("official_id", sa.Integer(), nullable=False),
        sa.Column("period", sqlmodel.sql.sqltypes.AutoString(length=30), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("posting_id", sa.Integer(), nullable=True),
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
            nullable=True,
        ),
        sa.Column("total_hundredths", sa.Integer(), nullable=True),
        sa.Column("reachable_hundredths", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("ranked_among", sa.Integer(), nullable=False),
        sa.Column("measures", sa.Text(), nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.Column("scored_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("audit_position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["official_id"], ["tracker_official.id"], name=op.f("fk_tracker_scorecard_official_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["posting_id"], ["tracker_posting.id"], name=op.f("fk_tracker_scorecard_posting_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tracker_scorecard")),
        sa.UniqueConstraint("period", "official_id", name=op.f("uq_tracker_scorecard_period_official_id")),
    )
    with op.batch_alter_table("tracker_scorecard", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tracker_scorecard_official_id"), ["official_id"], unique=False)
    if op.get_context().dialect.name == "postgresql":
        # To compress the explanations takes PostgreSQL longer than to write them.
        op.execute("ALTER TABLE tracker_scorecard ALTER COLUMN lines SET STORAGE EXTERNAL")


def downgrade() -> None:
    with op.batch_alter_table("tracker_scorecard", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tracker_scorecard_official_id"))

    op.drop_table("tracker_scorecard")
    with op.batch_alter_table("tracker_hand_over", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tracker_hand_over_to_official_id"))
        batch_op.drop_index(batch_op.f("ix_tracker_hand_over_from_official_id"))

    op.drop_table("tracker_hand_over")
    with op.batch_alter_table("tracker_delay_cause", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tracker_delay_cause_file_id"))

    op.drop_table("tracker_delay_cause")
    with op.batch_alter_table("tracker_training_record", schema=None) as batch_op:
        batch_op.drop_index("ix_tracker_training_record_official")

    op.drop_table("tracker_training_record")
    with op.batch_alter_table("tracker_stale_mark", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tracker_stale_mark_month"))

    op.drop_table("tracker_stale_mark")
    op.drop_table("tracker_scored_period")
    with op.batch_alter_table("tracker_score_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tracker_score_change_period"))
        batch_op.drop_index(batch_op.f("ix_tracker_score_change_official_id"))

    op.drop_table("tracker_score_change")
    op.drop_table("tracker_procedure_term")
    with op.batch_alter_table("tracker_posting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tracker_posting_unit_id"))
        batch_op.drop_index(batch_op.f("ix_tracker_posting_official_id"))

    op.drop_table("tracker_posting")
    with op.batch_alter_table("tracker_import_change", schema=None) as batch_op:
        batch_op.drop_index("ix_tracker_import_change_subject")
        batch_op.drop_index(batch_op.f("ix_tracker_import_change_batch_id"))

    op.drop_table("tracker_import_change")
    with op.batch_alter_table("tracker_handled_file", schema=None) as batch_op:
        batch_op.drop_index("ix_tracker_handled_file_status")
        batch_op.drop_index("ix_tracker_handled_file_received")
        batch_op.drop_index("ix_tracker_handled_file_procedure")
        batch_op.drop_index("ix_tracker_handled_file_overdue_listed")
        batch_op.drop_index("ix_tracker_handled_file_overdue_holder")
        batch_op.drop_index("ix_tracker_handled_file_overdue")
        batch_op.drop_index("ix_tracker_handled_file_handler")
        batch_op.drop_index("ix_tracker_handled_file_finisher")
        batch_op.drop_index("ix_tracker_handled_file_finished")
        batch_op.drop_index("ix_tracker_handled_file_deadline")
        batch_op.drop_index("ix_tracker_handled_file_code_backwards")

    op.drop_table("tracker_handled_file")
    with op.batch_alter_table("tracker_duty_day", schema=None) as batch_op:
        batch_op.drop_index("ix_tracker_duty_day_substitute")
        batch_op.drop_index("ix_tracker_duty_day_official")

    op.drop_table("tracker_duty_day")
    with op.batch_alter_table("tracker_correction", schema=None) as batch_op:
        batch_op.drop_index("ix_tracker_correction_subject")
        batch_op.drop_index(batch_op.f("ix_tracker_correction_said_by_id"))

    op.drop_table("tracker_correction")
    with op.batch_alter_table("tracker_alias", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tracker_alias_official_id"))

    op.drop_table("tracker_alias")
    op.drop_table("tracker_absence")
    with op.batch_alter_table("tracker_unit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tracker_unit_parent_id"))

    op.drop_table("tracker_unit")
    op.drop_table("tracker_procedure")
    op.drop_table("tracker_plugin_fingerprint")
    op.drop_table("tracker_official")
    op.drop_table("tracker_import_source")
    op.drop_table("tracker_import_batch")
    op.drop_table("tracker_holiday_override")
    op.drop_table("tracker_held_field")
    with op.batch_alter_table("tracker_dated_settings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tracker_dated_settings_owner"))

    op.drop_table("tracker_dated_settings")
    op.drop_table("tracker_calendar_day")
    op.drop_table("tracker_audit_head")
    with op.batch_alter_table("tracker_audit_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tracker_audit_entry_subject"))

    op.drop_table("tracker_audit_entry")
