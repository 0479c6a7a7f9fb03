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


@pytest.fixture(scope="session")
def invented():
    """Invented clients at three times, with what was asked of them; and the same as a cohort."""
    import nmt_widgets as nmt

    people = nmt.synthetic_cohort(n=150, seed=3, times=3)
    return people, nmt.cohort(people.frame).frame


@pytest.fixture(scope="session")
def outcome_pictures(invented):
    """What draws each picture of many clients, by its name: a function of the theme."""
    from functools import partial

    import pandas as pd

    from nmt_widgets.charts import outcomes as draw
    from nmt_widgets.outcomes.change import (
        adherence_shares,
        categories_moved,
        client_flow,
        functional_age_gain,
        paired_change,
    )
    from nmt_widgets.outcomes.incidents import interrupted_series, rate_ratio, rates
    from nmt_widgets.outcomes.pooling import meta_analysis
    from nmt_widgets.outcomes.timing import timing

    people, cohort = invented
    incidents = people.incidents
    phases = ("before", "in_use")
    changes = [
        paired_change(cohort, measure=name, times=(1, 2))
        for name in ("total", "cognitive_percent", "relational_health")
    ]
    sites = meta_analysis(
        [0.2, 0.5, 0.9, -0.1], [0.1, 0.1, 0.2, 0.3], names=("north", "south", "west", "east")
    )
    series = interrupted_series(incidents[incidents["phase"].isin(phases)], *phases)
    counts = pd.DataFrame({"row": ["Sleep"] * 2, "group": ["low", "high"], "count": [60, None]})
    severe = pd.DataFrame(
        [("infancy", "adversity", 80, 200, 20), ("infancy", "poverty", None, None, 20)],
        columns=["period", "kind", "severe", "other", "not_known"],
    )
    marked: dict = {"synthetic": True}
    return {
        "gains": partial(draw.plot_gains, changes, **marked),
        "incident_rates": partial(
            draw.plot_incident_rates, rates(incidents), rate_ratio(incidents, *phases), **marked
        ),
        "interrupted_series": partial(draw.plot_interrupted_series, series, **marked),
        "timing": partial(draw.plot_timing, timing(cohort, "self_regulation")),
        "flow": partial(draw.plot_flow, client_flow(cohort), **marked),
        "adherence": partial(draw.plot_adherence, adherence_shares(people.lines), **marked),
        "first_and_second": partial(draw.plot_first_and_second, cohort, changes[0], **marked),
        "categories_moved": partial(draw.plot_categories_moved, categories_moved(cohort, (1, 2)), **marked),
        "forest": partial(draw.plot_forest, sites, "Total: d_av from assessment 1 to 2", **marked),
        "adversity_by_period": partial(draw.plot_adversity_by_period, cohort),
        "severe_counts": partial(draw.plot_severe_counts, severe, clients=300, **marked),
        "counts": partial(
            draw.plot_counts, counts, {"low": "worse"}, title="Start", sentence="60 low.", **marked
        ),
        "functional_ages": partial(draw.plot_functional_ages, functional_age_gain(cohort, (1, 2)), **marked),
    }
