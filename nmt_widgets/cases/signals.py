"""The signs of danger of section `safety`: what was answered, and which of them are asked at an assessment."""

from __future__ import annotations

from nmt_widgets.cases.model import NOT_KNOWN, Adversity, Assessment, Case, Signal
from nmt_widgets.instrument import Instrument
from nmt_widgets.instrument.parts import FieldEntry

SAFETY = "safety"
"""The section they stand in."""

CLEARED = "cleared"
"""The group of those that say what has been looked into; the others are signs of danger."""

_STATES = ("yes", "no", NOT_KNOWN)


def signal_of(assessment: Assessment, id: str) -> Signal | None:
    """Return what an assessment says of a sign of danger, in whichever way it is written; None where it is open.

    Parameters
    ----------
    assessment : Assessment
    id : str
        Of a question of section `safety`.

    Returns
    -------
    Signal or None
        Its `signal` is "yes", "no" or "not known". None where nothing is answered, also where something is noted but
        neither yes, no nor "not known".

    Examples
    --------
    >>> from nmt_widgets.cases import Assessment
    >>> answers = {"self_harm": "no", "exploitation": {"signal": "yes", "source": "School"}}
    >>> asked = Assessment(number=1, label="Start", age="9 years", sections={"safety": {"answers": answers}})
    >>> signal_of(asked, "self_harm").signal, signal_of(asked, "exploitation").source
    ('no', 'School')
    >>> signal_of(asked, "danger_to_others") is None
    True
    """
    section = assessment.sections.get(SAFETY)
    found = section.answers.get(id) if section else None
    if isinstance(found, str) and found in _STATES:
        return Signal.model_validate({"signal": found})
    return found if isinstance(found, Signal) and found.signal is not None else None


def present_period(instrument: Instrument, age: float) -> str:
    """Return the id of the period somebody of an age, in years, lives in: the last one that has begun before it.

    It is the last period the form asks about, so a period that begins on the day of the assessment is not yet it.

    Examples
    --------
    >>> from nmt_widgets import load_instrument
    >>> [present_period(load_instrument(), age) for age in (0.0, 0.5, 11.0, 11.5, 40.0)]
    ['intrauterine', 'infancy', 'childhood', 'youth', 'youth']
    """
    periods = instrument.history.periods
    begun = [period.id for period in periods if period.from_ < max(age, 0)]
    return begun[-1] if begun else periods[0].id


def signal_entries(instrument: Instrument) -> tuple[FieldEntry, ...]:
    """Return the signs of danger the instrument asks about, in order; empty where it has no section for them.

    Examples
    --------
    >>> from nmt_widgets import load_instrument
    >>> [(entry.id, entry.group) for entry in signal_entries(load_instrument())][:2]
    [('self_harm', 'now'), ('suicidal_thoughts', 'now')]
    """
    section = next((section for section in instrument.sections if section.id == SAFETY), None)
    return tuple(entry for entry in section.entries if entry.kind == "signal") if section else ()


def asked_now(case: Case, assessment: Assessment, instrument: Instrument) -> tuple[str, ...]:
    """Return the ids of the signs of danger that are asked at an assessment, in the order of the form.

    One `of` a category of Part A is asked where that category is rated above 0, or "not known", in the present period,
    and where it is answered already; every other one always.

    Examples
    --------
    >>> from nmt_widgets import load_case, load_instrument
    >>> james, boy = load_case("james"), load_case("practice-boy-8")
    >>> asked = [asked_now(case, case.assessment(1), load_instrument()) for case in (james, boy)]
    >>> ["self_harm" in ids for ids in asked], ["ongoing_neglect" in ids for ids in asked]
    ([True, True], [True, False])
    """
    rated = case.history.adversity.get(present_period(instrument, assessment.age_years), {})
    return tuple(
        entry.id
        for entry in signal_entries(instrument)
        if entry.of is None or _may_go_on(rated.get(entry.of)) or signal_of(assessment, entry.id) is not None
    )


def _may_go_on(rating: Adversity | None) -> bool:
    severity = rating.severity if rating else None
    return severity == NOT_KNOWN or (isinstance(severity, int) and severity > 0)
