"""Where a client stands: bars with their figures in words."""

from __future__ import annotations

from typing import Any, Never

import traitlets

from nmt_widgets.widgets.consult.messages import BarGroup, SummaryBar
from nmt_widgets.widgets.shared.markup import Html, join, make_element
from nmt_widgets.widgets.shared.message_widget import MessageWidget


class Standing(MessageWidget[Never]):
    """Groups of bars that follow the figures.

    Parameters
    ----------
    groups : list of dict
        `name`, `note` and `bars`; a bar has `id`, `name`, `figure` and `said` in words, `share`, `low` and `high` of
        the bar's length (0 to 1, or None), `before` (the same, where it was), `limits` on its way, and `tone`.
    """

    bundle = "consult/standing"
    styles = ("consult/standing",)
    root_class = "nmt-standing"

    groups: Any = traitlets.List().tag(sync=True)

    def still_html(self) -> Html:
        """Return the bars with their figures in words."""
        return join(*(_still_group(group) for group in self.groups))


def _still_group(group: BarGroup) -> Html:
    label = {"class": "nmt-unseen" if group["form"] == "nmt-alone" else None}
    rows = (
        make_element(
            "div",
            {"class": "nmt-bar-row"},
            make_element("dt", label, bar["name"]),
            make_element("dd", {"class": "nmt-bar-figure"}, bar["figure"]),
            _still_bar(bar),
            make_element("dd", {"class": "nmt-standing-said"}, bar["remark"]),
        )
        for bar in group["bars"]
    )
    return make_element(
        "section",
        {"class": group["form"]},
        make_element("h3", {}, group["name"]),
        make_element("dl", {}, *rows),
        group["note"] and make_element("p", {"class": "nmt-quiet"}, group["note"]),
    )


def _still_bar(bar: SummaryBar) -> Html:
    length = {"class": "nmt-bar-value", "style": f"width: {100 * (bar['share'] or 0):g}%"}
    look = {"class": "nmt-measure nmt-bar-track", "aria-hidden": "true", "data-tone": bar["tone"]}
    return make_element("div", look, make_element("div", length))
