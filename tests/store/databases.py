"""A database of PostgreSQL that is as new for each test, and costs little."""

from __future__ import annotations

import psycopg
from psycopg import Connection
from psycopg.sql import SQL, Identifier, Placeholder

from tests.store.postgres_server import PostgresServer

# what a test may change besides rows: tables, columns, rules, indexes, triggers, functions, the database's settings
_SCHEMA = """
SELECT 'column', c.relname, a.attname, a.attnum, a.attnotnull, format_type(a.atttypid, a.atttypmod),
    c.relkind, pg_get_expr(d.adbin, d.adrelid)
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped
  LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind <> 'i'
UNION ALL SELECT 'rule', conrelid::regclass::text, conname, 0, convalidated, pg_get_constraintdef(oid), contype, ''
  FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT 'index', tablename, indexname, 0, true, indexdef, 'i', '' FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT 'trigger', tgrelid::regclass::text, tgname, 0, true, pg_get_triggerdef(oid), tgenabled, ''
  FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'function', proname, '', 0, true, prosrc, 'f', '' FROM pg_proc
  WHERE pronamespace = 'public'::regnamespace
UNION ALL SELECT 'schema', nspname, '', 0, true, '', 'n', '' FROM pg_namespace WHERE nspname !~ '^pg_'
UNION ALL SELECT 'setting', setrole::text, '', 0, true, setconfig::text, 's', '' FROM pg_db_role_setting
  WHERE setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
ORDER BY 1, 2, 3, 6
"""


class PostgresDatabase:
    """One database of PostgreSQL for many tests; `renew()` makes it what its template is.

    Rows are put back. Where a test changed anything else, the database is dropped and made anew.
    """

    def __init__(self, server: PostgresServer, template: str) -> None:
        self._server, self._template = server, template
        with self._connected(template) as connection:
            tables = connection.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            ).fetchall()
            self._schema = connection.execute(_SCHEMA).fetchall()
            self._sequences = _sequences(connection)
            self._rows = {name: connection.execute(_rows_of(name)).fetchall() for (name,) in tables}
        self.name = server.make_database(template)

    @property
    def url(self) -> str:
        return self._server.url(self.name)

    def renew(self) -> None:
        """Make the database as new, whatever a test did; nobody stays connected to it."""
        with self._connected(self.name) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            is_whole = connection.execute(_SCHEMA).fetchall() == self._schema
            if is_whole:
                self._put_back(connection)
        if not is_whole:
            self._server.drop_database(self.name)
            self.name = self._server.make_database(self._template)

    def _put_back(self, connection: Connection) -> None:
        with connection.transaction():
            connection.execute(
                "SET LOCAL session_replication_role = replica"
            )  # no foreign key forbids anything
            for name, rows in self._rows.items():
                connection.execute(SQL("DELETE FROM {}").format(Identifier(name)))
                if rows:
                    values = SQL(", ").join([Placeholder()] * len(rows[0]))
                    insert = SQL("INSERT INTO {} OVERRIDING SYSTEM VALUE VALUES ({})").format(
                        Identifier(name), values
                    )
                    connection.cursor().executemany(insert, rows)
            for name, last, was_used in self._sequences:
                connection.execute("SELECT setval(%s, %s, %s)", (name, last, was_used))

    def _connected(self, name: str) -> Connection:
        return psycopg.connect(host=str(self._server.folder), user="nmt", dbname=name, autocommit=True)


def _rows_of(table: str):
    return SQL("SELECT * FROM {}").format(Identifier(table))


def _sequences(connection: Connection) -> list[tuple[str, int, bool]]:
    names = connection.execute("SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'").fetchall()
    return [
        (
            name,
            *connection.execute(
                SQL("SELECT last_value, is_called FROM {}").format(Identifier(name))
            ).fetchone(),
        )
        for (name,) in names
    ]
