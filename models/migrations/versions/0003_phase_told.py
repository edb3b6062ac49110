"""The phase of a plan whose event the server has confirmed."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision; phases announced before count as told."""
    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("phase_told", sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default="")
        )
    op.execute("UPDATE plan SET phase_told = phase")


def downgrade() -> None:
    """Take this revision back."""
    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.drop_column("phase_told")
