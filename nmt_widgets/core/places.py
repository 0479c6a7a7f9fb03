"""Where files are: notebooks, case templates, outputs, and a site's own data.

In a checkout they are the folders beside the package; in an installed wheel they travel inside it.
"""

from __future__ import annotations

import os
from pathlib import Path

from nmt_widgets.core.errors import InputError

_PACKAGE = Path(__file__).parent.parent


def _home() -> Path:
    beside = _PACKAGE.parent
    return beside if (beside / "case_templates").is_dir() else _PACKAGE / "workbook"


def notebooks() -> Path:
    """Return the folder of the apps' and reports' notebooks."""
    return _home() / "notebooks"


def case_templates() -> Path:
    """Return the folder of case templates: `NMT_CASES`, or the project's own."""
    own = os.environ.get("NMT_CASES")
    return Path(own) if own else _home() / "case_templates"


def outputs() -> Path:
    """Return the folder reports are written to: `NMT_OUTPUTS`, the checkout's own, or the user's data folder."""
    if own := os.environ.get("NMT_OUTPUTS"):
        return Path(own)
    if (_PACKAGE.parent / "case_templates").is_dir():
        return _PACKAGE.parent / "outputs"
    from platformdirs import user_data_path

    return user_data_path("nmt-workbook", appauthor=False) / "outputs"


def data_folder() -> Path:
    """Return the folder of the store: `NMT_DATA`, or the user's data folder."""
    if own := os.environ.get("NMT_DATA"):
        return Path(own)
    from platformdirs import user_data_path

    return user_data_path("nmt-workbook", appauthor=False)


def site_folder() -> Path | None:
    """Return the folder with a site's own data and texts: `NMT_SITE`, if set.

    Raises
    ------
    InputError
        When it is set and there is no such folder.
    """
    own = os.environ.get("NMT_SITE")
    if not own:
        return None
    folder = Path(own)
    if not folder.is_dir():
        raise InputError("there is no such folder", file=folder, remedy="correct or unset NMT_SITE")
    return folder
