"""Where everybody in training stands, one of them in all, and a form to note what people took part in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import traitlets

from nmt_widgets.widgets.certification.messages import (
    DisputedScore,
    FirstLevel,
    LogMessage,
    StandingRow,
)
from nmt_widgets.widgets.shared.markup import Html, make_element
from nmt_widgets.widgets.shared.message_widget import MessageWidget
from nmt_widgets.widgets.shared.traits import list_trait


class ParticipationLog(MessageWidget[LogMessage]):
    """The log on a page.

    Parameters
    ----------
    receive : callable
        Called with each message of the page.
    words : dict
    own : bool
        Whether the rows are only the person's own.
    form : dict
        What can be noted, for whom; None where the person notes nothing.

    Attributes
    ----------
    rows : list of dict
    before : list of FirstLevel
        What the first levels ask for, where nothing has been noted of the person.
    chosen : dict
        One person's level (see :mod:`nmt_widgets.apps.certification.rows`); None while none is chosen.
    error : ErrorPanel or None
        How sure the scores are; None until the page asks for it.
    curve : dict
        One person's curve over cases; None where no case is compared yet.
    disputes : list of DisputedScore
        For trainers; empty for everybody else.
    problem, trouble : str
        Why the last request was refused; what could not be looked up.
    noted : int
        Counts what was noted: the form is emptied then.
    """

    bundle = "certification/log"
    styles = ("shared/stacked_table", "certification/log")
    root_class = "nmt-view nmt-log"

    rows: Any = traitlets.List().tag(sync=True)
    before: list[FirstLevel] = list_trait()
    chosen: Any = traitlets.Dict(None, allow_none=True).tag(sync=True)
    curve: Any = traitlets.Dict(None, allow_none=True).tag(sync=True)
    disputes: list[DisputedScore] = list_trait()
    form: Any = traitlets.Dict(None, allow_none=True).tag(sync=True)
    words: Any = traitlets.Dict().tag(sync=True)
    own = traitlets.Bool(False).tag(sync=True)
    error: Any = traitlets.Dict(default_value=None, allow_none=True).tag(sync=True)
    problem = traitlets.Unicode().tag(sync=True)
    trouble = traitlets.Unicode().tag(sync=True)
    noted = traitlets.Int(0).tag(sync=True)

    def still_html(self) -> Html:
        """Return where everybody stands; the form below comes with the script."""
        words = self.words["people"]
        title = words["own" if self.own else "title"]
        nobody = make_element("p", {}, words["none"])
        table = _still_table(self.rows, words["columns"], title) if self.rows else nobody
        heading = make_element("h2", {}, title)
        return make_element("section", {"class": "nmt-log-people"}, heading, make_element("div", {}, table))


def _still_table(rows: list[StandingRow], columns: Mapping[str, str], title: str) -> Html:
    names = ("person", "level", "hours", "sessions", "cases", "missing")
    head = make_element("tr", {}, *(make_element("th", {"scope": "col"}, columns[name]) for name in names))
    lines = (_still_row(row) for row in rows)
    table = make_element("table", {}, make_element("thead", {}, head), make_element("tbody", {}, *lines))
    return make_element(
        "div", {"class": "nmt-table is-wide nmt-stacked-table", "role": "region", "aria-label": title}, table
    )


def _still_row(row: StandingRow) -> Html:
    button = {"class": "nmt-button is-quiet nmt-log-name", "type": "button", "disabled": True}
    name = make_element("th", {"scope": "row"}, make_element("button", button, row["person"]))
    figures = (row["level_name"], row["hours"], row["sessions"], row["cases"], row["missing"])
    cells = (make_element("td", {}, str(figure)) for figure in figures)
    return make_element("tr", {"data-done": row["done"]}, name, *cells)
