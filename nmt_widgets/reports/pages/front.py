"""The first page: who, when and by whom; domains, ratio and what comes first, in words for the table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from nmt_widgets.cases import Assessment, Case
from nmt_widgets.charts import wording
from nmt_widgets.charts.domains import category_limits
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics import Profile
from nmt_widgets.store import Revision

_END = 110.0  # percent at the right end of a bar


@dataclass(frozen=True)
class DomainRow:
    """A functional domain as page 1 shows it; `bar` and `low` to `high` are in percent of the bar's room."""

    name: str
    percent: str
    category: str
    like: str
    bar: float | None
    low: float
    high: float


def domain_rows(profile: Profile, instrument: Instrument) -> Iterator[DomainRow]:
    """Yield the domains with category and functional age; one with too few scores says so and has no bar."""
    say = wording.words(instrument)["charts"]
    for id, result in profile.domains.items():
        figure, name = result.percent, wording.named("domains", id, instrument)
        if figure.value is None:
            yield DomainRow(name, "", say["not_shown"].format(n=figure.n, of=figure.of), "", None, 0, 0)
            continue
        category = wording.named("categories", result.category, instrument)
        years = result.functional_age.value
        yield DomainRow(
            name,
            wording.percent(figure.value, category_limits(instrument)),
            category if result.settled else say["not_settled"].format(word=category),
            "" if years is None else say["like"].format(like=wording.like(years, instrument)),
            *(_place(end) for end in (figure.value, figure.low, figure.high)),
        )


def _place(percent: float | None) -> float:
    return round(min(max(percent or 0.0, 0.0), _END) / _END * 100, 1)


def bar_marks(instrument: Instrument) -> list[float]:
    """Return where the categories end and the typical peer stands, in percent of a bar's room."""
    return [_place(end) for end in (*category_limits(instrument), 100)]


def cmr_words(profile: Profile, instrument: Instrument) -> list[str]:
    """Return what the cortical modulation ratio says, in sentences."""
    words = texts("report", instrument.language)["cmr_words"]
    cmr = profile.cmr
    figure = cmr.figure
    if figure.value is None:
        return [words["hidden"].format(n=figure.n, of=figure.of)]
    values = {
        "value": wording.ratio(figure.value),
        "low": wording.ratio(figure.low),
        "high": wording.ratio(figure.high),
        "gate": wording.gate(cmr.gate),
        "typical": wording.ratio(cmr.typical),
        "definition": cmr.definition,
    }
    keys = ["open" if cmr.gate_open else "shut", *([] if cmr.settled else ["unsettled"]), "typical"]
    return [
        sentence.format_map(values)
        for sentence in (*map(words.get, keys), words["source"][instrument.cmr.source])
    ]


def document(
    case: Case, assessment: Assessment, revision: Revision | None, words: Mapping[str, Any]
) -> dict[str, str]:
    """Return what the document is called.

    Returns
    -------
    dict of str to str
        `title`; `running`, its header on every page; `made`, what it was made from; `page`, how pages are numbered;
        `stem` of its files' names.
    """
    say, age = words["document"], wording.age(assessment.age_years)
    values = {
        "title": case.title,
        "code": case.id,
        "label": assessment.label,
        "number": assessment.number,
        "age": age,
        "when": assessment.date or age,
    }
    made = say["dated"].format(day=assessment.date) if assessment.date else ""
    if revision is not None:
        made = say["revision"].format(n=revision.number, day=revision.at[:10])
    return {
        **{name: str(say[name].format_map(values)) for name in ("title", "running")},
        "made": str(made),
        "page": str(say["page"]),
        "stem": file_stem(case.id, assessment.number, assessment.date or age),
    }


def facts(
    case: Case, assessment: Assessment, revision: Revision | None, words: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    """Yield who, when and by whom, as far as the record says so."""
    say = words["facts"]
    yield say["code"], case.id
    yield say["age"], wording.age_of(case, assessment.number)
    form = say["dated" if assessment.date else "undated"]
    yield (
        say["assessment"],
        form.format(
            number=assessment.number,
            label=assessment.label,
            day=assessment.date,
            status=words["status"][assessment.status],
        ),
    )
    if revision is None:
        yield say["entered"], say["file"]
    else:
        form = say["by" if revision.author else "revision"]
        yield say["entered"], form.format(name=revision.author, day=revision.at[:10], n=revision.number)
    if assessment.plan.agreed:
        present = ", ".join(assessment.plan.present)
        form = say["present" if present else "agreed_on"]
        yield say["agreed"], form.format(day=assessment.plan.agreed, present=present)


def file_stem(code: str, number: int, when: str) -> str:
    """Return how a report's files are called: the client's code, the assessment, its date or the age.

    Examples
    --------
    >>> file_stem("james", 2, "10.2 years")
    'james-assessment-2-10-2-years'
    >>> file_stem("c-7f3a", 1, "2026-03-02")
    'c-7f3a-assessment-1-2026-03-02'
    """
    return re.sub(r"[^a-z0-9]+", "-", f"{code}-assessment-{number}-{when}".lower()).strip("-")
