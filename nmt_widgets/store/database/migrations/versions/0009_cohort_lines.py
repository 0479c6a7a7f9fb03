"""The lines of plans beside the rows of a cohort."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Empty the table, which fills again when somebody asks for the cohort, and add the lines."""
    op.execute("DELETE FROM cohort_record")
    op.add_column("cohort_record", sa.Column("lines", sa.Text, nullable=False))


def downgrade() -> None:
    """Drop the lines."""
    op.drop_column("cohort_record", "lines")
