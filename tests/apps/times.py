"""A case with many assessments."""

from __future__ import annotations

from datetime import date

from nmt_widgets.case_files import Case


def many_times(case: Case, count: int = 10) -> Case:
    """James, assessed every half year; every third time one function is not known."""
    data = case.model_dump(by_alias=True)
    first = data["assessments"][0]
    assessments = []
    for at in range(count):
        scores = dict(first["functions"]["scores"])
        scores["sleep"] = {**scores["sleep"], "score": min(12, 1 + at)}
        if at % 3 == 2:
            scores["arousal"] = {"score": "not known"}
        assessments.append(
            first
            | {
                "number": at + 1,
                "label": f"Visit {at + 1}",
                "age": f"{9 + at / 2:g} years",
                "date": str(date(2020 + at // 2, 1 + 6 * (at % 2), 1)),
                "functions": {**first["functions"], "scores": scores},
            }
        )
    return Case.model_validate(data | {"assessments": assessments})
