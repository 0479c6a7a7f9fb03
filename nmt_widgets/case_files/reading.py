"""Finds and reads cases: a template by its id, or a file by its path."""

from __future__ import annotations

from pathlib import Path

from nmt_widgets.case_files.checking import check_case
from nmt_widgets.case_files.model import Case
from nmt_widgets.core.documents import Document, check, read_document
from nmt_widgets.core.errors import InputErrors
from nmt_widgets.core.places import case_templates
from nmt_widgets.core.spelling import is_code
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import problem, refusal
from nmt_widgets.instrument import Instrument, load_instrument


def find_case(name: str) -> Path:
    """Return the file of a case: `james` is a template's id, `somewhere/mia.yaml` a path.

    Raises
    ------
    InputError
        When it is neither, or there is no such file.
    """
    if name.endswith((".yaml", ".yml")):
        return Path(name)
    if not is_code(name):
        raise refusal("cases", "no_case_id", id=name[:80])
    path = case_templates() / f"{name}.yaml"
    if not path.is_file():
        known = ", ".join(list_cases()[:8]) or texts("cases")["no_cases"]
        raise refusal("cases", "no_case", file=path, known=known)
    return path


def list_cases() -> list[str]:
    """Return the ids of the case templates, in order; files without a valid id are skipped."""
    folder = case_templates()
    return sorted(path.stem for path in folder.glob("*.yaml") if is_code(path.stem))


def load_case(name: str, instrument: Instrument | None = None) -> Case:
    """Read one case and check it against the instrument.

    Parameters
    ----------
    name : str
        A template's id, or a path that ends in `.yaml`.
    instrument : Instrument, optional
        The instrument for the check; by default :func:`~nmt_widgets.instrument.load_instrument`.

    Raises
    ------
    InputErrors
        With every problem found: file, line, place, remedy.

    Examples
    --------
    >>> load_case("james").assessment(1).age_years
    9.0
    """
    return checked_case(read_document(find_case(name)), instrument)


def checked_case(document: Document, instrument: Instrument | None = None) -> Case:
    """Return the case in a document; the errors are those of :func:`load_case`."""
    case: Case = check(document, Case)
    problems = check_case(case, instrument or load_instrument(), document)
    if document.path.parent == case_templates() and case.id != document.path.stem:
        message, remedy = problem("cases", "other_id", id=case.id, name=document.path.stem)
        problems.append(document.problem(message, ("id",), remedy))
    if problems:
        raise InputErrors(sorted(problems, key=lambda error: error.line or 0))
    return case
