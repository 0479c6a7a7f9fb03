"""Classes, their members, the log of participation."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "training_class",
        sa.Column("code", sa.String(12), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("practice", sa.String(60), nullable=False),
        sa.Column("owner", sa.String(80), nullable=False),
        sa.Column("opened", sa.String(32), nullable=False),
        sa.Column("closed", sa.String(32)),
        sa.Column("discussed", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_training_class"),
    )
    op.create_table(
        "class_member",
        sa.Column("code", sa.String(12), nullable=False),
        sa.Column("person", sa.String(80), nullable=False),
        sa.Column("seat", sa.Integer, nullable=False),
        sa.Column("joined", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("code", "person", name="pk_class_member"),
        sa.UniqueConstraint("code", "seat", name="uq_class_member_code"),
        sa.ForeignKeyConstraint(["code"], ["training_class.code"], name="fk_class_member_code"),
    )
    op.create_table(
        "participation",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("edit", sa.String(80), nullable=False),
        sa.Column("person", sa.String(80), nullable=False),
        sa.Column("level", sa.String(60), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("minutes", sa.Integer, nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("about", sa.Text, nullable=False),
        sa.Column("refers", sa.Integer),
        sa.Column("author", sa.String(80), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("previous_hash", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_participation"),
        sa.UniqueConstraint("edit", name="uq_participation_edit"),
    )
    op.create_index("ix_participation_person", "participation", ["person"])


def downgrade() -> None:
    """Drop the tables."""
    for name in ("participation", "class_member", "training_class"):
        op.drop_table(name)
