"""A few figures beside each other: a label, a value, a remark on how far it holds."""

from __future__ import annotations

from typing import Any, Never

import traitlets

from nmt_widgets.widgets.shared.message_widget import MessageWidget


class Figures(MessageWidget[Never]):
    """Figures that follow the answers.

    Parameters
    ----------
    figures : list of (str, str, str)
        Label, value and a remark on it.
    label : str
        The group's name for screen readers.
    """

    bundle = "shared/figures"
    styles = ("shared/figures",)

    figures: Any = traitlets.List().tag(sync=True)
    label = traitlets.Unicode().tag(sync=True)
