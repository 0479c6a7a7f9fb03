"""The signs of danger of section `safety`: the answers, and which signs an assessment asks about."""

from __future__ import annotations

from nmt_widgets.case_files.model import Assessment, Case
from nmt_widgets.case_files.parts import NOT_KNOWN
from nmt_widgets.case_files.questions import Path
from nmt_widgets.case_files.ratings import Signal
from nmt_widgets.core.local import say_date
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.instrument.parts import SAFETY, FieldEntry

CLEARED = "cleared"
"""The group of questions about what has been looked into; all other groups are signs of danger."""

_SHORT = {state: Signal.model_validate({"signal": state}) for state in ("yes", "no", NOT_KNOWN)}


def signal_of(assessment: Assessment, id: str) -> Signal | None:
    """Return the answer of an assessment about a sign of danger, short or full; None where it is open.

    Parameters
    ----------
    assessment : Assessment
    id : str
        Of a question of section `safety`.

    Returns
    -------
    Signal or None
        Its `signal` is "yes", "no" or "not known". None without such an answer, also where only a note was made.

    Examples
    --------
    >>> from nmt_widgets.case_files import Assessment
    >>> answers = {"self_harm": "no", "exploitation": {"signal": "yes", "source": "School"}}
    >>> asked = Assessment(number=1, label="Start", age="9 years", sections={"safety": {"answers": answers}})
    >>> signal_of(asked, "self_harm").signal, signal_of(asked, "exploitation").source
    ('no', 'School')
    >>> signal_of(asked, "danger_to_others") is None
    True
    """
    section = assessment.sections.get(SAFETY)
    answer = section.answers.get(id) if section else None
    if isinstance(answer, str) and answer in _SHORT:
        return _SHORT[answer]
    return answer if isinstance(answer, Signal) and answer.signal is not None else None


def present_period(instrument: Instrument, age: float) -> str:
    """Return the id of the present period at an age in years: the last period that began before that age.

    It is the last period in the form. A period that begins on the day of the assessment does not count yet.

    Examples
    --------
    >>> from nmt_widgets import load_instrument
    >>> [present_period(load_instrument(), age) for age in (0.0, 0.5, 11.0, 11.5, 40.0)]
    ['intrauterine', 'infancy', 'childhood', 'youth', 'youth']
    """
    periods = instrument.history.periods
    past = [period.id for period in periods if period.from_ < max(age, 0)]
    return past[-1] if past else periods[0].id


def signal_entries(instrument: Instrument) -> tuple[FieldEntry, ...]:
    """Return the questions about signs of danger, in order; empty where the instrument has no such section.

    Examples
    --------
    >>> from nmt_widgets import load_instrument
    >>> [(entry.id, entry.group) for entry in signal_entries(load_instrument())][:2]
    [('self_harm', 'now'), ('suicidal_thoughts', 'now')]
    """
    section = instrument.section(SAFETY)
    return tuple(entry for entry in section.entries if entry.kind == "signal") if section else ()


def beside(instrument: Instrument, category: str, age: float) -> Path | None:
    """Return the path of a category of Part A in the present period; None where it is not rated in that period.

    Examples
    --------
    >>> from nmt_widgets import load_instrument
    >>> beside(load_instrument(), "neglect", 9.0)
    'history/adversity/childhood/neglect'
    """
    period = present_period(instrument, age)
    when = next((entry.when for entry in instrument.history.adversity if entry.id == category), ())
    return f"history/adversity/{period}/{category}" if period in when else None


def asked_now(case: Case, assessment: Assessment, instrument: Instrument) -> tuple[str, ...]:
    """Return the ids of the signs of danger that are asked at an assessment, in the order of the form.

    A sign `of` a category of Part A is asked unless that category is rated 0 in the present period; a missing rating
    is not 0. A sign that is answered already is always included, and so is every sign without a category.

    Examples
    --------
    >>> from nmt_widgets import load_case, load_instrument
    >>> james, boy = load_case("james"), load_case("practice-boy-8")
    >>> asked = [asked_now(case, case.assessment(1), load_instrument()) for case in (james, boy)]
    >>> ["self_harm" in ids for ids in asked], ["ongoing_neglect" in ids for ids in asked]
    ([True, True], [True, True])
    """
    age = assessment.age_years
    return tuple(
        entry.id
        for entry in signal_entries(instrument)
        if entry.of is None
        or signal_of(assessment, entry.id) is not None
        or (beside(instrument, entry.of, age) is not None and _severity(case, entry.of, age, instrument) != 0)
    )


def may_go_on(case: Case, category: str, age: float, instrument: Instrument) -> bool:
    """Return whether a category of Part A is rated above 0, or "not known", in the present period.

    Where it is not rated there yet, the period before counts: adversity does not end with a birthday.

    Examples
    --------
    >>> from nmt_widgets import load_case, load_instrument
    >>> may_go_on(load_case("james"), "caregiver_loss", 9.0, load_instrument())
    True
    """
    severity = _severity(case, category, age, instrument)
    if severity is None:
        periods = [period.id for period in instrument.history.periods]
        before = periods.index(present_period(instrument, age)) - 1
        severity = _rated(case, category, periods[before]) if before >= 0 else None
    return severity == NOT_KNOWN or (isinstance(severity, int) and severity > 0)


def _severity(case: Case, category: str, age: float, instrument: Instrument) -> int | str | None:
    return _rated(case, category, present_period(instrument, age))


def _rated(case: Case, category: str, period: str) -> int | str | None:
    rating = case.history.adversity.get(period, {}).get(category)
    return rating.severity if rating else None


def signal_words(signal: Signal, language: str = "en") -> tuple[str, ...]:
    """Return a sign of danger in words: the answer, the person and place, the source and the date.

    Examples
    --------
    >>> signal_words(Signal(signal="yes", person="stepfather", place="home", source="School", date="2026-01-02"))
    ('Yes', 'stepfather', 'at home', 'said by School, 2 January 2026')
    """
    words = texts("signals", language)
    name = {(True, True): "by", (True, False): "by_whom", (False, True): "on"}
    day = say_date(signal.date, language) if signal.date else ""
    form = name.get((bool(signal.source), bool(signal.date)))
    parts = (
        words["answers"].get(signal.signal, ""),
        signal.person,
        words["places"][signal.place].lower() if signal.place else "",
        words["said"][form].format(source=signal.source, date=day) if form else "",
    )
    return tuple(str(part) for part in parts if part)
