"""The options of a notebook: palette, language and theme of everything that is made from then on."""

from __future__ import annotations

from dataclasses import fields, replace
from types import TracebackType
from typing import Any

from nmt_widgets.core.chosen import Chosen, begin_block, choose, chosen, end_block
from nmt_widgets.core.data import read_data
from nmt_widgets.core.errors import InputError, refusal
from nmt_widgets.core.spelling import closest
from nmt_widgets.core.texts import language, languages

THEMES = ("auto", "light", "dark")
"""What a theme can be. With "auto" a piece follows the page around it, such as JupyterLab, or the system."""

STANDARD = "standard"
"""The palette that is used where none is chosen."""

_NAMES = tuple(field.name for field in fields(Chosen))


class Options:
    """The palette, language and theme used wherever a function or a widget is not given its own.

    They hold in this process. None sets one back to its default. ``with nmt.options(...):`` holds for a block, in its
    thread or task alone.

    Attributes
    ----------
    palette : str
        The colours of the brain map: "standard", "safe" (for colour-blind readers and grey print), or a site's own.
    language : str
        The language of all words; by default `NMT_LANGUAGE`, or English.
    theme : {"auto", "light", "dark"}
        Whether pictures are made for a light or a dark page.

    Examples
    --------
    >>> import nmt_widgets as nmt
    >>> nmt.options
    options(palette='standard', language='en', theme='auto')
    >>> with nmt.options(palette="safe", theme="dark"):
    ...     nmt.options.palette, nmt.options.theme
    ('safe', 'dark')
    >>> nmt.options.palette
    'standard'
    >>> nmt.options.theme = "night"
    Traceback (most recent call last):
    nmt_widgets.core.errors.InputError: there is no theme 'night'; choose one of: auto, light, dark
    """

    __slots__ = ()

    @property
    def palette(self) -> str:
        """The colours of the brain map."""
        return chosen().palette or STANDARD

    @palette.setter
    def palette(self, value: str | None) -> None:
        self._set("palette", value)

    @property
    def language(self) -> str:
        """The language of all words."""
        return language()

    @language.setter
    def language(self, value: str | None) -> None:
        self._set("language", value)

    @property
    def theme(self) -> str:
        """Whether pictures are made for a light or a dark page."""
        return chosen().theme or THEMES[0]

    @theme.setter
    def theme(self, value: str | None) -> None:
        self._set("theme", value)

    def __call__(
        self,
        *unnamed: object,
        palette: str | None = None,
        language: str | None = None,
        theme: str | None = None,
        **others: object,
    ) -> OptionsFor:
        """Return options for a ``with`` block; what was chosen before holds again after it, also after an error.

        Raises
        ------
        InputError
            When a value has no name, there is no such option, or an option has no such value.
        """
        if unnamed:
            raise refusal("library", "options_by_name")
        for name in others:
            raise _no_option(name)
        values = {"palette": palette, "language": language, "theme": theme}
        return OptionsFor(
            {name: check_option(name, value) for name, value in values.items() if value is not None}
        )

    def __setattr__(self, name: str, value: object) -> None:
        if name not in _NAMES:
            raise _no_option(name)
        object.__setattr__(self, name, value)

    def __repr__(self) -> str:
        return f"options({_as_code({name: getattr(self, name) for name in _NAMES})})"

    def _set(self, name: str, value: str | None) -> None:
        choose(replace(chosen(), **{name: None if value is None else check_option(name, value)}))


class OptionsFor:
    """Options that hold within a ``with`` block. Get them by calling `nmt.options`."""

    def __init__(self, values: dict[str, str]) -> None:
        self._values = values
        self._before: list[Chosen | None] = []

    def __enter__(self) -> Options:
        self._before.append(begin_block(replace(chosen(), **self._values)))
        return options

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        end_block(self._before.pop())

    def __repr__(self) -> str:
        return f"options({_as_code(self._values)})  # for use as: with nmt.options(...):"


options = Options()
"""The options of this process."""


def check_option(name: str, value: Any) -> str:
    """Return a value of one option, or say which there are.

    Raises
    ------
    InputError
        When there is no such palette, language or theme.

    Examples
    --------
    >>> check_option("theme", "dark")
    'dark'
    """
    known = _values(name)
    if isinstance(value, str) and value in known:
        return value
    text = f"'{value[:40]}'" if isinstance(value, str) else repr(value)[:40]
    raise refusal("library", "no_value", what=name, value=text, known=", ".join(known))


def _values(name: str) -> tuple[str, ...]:
    if name == "theme":
        return THEMES
    if name == "language":
        return tuple(languages())
    return tuple(read_data("bands", dict[str, Any]).value["palettes"])


def _no_option(name: str) -> InputError:
    near = closest(name, _NAMES)
    key = "near_option" if near else "no_option"
    return refusal("library", key, name=name, near=near, known=", ".join(_NAMES))


def _as_code(values: dict[str, str]) -> str:
    return ", ".join(f"{name}={value!r}" for name, value in values.items())
