"""Reports for whoever writes notebooks: one with links to its files, or many with a table of what became of each."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from nmt_widgets.core.errors import Failure, InputError, refusal
from nmt_widgets.core.extras import require
from nmt_widgets.core.settings import settings
from nmt_widgets.core.texts import texts
from nmt_widgets.library.file_names import file_path
from nmt_widgets.library.still import is_watched

if TYPE_CHECKING:
    import pandas as pd

    from nmt_widgets.reporting.runner.batch import Progress
    from nmt_widgets.reporting.runner.jobs import ReportResult, Value


NEEDED = ("papermill", "ipykernel", "nbformat", "sqlalchemy")


@dataclass(frozen=True)
class MadeReport:
    """A finished report. In a notebook it shows links to its files.

    Attributes
    ----------
    title : str
        The case and the assessment.
    folder : pathlib.Path
    files : tuple of pathlib.Path
        The HTML first.
    lacking : str
        Why a file that was asked for is not there; empty when none is lacking.
    """

    title: str
    folder: Path
    files: tuple[Path, ...]
    lacking: str = ""

    @property
    def html(self) -> Path:
        """The report to open in a browser, or to send: it needs no other file."""
        return self.files[0]

    def __repr__(self) -> str:
        return f"{self.title}: {self.html}"

    def _repr_html_(self) -> str:
        links = "".join(f"<li>{_link(file)}</li>" for file in self.files)
        lacking = f"<p>{escape(self.lacking)}</p>" if self.lacking else ""
        return f"<p><strong>{escape(self.title)}</strong></p><ul>{links}</ul>{lacking}"


def report(
    case: str | Path,
    assessment: int | None = None,
    *,
    out: str | Path | None = None,
    notebook: str | Path | None = None,
    pdf: bool = False,
    light: bool = False,
    force: bool = False,
    **parameters: Value,
) -> MadeReport:
    """Make the metric report of one assessment of a case.

    A finished report is not made again unless the case, the data or the software has changed.

    Parameters
    ----------
    case : str or path
        A template's id, a code in the store, or a path that ends in `.yaml`.
    assessment : int, optional
        Its number, from 1; by default the latest.
    out : path, optional
        The folder for reports; by default `NMT_OUTPUTS`, or `outputs` in the current folder. This one goes to
        `<case>/assessment-<number>` in it.
    notebook : path, optional
        A report of your own: a notebook with a cell tagged `parameters` that sets `case` and `assessment`. What cells
        tagged `page` show becomes a page. By default the workbook's `report.ipynb`.
    pdf, light : bool
        Also a PDF, or a small HTML with still charts; they need a Chromium.
    force : bool
        Make it again in any case.
    **parameters
        Further parameters of the notebook; the workbook's has `palette` and `appendix` (whether story, answers and
        method are at the end).

    Raises
    ------
    InputError
        When the case or the request is wrong, in one sentence; a Failure when it cannot be made at the moment.

    Examples
    --------
    >>> import nmt_widgets as nmt
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     made = nmt.report("james", 2, out=folder)
    >>> made.html.name
    'james-assessment-2-10-2-years.html'
    """
    require(*NEEDED)
    from nmt_widgets.reporting.ordering import make_reports, request_reports

    jobs, refused = request_reports(
        [_named(case)],
        reports_folder(out),
        assessment=assessment,
        extras=_extras(pdf, light),
        parameters=parameters,
        notebook=notebook,
    )
    for error in refused.values():
        raise error
    (result,) = make_reports(jobs, force=force)
    if result.status == "failed":
        raise (InputError if result.bad_input else Failure)(result.reason)
    return MadeReport(result.job.title, result.job.out, ordered(result), result.lacking)


def reports(
    cases: Iterable[str | Path] | str | Path,
    *,
    jobs: int | None = None,
    out: str | Path | None = None,
    notebook: str | Path | None = None,
    pdf: bool = False,
    light: bool = False,
    force: bool = False,
    **parameters: Value,
) -> pd.DataFrame:
    """Make the report of the latest assessment of each case, several at once, with a bar that shows how far it is.

    Parameters
    ----------
    cases : iterable of str or path, or one of them
        As for :func:`report`.
    jobs : int, optional
        How many at once; by default one a processor.
    out, notebook, pdf, light, force, **parameters
        As for :func:`report`.

    Returns
    -------
    pandas.DataFrame
        One row a case: `case`, `assessment`, `status` (``made``, ``skipped``: it was finished already, ``failed``),
        `reason` and `html`, the path of the report, from the current folder where it is in it. A case that has
        none is a row too, with the reason.

    Examples
    --------
    >>> import nmt_widgets as nmt
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     table = nmt.reports(["james", "practice-boy-8"], jobs=2, out=folder)
    >>> table["status"].tolist(), table["reason"].iloc[1]
    (['made', 'failed'], '...assessment 1 has no Part C scores; add them under functions, scores')
    """
    require(*NEEDED)
    import pandas as pd

    from nmt_widgets.reporting.ordering import make_reports, request_reports

    if jobs is not None and (isinstance(jobs, bool) or not isinstance(jobs, int) or jobs < 1):
        raise refusal("library", "no_jobs", jobs=str(jobs)[:40])
    if isinstance(cases, str | Path):
        cases = [cases]
    if not isinstance(cases, Iterable):
        raise refusal("cases", "not_a_case", kind=type(cases).__name__)
    work, refused = request_reports(
        [_named(case) for case in cases],
        reports_folder(out),
        extras=_extras(pdf, light),
        parameters=parameters,
        notebook=notebook,
    )
    with _progress(len(work)) as advance:
        results = make_reports(work, workers=jobs, progress=advance, force=force)
    rows = [
        {
            "case": Path(job.case).name,
            "assessment": job.assessment,
            "status": result.status,
            "reason": result.reason if result.status == "failed" else result.lacking,
            "html": None if result.status == "failed" else str(_from_here(ordered(result)[0])),
        }
        for job, result in zip(work, results, strict=True)
    ]
    rows += [{"case": name, "status": "failed", "reason": str(error)} for name, error in refused.items()]
    table = pd.DataFrame(rows, columns=["case", "assessment", "status", "reason", "html"])
    return table.astype({"assessment": "Int64"})


def _extras(pdf: bool, light: bool) -> list[str]:
    return [name for name, is_on in (("light", light), ("pdf", pdf)) if is_on]


def reports_folder(out: str | Path | None) -> Path:
    """Return the folder that reports go to."""
    return file_path(out) if out is not None else settings().outputs or Path("outputs")


def _named(case: object) -> str:
    """Return the id or the file of a case; a report is made of nothing else."""
    if not isinstance(case, str | Path):
        raise refusal("report", "not_an_id", kind=type(case).__name__)
    return str(case)


def ordered(result: ReportResult) -> tuple[Path, ...]:
    """Return the files for people, the whole HTML first."""
    kinds = (".html", ".pdf", ".ipynb", ".png", ".svg")
    files = [file for file in result.files if file.suffix in kinds]
    return tuple(sorted(files, key=lambda file: (kinds.index(file.suffix), "-light" in file.name, file.name)))


@contextmanager
def _progress(total: int) -> Iterator[Progress]:
    """Show a bar while there is more than one to make; it is gone afterwards, also from a saved notebook."""
    from tqdm import tqdm

    tqdm.monitor_interval = 0  # its thread would make a fork unsafe
    unit = f" {texts('report')['bar_unit']}"
    is_page = type(sys.stdout).__module__.startswith("ipykernel") and is_watched()
    is_read = sys.stdout.isatty() or is_page  # no file, no pipe, and somebody in front of it
    with tqdm(total=total, unit=unit, disable=total < 2 or not is_read, leave=False, file=sys.stdout) as bar:

        def advance(result: ReportResult, _done: int, _total: int) -> None:
            bar.set_postfix_str(result.job.title)
            bar.update()

        yield advance


def _from_here(file: Path) -> Path:
    """Return the path from the current folder, of a file in it: a saved notebook does not tell where it lay."""
    folder = Path.cwd()
    return file.relative_to(folder) if file.is_relative_to(folder) else file


def _link(file: Path) -> str:
    """Return a link for a file in the current folder, which a notebook's page can open; the path of another."""
    path = _from_here(file)
    if path.is_absolute():
        return escape(str(path))
    address, name = quote(path.as_posix()), escape(file.name)
    return f'<a href="{address}" target="_blank" rel="noopener">{name}</a>'
