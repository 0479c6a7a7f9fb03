"""Who looks after the people of the workbook."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "manager",
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("since", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_manager"),
        sa.ForeignKeyConstraint(["name"], ["person.name"], name="fk_manager_name"),
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("manager")
