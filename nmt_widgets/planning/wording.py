"""Figures and lists in words, from the texts of the plan and of the charts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from nmt_widgets.case_files.ages import DAYS
from nmt_widgets.core.local import NumberStyle, number_style
from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics import Figure
from nmt_widgets.metrics.rounding import decimals_beside, half_up
from nmt_widgets.planning.book import Planbook
from nmt_widgets.planning.parts import Dose, Words

_OPENING = re.compile(r"(?:^|(?<=[.!?] ))\{client\}")
_WITHIN = frozenset({"domain", "region", "regions", "area", "rating", "ratings"})


def say_dose(dose: Dose, words: Words, style: NumberStyle | None = None) -> str:
    """Return a dose in words (`texts("planning")`); two and more whole hours are in hours.

    Numbers are in `style`; by default that of the language of this process.
    """
    dose_words, style = words["doses"], style or number_style()
    hours, rest = divmod(dose.minutes, 60)
    is_hours = hours > 1 and not rest
    unit, number = ("hours", hours) if is_hours else ("minutes", dose.minutes)
    length = style.plural(dose_words, unit, number)
    times = dose_words["times"].get(dose.times) or style.plural(dose_words, "more_times", dose.times)
    return str(dose_words["dose"].format(minutes=length, times=times, per=dose_words["per"][dose.per]))


def lower(names: Iterable[str]) -> str:
    """Return a list of names as in the middle of a sentence.

    >>> lower(["Self-harm", "Going missing"])
    'self-harm, going missing'
    """
    return ", ".join(name[:1].lower() + name[1:] for name in names)


@cache
def _opened(template: str) -> str:
    """Replace `{client}` at the start of a sentence with `{opening}`, which has a capital."""
    return _OPENING.sub("{opening}", template)


class Wording:
    """Names and figures of one plan in words.

    Parameters
    ----------
    instrument : Instrument
    book : Planbook
    client : str
        The client in a sentence.
    """

    def __init__(self, instrument: Instrument, book: Planbook, client: str) -> None:
        self._instrument, self._client = instrument, client
        self._opening = client[:1].upper() + client[1:]
        self.words, self._names = book.words, book.names
        self._style, self._book_style = number_style(instrument.language), number_style()

    def reason(self, key: str, **values: Any) -> str:
        """Return a reason in words."""
        return self.fill(self.words["reasons"][key], **values)

    def change(self, key: str, **values: Any) -> str:
        """Return in words what would change a line: a part of a sentence."""
        for name in _WITHIN & values.keys():
            values[name] = lower(values[name].split(", "))
        return self.fill(self.words["changes"][key], **values)

    def fill(self, template: str, **values: Any) -> str:
        """Fill in the {braces} of a text; `{client}` has a capital at the start of a sentence."""
        if "{" not in template and "}" not in template:
            return template
        return _opened(template).format(client=self._client, opening=self._opening, **values)

    def sentence(self, text: str) -> str:
        """Return a text with a capital and a full stop.

        >>> from nmt_widgets.instrument import load_instrument
        >>> from nmt_widgets.planning.reading import load_planbook
        >>> Wording(load_instrument(), load_planbook(), "James").sentence("slow and even")
        'Slow and even.'
        """
        text = self.fill(text).strip()
        return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")

    def domain(self, id: str) -> str:
        """Return the name of a domain."""
        return str(self._names["domains"][id])

    def region(self, id: str) -> str:
        """Return the name of a region."""
        return str(self._names["regions"][id]["name"])

    def category(self, id: str | None) -> str:
        """Return the name of a category."""
        return str(self._names["categories"][id]) if id else "–"

    def area(self, id: str) -> str:
        """Return the name of an area of current relational health."""
        return str(self._names["relational_areas"][id])

    def functions(self, ids: Iterable[str]) -> str:
        """Return the names of functions as a list."""
        return ", ".join(self._instrument.function(id).name for id in ids)

    def checks(self, ids: Iterable[str]) -> tuple[str, ...]:
        """Return contra-indications in words."""
        return tuple(dict.fromkeys(self.words["cautions"][id] for id in ids))

    def service(self, id: str) -> str:
        """Return the name of a service; an unlisted one is its own name."""
        return self.option("services", "current", id)

    def option(self, section: str, field: str, id: str) -> str:
        """Return the words of an option of a question; free text stays as it is."""
        return self._instrument.section_words[section].entries[field].options.get(id, id)

    def rating(self, id: str) -> str:
        """Return the name of a caregiving rating."""
        return self._instrument.section_words["caregiving"].entries[id].name

    def signal(self, id: str) -> str:
        """Return the name of a sign of danger."""
        return self._instrument.section_words["safety"].entries[id].name

    def dose(self, dose: Dose) -> str:
        """Return a dose in words.

        >>> from nmt_widgets.instrument import load_instrument
        >>> from nmt_widgets.planning.reading import load_planbook
        >>> Wording(load_instrument(), load_planbook(), "James").dose(Dose(minutes=10, times=2, per="day"))
        '10 minutes, twice a day'
        """
        return say_dose(dose, self.words, self._book_style)

    def details(
        self, dose: Dose | None, where: Sequence[str], people: Sequence[str]
    ) -> Iterator[tuple[str, str]]:
        """Yield the details `how_often` and `with_whom` of a line."""
        if dose:
            places = self.words["or"].join(self.words["at"][place] for place in where)
            yield (
                "how_often",
                self.sentence(
                    self.fill(
                        self.words["how_often" if places else "dosed"], dose=self.dose(dose), place=places
                    )
                ),
            )
        if people:
            yield (
                "with_whom",
                self.sentence(self.words["and"].join(self.words["who"].get(id, id) for id in people)),
            )

    def percent(self, figure: Figure) -> str:
        """Return a percent of typical with its range; a decimal keeps it in its category.

        >>> from nmt_widgets.instrument import load_instrument
        >>> from nmt_widgets.planning.reading import load_planbook
        >>> Wording(load_instrument(), load_planbook(), "James").percent(Figure(62.8, 59.5, 66.1, 8, 8))
        '63 % (60–66)'
        """
        limits = self._instrument.domains.limits
        digits = 0 if figure.value is None else decimals_beside(figure.value, limits)
        return self._ranged(figure, digits, self._style.percent)

    def percent_alone(self, value: float | None) -> str:
        """Return a percent of typical without a range."""
        return "–" if value is None else self.percent(Figure(value, value, value, 1, 1))

    def ratio(self, figure: Figure) -> str:
        """Return a ratio with its range."""
        return self._ranged(figure, 2, self._style.number)

    def points(self, figure: Figure) -> str:
        """Return a number of points with its range."""
        return self._ranged(figure, 1, self._style.number)

    def _ranged(self, figure: Figure, digits: int, say: Callable[[float, int], str]) -> str:
        if figure.value is None or figure.low is None or figure.high is None:
            return "–"
        value = say(half_up(figure.value, digits), digits)
        if figure.low >= figure.high:
            return value
        low, high = (self._style.number(half_up(end, digits), digits) for end in (figure.low, figure.high))
        return f"{value} ({low}–{high})"

    def years(self, years: float | None) -> str:
        """Return an age in years; below two years in months, below two months in weeks."""
        if years is None:
            return "–"
        ages, style = self._names["ages"], self._style
        if years < 2 and years != 1:
            unit, factor = _small(years)
            return style.plural(ages, unit, round(years * factor))
        value = round(years, 1)
        return style.plural(ages, "years", value, number=style.number(value, 1, shortest=True))

    def aged(self, figure: Figure) -> str:
        """Return a functional age with its range, in the same unit."""
        if figure.value is None or figure.low is None or figure.high is None:
            return "–"
        factor, digits = (_small(figure.value)[1], 0) if figure.value < 2 else (1, 1)
        low, high = (self._style.number(age * factor, digits) for age in (figure.low, figure.high))
        return f"{self.years(figure.value)} ({low}–{high})"


def _small(years: float) -> tuple[str, float]:
    """Return the unit of an age below two years, and its number in a year."""
    return ("weeks", DAYS / 7) if years * 12 < 2 - 1e-9 else ("months", 12.0)
