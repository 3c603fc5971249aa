"""Own documents kept with what becomes of them, and lists on their way into the register."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

from plugins.regulations.models import searched_by
from plugins.regulations.numbers import read_number
from plugins.regulations.resolution import keys_of

revision = "regulations_0003"
down_revision = "regulations_0002"
branch_labels = None
depends_on = None

KEYS = ("number_key", "number_key_without_year", "law_key")
DEFAULTS = {
    "regulations_local_citation": ("stays_because", *KEYS),
    "regulations_local_document": ("title", "search_text"),
}


def upgrade() -> None:
    op.create_table(
        "regulations_upload",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("filename", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("uploaded_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regulations_upload")),
    )
    op.create_table(
        "regulations_repair",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("local_document_id", sa.Integer(), nullable=False),
        sa.Column("responsible_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("note", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("result", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["local_document_id"],
            ["regulations_local_document.id"],
            name=op.f("fk_regulations_repair_local_document_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["responsible_id"],
            ["tracker_official.id"],
            name=op.f("fk_regulations_repair_responsible_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regulations_repair")),
    )
    with op.batch_alter_table("regulations_repair", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_regulations_repair_due_on"), ["due_on"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_regulations_repair_local_document_id"), ["local_document_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_regulations_repair_responsible_id"), ["responsible_id"], unique=False)
        batch_op.create_index(
            "uq_regulations_repair_open",
            ["local_document_id"],
            unique=True,
            sqlite_where=sa.text("done_on IS NULL"),
            postgresql_where=sa.text("done_on IS NULL"),
        )

    with op.batch_alter_table("regulations_document", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_regulations_document_number_key_without_year"), ["number_key_without_year"], unique=False
        )

    with op.batch_alter_table("regulations_local_citation", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("stays_because", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("number_key", sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column(
                "number_key_without_year",
                sqlmodel.sql.sqltypes.AutoString(length=100),
                nullable=False,
                server_default="",
            )
        )
        batch_op.add_column(sa.Column("law_key", sa.Text(), nullable=False, server_default=""))
        batch_op.create_index(batch_op.f("ix_regulations_local_citation_number_key"), ["number_key"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_regulations_local_citation_number_key_without_year"),
            ["number_key_without_year"],
            unique=False,
        )

    with op.batch_alter_table("regulations_local_document", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("title", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("search_text", sa.Text(), nullable=False, server_default=""))

    _fill_keys()
    _drop_defaults()


def _fill_keys() -> None:
    cited = sa.table("regulations_local_citation", *map(sa.column, ("id", "number", "name", *KEYS)))
    connection = op.get_bind()
    for id, number, name in connection.execute(sa.select(cited.c.id, cited.c.number, cited.c.name)).all():
        found = keys_of(read_number(number), name)
        values = dict(zip(KEYS, (found.number, found.number_without_year, found.law), strict=True))
        connection.execute(sa.update(cited).where(cited.c.id == id).values(values))
    own = sa.table("regulations_local_document", *map(sa.column, ("id", "path", "search_text")))
    for id, path in connection.execute(sa.select(own.c.id, own.c.path)).all():
        connection.execute(sa.update(own).where(own.c.id == id).values(search_text=searched_by("", path)))


def _drop_defaults() -> None:
    for table, columns in DEFAULTS.items():
        with op.batch_alter_table(table) as batch_op:
            for column in columns:
                batch_op.alter_column(column, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("regulations_local_document", schema=None) as batch_op:
        batch_op.drop_column("search_text")
        batch_op.drop_column("title")

    with op.batch_alter_table("regulations_local_citation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_regulations_local_citation_number_key_without_year"))
        batch_op.drop_index(batch_op.f("ix_regulations_local_citation_number_key"))
        batch_op.drop_column("law_key")
        batch_op.drop_column("number_key_without_year")
        batch_op.drop_column("number_key")
        batch_op.drop_column("stays_because")

    with op.batch_alter_table("regulations_document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_regulations_document_number_key_without_year"))

    with op.batch_alter_table("regulations_repair", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_regulations_repair_open",
            sqlite_where=sa.text("done_on IS NULL"),
            postgresql_where=sa.text("done_on IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_regulations_repair_responsible_id"))
        batch_op.drop_index(batch_op.f("ix_regulations_repair_local_document_id"))
        batch_op.drop_index(batch_op.f("ix_regulations_repair_due_on"))

    op.drop_table("regulations_repair")
    op.drop_table("regulations_upload")
