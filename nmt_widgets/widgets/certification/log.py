"""Where everybody in training stands, one of them in all, and a form to note what people took part in."""

from __future__ import annotations

from typing import Any

import traitlets

from nmt_widgets.widgets.certification.messages import FirstLevel, LogMessage
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
    problem, trouble : str
        Why the last request was refused; what could not be looked up.
    noted : int
        Counts what was noted: the form is emptied then.
    """

    bundle = "certification/log"
    styles = ("certification/log",)

    rows: Any = traitlets.List().tag(sync=True)
    before: list[FirstLevel] = list_trait()
    chosen: Any = traitlets.Dict(None, allow_none=True).tag(sync=True)
    form: Any = traitlets.Dict(None, allow_none=True).tag(sync=True)
    words: Any = traitlets.Dict().tag(sync=True)
    own = traitlets.Bool(False).tag(sync=True)
    problem = traitlets.Unicode().tag(sync=True)
    trouble = traitlets.Unicode().tag(sync=True)
    noted = traitlets.Int(0).tag(sync=True)
