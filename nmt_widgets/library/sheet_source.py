"""Where the answers of a score sheet are, what it asks, and the case they make up."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from pathlib import Path

from nmt_widgets.case_files import Case
from nmt_widgets.case_files.ages import years
from nmt_widgets.case_files.answers import Value, check_answer, to_answers, to_case
from nmt_widgets.case_files.questions import Path as AnswerPath
from nmt_widgets.core.errors import refusal
from nmt_widgets.core.spelling import is_code
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.library.case_file import FileCase, case_path
from nmt_widgets.library.case_memory import MemoryCase
from nmt_widgets.library.form_source import FormSource, chosen_assessment
from nmt_widgets.library.form_spec import form_spec
from nmt_widgets.library.scores import read_age
from nmt_widgets.widgets.shared.form.messages import FormSpec

NUMBER = 1
"""A sheet begins the first assessment of a case."""

ANY_AGE = 9.0  # Part C asks the same at every age


def open_sheet(
    age: float | str | None,
    scores: Mapping[AnswerPath, Value],
    path: str | Path | None,
    instrument: Instrument,
) -> FormSource:
    """Return where the answers of a score sheet are.

    Parameters
    ----------
    age : number or str, optional
    scores : mapping of path to answer
        The first scores.
    path : str or path, optional
        A case file. Where it exists, its answers are read back and the scores do not count.
    instrument : Instrument

    Raises
    ------
    InputError
        When an answer does not fit, the file is at another age, or a new file has no age.
    """
    words = texts("library", instrument.language)["sheet"]
    age_text = None if age is None else read_age(age)
    if path is not None and case_path(path).exists():
        file = FileCase(path, instrument)
        number = chosen_assessment(file.case())
        assessment = file.case().assessment(number)
        if age_text is not None and years(age_text) != assessment.age_years:
            raise refusal("library", "other_age", file=file.path.name, age=assessment.age, other=age_text)
        return FormSource(file, file.read(file.id), number)
    stem = f"assessments/{NUMBER}"
    answers: dict[AnswerPath, Value] = {
        "title": words["case"],
        "kind": "teaching",
        f"{stem}/label": words["label"],
        f"{stem}/status": "in-progress",
    }
    if age_text is not None:
        answers[f"{stem}/age"] = age_text
    answers |= {place: check_answer(place, answer, instrument) for place, answer in scores.items()}
    if path is None:
        memory = MemoryCase(f"sheet-{secrets.token_hex(4)}", answers, instrument)
        return FormSource(memory, memory.read(memory.id), NUMBER)
    if age_text is None:
        raise refusal("library", "sheet_without_age")
    stem_of_file = case_path(path).stem.lower()
    id = stem_of_file if is_code(stem_of_file) else "sheet"
    file = FileCase.begin(path, to_case(id, answers), instrument)
    return FormSource(file, file.read(file.id), NUMBER)


def sheet_case(case: Case, id: str | None, title: str | None) -> Case:
    """Return a case under another id and title, checked."""
    answers = to_answers(case) | ({"title": title} if title is not None else {})
    if id is not None and not is_code(id):
        raise refusal("cases", "no_new_case_id", id=id[:60])
    return to_case(id or case.id, answers)


def sheet_spec(instrument: Instrument, number: int, age: float = ANY_AGE) -> FormSpec:
    """Return the form of Part C alone.

    Parameters
    ----------
    instrument : Instrument
    number : int
        The assessment's.
    age : float
        In years.
    """
    spec = form_spec(instrument, number, age, texts("assess", instrument.language))
    sections = [section for section in spec["sections"] if section["kind"] == "functions"]
    return {**spec, "sections": sections, "signs": []}
