"""Other scores on trial: a step picker, what it would change, and the smallest changes that would matter."""

from __future__ import annotations

from typing import Any, Never

import traitlets

from nmt_widgets.widgets.shared.message_widget import MessageWidget


class TrialView(MessageWidget[Never]):
    """Tries other scores; it neither computes nor touches a record.

    Parameters
    ----------
    functions : list of dict
        `id`, `name`, `score` (None where there is none), `state` and `anchors` of each function.
    steps : dict
        `low`, and `colours` and `inks` of each step from there.
    words : dict

    Attributes
    ----------
    selected : str
        The function whose steps are shown.
    changes : dict of str to int
        The scores on trial, set by the page: check them.
    effects : list of str
        What they would change, one sentence each.
    leverage : list of dict
        `title`, `said` and `changes` of each way to lift a gate or a category.
    """

    bundle = "consult/trial_view"
    styles = ("consult/trial_view",)

    functions: Any = traitlets.List().tag(sync=True)
    steps: Any = traitlets.Dict().tag(sync=True)
    words: Any = traitlets.Dict().tag(sync=True)
    selected = traitlets.Unicode().tag(sync=True)
    changes: Any = traitlets.Dict().tag(sync=True)
    effects: Any = traitlets.List().tag(sync=True)
    leverage: Any = traitlets.List().tag(sync=True)
