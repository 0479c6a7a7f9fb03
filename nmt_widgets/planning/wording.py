"""Figures and lists in words, from the texts of the plan and of the charts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from nmt_widgets.cases.ages import DAYS
from nmt_widgets.core.local import say_number, say_percent
from nmt_widgets.core.words import plural
from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics import Figure
from nmt_widgets.planning.book import Planbook
from nmt_widgets.planning.parts import Dose, Words

_OPENING = re.compile(r"(?:^|(?<=[.!?] ))\{client\}")
_WITHIN = frozenset({"domain", "region", "regions", "area", "rating", "ratings"})


def say_dose(dose: Dose, words: Words) -> str:
    """Return a dose in words, given those of the plan (`texts("planning")`); whole hours, from two up, as hours."""
    said = words["doses"]
    hours, rest = divmod(dose.minutes, 60)
    is_hours = hours > 1 and not rest
    length = plural(said, "hours", hours) if is_hours else plural(said, "minutes", dose.minutes)
    times = said["times"].get(dose.times) or plural(said, "more_times", dose.times)
    return str(said["dose"].format(minutes=length, times=times, per=said["per"][dose.per]))


def lower(names: Iterable[str]) -> str:
    """Return names in a row, as they stand within a sentence.

    >>> lower(["Self-harm", "Going missing"])
    'self-harm, going missing'
    """
    return ", ".join(name[:1].lower() + name[1:] for name in names)


@cache
def _opened(template: str) -> str:
    """Return a text with its own brace for the client where the name begins a sentence."""
    return _OPENING.sub("{opening}", template)


class Wording:
    """Names and figures as a person reads them; one for a plan.

    Parameters
    ----------
    instrument : Instrument
    book : Planbook
    client : str
        How the client is called.
    """

    def __init__(self, instrument: Instrument, book: Planbook, client: str) -> None:
        self._instrument, self._client = instrument, client
        self._opening = client[:1].upper() + client[1:]
        self.words, self._names = book.words, book.names

    def reason(self, key: str, **values: Any) -> str:
        """Return why, in words."""
        return self.fill(self.words["reasons"][key], **values)

    def change(self, key: str, **values: Any) -> str:
        """Return what would change a line, in words: a fragment, whose names stand within a sentence."""
        for name in _WITHIN & values.keys():
            values[name] = lower(values[name].split(", "))
        return self.fill(self.words["changes"][key], **values)

    def fill(self, template: str, **values: Any) -> str:
        """Fill in a text's {braces}; `{client}` is always there, with a capital where it begins a sentence."""
        return _opened(template).format(client=self._client, opening=self._opening, **values)

    def sentence(self, text: str) -> str:
        """Return a text as a sentence: with a capital and a full stop.

        >>> from nmt_widgets.instrument import load_instrument
        >>> from nmt_widgets.planning.reading import load_planbook
        >>> Wording(load_instrument(), load_planbook(), "James").sentence("slow and even")
        'Slow and even.'
        """
        text = self.fill(text).strip()
        return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")

    def domain(self, id: str) -> str:
        """Return a domain's name."""
        return str(self._names["domains"][id])

    def region(self, id: str) -> str:
        """Return a region's name."""
        return str(self._names["regions"][id]["name"])

    def category(self, id: str | None) -> str:
        """Return a category's name."""
        return str(self._names["categories"][id]) if id else "–"

    def area(self, id: str) -> str:
        """Return the name of an area of current relational health."""
        return str(self._names["relational_areas"][id])

    def functions(self, ids: Iterable[str]) -> str:
        """Return functions by name, in a row."""
        return ", ".join(self._instrument.function(id).name for id in ids)

    def checks(self, ids: Iterable[str]) -> tuple[str, ...]:
        """Return contra-indications in words."""
        return tuple(dict.fromkeys(self.words["cautions"][id] for id in ids))

    def service(self, id: str) -> str:
        """Return a service's name; one that is not in the list names itself."""
        return self.option("services", "current", id)

    def option(self, section: str, field: str, id: str) -> str:
        """Return the words of an option of a question; free text names itself."""
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
        return say_dose(dose, self.words)

    def details(
        self, dose: Dose | None, where: Sequence[str], who: Sequence[str]
    ) -> Iterator[tuple[str, str]]:
        """Yield how often and with whom, as a line's details have them."""
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
        if who:
            yield (
                "with_whom",
                self.sentence(self.words["and"].join(self.words["who"].get(id, id) for id in who)),
            )

    def percent(self, figure: Figure) -> str:
        """Return a percent with its range.

        >>> from nmt_widgets.instrument import load_instrument
        >>> from nmt_widgets.planning.reading import load_planbook
        >>> Wording(load_instrument(), load_planbook(), "James").percent(Figure(62.8, 59.5, 66.1, 8, 8))
        '63 % (60–66)'
        """
        return self._ranged(figure, 0, say_percent)

    def ratio(self, figure: Figure) -> str:
        """Return a ratio with its range."""
        return self._ranged(figure, 2)

    def points(self, figure: Figure) -> str:
        """Return a number of points with its range."""
        return self._ranged(figure, 1)

    def _ranged(self, figure: Figure, digits: int, say: Callable[[float, int, str], str] = say_number) -> str:
        if figure.value is None or figure.low is None or figure.high is None:
            return "–"
        lang = self._instrument.language
        value = say(figure.value, digits, lang)
        low, high = (say_number(end, digits, lang) for end in (figure.low, figure.high))
        return f"{value} ({low}–{high})" if figure.low < figure.high else value

    def years(self, years: float | None) -> str:
        """Return an age in years, in months below two, in weeks below two months; a whole number of years stays one."""
        if years is None:
            return "–"
        ages = self._names["ages"]
        lang = self._instrument.language
        if years < 2 and years != 1:
            unit, factor = _small(years)
            return plural(ages, unit, round(years * factor), lang=lang)
        value = round(years, 1)
        return plural(ages, "years", value, lang=lang, number=say_number(value, 1, lang, shortest=True))

    def aged(self, figure: Figure) -> str:
        """Return a functional age with its range, in the same unit."""
        if figure.value is None or figure.low is None or figure.high is None:
            return "–"
        factor, digits = (_small(figure.value)[1], 0) if figure.value < 2 else (1, 1)
        lang = self._instrument.language
        low, high = (say_number(age * factor, digits, lang) for age in (figure.low, figure.high))
        return f"{self.years(figure.value)} ({low}–{high})"


def _small(years: float) -> tuple[str, float]:
    """Return the unit in which an age below two years is told, and how many of it a year has."""
    return ("weeks", DAYS / 7) if years * 12 < 2 - 1e-9 else ("months", 12.0)
