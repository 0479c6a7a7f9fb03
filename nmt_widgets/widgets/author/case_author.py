"""A case being made: its parts in tabs, kept like any other answers, and its check, template and file."""

from __future__ import annotations

from typing import Any

import traitlets

from nmt_widgets.widgets.author.messages import AuthorMessage
from nmt_widgets.widgets.shared.message_widget import MessageWidget


class CaseAuthor(MessageWidget[AuthorMessage]):
    """Shows the parts of a case to be written, and reports what is.

    Parameters
    ----------
    receive : callable
        Called with each message of the page: those of
        :class:`nmt_widgets.widgets.assess.form_view.FormView`, and `check`, `export`,
        `{"type": "template", "id", "replaces"}`, `{"type": "assess", "age", "label", "edit"}`.
        What it holds comes from the page: check it.
    spec, record, answers : dict
        As the assessment form is given them.
    form : dict
        The tabs and their fields (see :func:`nmt_widgets.apps.author.form.author_spec`).
    words : dict
        `saving` and `author`.
    facts : dict
        What follows from the rest of the case: its assessments, its usual scenes, a name for its template.
    tab : str
        Which is open.
    """

    bundle = "author/case_author"
    styles = ("assess/save_bar", "author/case_author", "author/rows", "author/finish")

    spec: Any = traitlets.Dict().tag(sync=True)
    form: Any = traitlets.Dict().tag(sync=True)
    record: Any = traitlets.Dict().tag(sync=True)
    answers: Any = traitlets.Dict().tag(sync=True)
    words: Any = traitlets.Dict().tag(sync=True)
    facts: Any = traitlets.Dict().tag(sync=True)
    tab = traitlets.Unicode("about").tag(sync=True)
