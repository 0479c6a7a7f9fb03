"""How a visitor wants the workbook: language, colours of the map, light or dark, size of the text.

It is kept in a cookie of the browser, for guests too, and holds nothing about anybody. Whatever the cookie says is
checked, and what is not known counts as not chosen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from urllib.parse import parse_qsl, quote, unquote, urlencode

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.options import check_option

COOKIE = "nmt-settings"
DAYS = 365

TEXT_SIZES = ("100", "115", "130", "150")
"""The sizes of the text, in percent."""


@dataclass(frozen=True)
class Preferences:
    """What a visitor has chosen; empty where the workbook's own default holds.

    Attributes
    ----------
    language, palette : str
    theme : str
        "light" or "dark"; empty as the computer has it.
    text : str
        One of :data:`TEXT_SIZES`, in percent.
    """

    language: str = ""
    palette: str = ""
    theme: str = ""
    text: str = ""

    def to_cookie(self) -> str:
        """Return the value of the cookie."""
        return quote(urlencode({name: value for name, value in asdict(self).items() if value}))

    def to_options(self) -> dict[str, str]:
        """Return what a kernel sets its options to."""
        return {
            name: value for name, value in asdict(self).items() if value and name in ("language", "palette")
        }


NOTHING_CHOSEN = Preferences()


def preferences(cookie: str) -> Preferences:
    """Return what a cookie says.

    Examples
    --------
    >>> preferences(Preferences(palette="safe", theme="dark").to_cookie())
    Preferences(language='', palette='safe', theme='dark', text='')
    >>> preferences("theme%3Dpurple")
    Preferences(language='', palette='', theme='', text='')
    """
    return checked_preferences(dict(parse_qsl(unquote(cookie))))


def checked_preferences(values: Mapping[str, str]) -> Preferences:
    """Return preferences of values that come from anywhere."""
    names = (known.name for known in fields(Preferences))
    return Preferences(**{name: values[name] for name in names if _is_known(name, values.get(name, ""))})


def _is_known(name: str, value: str) -> bool:
    if name == "text":
        return value in TEXT_SIZES[1:]
    try:
        return (name, check_option(name, value)) != ("theme", "auto")
    except InputError:
        return False
