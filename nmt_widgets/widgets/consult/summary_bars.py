"""Where a client stands: bars with their figures in words."""

from __future__ import annotations

from typing import Any, Never

import traitlets

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

    groups: Any = traitlets.List().tag(sync=True)
