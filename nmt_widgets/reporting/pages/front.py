"""The first page: client, date and author; domains, the ratio and the first lines of the plan, in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nmt_widgets.case_files import Assessment, Case
from nmt_widgets.charts import wording
from nmt_widgets.core.local import say_date
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics import Profile
from nmt_widgets.store import Revision

_END = 110.0  # percent at the right end of a bar


@dataclass(frozen=True)
class DomainRow:
    """A functional domain of page 1; `bar`, `low` and `high` are in percent of the width of the bar."""

    name: str
    percent: str
    category: str
    like: str
    bar: float | None
    low: float
    high: float


def domain_rows(profile: Profile, instrument: Instrument) -> Iterator[DomainRow]:
    """Yield the domains with category and functional age; one with too few scores has no bar."""
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
            wording.of_typical(figure.value, instrument),
            category if result.settled else say["not_settled"].format(word=category),
            "" if years is None else say["like"].format(like=wording.like(years, instrument)),
            *(_place(end) for end in (figure.value, figure.low, figure.high)),
        )


def _place(percent: float | None) -> float:
    return round(min(max(percent or 0.0, 0.0), _END) / _END * 100, 1)


def bar_marks(instrument: Instrument) -> list[float]:
    """Return the ends of the categories and the typical peer, in percent of the width of a bar."""
    return [_place(end) for end in (*instrument.domains.limits, 100)]


def cmr_words(profile: Profile, instrument: Instrument) -> list[str]:
    """Return the cortical modulation ratio in sentences."""
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
    case: Case, assessment: Assessment, revision: Revision | None, instrument: Instrument
) -> dict[str, str]:
    """Return the names of the document.

    Returns
    -------
    dict of str to str
        `title`; `running`, the header of each page; `made`, from what it was made; `page`, the form of page numbers;
        `stem`, the start of its file names.
    """
    lang, age = instrument.language, wording.age(assessment.age_years)
    say = texts("report", lang)["document"]
    day = say_date(assessment.date, lang) if assessment.date else ""
    values = {
        "title": case.title,
        "code": case.id,
        "label": assessment.label,
        "number": assessment.number,
        "age": age,
        "when": day or age,
    }
    origin = say["dated"].format(day=day) if day else ""
    if revision is not None:
        origin = say["revision"].format(n=revision.number, day=say_date(revision.at[:10], lang))
    return {
        **{name: str(say[name].format_map(values)) for name in ("title", "running")},
        "made": str(origin),
        "page": str(say["page"]),
        "stem": file_stem(case.id, assessment.number, assessment.date or age),
    }


def facts(
    case: Case, assessment: Assessment, revision: Revision | None, instrument: Instrument
) -> Iterator[tuple[str, str]]:
    """Yield client, date and author, as far as the record has them."""
    lang, words = instrument.language, texts("report", instrument.language)
    say = words["facts"]
    yield say["code"], case.id
    yield say["age"], wording.age_of(case, assessment.number)
    form = say["dated" if assessment.date else "undated"]
    yield (
        say["assessment"],
        form.format(
            number=assessment.number,
            label=assessment.label,
            day=say_date(assessment.date, lang) if assessment.date else "",
            status=words["status"][assessment.status],
        ),
    )
    if revision is None:
        yield say["entered"], say["file"]
    else:
        form = say["by" if revision.author else "revision"]
        yield (
            say["entered"],
            form.format(name=revision.author, day=say_date(revision.at[:10], lang), n=revision.number),
        )
    if assessment.plan.agreed:
        present = ", ".join(assessment.plan.present)
        form = say["present" if present else "agreed_on"]
        yield say["agreed"], form.format(day=say_date(assessment.plan.agreed, lang), present=present)


def file_stem(code: str, number: int, when: str) -> str:
    """Return the start of the file names of a report: code of the client, assessment, its date or the age.

    Examples
    --------
    >>> file_stem("james", 2, "10.2 years")
    'james-assessment-2-10-2-years'
    >>> file_stem("c-7f3a", 1, "2026-03-02")
    'c-7f3a-assessment-1-2026-03-02'
    """
    return re.sub(r"[^a-z0-9]+", "-", f"{code}-assessment-{number}-{when}".lower()).strip("-")
