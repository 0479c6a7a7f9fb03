"""Numbers, dates and times as a language writes them: the rules are those of CLDR, read through Babel.

Which locale belongs to a language stands in `texts/<language>/common.yaml`. Babel is imported at first use only, so
that the package and the command start without it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from nmt_widgets.core.texts import texts

if TYPE_CHECKING:
    from babel import Locale

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def locale_tag(lang: str | None = None) -> str:
    """Return the locale of a language as browsers name it.

    Parameters
    ----------
    lang : str, optional
        By default the language of this process.

    Examples
    --------
    >>> locale_tag("en")
    'en-GB'
    """
    return str(texts("common", lang)["locale"])


@cache
def _locale(tag: str) -> Locale:
    from babel import Locale

    return Locale.parse(tag, sep="-")


@lru_cache(maxsize=1024, typed=True)
def _plural_category(tag: str, count: float) -> str:
    """Return which plural category of CLDR a count belongs to."""
    return _plural_rule(tag)(count)


@cache
def _plural_rule(tag: str) -> Callable[[float], str]:
    return _locale(tag).plural_form


@cache
def _signs(tag: str) -> dict[int, str]:
    """Return what stands for Python's comma, full stop and minus, by code point."""
    from babel.numbers import get_decimal_symbol, get_group_symbol, get_minus_sign_symbol

    known = _locale(tag)
    return str.maketrans(
        {",": get_group_symbol(known), ".": get_decimal_symbol(known), "-": get_minus_sign_symbol(known)}
    )


@dataclass(frozen=True)
class NumberStyle:
    """How one language writes numbers; get it by :func:`number_style`, once for many numbers.

    Attributes
    ----------
    tag : str
        The locale as browsers name it.
    percent_form : str
        The text of a percent, with `{value}`.
    signs : mapping
        What stands for Python's comma, full stop and minus, by code point.
    """

    tag: str
    percent_form: str
    signs: Mapping[int, str]

    def number(
        self, value: float, decimals: int = 0, *, shortest: bool = False, grouped: bool = False
    ) -> str:
        """Write a number, see :func:`say_number`."""
        digits = f"{value:z{',' if grouped else ''}.{decimals}f}"
        if shortest and "." in digits:
            digits = digits.rstrip("0").rstrip(".")
        return digits.translate(self.signs)

    def percent(self, value: float, decimals: int = 0) -> str:
        """Write a percent, see :func:`say_percent`."""
        return self.percent_form.format(value=self.number(value, decimals))

    def plural(
        self, words: Mapping[str, Any], key: str, count: float, *, number: str | None = None, **values: object
    ) -> str:
        """Return the form of a text that fits a count, see :func:`nmt_widgets.core.words.plural`."""
        forms = words[key]
        form = forms.get(_plural_category(self.tag, count), forms["other"])
        return str(form).format(count=self.number(count) if number is None else number, **values)


def number_style(lang: str | None = None) -> NumberStyle:
    """Return how a language writes numbers.

    Parameters
    ----------
    lang : str, optional
        By default the language of this process.

    Examples
    --------
    >>> english = number_style("en")
    >>> english.number(-62.54, 1), english.percent(63)
    ('-62.5', '63 %')
    """
    common = texts("common", lang)
    return _number_style(str(common["locale"]), str(common["percent"]))


@cache
def _number_style(tag: str, percent: str) -> NumberStyle:
    return NumberStyle(tag, percent, _signs(tag))


def say_number(
    value: float,
    decimals: int = 0,
    lang: str | None = None,
    *,
    shortest: bool = False,
    grouped: bool = False,
) -> str:
    """Write a number.

    Parameters
    ----------
    value : float
    decimals : int
        How many digits follow the decimal sign.
    lang : str, optional
        By default the language of this process.
    shortest : bool
        Leave out the zeros at the end.
    grouped : bool
        Set thousands apart.

    Examples
    --------
    >>> say_number(62.54, 1), say_number(8.0, 2, shortest=True), say_number(1000000, grouped=True)
    ('62.5', '8', '1,000,000')
    >>> say_number(-0.001, 2)  # what is rounded to 0 has no sign
    '0.00'
    """
    return number_style(lang).number(value, decimals, shortest=shortest, grouped=grouped)


def say_percent(value: float, decimals: int = 0, lang: str | None = None) -> str:
    """Write a percent, given as one: 62 is 62 %.

    Examples
    --------
    >>> say_percent(62.5, 1)
    '62.5 %'
    """
    return number_style(lang).percent(value, decimals)


def say_date(day: date | str, lang: str | None = None, *, style: str = "long") -> str:
    """Write a day: with the month in full, or by another `style` of CLDR (`full`, `medium`, `short`).

    Examples
    --------
    >>> say_date("2026-12-01"), say_date(date(2026, 12, 1), style="medium")
    ('1 December 2026', '1 Dec 2026')
    """
    from babel.dates import format_date

    known = date.fromisoformat(day) if isinstance(day, str) else day
    return format_date(known, style, locale=_locale(locale_tag(lang)))


def say_month(month: str, lang: str | None = None) -> str:
    """Write a month, given as 2026-12.

    Examples
    --------
    >>> say_month("2026-12")
    'December 2026'
    """
    from babel.dates import format_skeleton

    first = date.fromisoformat(f"{month}-01")
    return str(format_skeleton("yMMMM", first, locale=_locale(locale_tag(lang))))


def say_if_date(text: str, lang: str | None = None) -> str:
    """Write a day that stands in a free text as 2026-12-01, and return any other text as it is.

    Examples
    --------
    >>> say_if_date("2026-12-01"), say_if_date("last spring")
    ('1 December 2026', 'last spring')
    """
    try:
        return say_date(text, lang) if _DAY.fullmatch(text) else text
    except ValueError:
        return text


def say_moment(time: datetime, lang: str | None = None) -> str:
    """Write a day with the time of day.

    Examples
    --------
    >>> say_moment(datetime(2026, 12, 1, 9, 5, 7))
    '1 Dec 2026, 09:05:07'
    """
    from babel.dates import format_datetime

    return format_datetime(time, "medium", locale=_locale(locale_tag(lang)))


def is_locale(tag: str) -> bool:
    """Say whether CLDR knows a locale.

    Examples
    --------
    >>> is_locale("pt-BR"), is_locale("xx-YY"), is_locale("English")
    (True, False, False)
    """
    from babel import UnknownLocaleError

    try:
        return bool(re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", tag) and _locale(tag))
    except (UnknownLocaleError, ValueError):
        return False
