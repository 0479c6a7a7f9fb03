"""A case with every question answered by one text, wherever a text can stand."""

from __future__ import annotations

from typing import Any

from nmt_widgets.case_files.questions import Question, questions
from nmt_widgets.instrument import load_instrument


def filled(text: str, date: str = "2019-08-07") -> dict[str, Any]:
    """Return answers with `text` in every place a person can type into; the numbers are 1."""
    answers: dict[str, Any] = {
        "title": text[:200],
        "summary": text,
        "sources": ["perry_dobson_2013"],
        "notes": [{"title": text[:200], "text": text}],
        "story": [{"at": "3 years", "title": text[:200], "text": text}],
        "between": [
            {
                "after": 1,
                "note": text,
                "actions": [{"title": text[:200], "who": "web", "text": text, "follow_up": text}],
            }
        ],
        "history/note": text,
        "background/demographics/note": text,
        "assessments/1/label": text[:200],
        "assessments/1/age": "17 years 5 months",
        "assessments/1/date": date,
        "assessments/1/functions/note": text,
        "assessments/1/relational_health/note": text,
        "assessments/1/status": "completed",
    }
    for question in questions(load_instrument()):
        answers[question.at(1)] = _answer(question, text, date)
    return answers


def _answer(question: Question, text: str, date: str) -> Any:
    if question.kind == "score":
        entry = {"instrument": text, "value": text, "informant": text, "date": date}
        return {"score": 1, "confidence": "high", "note": text, "evidence": [entry]}
    if question.kind == "rating":
        return {"rating": question.scale.low, "confidence": "low", "evidence": text}
    if question.kind == "severity":
        return {"severity": 1, "pattern": "chronic", "evidence": text}
    if question.kind == "signal":
        return {"signal": "yes", "person": text, "place": "home", "source": text, "date": date}
    if question.kind == "count":
        return question.scale.low
    if question.kind == "choice":
        return question.options[0][0]
    if question.kind == "lines":
        return [text]
    if question.kind == "rows":
        return [
            {
                column.id: column.options[0] if column.options and not column.other else text
                for column in question.columns
            }
        ]
    return text
