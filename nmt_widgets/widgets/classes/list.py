"""The classes one may open or has joined, and short forms to open or to join one."""

from __future__ import annotations

from typing import Any

import traitlets

from nmt_widgets.widgets.classes.messages import ListMessage
from nmt_widgets.widgets.shared.message_widget import MessageWidget


class ClassList(MessageWidget[ListMessage]):
    """A list of classes.

    Parameters
    ----------
    receive : callable
        Called with each message of the page.
    classes : list of dict
        See :class:`~nmt_widgets.widgets.classes.messages.ListedClass`.
    cases : list of (str, str)
        Practice cases a class may be opened for: id and words; empty where the person opens none.
    joins : bool
        Whether the person may join a class.
    words : dict
    code : str
        What the field of the code is filled in with.

    Attributes
    ----------
    problem : str
        Why the last request was refused.
    """

    bundle = "classes/list"
    styles = ("classes/list",)

    classes: Any = traitlets.List().tag(sync=True)
    cases: Any = traitlets.List().tag(sync=True)
    joins = traitlets.Bool(False).tag(sync=True)
    words: Any = traitlets.Dict().tag(sync=True)
    code = traitlets.Unicode().tag(sync=True)
    chosen = traitlets.Unicode().tag(sync=True)
    problem = traitlets.Unicode().tag(sync=True)
