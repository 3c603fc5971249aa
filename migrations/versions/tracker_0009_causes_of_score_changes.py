"""Which other changes for everybody moved a total together with the one that is named"""

import sqlalchemy as sa
from alembic import op

revision = "tracker_0009"
down_revision = "tracker_0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("tracker_score_change", schema=None) as batch_op:
        batch_op.add_column(sa.Column("also_positions", sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("tracker_score_change", schema=None) as batch_op:
        batch_op.drop_column("also_positions")
