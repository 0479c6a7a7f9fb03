"""What a finished notebook becomes: the full HTML, and on request the light one and the PDF.

Their names begin with the client's code, the assessment and its date or the age, so that two reports in one folder for
downloads can be told apart.
"""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

from nmt_widgets.core.private_files import private_file, write_private
from nmt_widgets.reports.html import about, figures, full_html, light_html
from nmt_widgets.reports.printing.browser import Browser
from nmt_widgets.reports.runner.jobs import ReportJob
from nmt_widgets.reports.runner.run import EXECUTED

HTML, LIGHT, PDF, NOTEBOOK = ".html", "-light.html", ".pdf", ".ipynb"


def write_html(notebook: Path, _job: ReportJob) -> None:
    """Write the full HTML beside an executed notebook, and have Jupyter trust the notebook on this machine.

    JupyterLab leaves the maps out of a notebook it does not trust; whoever ran the report did so themselves.
    """
    from nbformat import from_dict
    from nbformat.sign import NotebookNotary

    executed = _read(notebook)
    with private_file(notebook.parent / f"{_stem(executed)}{HTML}", lasting=False) as page:
        page.writelines(full_html(executed))
    with contextlib.suppress(OSError, RuntimeError):  # a home that cannot be written to, or none
        notary = NotebookNotary()
        notary.sign(from_dict(executed))
        notary.store.close()


def press(folder: Path, job: ReportJob, browser: Browser) -> None:
    """Name the notebook, and write what needs a browser, as `job.extras` asks: the light HTML, and its PDF."""
    executed = _read(folder / EXECUTED)
    stem = _stem(executed)
    (folder / EXECUTED).rename(folder / f"{stem}{NOTEBOOK}")
    if not job.extras:
        return
    light = folder / f"{stem}{LIGHT}"
    still = light_html(executed, browser.draw_charts(figures(executed)))
    write_private(light, still)
    if "pdf" in job.extras:
        browser.pdf(light, folder / f"{stem}{PDF}")
    if "light" not in job.extras:
        light.unlink()


def _stem(executed: Any) -> str:
    return about(executed).get("stem") or Path(EXECUTED).stem


def warm() -> None:
    """Load what every report needs, once, in the process that reports are forked from."""
    import nbformat.sign  # noqa: F401  write_html needs it

    from nmt_widgets.reports.html import plotly_script
    from nmt_widgets.reports.sample import sample_report
    from nmt_widgets.store.case_sources import is_database

    plotly_script()
    with contextlib.suppress(Exception):  # an address that is none is each report's own to tell
        if is_database():
            from nmt_widgets.store import warm as warm_store

            warm_store()
    with contextlib.suppress(Exception):  # what is wrong with a site's texts is each report's own to tell
        for page in sample_report().pages():
            list(page.bundles())


def _read(notebook: Path) -> Any:
    return json.loads(notebook.read_text(encoding="utf-8"))
