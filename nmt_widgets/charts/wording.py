"""Numbers, ages and names as people read them; the words stand in `texts/<language>/charts.yaml`."""

from __future__ import annotations

from typing import Any

from nmt_widgets.case_files import Case
from nmt_widgets.case_files.ages import DAYS
from nmt_widgets.case_files.early_birth import corrected_age
from nmt_widgets.core.local import say_date, say_number, say_percent
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import plural
from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics import Figure
from nmt_widgets.metrics.rounding import decimals_beside, half_up


def words(instrument: Instrument | None = None) -> dict[str, Any]:
    """Return the charts' texts, in the instrument's language."""
    return texts("charts", instrument.language if instrument else None)


def ranges(instrument: Instrument) -> str:
    """Return which ranges the scores have, and where these come from.

    Examples
    --------
    >>> from nmt_widgets import load_instrument
    >>> ranges(load_instrument())
    'Ranges: interval-1, assumed from the confidence of the scores.'
    """
    say, measured = words(instrument)["ranges"], instrument.confidence.measured
    version = instrument.confidence.version
    if measured is None:
        return str(say["assumed"].format(version=version))
    counts = {name: getattr(measured, name) for name in ("cases", "raters", "ratings")}
    day = say_date(measured.date, instrument.language)
    return str(say["measured"].format(version=version, date=day, **counts))


def ranges_in_brief(instrument: Instrument) -> str:
    """Return in two words which ranges the scores have.

    Examples
    --------
    >>> from nmt_widgets import load_instrument
    >>> ranges_in_brief(load_instrument())
    'assumed, interval-1'
    """
    confidence = instrument.confidence
    key = "brief_measured" if confidence.measured else "brief_assumed"
    return str(words(instrument)["ranges"][key].format(version=confidence.version))


def number(value: float | None, decimals: int = 1) -> str:
    """Write a number with as many decimals as it needs, at most `decimals`.

    Examples
    --------
    >>> number(8.0), number(7.45), number(None)
    ('8', '7.5', '–')
    """
    if value is None:
        return str(words()["numbers"]["none"])
    return say_number(half_up(value, decimals), decimals, shortest=True)


def figure(value: float | None, decimals: int = 2) -> str:
    """Write a figure that may lie below 0, such as a coefficient, with a minus sign rather than a hyphen.

    Examples
    --------
    >>> figure(-0.163), figure(-0.3), figure(0.27), figure(None)
    ('−0.16', '−0.3', '0.27', '–')
    """
    return number(value, decimals).replace("-", "−")


def gate(value: float) -> str:
    """Write the gate of the cortical modulation ratio: one decimal, more where it has them.

    Examples
    --------
    >>> gate(1.0), gate(1.25)
    ('1.0', '1.25')
    """
    return say_number(value, 1) if round(value, 1) == value else say_number(value, 6, shortest=True)


def ratio(value: float | None) -> str:
    """Write the cortical modulation ratio: always two decimals, so that the same value never looks like two.

    Examples
    --------
    >>> ratio(0.9), ratio(1), ratio(None)
    ('0.90', '1.00', '–')
    """
    return number(None) if value is None else say_number(half_up(value, 2), 2)


def percent(value: float | None, decimals: int = 0) -> str:
    """Write a percent, in whole numbers or with `decimals`.

    Examples
    --------
    >>> percent(55.6), percent(None)
    ('56 %', '–')
    """
    return number(None) if value is None else say_percent(half_up(value, decimals), decimals)


def of_typical(value: float | None, instrument: Instrument, decimals: int = 0) -> str:
    """Write a percent of typical: with more decimals where rounding would carry it into another category.

    Examples
    --------
    >>> from nmt_widgets import load_instrument
    >>> instrument = load_instrument()
    >>> of_typical(55.6, instrument), of_typical(64.58, instrument), of_typical(64.58, instrument, 1)
    ('56 %', '64.6 %', '64.6 %')
    """
    if value is None:
        return number(None)
    return percent(value, decimals_beside(value, instrument.domains.limits, decimals))


