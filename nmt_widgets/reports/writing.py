"""What a finished notebook becomes: the full HTML, and on request the light one and the PDF."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

from nmt_widgets.reports.browser import Browser
from nmt_widgets.reports.html import figures, full_html, light_html
from nmt_widgets.reports.jobs import ReportJob

HTML, LIGHT, PDF = "report.html", "report.light.html", "report.pdf"


def write_html(notebook: Path, _job: ReportJob) -> None:
    """Write the full HTML beside an executed notebook, and have Jupyter trust the notebook on this machine.

    JupyterLab leaves the maps out of a notebook it does not trust; whoever ran the report did so themselves.
    """
    from nbformat import from_dict
    from nbformat.sign import NotebookNotary

    executed = _read(notebook)
    with (notebook.parent / HTML).open("wb") as page:
        page.writelines(full_html(executed))
    notary = NotebookNotary()
    notary.sign(from_dict(executed))
    notary.store.close()


def press(folder: Path, job: ReportJob, browser: Browser) -> None:
    """Write what needs a browser, as `job.extras` asks: still charts for the light HTML, and its PDF."""
    if not job.extras:
        return
    light = folder / LIGHT
    executed = _read(folder / "report.ipynb")
    light.write_text(light_html(executed, browser.draw_charts(figures(executed))), encoding="utf-8")
    if "pdf" in job.extras:
        browser.pdf(light, folder / PDF)
    if "light" not in job.extras:
        light.unlink()


def warm() -> None:
    """Load what every report needs, once, in the process that reports are forked from."""
    import nbformat.sign  # noqa: F401  write_html needs it

    from nmt_widgets.reports.html import plotly_script
    from nmt_widgets.reports.pages import Report, sample_report

    plotly_script()
    with contextlib.suppress(Exception):  # what is wrong with a site's texts is each report's own to tell
        report: Report = sample_report()
        for page in report.pages():
            list(page.bundles())


def _read(notebook: Path) -> Any:
    return json.loads(notebook.read_text(encoding="utf-8"))
