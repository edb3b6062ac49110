"""Amendments, units that pass into others, delegates; mails that came back, addresses confirmed."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.create_table(
        "delegation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("delegate_name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("delegate_address", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("to_day", sa.Date(), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("recorded_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("recorded_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("ended_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("ended_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegation")),
    )
    with op.batch_alter_table("delegation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_delegation_address"), ["address"], unique=False)

    op.create_table(
        "unit_reform",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("document_number", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("changes", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("keep_contacts", sa.Boolean(), nullable=False),
        sa.Column("flow_run_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("recorded_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("recorded_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("applied_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_reform")),
    )
    with op.batch_alter_table("unit_reform", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_reform_flow_run_id"), ["flow_run_id"], unique=False)

    op.create_table(
        "plan_amendment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("document_number", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("facts", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("flow_run_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("recorded_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("recorded_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_plan_amendment_plan_id_plan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_amendment")),
        sa.UniqueConstraint("plan_id", "revision", name=op.f("uq_plan_amendment_plan_id_revision")),
    )
    with op.batch_alter_table("plan_amendment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_amendment_flow_run_id"), ["flow_run_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_plan_amendment_plan_id"), ["plan_id"], unique=False)

    op.create_table(
        "obligation_transfer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("obligation_id", sa.Integer(), nullable=False),
        sa.Column("reform_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("from_unit", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("to_unit", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("folded_into", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["folded_into"], ["obligation.id"], name=op.f("fk_obligation_transfer_folded_into_obligation")
        ),
        sa.ForeignKeyConstraint(
            ["from_unit"], ["unit.id"], name=op.f("fk_obligation_transfer_from_unit_unit")
        ),
        sa.ForeignKeyConstraint(
            ["obligation_id"], ["obligation.id"], name=op.f("fk_obligation_transfer_obligation_id_obligation")
        ),
        sa.ForeignKeyConstraint(
            ["reform_id"], ["unit_reform.id"], name=op.f("fk_obligation_transfer_reform_id_unit_reform")
        ),
        sa.ForeignKeyConstraint(["to_unit"], ["unit.id"], name=op.f("fk_obligation_transfer_to_unit_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_obligation_transfer")),
    )
    with op.batch_alter_table("obligation_transfer", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_obligation_transfer_obligation_id"), ["obligation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_obligation_transfer_reform_id"), ["reform_id"], unique=False)

    op.create_table(
        "returned_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("address", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("condemned", sa.Boolean(), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("recorded_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name=op.f("fk_returned_mail_message_id_message")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_returned_mail")),
        sa.UniqueConstraint("digest", name=op.f("uq_returned_mail_digest")),
    )
    with op.batch_alter_table("returned_mail", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_returned_mail_address"), ["address"], unique=False)
        batch_op.create_index(batch_op.f("ix_returned_mail_message_id"), ["message_id"], unique=False)

    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.add_column(sa.Column("confirmed_on", sa.Date(), nullable=True))

    with op.batch_alter_table("obligation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("added_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column("folded_into", sa.Integer(), nullable=True))
        batch_op.create_index("ix_obligation_effective_due", ["effective_due"], unique=False)
        batch_op.create_index("ix_obligation_resubmit_by", ["resubmit_by"], unique=False)

    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.create_index("ix_message_settled", ["settled_at"], unique=False)

    with op.batch_alter_table("exemption", schema=None) as batch_op:
        batch_op.add_column(sa.Column("amendment_id", sa.Integer(), nullable=True))

    with op.batch_alter_table("plan_task", schema=None) as batch_op:
        batch_op.add_column(sa.Column("dropped_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))


def downgrade() -> None:
    """Take the tables back to the revision before."""
    with op.batch_alter_table("plan_task", schema=None) as batch_op:
        batch_op.drop_column("dropped_at")

    with op.batch_alter_table("exemption", schema=None) as batch_op:
        batch_op.drop_column("amendment_id")

    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_index("ix_message_settled")

    with op.batch_alter_table("obligation", schema=None) as batch_op:
        batch_op.drop_index("ix_obligation_resubmit_by")
        batch_op.drop_index("ix_obligation_effective_due")
        batch_op.drop_column("folded_into")
        batch_op.drop_column("added_at")

    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.drop_column("confirmed_on")

    with op.batch_alter_table("returned_mail", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_returned_mail_message_id"))
        batch_op.drop_index(batch_op.f("ix_returned_mail_address"))

    op.drop_table("returned_mail")
    with op.batch_alter_table("obligation_transfer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_obligation_transfer_reform_id"))
        batch_op.drop_index(batch_op.f("ix_obligation_transfer_obligation_id"))

    op.drop_table("obligation_transfer")
    with op.batch_alter_table("plan_amendment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_plan_amendment_plan_id"))
        batch_op.drop_index(batch_op.f("ix_plan_amendment_flow_run_id"))

    op.drop_table("plan_amendment")
    with op.batch_alter_table("unit_reform", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unit_reform_flow_run_id"))

    op.drop_table("unit_reform")
    with op.batch_alter_table("delegation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_delegation_address"))

    op.drop_table("delegation")
