"""Filing (archive, assignment, sharing), and what lists read."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_SORTED = ("changed", "search", "years", "date", "category")
_LINKS = {"practice_of": "practice_of", "second_of": "second_of", "settles": "settles", "rater": "owner"}


def upgrade() -> None:
    """Make the tables; whoever runs this fills those that are derived."""
    op.create_table(
        "filing",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("edit", sa.String(80), nullable=False),
        sa.Column("case_id", sa.String(60), nullable=False),
        sa.Column("act", sa.String(20), nullable=False),
        sa.Column("person", sa.String(80), nullable=False),
        sa.Column("author", sa.String(80), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("previous_hash", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_filing"),
        sa.UniqueConstraint("edit", name="uq_filing_edit"),
        sa.ForeignKeyConstraint(["case_id"], ["record.case_id"], name="fk_filing_case_id"),
    )
    op.create_index("ix_filing_case_id", "filing", ["case_id"])
    op.create_table(
        "listed_record",
        sa.Column("case_id", sa.String(60), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("owner", sa.String(80), nullable=False),
        sa.Column("changed", sa.String(32), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("search", sa.Text, nullable=False),
        sa.Column("practice_of", sa.String(60)),
        sa.Column("client", sa.String(60), nullable=False),
        sa.Column("second_of", sa.String(64)),
        sa.Column("repeats", sa.Integer),
        sa.Column("settles", sa.String(140)),
        sa.Column("is_rating", sa.Boolean, nullable=False),
        sa.Column("finished", sa.Boolean, nullable=False),
        sa.Column("scored", sa.Boolean, nullable=False),
        sa.Column("latest", sa.Integer),
        sa.Column("years", sa.Float),
        sa.Column("date", sa.String(10)),
        sa.Column("status", sa.String(20)),
        sa.Column("category", sa.Integer),
        sa.Column("assigned", sa.String(80)),
        sa.Column("archived", sa.String(32)),
        sa.PrimaryKeyConstraint("case_id", name="pk_listed_record"),
        sa.ForeignKeyConstraint(["case_id"], ["record.case_id"], name="fk_listed_record_case_id"),
    )
    for name in _SORTED:
        op.create_index(f"ix_listed_record_{name}", "listed_record", [name, "case_id"])
    for name in ("owner", "client", "assigned"):
        op.create_index(f"ix_listed_record_{name}", "listed_record", [name])
    for name, column in _LINKS.items():
        linked = sa.text(f"{'second_of' if name == 'rater' else name} IS NOT NULL")
        op.create_index(
            f"ix_listed_record_{name}",
            "listed_record",
            [column],
            sqlite_where=linked,
            postgresql_where=linked,
        )
    op.create_table(
        "listed_assessment",
        sa.Column("case_id", sa.String(60), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("label", sa.Text),
        sa.Column("age", sa.Text),
        sa.Column("years", sa.Float),
        sa.Column("date", sa.String(10)),
        sa.Column("status", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "number", name="pk_listed_assessment"),
        sa.ForeignKeyConstraint(["case_id"], ["record.case_id"], name="fk_listed_assessment_case_id"),
    )
    op.create_table(
        "shared_record",
        sa.Column("case_id", sa.String(60), nullable=False),
        sa.Column("person", sa.String(80), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "person", name="pk_shared_record"),
        sa.ForeignKeyConstraint(["case_id"], ["record.case_id"], name="fk_shared_record_case_id"),
    )
    op.create_index("ix_shared_record_person", "shared_record", ["person"])
    op.create_table(
        "listing_version",
        sa.Column("definitions", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("definitions", name="pk_listing_version"),
    )


def downgrade() -> None:
    """Drop the tables."""
    for name in ("listing_version", "shared_record", "listed_assessment", "listed_record", "filing"):
        op.drop_table(name)
