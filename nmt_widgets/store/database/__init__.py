"""The database: engine, tables, migrations, encryption, hash chain."""
