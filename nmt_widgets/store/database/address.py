"""The address of the database; no database package is needed to know it."""

from __future__ import annotations

from pathlib import Path

from nmt_widgets.core.places import data_folder
from nmt_widgets.core.settings import settings

DATABASE = "workbook.db"


def database_url() -> str:
    """Return the address of the database: `NMT_DATABASE_URL`, or a file in the data folder."""
    return settings().database_url or f"sqlite:///{data_folder() / DATABASE}"


def own_file() -> Path | None:
    """Return the file in the data folder; None where `NMT_DATABASE_URL` names another place."""
    return None if settings().database_url else data_folder() / DATABASE
