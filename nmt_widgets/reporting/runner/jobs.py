"""A report to make, and its result."""

from __future__ import annotations

import ast
import json
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, ClassVar, Literal, TypedDict

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.places import notebooks
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import refusal
from nmt_widgets.reporting.runner.hooks import find_hook
from nmt_widgets.store import ask_again, case_revision, case_version, open_case
from nmt_widgets.store.handing import HandedCase

Value = str | int | bool | list[str] | None

_NAME = re.compile(r"[a-z][a-z0-9_]*")


class JobMessage(TypedDict):
    """A :class:`Job` as JSON: its class as ``module:name``, and its fields."""

    kind: str
    fields: dict[str, Any]


class Job(ABC):
    """One report, of whatever it is: the notebook to run, its parameters, and the folder of the report.

    A job is a frozen dataclass with the fields below; its other fields are JSON values or paths.

    Attributes
    ----------
    out : pathlib.Path
        The folder of the report. It is created when the report is finished.
    parameters : mapping
        Further parameters of the notebook.
    notebook : pathlib.Path
    extras : tuple of str
        Further files, such as ``("pdf",)``, for the `finish` and `press` hooks. A report without an extra is made
        again when a job asks for it.
    """

    out: Path
    parameters: Mapping[str, Value]
    notebook: Path | None
    extras: tuple[str, ...]

    source_kind: ClassVar[str] = "case"
    """What the report is made of: the name of its hash in the manifest, and of the reason to make it again."""

    keeps_bad_input: ClassVar[bool] = True
    """Whether the folder of the report gets the reason of a failure whose cause is the request."""

    @property
    @abstractmethod
    def title(self) -> str:
        """The name of the report for people."""

    @abstractmethod
    def arguments(self) -> dict[str, Value]:
        """Return the parameters of the notebook."""

    @abstractmethod
    def version(self) -> str:
        """Return what shows whether what is in the store has changed; empty for a report of files.

        Raises
        ------
        InputError
            When there is no such thing, or the person may not see it.
        """

    @abstractmethod
    def files(self) -> Mapping[str, Path]:
        """Return the files that the notebook reads, by their names in its working folder."""

    def handed(self) -> HandedCase | None:
        """Return what this process opens for that of the report; None where the notebook opens all by itself.

        Raises
        ------
        InputError
            When it cannot be opened.
        """
        return None

    @abstractmethod
    def ask_again(self) -> None:
        """Check again, after the notebook ran, that the person may have the report.

        Raises
        ------
        InputError
            When this is not so.
        """

    def settle(self, name: str) -> None:
        """Check the parameters, and make paths absolute; `name` is that of the house's notebook.

        Raises
        ------
        InputError
            When a name or a value of a parameter is not allowed.
        """
        for key, value in self.arguments().items():
            _check(key, value)
        own = Path(self.notebook) if self.notebook else notebooks() / name
        values: dict[str, object] = {
            "out": Path(self.out).absolute(),
            "notebook": own.absolute(),
            "parameters": dict(self.parameters),
            "extras": tuple(self.extras),
        }
        for key, normal in values.items():
            object.__setattr__(self, key, normal)

    def without_places(self) -> JobMessage:
        """Return this job as JSON values for another computer: of each file only its name."""
        wire = self.to_wire()
        values = {
            name: Path(value).name if isinstance(value, str) and Path(value).is_absolute() else value
            for name, value in wire["fields"].items()
        }
        return {"kind": wire["kind"], "fields": values}

    def to_wire(self) -> JobMessage:
        """Return this job as JSON values."""
        kind = type(self)
        values = {entry.name: getattr(self, entry.name) for entry in fields(kind)}  # type: ignore[arg-type]
        plain = {name: str(value) if isinstance(value, Path) else value for name, value in values.items()}
        return {"kind": f"{kind.__module__}:{kind.__qualname__}", "fields": plain}

    @staticmethod
    def from_wire(wire: JobMessage) -> Job:
        """Return a job from what :meth:`to_wire` returned."""
        job: Job = find_hook(wire["kind"])(**wire["fields"])
        return job


