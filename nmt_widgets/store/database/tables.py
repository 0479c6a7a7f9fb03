"""The tables of the store.

Times are UTC, ISO 8601 with microseconds, so that they sort as text on every database. In the three tables with a
chain of hashes the hash covers the columns before `previous_hash`, in this order: never move or insert one there.
"""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
)

tables = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

person = Table(
    "person",
    tables,
    Column("name", String(60), primary_key=True),
    Column("role", String(20), nullable=False),
    Column("passphrase", Text),  # an Argon2 hash; none for somebody another system signs in
    Column("origin", String(10), nullable=False),
    Column("created", String(32), nullable=False),
    Column("retired", String(32)),
)

manager = Table(  # who looks after the people of the workbook, whatever their role
    "manager",
    tables,
    Column("name", String(60), ForeignKey("person.name"), primary_key=True),
    Column("since", String(32), nullable=False),
)

session = Table(
    "session",
    tables,
    Column("token_hash", String(64), primary_key=True),
    Column("person", String(60), ForeignKey("person.name"), nullable=False),
    Column("started", String(32), nullable=False),
    Column("seen", String(32), nullable=False),
    Column("ended", String(32)),
)

record = Table(
    "record",
    tables,
    Column("case_id", String(60), primary_key=True),
    Column("number", Integer, nullable=False),
    Column("kind", String(10), nullable=False),
    Column("owner", String(80), nullable=False),
    Column("created", String(32), nullable=False),
    Column("previous_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("head", Integer, nullable=False),
    Column("head_hash", String(64), nullable=False),
    UniqueConstraint("number"),
)

revision = Table(
    "revision",
    tables,
    Column("case_id", String(60), ForeignKey("record.case_id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("edit", String(80), nullable=False),
    Column("author", String(80), nullable=False),
    Column("role", String(20), nullable=False),
    Column("at", String(32), nullable=False),
    Column("reason", Text, nullable=False),
    Column("changes", Text, nullable=False),  # JSON: [{"path", "old", "new"}, ...]
    Column("previous_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    PrimaryKeyConstraint("case_id", "number"),
    UniqueConstraint("edit"),
)

answer = Table(
    "answer",
    tables,
    Column("case_id", String(60), ForeignKey("record.case_id"), nullable=False),
    Column("path", String(250), nullable=False),
    Column("value", Text, nullable=False),  # JSON
    Column("revision", Integer, nullable=False),
    PrimaryKeyConstraint("case_id", "path"),
)

training_class = Table(
    "training_class",
    tables,
    Column("code", String(12), primary_key=True),
    Column("title", String(120), nullable=False),
    Column("practice", String(60), nullable=False),  # the practice case that is scored
    Column("owner", String(80), nullable=False),
    Column("opened", String(32), nullable=False),
    Column("closed", String(32)),
    Column("discussed", Text, nullable=False),  # JSON: functions put on the list of what is discussed
)

class_member = Table(
    "class_member",
    tables,
    Column("code", String(12), ForeignKey("training_class.code"), nullable=False),
    Column("person", String(80), nullable=False),
    Column("seat", Integer, nullable=False),  # drawn at random: it stands for the name on the projector
    Column("joined", String(32), nullable=False),
    PrimaryKeyConstraint("code", "person"),
    UniqueConstraint("code", "seat"),
)

participation = Table(
    "participation",
    tables,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("edit", String(80), nullable=False),
    Column("person", String(80), nullable=False),
    Column("level", String(60), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("day", String(10), nullable=False),
    Column("about", Text, nullable=False),
    Column("refers", Integer),  # the entry that this one takes back
    Column("author", String(80), nullable=False),
    Column("role", String(20), nullable=False),
    Column("at", String(32), nullable=False),
    Column("previous_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    UniqueConstraint("edit"),
)

Index("ix_session_person", session.c.person)
Index("ix_participation_person", participation.c.person)
