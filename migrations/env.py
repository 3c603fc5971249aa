"""The one migration environment: it sees only the tables of the owner that is being migrated.

`tracker.migrate` runs it; it passes the connection, the owner and the tables in the attributes of the configuration.
"""

from alembic import context
from sqlmodel import SQLModel

import tracker.tables  # noqa: F401  every table of the core

attributes = context.config.attributes
owner: str = attributes["owner"]
prefix = f"{owner}_"


def is_owned(_object: object, name: str | None, kind: str, _reflected: bool, _compared: object) -> bool:
    """Whether Alembic may look at this object: only at the owner's tables and what stands in them."""
    return kind != "table" or (name is not None and name.startswith(prefix))


context.configure(
    connection=attributes["connection"],
    target_metadata=SQLModel.metadata,
    include_object=is_owned,
    version_table=f"{owner}_alembic_version",
    render_as_batch=True,
    compare_type=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
