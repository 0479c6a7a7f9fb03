"""Where files are: notebooks, case templates, outputs, and a site's own data.

In a checkout they are the folders beside the package; in an installed wheel they travel inside it.
"""

from __future__ import annotations

from pathlib import Path

from nmt_widgets.core.errors import refusal
from nmt_widgets.core.settings import setting, settings

_PACKAGE = Path(__file__).parent.parent


def _home() -> Path:
    beside = _PACKAGE.parent
    return beside if (beside / "case_templates").is_dir() else _PACKAGE / "workbook"


REPORTS = ("report.ipynb", "programme_report.ipynb")
"""The notebooks that are no screens: papermill runs them."""


def notebooks() -> Path:
    """Return the folder of the apps' and reports' notebooks."""
    return _home() / "notebooks"


def case_templates() -> Path:
    """Return the folder of case templates: `NMT_CASES`, or the project's own."""
    return settings().cases or _home() / "case_templates"


def outputs() -> Path:
    """Return the folder reports are written to: `NMT_OUTPUTS`, the checkout's own, or the user's data folder."""
    if own := settings().outputs:
        return own
    if (_PACKAGE.parent / "case_templates").is_dir():
        return _PACKAGE.parent / "outputs"
    from platformdirs import user_data_path

    return user_data_path("nmt-workbook", appauthor=False) / "outputs"


def data_folder() -> Path:
    """Return the folder of the store: `NMT_DATA`, or the user's data folder."""
    if own := settings().data:
        return own
    from platformdirs import user_data_path

    return user_data_path("nmt-workbook", appauthor=False)


def site_folder() -> Path | None:
    """Return the folder with a site's own data and texts: `NMT_SITE`, if set.

    Raises
    ------
    InputError
        When it is set and there is no such folder.
    """
    folder: Path | None = setting("site")
    if folder and not folder.is_dir():
        raise refusal("settings", "no_folder", file=folder, name="NMT_SITE")
    return folder
