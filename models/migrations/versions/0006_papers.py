"""Letters, compiled reports, closed plans."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.create_table(
        "compilation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("known_on", sa.Date(), nullable=False),
        sa.Column("final", sa.Boolean(), nullable=False),
        sa.Column("content", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("files", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("flow_run_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("compiled_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("compiled_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_compilation_plan_id_plan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_compilation")),
    )
    with op.batch_alter_table("compilation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_compilation_flow_run_id"), ["flow_run_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_compilation_plan_id"), ["plan_id"], unique=False)

    op.create_table(
        "outgoing_letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "chasing",
                "invitation",
                "ministry_paper",
                "review_request",
                "report",
                "submission",
                name="letterkind",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "authority",
            sa.Enum("focal", "by_order", "ministry", name="authority", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("time", sa.Integer(), nullable=False),
        sa.Column("as_of", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("new_date", sa.Date(), nullable=True),
        sa.Column("facts", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("draft_file", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("draft_name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("flow_run_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("drafted_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("drafted_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("letter_number", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("letter_date", sa.Date(), nullable=True),
        sa.Column("signed_file", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("signed_name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("signed_media_type", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("numbered_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("numbered_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("replaced_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_outgoing_letter_plan_id_plan")),
        sa.ForeignKeyConstraint(
            ["replaced_by"],
            ["outgoing_letter.id"],
            name=op.f("fk_outgoing_letter_replaced_by_outgoing_letter"),
        ),
        sa.ForeignKeyConstraint(
            ["task_id"], ["plan_task.id"], name=op.f("fk_outgoing_letter_task_id_plan_task")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing_letter")),
    )
    with op.batch_alter_table("outgoing_letter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outgoing_letter_flow_run_id"), ["flow_run_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_outgoing_letter_plan_id"), ["plan_id"], unique=False)

    op.create_table(
        "letter_unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("obligation_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["outgoing_letter.id"], name=op.f("fk_letter_unit_letter_id_outgoing_letter")
        ),
        sa.ForeignKeyConstraint(
            ["obligation_id"], ["obligation.id"], name=op.f("fk_letter_unit_obligation_id_obligation")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_letter_unit_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_unit")),
        sa.UniqueConstraint("letter_id", "unit_id", name=op.f("uq_letter_unit_letter_id_unit_id")),
    )
    with op.batch_alter_table("letter_unit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_letter_unit_letter_id"), ["letter_id"], unique=False)

    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.add_column(sa.Column("closed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        batch_op.add_column(
            sa.Column("closed_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default="")
        )


def downgrade() -> None:
    """Take the tables back to the revision before."""
    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.drop_column("closed_by")
        batch_op.drop_column("closed_at")

    with op.batch_alter_table("letter_unit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_letter_unit_letter_id"))

    op.drop_table("letter_unit")
    with op.batch_alter_table("outgoing_letter", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outgoing_letter_plan_id"))
        batch_op.drop_index(batch_op.f("ix_outgoing_letter_flow_run_id"))

    op.drop_table("outgoing_letter")
    with op.batch_alter_table("compilation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_compilation_plan_id"))
        batch_op.drop_index(batch_op.f("ix_compilation_flow_run_id"))

    op.drop_table("compilation")
