"""What is owed and past its day is found among what is owed, not among all that ever was due."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

OPEN = sa.text("status = 'open'")


def upgrade() -> None:
    """Bring the tables to this revision."""
    with op.batch_alter_table("obligation", schema=None) as batch_op:
        batch_op.drop_index("ix_obligation_effective_due")
        batch_op.create_index(
            "ix_obligation_open_due",
            ["effective_due"],
            unique=False,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        )


def downgrade() -> None:
    """Bring the tables back to the revision before."""
    with op.batch_alter_table("obligation", schema=None) as batch_op:
        batch_op.drop_index("ix_obligation_open_due")
        batch_op.create_index("ix_obligation_effective_due", ["effective_due"], unique=False)
