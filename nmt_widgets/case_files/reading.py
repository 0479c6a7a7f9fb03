"""Finds and reads cases: a template by its id, or a file by its path."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from nmt_widgets.case_files.checking import check_case
from nmt_widgets.case_files.model import Case
from nmt_widgets.core.documents import Document, check, read_document
from nmt_widgets.core.errors import InputError, InputErrors
from nmt_widgets.core.places import case_templates
from nmt_widgets.core.spelling import closest, closest_code, is_code
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import problem, refusal
from nmt_widgets.instrument import Instrument, use_instrument


def find_case(name: str | Path, stored: Callable[[], Iterable[str]] = tuple) -> Path:
    """Return the file of a case: `james` is a template's id, `somewhere/mia.yaml` a path.

    Parameters
    ----------
    name : str or Path
    stored : callable, optional
        Returns the codes of stored cases, which may be meant by a misspelt id.

    Raises
    ------
    InputError
        When it is neither, or there is no such file; it suggests the nearest id.
    """
    name = str(name)
    if name.endswith((".yaml", ".yml")):
        return Path(name)
    path = case_templates() / f"{name}.yaml"
    if not is_code(name) or not path.is_file():
        raise unknown_case(name, stored())
    return path


def nearest_case(name: str, stored: Iterable[str] = ()) -> str | None:
    """Return the id of a template or the code of a stored case that a misspelt one most likely means.

    Codes are all alike, so of these only one that differs in a single place is near.

    >>> nearest_case("Jmes"), nearest_case("c-482051", ["c-482951"]), nearest_case("c-482051", ["c-399951"])
    ('james', 'c-482951', None)
    """
    word = name.strip().lower()
    return closest(word, list_cases()) or closest_code(word, stored)


def unknown_case(name: str, stored: Iterable[str] = ()) -> InputError:
    """Return the error for an id or code that no case has; it suggests the nearest, or names some.

    >>> print(unknown_case("jmes"))
    there is no such case as 'jmes'; did you mean 'james'?
    """
    if near := nearest_case(name, stored):
        return refusal("cases", "near_case", id=name[:60], near=near)
    if not is_code(name):
        return refusal("cases", "no_case_id", id=name[:80])
    known = ", ".join(list_cases()[:8]) or texts("cases")["no_cases"]
    return refusal("cases", "no_case", id=name, known=known)


def list_cases() -> list[str]:
    """Return the ids of the case templates, in order; files without a valid id are skipped."""
    folder = case_templates()
    return sorted(path.stem for path in folder.glob("*.yaml") if is_code(path.stem))


def load_case(name: str | Path, instrument: Instrument | None = None) -> Case:
    """Read one case and check it against the instrument.

    Parameters
    ----------
    name : str or Path
        A template's id, or a path that ends in `.yaml`.
    instrument : Instrument, optional
        The instrument for the check; by default :func:`~nmt_widgets.load_instrument`.

    Returns
    -------
    Case

    Raises
    ------
    InputErrors
        With every problem found: file, line, place, remedy. For an id that no template has, it suggests the nearest.

    Examples
    --------
    >>> import nmt_widgets as nmt
    >>> nmt.load_case("james").assessment(1).age_years
    9.0
    """
    return checked_case(read_document(find_case(name)), instrument)


def as_case(case: Case | str | Path, instrument: Instrument | None = None) -> Case:
    """Return a case as it is, or read the one of an id or path.

    Raises
    ------
    InputError
        When it is none of these, or :func:`load_case` refuses it.

    Examples
    --------
    >>> as_case("james").title
    'James'
    """
    if isinstance(case, Case):
        return case
    if isinstance(case, str | Path):
        return load_case(case, instrument)
    raise refusal("cases", "not_a_case", kind=type(case).__name__)


def checked_case(document: Document, instrument: Instrument | None = None) -> Case:
    """Return the case in a document; the errors are those of :func:`load_case`."""
    case: Case = check(document, Case)
    problems = check_case(case, use_instrument(instrument), document)
    if document.path.parent == case_templates() and case.id != document.path.stem:
        message, remedy = problem("cases", "other_id", id=case.id, name=document.path.stem)
        problems.append(document.problem(message, ("id",), remedy))
    if problems:
        raise InputErrors(sorted(problems, key=lambda error: error.line or 0))
    return case
