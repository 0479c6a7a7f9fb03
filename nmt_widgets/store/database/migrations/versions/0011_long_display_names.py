"""Room for what somebody is called in a class: a sign that is seen may have several characters."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Widen the column."""
    _set_length(200)


def downgrade() -> None:
    """Narrow the column."""
    _set_length(40)


def _set_length(length: int) -> None:
    with op.batch_alter_table("class_member") as table:
        table.alter_column("display_name", type_=sa.String(length))
