"""Reviews, files, figures, extensions, exemptions, interim reviews, difficulties."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.create_table(
        "indicator",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("unit", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("count", "total", name="indicatorkind", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("minimum", sa.Float(), nullable=True),
        sa.Column("task_code", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_indicator_plan_id_plan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator")),
        sa.UniqueConstraint("plan_id", "code", name=op.f("uq_indicator_plan_id_code")),
    )
    with op.batch_alter_table("indicator", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_indicator_plan_id"), ["plan_id"], unique=False)

    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column(
            "result",
            sa.Enum("accepted", "returned", name="reviewresult", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column(
            "reason",
            sa.Enum(
                "content",
                "figures",
                "odd_figures",
                "form",
                "file",
                "other",
                name="returnreason",
                native_enum=False,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("comment", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("resubmit_by", sa.Date(), nullable=True),
        sa.Column("reviewed_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("reviewed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("voided_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("voided_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("void_reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_review_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
    )
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_review_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "submission_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("document", "workbook", name="filekind", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("sha256", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("media_type", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("attached_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("attached_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("removed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_submission_file_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission_file")),
    )
    with op.batch_alter_table("submission_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_submission_file_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "difficulty",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.Column("text", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("answered_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("answer", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("recorded_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("recorded_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("answer_recorded_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("answer_recorded_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["answered_by"], ["unit.id"], name=op.f("fk_difficulty_answered_by_unit")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_difficulty_plan_id_plan")),
        sa.ForeignKeyConstraint(["task_id"], ["plan_task.id"], name=op.f("fk_difficulty_task_id_plan_task")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_difficulty_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_difficulty")),
    )
    with op.batch_alter_table("difficulty", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_difficulty_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_difficulty_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "interim_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("first_year", sa.Integer(), nullable=False),
        sa.Column("last_year", sa.Integer(), nullable=False),
        sa.Column("conference_on", sa.Date(), nullable=True),
        sa.Column("place", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("flow_run_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("recorded_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("recorded_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("closed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_interim_review_plan_id_plan")),
        sa.ForeignKeyConstraint(
            ["task_id"], ["plan_task.id"], name=op.f("fk_interim_review_task_id_plan_task")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interim_review")),
    )
    with op.batch_alter_table("interim_review", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_interim_review_flow_run_id"), ["flow_run_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_interim_review_plan_id"), ["plan_id"], unique=False)

    op.create_table(
        "workbook_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("imported_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("imported_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("replaced_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["file_id"], ["submission_file.id"], name=op.f("fk_workbook_import_file_id_submission_file")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_workbook_import_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workbook_import")),
    )
    with op.batch_alter_table("workbook_import", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_workbook_import_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "exemption",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("obligation_id", sa.Integer(), nullable=False),
        sa.Column("basis", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("recorded_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("recorded_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("undone_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("undone_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("undo_reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["obligation_id"], ["obligation.id"], name=op.f("fk_exemption_obligation_id_obligation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exemption")),
    )
    with op.batch_alter_table("exemption", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exemption_obligation_id"), ["obligation_id"], unique=False)

    op.create_table(
        "extension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("obligation_id", sa.Integer(), nullable=False),
        sa.Column("request_number", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("requested_on", sa.Date(), nullable=False),
        sa.Column("agreed_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("old_due", sa.Date(), nullable=False),
        sa.Column("new_due", sa.Date(), nullable=False),
        sa.Column("recorded_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("recorded_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("undone_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("undone_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("undo_reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["obligation_id"], ["obligation.id"], name=op.f("fk_extension_obligation_id_obligation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extension")),
    )
    with op.batch_alter_table("extension", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_extension_obligation_id"), ["obligation_id"], unique=False)

    op.create_table(
        "figure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("estimate", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["workbook_import.id"], name=op.f("fk_figure_import_id_workbook_import")
        ),
        sa.ForeignKeyConstraint(
            ["indicator_id"], ["indicator.id"], name=op.f("fk_figure_indicator_id_indicator")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure")),
        sa.UniqueConstraint(
            "import_id", "indicator_id", "year", name=op.f("uq_figure_import_id_indicator_id_year")
        ),
    )
    with op.batch_alter_table("figure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_figure_import_id"), ["import_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_figure_indicator_id"), ["indicator_id"], unique=False)

    op.create_table(
        "reported_task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column(
            "result",
            sa.Enum("done", "underway", "not_done", name="taskresult", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("evidence", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["workbook_import.id"], name=op.f("fk_reported_task_import_id_workbook_import")
        ),
        sa.ForeignKeyConstraint(
            ["task_id"], ["plan_task.id"], name=op.f("fk_reported_task_task_id_plan_task")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reported_task")),
        sa.UniqueConstraint("import_id", "task_id", name=op.f("uq_reported_task_import_id_task_id")),
    )
    with op.batch_alter_table("reported_task", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reported_task_import_id"), ["import_id"], unique=False)

    with op.batch_alter_table("folder", schema=None) as batch_op:
        batch_op.add_column(sa.Column("audit_told", sa.Integer(), nullable=False, server_default="0"))

    with op.batch_alter_table("message_item", schema=None) as batch_op:
        batch_op.add_column(sa.Column("submission_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_message_item_submission_id"), ["submission_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_message_item_submission_id_submission"), "submission", ["submission_id"], ["id"]
        )

    with op.batch_alter_table("obligation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("resubmit_by", sa.Date(), nullable=True))

    with op.batch_alter_table("plan_task", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("met_with", sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default="")
        )

    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.add_column(sa.Column("nil", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(
            sa.Column("review_run", sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default="")
        )

    with op.batch_alter_table("submission_link", schema=None) as batch_op:
        batch_op.add_column(sa.Column("linked_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column("unlinked_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))

    op.execute(
        "UPDATE folder SET audit_told = COALESCE((SELECT MAX(id) FROM audit), 0)"
    )  # only news are told


def downgrade() -> None:
    """Take this revision back."""
    with op.batch_alter_table("submission_link", schema=None) as batch_op:
        batch_op.drop_column("unlinked_at")
        batch_op.drop_column("linked_at")

    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.drop_column("review_run")
        batch_op.drop_column("nil")

    with op.batch_alter_table("plan_task", schema=None) as batch_op:
        batch_op.drop_column("met_with")

    with op.batch_alter_table("obligation", schema=None) as batch_op:
        batch_op.drop_column("resubmit_by")

    with op.batch_alter_table("message_item", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_message_item_submission_id_submission"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_message_item_submission_id"))
        batch_op.drop_column("submission_id")

    with op.batch_alter_table("folder", schema=None) as batch_op:
        batch_op.drop_column("audit_told")

    with op.batch_alter_table("reported_task", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reported_task_import_id"))

    op.drop_table("reported_task")
    with op.batch_alter_table("figure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_figure_indicator_id"))
        batch_op.drop_index(batch_op.f("ix_figure_import_id"))

    op.drop_table("figure")
    with op.batch_alter_table("extension", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_extension_obligation_id"))

    op.drop_table("extension")
    with op.batch_alter_table("exemption", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exemption_obligation_id"))

    op.drop_table("exemption")
    with op.batch_alter_table("workbook_import", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_workbook_import_submission_id"))

    op.drop_table("workbook_import")
    with op.batch_alter_table("interim_review", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_interim_review_plan_id"))
        batch_op.drop_index(batch_op.f("ix_interim_review_flow_run_id"))

    op.drop_table("interim_review")
    with op.batch_alter_table("difficulty", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_difficulty_unit_id"))
        batch_op.drop_index(batch_op.f("ix_difficulty_plan_id"))

    op.drop_table("difficulty")
    with op.batch_alter_table("submission_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_submission_file_submission_id"))

    op.drop_table("submission_file")
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_review_submission_id"))

    op.drop_table("review")
    with op.batch_alter_table("indicator", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_indicator_plan_id"))

    op.drop_table("indicator")
