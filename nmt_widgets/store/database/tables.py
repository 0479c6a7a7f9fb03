"""The tables of the store.

Times are UTC, ISO 8601 with microseconds, so that they sort as text on every database. In the seven tables with a
chain of hashes the hash covers the columns before `previous_hash`, in this order: never move or insert one there.

What lists read (`listed_record`, `listed_assessment`, `shared_record`) is derived from the others, see `listing.py`;
so are the rows of a cohort (`cohort_record`), see `cohort_rows.py`.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Float,
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

SINCE = "since"
"""In a column's `info`: the migration that added it to a table that backups hold. Earlier backups and seals lack it."""

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
    Column("origin", String(10), nullable=False),  # local, proxy, or class: made for one class, by its code
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
    Column(
        "display_name", String(200), info={SINCE: "0010"}
    ),  # of somebody who came by the class's code alone
    Column("removed", String(32), info={SINCE: "0010"}),
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

filing = Table(
    "filing",
    tables,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("edit", String(80), nullable=False),
    Column("case_id", String(60), ForeignKey("record.case_id"), nullable=False),
    Column("act", String(20), nullable=False),
    Column(
        "person", String(80), nullable=False
    ),  # to whom it is assigned or with whom shared; empty for nobody
    Column("author", String(80), nullable=False),
    Column("role", String(20), nullable=False),
    Column("at", String(32), nullable=False),
    Column("previous_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    UniqueConstraint("edit"),
)

feedback = Table(  # what trainees and trainers write about a function of a submitted attempt
    "feedback",
    tables,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("edit", String(80), nullable=False),
    Column("case_id", String(60), ForeignKey("record.case_id"), nullable=False),  # the attempt
    Column("practice", String(60), nullable=False),  # the practice case
    Column("function", String(60), nullable=False),
    Column("act", String(20), nullable=False),
    Column("text", Text, nullable=False),
    Column("was", String(10), nullable=False),  # the score of the reference before and after a change
    Column("score", String(10), nullable=False),
    Column("refers", Integer),  # the dispute that is answered, or the comment that is replaced
    Column("author", String(80), nullable=False),
    Column("role", String(20), nullable=False),
    Column("at", String(32), nullable=False),
    Column("previous_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    UniqueConstraint("edit"),
)

site_phase = Table(  # when a phase of the site, or of a unit of it, begins
    "site_phase",
    tables,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("edit", String(80), nullable=False),
    Column("act", String(10), nullable=False),
    Column("refers", Integer),  # the entry that this one changes or withdraws
    Column("name", String(60), nullable=False),
    Column("unit", String(60), nullable=False),  # empty for the whole site
    Column("begins", String(10), nullable=False),
    Column("reason", String(40), nullable=False),
    Column("author", String(80), nullable=False),
    Column("role", String(20), nullable=False),
    Column("at", String(32), nullable=False),
    Column("previous_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    UniqueConstraint("edit"),
    UniqueConstraint("refers"),
)

incident_count = Table(  # how many incidents of a kind there were in some days of a month
    "incident_count",
    tables,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("edit", String(80), nullable=False),
    Column("act", String(10), nullable=False),
    Column("refers", Integer),  # the entry that this one corrects or withdraws
    Column("kind", String(40), nullable=False),
    Column("unit", String(60), nullable=False),  # empty where there are none, or for the whole site
    Column("client", String(60), ForeignKey("record.case_id")),
    Column("begins", String(10), nullable=False),
    Column("ends", String(10), nullable=False),
    Column("incidents", Integer, nullable=False),
    Column("days", Float, nullable=False),  # added up over clients
    Column("reason", String(40), nullable=False),
    Column("author", String(80), nullable=False),
    Column("role", String(20), nullable=False),
    Column("at", String(32), nullable=False),
    Column("previous_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    UniqueConstraint("edit"),
    UniqueConstraint("refers"),
)

listed_record = Table(
    "listed_record",
    tables,
    Column("case_id", String(60), ForeignKey("record.case_id"), primary_key=True),
    Column("kind", String(10), nullable=False),
    Column("owner", String(80), nullable=False),
    Column("changed", String(32), nullable=False),  # the time of the newest revision
    Column("title", Text, nullable=False),
    Column("search", Text, nullable=False),  # title and code, without case and accents
    Column("practice_of", String(60)),
    Column("client", String(60), nullable=False),  # the record of the first rating
    Column("second_of", String(64)),
    Column("repeats", Integer),  # the number in `second_of`
    Column("settles", String(140)),  # JSON
    Column("is_rating", Boolean, nullable=False),
    Column("finished", Boolean, nullable=False),
    Column("scored", Boolean, nullable=False),
    Column("latest", Integer),  # the latest usable assessment, or the latest of all; the next three are of it
    Column("years", Float),
    Column("date", String(10)),
    Column("status", String(20)),
    Column("category", Integer),  # of the lowest domain, as its place among the categories; none: not known
    Column("domain", Integer),  # the lowest domain, as its place among the domains; none: not known
    Column("assigned", String(80)),
    Column("archived", String(32)),
)

listed_assessment = Table(
    "listed_assessment",
    tables,
    Column("case_id", String(60), ForeignKey("record.case_id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("label", Text),
    Column("age", Text),
    Column("years", Float),
    Column("date", String(10)),
    Column("status", String(20), nullable=False),
    PrimaryKeyConstraint("case_id", "number"),
)

shared_record = Table(
    "shared_record",
    tables,
    Column("case_id", String(60), ForeignKey("record.case_id"), nullable=False),
    Column("person", String(80), nullable=False),
    PrimaryKeyConstraint("case_id", "person"),
)

listing_version = Table(
    "listing_version",
    tables,
    Column("definitions", String(64), primary_key=True),  # what the categories were computed with
)

cohort_record = Table(  # the rows of a cohort; they count only while head and definitions are the same
    "cohort_record",
    tables,
    Column("case_id", String(60), ForeignKey("record.case_id"), primary_key=True),
    Column("head_hash", String(64), nullable=False),
    Column("definitions", String(64), nullable=False),  # a digest of what the rows were made with
    Column("unfinished", Integer),  # assessments that have no row; none: the answers make up no case
    Column("rows", Text, nullable=False),  # JSON: [[value, ...], ...]
    Column("lines", Text, nullable=False),  # JSON: those of plans that were agreed, [[value, ...], ...]
)

Index("ix_filing_case_id", filing.c.case_id)
Index("ix_incident_count_begins", incident_count.c.begins, incident_count.c.number)
Index("ix_incident_count_kind", incident_count.c.kind, incident_count.c.begins, incident_count.c.number)
for name in ("case_id", "practice"):
    Index(f"ix_feedback_{name}", feedback.c[name])
for name in ("changed", "search", "years", "date", "category"):
    Index(f"ix_listed_record_{name}", listed_record.c[name], listed_record.c.case_id)
for name in ("owner", "client"):
    Index(f"ix_listed_record_{name}", listed_record.c[name])
for name in ("practice_of", "second_of", "settles"):  # few records have them
    linked = listed_record.c[name].is_not(None)
    Index(f"ix_listed_record_{name}", listed_record.c[name], sqlite_where=linked, postgresql_where=linked)
second_rating = listed_record.c.second_of.is_not(None)
Index(
    "ix_listed_record_rater",
    listed_record.c.owner,
    sqlite_where=second_rating,
    postgresql_where=second_rating,
)
Index("ix_listed_record_assigned", listed_record.c.assigned)
Index("ix_shared_record_person", shared_record.c.person)
Index("ix_session_person", session.c.person)
Index("ix_participation_person", participation.c.person)
