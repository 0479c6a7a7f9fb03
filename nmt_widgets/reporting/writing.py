"""Writes the files of a finished notebook: the full HTML, and on request the light HTML and the PDF.

File names begin with the code of the client, the assessment and its date or the age, so that reports in one folder of
downloads have different names.
"""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.private_files import private_file, write_private
from nmt_widgets.library.printing.browser import Browser
from nmt_widgets.reporting.html import about, figures, full_html, light_html, slides
from nmt_widgets.reporting.runner.jobs import Job
from nmt_widgets.reporting.runner.run import EXECUTED
from nmt_widgets.reporting.trust import sign

HTML, LIGHT, PDF, NOTEBOOK = ".html", "-light.html", ".pdf", ".ipynb"


def write_html(notebook: Path, _job: Job) -> None:
    """Write the full HTML beside an executed notebook."""
    executed = _read(notebook)
    with private_file(notebook.parent / f"{_stem(executed)}{HTML}", lasting=False) as page:
        page.writelines(full_html(executed))


def press(folder: Path, job: Job, browser: Browser) -> None:
    """Sign the notebook for Jupyter on this computer, rename it, and write the extras of the job.

    These are slides, the light HTML and its PDF. Slides are .svg where there is no browser; it is named then as what is
    lacking. JupyterLab hides the maps of a notebook that it does not trust.
    """
    executed = _read(folder / EXECUTED)
    with contextlib.suppress(OSError, RuntimeError):  # no home folder, or one that cannot be written
        sign(executed)
    stem = _stem(executed)
    (folder / EXECUTED).rename(folder / f"{stem}{NOTEBOOK}")
    if "slides" in job.extras:
        _write_slides(executed, folder, stem, browser)
    if not {"light", "pdf"} & set(job.extras):
        return
    light, charts = folder / f"{stem}{LIGHT}", figures(executed)
    still = light_html(executed, browser.draw_charts(charts) if charts else {})
    write_private(light, still)
    if "pdf" in job.extras:
        browser.pdf(light, folder / f"{stem}{PDF}")
    if "light" not in job.extras:
        light.unlink()


def _write_slides(executed: Any, folder: Path, stem: str, browser: Browser) -> None:
    """Write the slides that can be drawn; the first trouble is raised at the end."""
    from nmt_widgets.library.slides import save_slide

    troubles: list[InputError] = []
    for at, chart in enumerate(slides(executed), 1):
        path = folder / f"{stem}-slide-{at:02}-{chart.name}.png"
        try:
            svg = chart.draw()
            try:
                save_slide(svg, path, browser)
            except InputError as error:
                troubles.append(error)
                save_slide(svg, path.with_suffix(".svg"))
        except InputError as error:
            troubles.append(error)
    if troubles:
        raise troubles[0]


def _stem(executed: Any) -> str:
    return about(executed).get("stem") or Path(EXECUTED).stem


def warm() -> None:
    """Load what all reports need, once, in the process that forks them."""
    from nmt_widgets.reporting.html import plotly_script
    from nmt_widgets.reporting.sample import sample_report

    plotly_script()
    with contextlib.suppress(Exception):  # each report raises the errors of the texts of a site itself
        for page in sample_report().pages():
            list(page.bundles())


def _read(notebook: Path) -> Any:
    return json.loads(notebook.read_text(encoding="utf-8"))
