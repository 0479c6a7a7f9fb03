"""Reads what every page needs before anybody asks for it: whoever comes then waits for their own record only.

A process that forks the kernels of pages reads once for all of them; elsewhere each page reads that is made ready.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache

from nmt_widgets.charts import wording
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.local import say_date, say_number
from nmt_widgets.core.options import check_option, options
from nmt_widgets.core.site_files import text_topics
from nmt_widgets.core.texts import language, texts
from nmt_widgets.instrument import load_instrument
from nmt_widgets.library.form_spec import form_spec
from nmt_widgets.store import warm
from nmt_widgets.store.people.roles import role_rules
from nmt_widgets.store.people.rules import limits
from nmt_widgets.widgets.shared.chart import library_address
from nmt_widgets.widgets.shared.message_widget import read_widget_files

_ANY_AGE = 9.0


def reading_steps() -> Iterator[None]:
    """Read words, data, scripts and style sheets in small steps, and load modules that are imported at first use.

    Nothing is read about anybody. What is broken in a site's files is not reported here: the screen reports it to
    whoever comes.
    """
    for read in _readers():
        with suppress(InputError):
            read()
        yield


@cache
def read_ahead() -> None:
    """Take all steps of :func:`reading_steps`."""
    for _ in reading_steps():
        pass


def _readers() -> Iterator[Callable[[], object]]:
    # imported here, because a screen imports only what it uses itself
    from nmt_widgets.metrics.plausibility import load_plausibility
    from nmt_widgets.planning import load_planbook
    from nmt_widgets.presenting.teaching import load_teaching
    from nmt_widgets.training.certification.fidelity import load_fidelity
    from nmt_widgets.training.certification.programmes import load_programmes
    from nmt_widgets.training.class_board import load_board_rules
    from nmt_widgets.training.practice.rules import load_practice_rules
    from nmt_widgets.training.statistics.standards import load_standards

    yield from (load_instrument, load_planbook, load_teaching, lambda: load_plausibility(load_instrument()))
    yield from (load_programmes, load_fidelity, load_board_rules, load_standards, load_practice_rules)
    yield from (role_rules, limits)
    yield lambda: check_option("palette", options.palette)
    yield from (lambda topic=topic: texts(topic) for topic in text_topics())
    yield from (read_widget_files, _load_language, _load_form, _load_charts, _load_lines, warm)


def _load_language() -> None:
    """Load the rules by which a language writes numbers, dates and ages."""
    say_number(1000, 1, language(), grouped=True)
    say_date("2026-12-01", language())
    wording.age(8.2)


def _load_form() -> None:
    import nmt_widgets.library.form_history
    import nmt_widgets.library.form_purpose  # noqa: F401

    form_spec(load_instrument(), 1, _ANY_AGE, texts("assess"))


def _load_charts() -> None:
    from plotly import graph_objects

    library_address()
    graph_objects.Figure([graph_objects.Bar(), graph_objects.Scatter()])


def _load_lines() -> None:
    """Load what a page uses to receive its request."""
    import websockets.sync.client  # noqa: F401
