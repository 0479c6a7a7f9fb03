"""Members who came into a class by its code: what they are called in it, and since when they are removed."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; they stay empty for members with an account of their own."""
    op.add_column("class_member", sa.Column("display_name", sa.String(40)))
    op.add_column("class_member", sa.Column("removed", sa.String(32)))


def downgrade() -> None:
    """Drop the columns."""
    for name in ("removed", "display_name"):
        op.drop_column("class_member", name)
