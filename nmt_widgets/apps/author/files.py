"""A case as a record to be worked on, and as a template again."""

from __future__ import annotations

from nmt_widgets.case_files import Case, checked_case
from nmt_widgets.case_files.answers import to_answers
from nmt_widgets.case_files.writing import write_case
from nmt_widgets.core.documents import parse_document
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.training.references.attempts import for_trainee
from nmt_widgets.widgets.shared.answers.messages import Answers

_CLOSED = ("completed", "amended")


def answers_of(case: Case) -> Answers:
    """Return a case as the answers of a record to be worked on: what was completed is open again."""
    answers = to_answers(case)
    for assessment in case.assessments:
        if assessment.status in _CLOSED:
            answers[f"assessments/{assessment.number}/status"] = "in-progress"
    return answers


def template_of(case: Case, id: str) -> Case:
    """Return a case as a template: a teaching case whole and completed, a practice case without any answer.

    Examples
    --------
    >>> from nmt_widgets import load_case
    >>> template_of(load_case("james"), "jim").id
    'jim'
    """
    if case.kind == "practice":
        return for_trainee(case, case.assessments[0].number).model_copy(update={"id": id})
    assessments = tuple(
        assessment
        if assessment.status == "entered-in-error"
        else assessment.model_copy(update={"status": "completed"})
        for assessment in case.assessments
    )
    return case.model_copy(update={"id": id, "assessments": assessments})


def check_template(case: Case, instrument: Instrument) -> list[InputError]:
    """Return the problems that keep a case from being a template, in the order of their places."""
    document = parse_document(write_case(case), f"{case.id}.yaml")
    problems = []
    if case.kind == "practice" and not case.vignette:
        words = texts("author", instrument.language)["finish"]["no_vignette"]
        problems.append(document.problem(words["message"], ("vignette",), words["remedy"]))
    try:
        checked_case(document, instrument)
    except InputError as error:
        problems.extend(error.problems)
    return problems
