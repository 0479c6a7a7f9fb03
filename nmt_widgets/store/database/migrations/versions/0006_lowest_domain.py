"""Which domain is the lowest, in what lists read."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; whoever runs this fills it."""
    op.add_column("listed_record", sa.Column("domain", sa.Integer))


def downgrade() -> None:
    """Drop the column."""
    op.drop_column("listed_record", "domain")
