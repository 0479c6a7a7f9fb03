"""Databases of earlier versions of the workbook, in SQLite as they were kept, and in PostgreSQL with the same rows."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from pathlib import Path

import psycopg
from alembic import command
from alembic.config import Config
from psycopg.sql import SQL, Identifier
from sqlalchemy import MetaData, create_engine, insert, make_url, select, text

from nmt_widgets.store.database.migrating import MIGRATIONS

LANDED = sorted((Path(__file__).parent / "landed").iterdir())
"""A folder for each version: what it wrote on that day."""


def unpacked(file: Path, target: Path) -> Path:
    """Unpack a file of a landed version."""
    target.write_bytes(gzip.decompress(file.read_bytes()))
    return target


def fill_postgresql(file: Path, url: str) -> dict[str, int]:
    """Fill an empty PostgreSQL as the version that wrote an SQLite file had; return how many rows each table has."""
    source = create_engine(f"sqlite:///{file}")
    target = create_engine(make_url(url).set(drivername="postgresql+psycopg"))
    counts = {}
    with source.connect() as reading, target.begin() as writing:
        version = reading.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
        migrations = Config()
        migrations.set_main_option("script_location", str(MIGRATIONS))
        migrations.attributes["connection"] = writing
        command.upgrade(migrations, version)
        tables = MetaData()
        tables.reflect(writing)
        for table in tables.sorted_tables:
            if table.name != "alembic_version":
                rows = [row._asdict() for row in reading.execute(select(table))]
                counts[table.name] = len(rows)
                if rows:
                    writing.execute(insert(table), rows)
    source.dispose()
    target.dispose()
    return counts


def count_rows(url: str, tables: Iterable[str]) -> dict[str, int]:
    """Return how many rows tables of a PostgreSQL have."""
    with psycopg.connect(url) as connection:
        counting = {name: SQL("SELECT count(*) FROM {}").format(Identifier(name)) for name in tables}
        return {name: connection.execute(query).fetchone()[0] for name, query in counting.items()}
