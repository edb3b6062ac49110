"""Trainings, invitations, participants."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    with op.batch_alter_table("indicator", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("trainings", sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default="")
        )

    op.create_table(
        "training",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("serves", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.Column(
            "region",
            sa.Enum("Bắc", "Trung", "Nam", "Cơ quan Bộ", name="region", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("with_ministry", sa.Boolean(), nullable=False),
        sa.Column("title", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.Time(), nullable=False),
        sa.Column("ends_at", sa.Time(), nullable=False),
        sa.Column("place", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("host_unit", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("quota", sa.Integer(), nullable=False),
        sa.Column("nominate_by", sa.Date(), nullable=False),
        sa.Column("practical", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "planned",
                "announced",
                "held",
                "cancelled",
                name="trainingstatus",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("letter_number", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("letter_date", sa.Date(), nullable=True),
        sa.Column("letter_file", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("letter_file_name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("letter_media_type", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("cancel_reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("flow_run_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("recorded_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("recorded_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("announced_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("settled_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["host_unit"], ["unit.id"], name=op.f("fk_training_host_unit_unit")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_training_plan_id_plan")),
        sa.ForeignKeyConstraint(["task_id"], ["plan_task.id"], name=op.f("fk_training_task_id_plan_task")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training")),
        sa.UniqueConstraint("public_id", name=op.f("uq_training_public_id")),
    )
    with op.batch_alter_table("training", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_training_flow_run_id"), ["flow_run_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_training_plan_id"), ["plan_id"], unique=False)

    op.create_table(
        "participant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("training_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("position", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("phone", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "nominated",
                "waiting",
                "withdrawn",
                "attended",
                "absent",
                name="participantstatus",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("unannounced", sa.Boolean(), nullable=False),
        sa.Column("recorded_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("recorded_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("erased_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["training_id"], ["training.id"], name=op.f("fk_participant_training_id_training")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_participant_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participant")),
    )
    with op.batch_alter_table("participant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_participant_training_id"), ["training_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_participant_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "training_invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("training_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("obligation_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=True),
        sa.Column("declined", sa.Boolean(), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["obligation_id"], ["obligation.id"], name=op.f("fk_training_invitation_obligation_id_obligation")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_training_invitation_submission_id_submission")
        ),
        sa.ForeignKeyConstraint(
            ["training_id"], ["training.id"], name=op.f("fk_training_invitation_training_id_training")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_training_invitation_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_invitation")),
        sa.UniqueConstraint(
            "training_id", "unit_id", name=op.f("uq_training_invitation_training_id_unit_id")
        ),
    )
    with op.batch_alter_table("training_invitation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_training_invitation_obligation_id"), ["obligation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_training_invitation_training_id"), ["training_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_training_invitation_unit_id"), ["unit_id"], unique=False)


def downgrade() -> None:
    """Take the tables back to the revision before."""
    with op.batch_alter_table("training_invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_training_invitation_unit_id"))
        batch_op.drop_index(batch_op.f("ix_training_invitation_training_id"))
        batch_op.drop_index(batch_op.f("ix_training_invitation_obligation_id"))

    op.drop_table("training_invitation")
    with op.batch_alter_table("participant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_participant_unit_id"))
        batch_op.drop_index(batch_op.f("ix_participant_training_id"))

    op.drop_table("participant")
    with op.batch_alter_table("training", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_training_plan_id"))
        batch_op.drop_index(batch_op.f("ix_training_flow_run_id"))

    op.drop_table("training")
    with op.batch_alter_table("indicator", schema=None) as batch_op:
        batch_op.drop_column("trainings")
