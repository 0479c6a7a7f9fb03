"""A report to make and what became of it."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.places import notebooks

Value = str | int | bool | None

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_OWN = ("case", "assessment")


@dataclass(frozen=True)
class ReportJob:
    """One report: which case, which assessment, where to.

    Parameters
    ----------
    case : str or path
        A case id, or a path that ends in `.yaml`; a path is made absolute.
    assessment : int
        The number of the assessment, from 1.
    out : path
        The report's own folder. It is made when the report is finished.
    parameters : mapping, optional
        Further parameters of the notebook: names its parameters cell defines, with text, whole numbers,
        true, false or None. Anything else would reach the notebook as something it is not.
    notebook : path, optional
        The notebook to run; by default `notebooks/report.ipynb`.
    extras : tuple of str, optional
        What else is wanted of the pages, such as ``("pdf",)``: for the `finish` and `press` hooks, not for
        the notebook. A report made without an extra is made again with it.

    Raises
    ------
    InputError
        When a parameter's name or value is not allowed, or there is no such notebook.

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
        own = Path(self.notebook) if self.notebook else notebooks() / "report.ipynb"
        for name, value in {"assessment": self.assessment, **self.parameters}.items():
            _check(name, value)
        if type(self.assessment) is not int or self.assessment < 1:
            raise InputError(
                f"'{self.assessment}' is not the number of an assessment", remedy="count them from 1"
            )
        if taken := set(_OWN) & set(self.parameters):
            raise InputError(f"'{min(taken)}' is set by the report itself", remedy="leave it out")
        settled: dict[str, object] = {
            "case": case,
            "out": Path(self.out).absolute(),
            "notebook": own.absolute(),
            "parameters": dict(self.parameters),
            "extras": tuple(self.extras),
        }
        for name, settled_value in settled.items():
            object.__setattr__(self, name, settled_value)

    @property
    def by_path(self) -> bool:
        """Whether the case is a file of its own rather than an id."""
        return self.case.endswith((".yaml", ".yml"))

    @property
    def title(self) -> str:
        """The report's name for people: the case without its folder, and the assessment."""
        return f"{Path(self.case).stem if self.by_path else self.case}, assessment {self.assessment}"

    def arguments(self) -> dict[str, Value]:
        """Return the notebook's parameters.

        A case given by a path goes in by its file's name only: the file is copied into the report's working
        folder, so that no path of this computer ends up in a report.
        """
        case = Path(self.case).name if self.by_path else self.case
        return {"case": case, "assessment": self.assessment, **self.parameters}

    def to_wire(self) -> dict[str, Any]:
        """Return this job as JSON values."""
        return {
            "case": self.case,
            "assessment": self.assessment,
            "out": str(self.out),
            "parameters": dict(self.parameters),
            "notebook": str(self.notebook),
            "extras": list(self.extras),
        }

    @classmethod
    def from_wire(cls, wire: Mapping[str, Any]) -> ReportJob:
        """Return the job that :meth:`to_wire` wrote."""
        return cls(
            wire["case"],
            wire["assessment"],
            Path(wire["out"]),
            wire["parameters"],
            Path(wire["notebook"]),
            tuple(wire["extras"]),
        )


@dataclass(frozen=True)
class ReportResult:
    """What became of one job.

    Attributes
    ----------
    job : ReportJob
        The job.
    status : {"made", "skipped", "failed"}
        `skipped`: the report was there already, and nothing it depends on has changed.
    seconds : float
        How long it took; 0 for a skipped one.
    reason : str
        One line: why it failed, or why it was made (again). Empty for a skipped one.
    files : tuple of pathlib.Path
        The files in the report's folder that belong to this result.
    bad_input : bool
        Whether it failed because of the case or the request, not the software.
    lacking : str
        Why a made report lacks what needs a browser; empty when it lacks nothing.
    """

    job: ReportJob
    status: Literal["made", "skipped", "failed"]
    seconds: float
    reason: str
    files: tuple[Path, ...]
    bad_input: bool = False
    lacking: str = ""


def _check(name: str, value: Value) -> None:
    if not _NAME.fullmatch(name):
        raise InputError(
            f"'{name[:80]}' cannot be a parameter", remedy="use lower-case letters, digits and _"
        )
    if type(value) not in (str, int, bool, type(None)):
        raise InputError(
            f"the parameter '{name}' is a {type(value).__name__}",
            remedy="give text, a whole number, true, false or nothing",
        )
    if isinstance(value, str) and not value.isprintable():
        raise InputError(f"the parameter '{name}' has control characters", remedy="remove them")


def parameter_names(notebook: bytes, path: Path) -> tuple[str, ...]:
    """Return the names a notebook's parameters cell defines: the only ones it may be given.

    Raises
    ------
    InputError
        When it is not a notebook or has no cell tagged `parameters`.
    """
    try:
        cells = json.loads(notebook)["cells"]
        cell = next(cell for cell in cells if "parameters" in cell["metadata"].get("tags", ()))
        return _assigned("".join(cell["source"]))
    except (ValueError, KeyError, TypeError, AttributeError, StopIteration, SyntaxError, RecursionError):
        raise InputError(
            "not a notebook with a parameters cell", file=path, remedy="tag one cell 'parameters'"
        ) from None


def _assigned(source: str) -> tuple[str, ...]:
    """Return the names a cell gives a value."""
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
    r"""Refuse parameters that a notebook does not know; papermill only warns of them, and makes another report.

    Parameters
    ----------
    sources : iterable of str
        The cells run so far, `In` in a notebook; those that papermill put in begin with ``# Parameters``.
    *known : str
        The parameters there are.

    Raises
    ------
    InputError
        It names the parameters there are.

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
        raise InputError(
            f"the report has no parameter '{name}'", remedy=f"there are: {', '.join(sorted(known))}"
        )


def check_parameters(job: ReportJob, notebook: bytes) -> None:
    """Refuse a job whose parameters the notebook does not know.

    Raises
    ------
    InputError
        It names the parameters there are.
    """
    assert job.notebook is not None
    known = parameter_names(notebook, job.notebook)
    for name in job.arguments():
        _refuse(name, known)
