"""What an import found is kept with its batch; an accepted correction keeps what told its record apart before"""

import sqlalchemy as sa
from alembic import op

revision = "tracker_0006"
down_revision = "tracker_0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("tracker_import_batch") as batch_op:
        batch_op.add_column(sa.Column("result", sa.Text(), nullable=True))
    op.execute(
        "UPDATE tracker_import_batch SET result = (SELECT upload.result FROM tracker_import_upload AS upload "
        "WHERE upload.batch_id = tracker_import_batch.id)"
    )
    with op.batch_alter_table("tracker_correction") as batch_op:
        batch_op.add_column(sa.Column("former_key", sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("tracker_correction") as batch_op:
        batch_op.drop_column("former_key")
    with op.batch_alter_table("tracker_import_batch") as batch_op:
        batch_op.drop_column("result")