@dataclass(frozen=True)
class ReportJob(Job):
    """The report of a case: its assessment, its folder.

    Parameters
    ----------
    case : str or path
        A case id, or a path that ends in `.yaml`; a path is made absolute.
    assessment : int
        The number of the assessment, from 1.
    out : path
        The folder of the report. It is created when the report is finished.
    parameters : mapping, optional
        Further parameters of the notebook: names from its parameters cell, with text, whole numbers, true, false, None
        or lists of text. Papermill changes other values on their way.
    notebook : path, optional
        The notebook to run; by default `notebooks/report.ipynb`.
    extras : tuple of str, optional
        Further files, such as ``("pdf",)``, for the `finish` and `press` hooks. A report without an extra is made
        again when a job asks for it.

    Raises
    ------
    InputError
        When a name or a value of a parameter is not allowed.

    Examples
    --------
    >>> ReportJob("james", 2, Path("/tmp/james-2"), {"palette": "safe"}).arguments()
    {'case': 'james', 'assessment': 2, 'palette': 'safe'}
    """

    case: str
    assessment: int
    out: Path
    parameters: Mapping[str, Value] = field(default_factory=dict, hash=False)
    notebook: Path | None = None
    extras: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        case = str(self.case)
        if case.endswith((".yaml", ".yml")):
            case = str(Path(case).absolute())
        object.__setattr__(self, "case", case)
        if type(self.assessment) is not int or self.assessment < 1:
            raise refusal("report", "not_an_assessment", number=self.assessment)
        if reserved := {"case", "assessment"} & set(self.parameters):
            raise refusal("report", "own_parameter", name=min(reserved))
        self.settle("report.ipynb")

    @property
    def by_path(self) -> bool:
        """Whether the case is a file rather than an id."""
        return self.case.endswith((".yaml", ".yml"))

    @property
    def title(self) -> str:
        """The name of the report for people: the case without its folder, and the assessment."""
        case = Path(self.case).stem if self.by_path else self.case
        return str(texts("report")["job"].format(case=case, number=self.assessment))

    def arguments(self) -> dict[str, Value]:
        """Return the parameters of the notebook.

        Of a path, only the name of the file: the file is copied to the working folder of the report, so that no report
        has a path of this computer in it.
        """
        case = Path(self.case).name if self.by_path else self.case
        return {"case": case, "assessment": self.assessment, **self.parameters}

    def version(self) -> str:
        """Return the newest hash of a record."""
        source = case_version(self.case)
        return "" if isinstance(source, Path) else source

    def files(self) -> dict[str, Path]:
        """Return the file of the case, where it is one."""
        source = case_version(self.case)
        return {source.name: source} if isinstance(source, Path) else {}

    def handed(self) -> HandedCase | None:
        """Return the case; None for a file with a mistake, which the notebook shows at its cell."""
        try:
            return HandedCase(str(self.arguments()["case"]), open_case(self.case), case_revision(self.case))
        except InputError:
            if self.files():
                return None
            raise

    def ask_again(self) -> None:
        """Check again, after the notebook ran, that the person may see the case."""
        ask_again(self.case)


@dataclass(frozen=True)
class ReportResult:
    """The result of one job.

    Attributes
    ----------
    job : Job
        The job.
    status : {"made", "skipped", "failed"}
        `skipped`: the report exists, and nothing it depends on has changed.
    seconds : float
        The time it took; 0 for a skipped one.
    reason : str
        In one line, why it failed or why it was made. Empty for a skipped one.
    files : tuple of pathlib.Path
        The files of this result in the folder of the report.
    bad_input : bool
        Whether the case or the request is the cause of the failure, not the software.
    lacking : str
        Why a report lacks the files that need a browser; empty when it has all files.
    """

    job: Job
    status: Literal["made", "skipped", "failed"]
    seconds: float
    reason: str
    files: tuple[Path, ...]
    bad_input: bool = False
    lacking: str = ""


def _check(name: str, value: object) -> None:
    if not _NAME.fullmatch(name):
        raise refusal("report", "no_parameter_name", name=name[:80])
    parts = value if isinstance(value, list) else [value]
    if type(value) not in (str, int, bool, list, type(None)) or (
        isinstance(value, list) and not all(type(part) is str for part in parts)
    ):
        raise refusal("report", "parameter_type", name=name, type=type(value).__name__)
    if any(isinstance(part, str) and not part.isprintable() for part in parts):
        raise refusal("report", "control_characters", name=name)


def parameter_names(notebook: bytes, path: Path) -> tuple[str, ...]:
    """Return the names that the parameters cell of a notebook defines; a job may set only these.

    Raises
    ------
    InputError
        When it is no notebook, or no cell has the tag `parameters`.
    """
    try:
        cells = json.loads(notebook)["cells"]
        cell = next(cell for cell in cells if "parameters" in cell["metadata"].get("tags", ()))
        return _assigned("".join(cell["source"]))
    except (ValueError, KeyError, TypeError, AttributeError, StopIteration, SyntaxError, RecursionError):
        raise refusal("report", "no_parameters_cell", file=path) from None


def _assigned(source: str) -> tuple[str, ...]:
    """Return the names that a cell assigns."""
    names: list[str] = []
    for line in ast.parse(source).body:
        targets = (
            line.targets
            if isinstance(line, ast.Assign)
            else [line.target]
            if isinstance(line, ast.AnnAssign)
            else []
        )
        names += [target.id for target in targets if isinstance(target, ast.Name)]
    return tuple(names)


def refuse_unknown(sources: Iterable[str], *known: str) -> None:
    r"""Refuse parameters that a notebook does not know. Papermill only warns, and makes another report.

    Parameters
    ----------
    sources : iterable of str
        The cells that have run, `In` in a notebook. Those that papermill injects begin with ``# Parameters``.
    *known : str
        The parameters of the notebook.

    Raises
    ------
    InputError
        It names the parameters of the notebook.

    Examples
    --------
    >>> refuse_unknown(["", "# Parameters\ncase = 'james'", "case_id = 1"], "case", "assessment")
    """
    for source in sources:
        if source.startswith("# Parameters\n"):
            for name in _assigned(source):
                _refuse(name, known)


def _refuse(name: str, known: Iterable[str]) -> None:
    if name not in known:
        raise refusal("report", "no_parameter", name=name, known=", ".join(sorted(known)))


def check_parameters(job: Job, notebook: bytes) -> None:
    """Refuse a job whose parameters the notebook does not know.

    Raises
    ------
    InputError
        It names the parameters of the notebook.
    """
    assert job.notebook is not None
    known = parameter_names(notebook, job.notebook)
    for name in job.arguments():
        _refuse(name, known)
