"""Incidents, and the phases of the site in which they were counted."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "site_phase",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("edit", sa.String(80), nullable=False),
        sa.Column("act", sa.String(10), nullable=False),
        sa.Column("refers", sa.Integer),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("unit", sa.String(60), nullable=False),
        sa.Column("begins", sa.String(10), nullable=False),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("author", sa.String(80), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("previous_hash", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_site_phase"),
        sa.UniqueConstraint("edit", name="uq_site_phase_edit"),
        sa.UniqueConstraint("refers", name="uq_site_phase_refers"),
    )
    op.create_table(
        "incident_count",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("edit", sa.String(80), nullable=False),
        sa.Column("act", sa.String(10), nullable=False),
        sa.Column("refers", sa.Integer),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("unit", sa.String(60), nullable=False),
        sa.Column("client", sa.String(60)),
        sa.Column("begins", sa.String(10), nullable=False),
        sa.Column("ends", sa.String(10), nullable=False),
        sa.Column("incidents", sa.Integer, nullable=False),
        sa.Column("days", sa.Float, nullable=False),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("author", sa.String(80), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("previous_hash", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_incident_count"),
        sa.UniqueConstraint("edit", name="uq_incident_count_edit"),
        sa.UniqueConstraint("refers", name="uq_incident_count_refers"),
        sa.ForeignKeyConstraint(["client"], ["record.case_id"], name="fk_incident_count_client"),
    )
    op.create_index("ix_incident_count_begins", "incident_count", ["begins", "number"])
    op.create_index("ix_incident_count_kind", "incident_count", ["kind", "begins", "number"])


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("incident_count")
    op.drop_table("site_phase")
