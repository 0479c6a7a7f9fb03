"""Where the database is: known without the package that opens it."""

from __future__ import annotations

import os

from nmt_widgets.core.places import data_folder

DATABASE = "workbook.db"


def database_url() -> str:
    """Return the address of the database: `NMT_DATABASE_URL`, or a file in the data folder."""
    own = os.environ.get("NMT_DATABASE_URL")
    return own or f"sqlite:///{data_folder() / DATABASE}"
