"""Numbers, dates and times as a language writes them: the rules are those of CLDR, read through Babel.

Which locale belongs to a language stands in `texts/<language>/common.yaml`. Babel is imported at first use only, so
that the package and the command start without it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING

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


def plural_category(count: float, lang: str | None = None) -> str:
    """Return which plural category of a language a count belongs to.

    Examples
    --------
    >>> plural_category(1), plural_category(3)
    ('one', 'other')
    """
    return _plural_rule(locale_tag(lang))(count)


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
    """
    digits = f"{value:{',' if grouped else ''}.{decimals}f}"
    if shortest and "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return digits.translate(_signs(locale_tag(lang)))


def say_percent(value: float, decimals: int = 0, lang: str | None = None) -> str:
    """Write a percent, given as one: 62 is 62 %.

    Examples
    --------
    >>> say_percent(62.5, 1)
    '62.5 %'
    """
    return str(texts("common", lang)["percent"]).format(value=say_number(value, decimals, lang))


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


def say_time(time: datetime, lang: str | None = None) -> str:
    """Write a time of day to the second.

    Examples
    --------
    >>> say_time(datetime(2026, 12, 1, 9, 5, 7))
    '09:05:07'
    """
    from babel.dates import format_time

    return format_time(time, "medium", locale=_locale(locale_tag(lang)))


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
