"""The findings of a topic on the screen, changed in place when other clients are chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import ipywidgets

from nmt_widgets.charts.figure_meta import describe
from nmt_widgets.charts.outcomes.beside import beside_words
from nmt_widgets.charts.style import figure_json
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.local import say_number
from nmt_widgets.core.words import plural
from nmt_widgets.library.closing import close_widgets
from nmt_widgets.library.programme import Finding, Topic
from nmt_widgets.library.slides import slide_svg
from nmt_widgets.widgets.programme.finding import FindingView
from nmt_widgets.widgets.shared.messages import Words


class FindingRow(NamedTuple):
    """A finding, and what its widget is given of it."""

    finding: Finding
    traits: dict[str, Any]


def finding_rows(topic: Topic, words: Words) -> list[FindingRow]:
    """Return the findings of a topic as the page shows them; touches no widget.

    Parameters
    ----------
    topic : Topic
    words : mapping
        `programme_screen.yaml`.
    """
    return [FindingRow(finding, _traits(finding, words)) for finding in topic.findings]


class FindingsPanel:
    """The findings of one topic, one below the other.

    Parameters
    ----------
    words : mapping
        `programme_screen.yaml`.
    check : callable
        Raises InputError where no picture may be handed out now.

    Attributes
    ----------
    widget : ipywidgets.VBox
    source : str
        The last line of a slide: where its figures are from.
    """

    def __init__(self, words: Words, check: Callable[[], None]) -> None:
        self._words, self._check = words, check
        self._rows: dict[str, FindingRow] = {}
        self._views: dict[str, FindingView] = {}
        self.source = ""
        self.widget = ipywidgets.VBox([])
        self.widget.add_class("nmt-findings")

    def show(self, rows: Sequence[FindingRow]) -> None:
        """Show findings: those that are there already stay where they are, and change."""
        self._rows = {row.finding.id: row for row in rows}
        before = self._views
        self._views = {id: self._view(row, before.get(id)) for id, row in self._rows.items()}
        self.widget.children = [*self._views.values()]
        close_widgets([view for id, view in before.items() if id not in self._views])

    def close(self) -> None:
        """Free what the page and the kernel hold of them."""
        close_widgets([self.widget, *self._views.values()])

    def _view(self, row: FindingRow, view: FindingView | None) -> FindingView:
        if view is None:
            return FindingView(
                lambda view: self._send_slide(row.finding.id, view),
                words=self._words["finding"],
                table_words=self._words["as_table"],
                **row.traits,
            )
        with view.hold_sync():
            for name, value in row.traits.items():
                setattr(view, name, value)
        return view

    def _send_slide(self, id: str, view: FindingView) -> None:
        """Hand the picture that is shown now to the page, as a slide."""
        finding = self._rows[id].finding
        if finding.figure is None:
            return
        try:
            self._check()
            drawing = slide_svg(
                finding.figure, title=finding.sentence, caveat=finding.caveat, source=self.source
            )
        except InputError as error:
            view.refuse(error.brief)
            return
        view.hand_over(self._words["finding"]["file"].format(finding=finding.id), drawing)


def _traits(finding: Finding, words: Words) -> dict[str, Any]:
    figure = finding.figure
    return {
        "title": finding.title,
        "sentence": finding.sentence,
        "basis": _basis(finding, words),
        "caveat": finding.caveat,
        "figure": ""
        if figure is None
        else figure_json(beside_words(figure, finding.title, finding.sentence, finding.caveat)),
        "description": "" if figure is None else describe(figure),
        "table": "" if figure is None else figure.table.to_html(),
    }


def _basis(finding: Finding, words: Words) -> str:
    """Return how many clients a finding rests on, and how many are left out; nothing where neither is known."""
    counts = {"basis": finding.n, "missing": finding.missing or None}
    return " ".join(
        plural(words, key, count, number=say_number(count, grouped=True))
        for key, count in counts.items()
        if count is not None and finding.figure is not None
    )
