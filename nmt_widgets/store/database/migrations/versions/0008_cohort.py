"""The rows of a cohort, as they were made from each record."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; it fills when somebody asks for the cohort."""
    op.create_table(
        "cohort_record",
        sa.Column("case_id", sa.String(60), nullable=False),
        sa.Column("head_hash", sa.String(64), nullable=False),
        sa.Column("definitions", sa.String(64), nullable=False),
        sa.Column("unfinished", sa.Integer),
        sa.Column("rows", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("case_id", name="pk_cohort_record"),
        sa.ForeignKeyConstraint(["case_id"], ["record.case_id"], name="fk_cohort_record_case_id"),
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("cohort_record")
