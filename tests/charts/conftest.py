"""The cases the charts are tried on: James, one with gaps, an infant at curve norms, a hostile title."""

from __future__ import annotations

import pytest

from nmt_widgets.case_files import Case, load_case
from nmt_widgets.instrument import Instrument, load_instrument
from nmt_widgets.metrics import Profile, profile

HOSTILE = ("<script>alert('x')</script> & \"quotes\" \x00\u202e" * 8)[:200]


def vary(case: Case, *, age: str, title: str, norms: str | None = None, gaps: bool = False) -> Profile:
    data = case.model_dump(by_alias=True)
    data["title"] = title
    assessment = data["assessments"][0] | {"age": age, "norms": norms}
    data["assessments"] = [assessment]
    if gaps:
        data["history"] = {"mark": "workbook"}
        scores = assessment["functions"]["scores"]
        for position, id in enumerate(list(scores)):
            if position % 7 == 2:
                scores[id] = {"score": "not known"}
            elif position % 7 == 5:
                del scores[id]
            elif position % 4 == 0:
                scores[id] = {**scores[id], "confidence": "low"}
    return profile(Case.model_validate(data), 1)


@pytest.fixture(scope="session")
def instrument() -> Instrument:
    return load_instrument()


@pytest.fixture(scope="session")
def case() -> Case:
    return load_case("james")


@pytest.fixture(scope="session")
def first(case: Case) -> Profile:
    return profile(case, 1)


@pytest.fixture(scope="session")
def second(case: Case) -> Profile:
    return profile(case, 2)


@pytest.fixture(scope="session")
def gaps(case: Case) -> Profile:
    return vary(case, age="9 years", title="Gaps", norms="published_9", gaps=True)


@pytest.fixture(scope="session")
def infant(case: Case) -> Profile:
    data = case.model_dump(by_alias=True) | {"history": {"mark": "workbook"}}
    return vary(Case.model_validate(data), age="6 months", title="Infant")


@pytest.fixture(scope="session")
def hostile(case: Case) -> Profile:
    return vary(case, age="9 years", title=HOSTILE)


@pytest.fixture(scope="session")
def youth(case: Case) -> Profile:
    return vary(case, age="13 years", title="Youth")