def spread(figure: Figure, decimals: int = 0) -> str:
    """Write the range of a figure, such as ``60–66``.

    Examples
    --------
    >>> spread(Figure(62.8, 59.5, 66.1, 8, 8))
    '60–66'
    """
    if figure.low is None or figure.high is None:
        return number(None)
    low, high = (say_number(half_up(end, decimals), decimals) for end in (figure.low, figure.high))
    return str(words()["numbers"]["range"]).format(low=low, high=high)


def share(figure: Figure) -> str:
    """Write the number of answers behind a figure, such as ``7 of 8``."""
    return str(words()["numbers"]["share"]).format(n=figure.n, of=figure.of)


def age(years: float) -> str:
    """Write an age: months below two years, weeks below two months, days below two weeks.

    Examples
    --------
    >>> age(9), age(10.2), age(1.5), age(0.5), age(-0.75)
    ('9 years', '10.2 years', '18 months', '6 months', 'before birth')
    >>> age(10 / 365.25), age(3 * 7 / 365.25), age(1 / 12), age(2 / 12), age(0)
    ('10 days', '3 weeks', '4 weeks', '2 months', 'newborn')
    """
    unit, value = _age(years)
    ages = words()["ages"]
    return str(ages[unit]) if value is None else plural(ages, unit, value, number=number(value))


def age_of(case: Case, number: int) -> str:
    """Write the age at an assessment; of a child born early, up to two years, with the corrected age.

    Examples
    --------
    >>> from nmt_widgets.case_files import load_case
    >>> age_of(load_case("practice-boy-2"), 1)
    '2.3 years (corrected 2.1 years)'
    >>> age_of(load_case("james"), 1)
    '9 years'
    """
    full_age, corrected = age(case.assessment(number).age_years), corrected_age(case, number)
    if corrected is None:
        return full_age
    form = words()["ages"]["before_due" if corrected < 0 else "corrected"]
    return str(form).format(age=full_age, corrected=age(corrected))


def like(years: float, instrument: Instrument) -> str:
    """Write the peer of an age: `9-year-old`, `18-month-old`, `3-week-old`, `newborn`, `young adult`."""
    ages = words(instrument)["ages"]
    if years >= instrument.norms.adult_age:
        return str(ages["like_adult"])
    unit, value = _age(years)
    if value is None or unit == "days":
        return str(ages["like_newborn"])
    return plural(ages, f"like_{unit}", value, lang=instrument.language, number=number(value))


def _age(years: float) -> tuple[str, float | None]:
    """Return the unit of an age and the number of units; None before birth and on the first day."""
    if years < 0:
        return "unborn", None
    days = int(half_up(years * DAYS))
    if days < 14:
        return ("newborn", None) if days < 1 else ("days", days)
    if years * 12 < 2 - 1e-9:
        return "weeks", int(days / 7 + 1e-9)
    months = int(half_up(years * 12))
    return ("months", months) if months < 24 else ("years", half_up(years, 1))


def region_name(id: str, instrument: Instrument) -> str:
    """Return a region's name; its id in plain letters where there are no words for it."""
    entry = words(instrument)["regions"].get(id)
    return str(entry["name"]) if entry else plain(id)


def region_lines(id: str, instrument: Instrument) -> tuple[str, ...]:
    """Return the lines of a region's name beside the map."""
    entry = words(instrument)["regions"].get(id)
    return tuple(entry["lines"]) if entry else (plain(id),)


def named(topic: str, id: str | None, instrument: Instrument) -> str:
    """Return the word for an id of `domains`, `categories`, `risk_bands` or `relational_areas`."""
    if id is None:
        return number(None)
    return str(words(instrument)[topic].get(id) or plain(id))


def period_name(id: str, instrument: Instrument) -> str:
    """Return a developmental period's name."""
    entry = texts("history", instrument.language)["periods"].get(id)
    return str(entry["name"]) if entry else plain(id)


def mark(source: str, instrument: Instrument) -> str:
    """Return the word for a source: published, reconstructed, provisional."""
    return str(texts("common", instrument.language)["marks"][source])


def plain(id: str) -> str:
    """Return an id as words.

    Examples
    --------
    >>> plain("frontal_cortex")
    'Frontal cortex'
    """
    return id.replace("_", " ").capitalize()
