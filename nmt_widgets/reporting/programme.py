"""The report of a programme: all clients together, from tables, from the files of sites, or from the store."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from nmt_widgets.core.errors import Failure, InputError
from nmt_widgets.core.extras import require
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import refusal
from nmt_widgets.library.file_names import file_path
from nmt_widgets.reporting.library import NEEDED, MadeReport, ordered, reports_folder
from nmt_widgets.reporting.runner.jobs import Job, ReportResult, Value

if TYPE_CHECKING:
    from nmt_widgets.reporting.runner.batch import Progress


@dataclass(frozen=True)
class ProgrammeJob(Job):
    """The report of a programme; get it by :func:`request_programme`.

    Parameters
    ----------
    out : path
        The folder of the report.
    tables, incidents : tuple of str
        Paths of the tables of assessments, or of the aggregate files of sites, and of the tables of incidents.
    lines, ratings : str
        Paths of the tables of lines of plans and of double ratings; empty without.
    parameters, notebook, extras
        As for :class:`nmt_widgets.reporting.ReportJob`; the notebook is by default `programme_report.ipynb`.
    """

    out: Path
    tables: tuple[str, ...] = ()
    incidents: tuple[str, ...] = ()
    lines: str = ""
    ratings: str = ""
    parameters: Mapping[str, Value] = field(default_factory=dict, hash=False)
    notebook: Path | None = None
    extras: tuple[str, ...] = ()

    source_kind: ClassVar[str] = "tables"
    keeps_bad_input: ClassVar[bool] = False

    def __post_init__(self) -> None:
        self.settle("programme_report.ipynb")

    @property
    def title(self) -> str:
        """The name of the report for people."""
        say, filters = texts("programme_report"), self.parameters.get("filters")
        chosen = ", ".join(filters) if isinstance(filters, list) else ""
        return str(say["job_selected"].format(selection=chosen) if chosen else say["job"])

    def arguments(self) -> dict[str, Value]:
        """Return the parameters of the notebook: of each file its name in the working folder."""
        names = iter(self.files())
        return {
            "files": [next(names) for _ in self.tables],
            "incidents": [next(names) for _ in self.incidents],
            "lines": next(names) if self.lines else None,
            "ratings": next(names) if self.ratings else None,
            **self.parameters,
        }

    def version(self) -> str:
        """Return what shows whether the store has changed, for a report of it."""
        if not self.parameters.get("store"):
            return ""
        from nmt_widgets.store.opening import askers_store
        from nmt_widgets.store.records.outcome_state import outcome_state

        return outcome_state(askers_store().access)

    def files(self) -> dict[str, Path]:
        """Return the tables; of two of one name the second has a number."""
        named: dict[str, Path] = {}
        for path in map(Path, (*self.tables, *self.incidents, *filter(None, (self.lines, self.ratings)))):
            name = path.name
            if name in named:
                name = f"{path.stem}-{len(named)}{path.suffix}"
            named[name] = path
        return named

    def ask_again(self) -> None:
        """Check again that the person may see how all clients fare."""
        self.version()

    def reopen(self) -> None:
        """Read everything once more in this process, to raise each problem by its own line.

        Raises
        ------
        InputError
            With what is wrong with the tables or the selection, by the names that the person gave.
        """
        from nmt_widgets.reporting.pages.programme import open_programme_report

        own = {name: self.parameters[name] for name in ("filters", "pooled", "store", "public")}
        others = (self.lines or None, self.ratings or None)
        open_programme_report(self.tables, self.incidents, *others, **own)  # type: ignore[arg-type]


def request_programme(
    tables: Sequence[str | Path],
    out: Path,
    *,
    incidents: Sequence[str | Path] = (),
    lines: str | Path | None = None,
    ratings: str | Path | None = None,
    pooled: bool = False,
    store: bool = False,
    filters: Sequence[str] = (),
    public: bool = False,
    extras: Sequence[str] = (),
    parameters: Mapping[str, Value] | None = None,
    notebook: str | Path | None = None,
) -> ProgrammeJob:
    """Return the job of the report of a programme.

    Parameters
    ----------
    tables, incidents, lines, ratings, pooled, store, filters, public
        As for :func:`nmt_widgets.reporting.pages.programme.open_programme_report`.
    out : pathlib.Path
        The report goes to a folder of it that is named after the selection.
    extras : sequence of {"light", "pdf", "slides"}
    parameters : mapping, optional
        Further parameters of the notebook.
    notebook : path, optional
        Another notebook than the workbook's `programme_report.ipynb`.

    Raises
    ------
    InputError
        When the request contradicts itself.
    """
    from nmt_widgets.library.programme.folders import folder_name
    from nmt_widgets.reporting.pages.programme import read_filters

    selection = read_filters(filters)
    others = (*incidents, *filter(None, (lines, ratings)))
    if store and (tables or others):
        raise refusal("programme_report", "both")
    if not (store or tables):
        raise refusal("programme_report", "no_data")
    if pooled and (store or others or filters or public):
        raise refusal("programme_report", "pooled_alone")
    own: dict[str, Value] = {"pooled": pooled, "store": store, "filters": list(filters), "public": public}
    return ProgrammeJob(
        out / folder_name(selection, public=public, pooled=pooled),
        tuple(_absolute(tables)),
        tuple(_absolute(incidents)),
        "".join(_absolute([lines] if lines else [])),
        "".join(_absolute([ratings] if ratings else [])),
        parameters={**own, **(parameters or {})},
        notebook=None if notebook is None else Path(notebook),
        extras=tuple(extras),
    )


def _absolute(paths: Sequence[str | Path]) -> Iterator[str]:
    for path in paths:
        yield str(file_path(path).absolute())


def make_programme_report(
    job: ProgrammeJob, *, progress: Progress | None = None, force: bool = False
) -> ReportResult:
    """Make the report: executed notebook, HTML, and the extras the job asks for.

    Raises
    ------
    InputError
        When a table or the request is wrong, with a line for each problem; a Failure when it cannot be made now.
    """
    from nmt_widgets.reporting.runner.batch import run_reports
    from nmt_widgets.reporting.writing import press, write_html

    (result,) = run_reports([job], finish=write_html, press=press, progress=progress, force=force)
    if result.status == "failed":
        if result.bad_input:
            job.reopen()
        raise (InputError if result.bad_input else Failure)(result.reason)
    return result


def programme_report(
    *tables: str | Path,
    incidents: Sequence[str | Path] = (),
    lines: str | Path | None = None,
    ratings: str | Path | None = None,
    pooled: bool = False,
    store: bool = False,
    filters: Mapping[str, str] | None = None,
    public: bool = False,
    out: str | Path | None = None,
    notebook: str | Path | None = None,
    pdf: bool = False,
    slides: bool = False,
    force: bool = False,
    **parameters: Value,
) -> MadeReport:
    """Make the report of a programme: who its clients are, who gains, plans, incidents, adversity.

    A finished report is not made again unless the tables, the store, the request or the software has changed.

    Parameters
    ----------
    *tables : path
        Tables of assessments, as :func:`nmt_widgets.cohort` reads them, or with `pooled` the aggregate files of sites.
    incidents : sequence of path
        Tables of incidents, one a kind.
    lines, ratings : path, optional
        A table of lines of plans, and one of double ratings.
    pooled : bool
        Whether the tables are aggregate files.
    store : bool
        Whether to take the clients of the store instead of tables.
    filters : mapping of str to str, optional
        Clients to choose, such as ``{"site": "north"}``; everybody without.
    public : bool
        Whether it is to be published: more counts are hidden.
    out : path, optional
        The folder for reports; by default `NMT_OUTPUTS`, or `outputs` in the current folder.
    notebook : path, optional
        A report of your own: a copy of the workbook's `programme_report.ipynb` that you have changed.
    pdf, slides : bool
        Also a PDF, or each picture as a slide of 1920 x 1080. They need a Chromium; without one slides are .svg.
    force : bool
        Make it again in any case.
    **parameters
        Parameters of a notebook of your own.

    Raises
    ------
    InputError
        When a table is wrong, with a line for each problem, or a selection may not be answered; a Failure when it
        cannot be made at the moment.

    Examples
    --------
    >>> import nmt_widgets as nmt
    >>> from nmt_widgets.reporting.programme import programme_report
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> nmt.synthetic_cohort(n=60, seed=1).frame.to_csv(folder / "clients.csv", index=False)
    >>> made = programme_report(folder / "clients.csv", out=folder)
    >>> made.folder.name, made.html.suffix
    ('programme', '.html')
    """
    require(*NEEDED, "scipy", "statsmodels")
    job = request_programme(
        tables,
        reports_folder(out),
        incidents=incidents,
        lines=lines,
        ratings=ratings,
        pooled=pooled,
        store=store,
        filters=[f"{name}={level}" for name, level in (filters or {}).items()],
        public=public,
        extras=[name for name, is_on in (("pdf", pdf), ("slides", slides)) if is_on],
        parameters=parameters,
        notebook=notebook,
    )
    result = make_programme_report(job, force=force)
    return MadeReport(job.title, job.out, ordered(result), result.lacking)
