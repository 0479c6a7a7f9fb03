"""Reads what a page needs before anybody asks for it: whoever comes then waits for their own record only."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from nmt_widgets.apps.shared.request_context import is_ahead_of_request
from nmt_widgets.charts import wording
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.local import say_date, say_number
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.store.people.roles import role_rules
from nmt_widgets.widgets import Address, Heading
from nmt_widgets.widgets.shared.message_widget import MessageWidget

ReadAhead = Callable[[Instrument], None]
"""Reads files and imports modules, and keeps nothing of anybody."""


def read_ahead(topic: str, instrument: Instrument, more: ReadAhead | None = None) -> None:
    """Read what a screen needs, where its page is made ready ahead of a request; else nothing.

    What is broken in a site's files is not reported here: the screen reports it to whoever comes.

    Parameters
    ----------
    topic : str
        Of the screen's texts.
    instrument : Instrument
    more : callable, optional
        Reads what this screen needs besides.
    """
    if not is_ahead_of_request():
        return
    with suppress(InputError):
        read_words((topic, "common", "home"), instrument)
        role_rules()
        _load_language(instrument.language)
        read_widgets((Heading, Address))
        if more:
            more(instrument)


def read_words(topics: Iterable[str], instrument: Instrument) -> None:
    """Read topics of the texts."""
    for topic in topics:
        texts(topic, instrument.language)


def read_widgets(kinds: Iterable[type[MessageWidget[Any]]]) -> None:
    """Read the scripts and style sheets of widgets."""
    for kind in kinds:
        kind.read_files()


def _load_language(lang: str) -> None:
    """Load the rules by which a language writes numbers, dates and ages."""
    say_number(1000, 1, lang, grouped=True)
    say_date("2026-12-01", lang)
    wording.age(8.2)
