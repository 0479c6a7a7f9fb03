"""What trainees and trainers write about the functions of a submitted attempt."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "feedback",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("edit", sa.String(80), nullable=False),
        sa.Column("case_id", sa.String(60), nullable=False),
        sa.Column("practice", sa.String(60), nullable=False),
        sa.Column("function", sa.String(60), nullable=False),
        sa.Column("act", sa.String(20), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("was", sa.String(10), nullable=False),
        sa.Column("score", sa.String(10), nullable=False),
        sa.Column("refers", sa.Integer),
        sa.Column("author", sa.String(80), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("previous_hash", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_feedback"),
        sa.UniqueConstraint("edit", name="uq_feedback_edit"),
        sa.ForeignKeyConstraint(["case_id"], ["record.case_id"], name="fk_feedback_case_id"),
    )
    for name in ("case_id", "practice"):
        op.create_index(f"ix_feedback_{name}", "feedback", [name])


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("feedback")
