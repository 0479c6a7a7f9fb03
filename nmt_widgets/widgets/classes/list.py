"""The classes one may open or has joined, and short forms to open or to join one."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import traitlets

from nmt_widgets.widgets.classes.messages import ListedClass, ListMessage
from nmt_widgets.widgets.shared.markup import Html, make_element
from nmt_widgets.widgets.shared.message_widget import MessageWidget
from nmt_widgets.widgets.shared.messages import Words


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
    root_class = "nmt-list-screen nmt-class-list"

    classes: Any = traitlets.List().tag(sync=True)
    cases: Any = traitlets.List().tag(sync=True)
    joins = traitlets.Bool(False).tag(sync=True)
    words: Any = traitlets.Dict().tag(sync=True)
    code = traitlets.Unicode().tag(sync=True)
    chosen = traitlets.Unicode().tag(sync=True)
    problem = traitlets.Unicode().tag(sync=True)

    def still_html(self) -> Html:
        """Return the classes; the forms below them come with the script."""
        rows = (_still_class(listed, self.words) for listed in self.classes)
        nothing = make_element("p", {"class": "nmt-quiet"}, self.words["none"])
        return make_element(
            "section",
            {"class": "nmt-classes"},
            make_element("h2", {}, self.words["classes"]),
            not self.classes and nothing,
            make_element("ul", {"class": "nmt-list"}, *rows),
        )


def _still_class(listed: ListedClass, words: Words) -> Html:
    about = make_element(
        "div",
        {},
        make_element("h3", {}, listed["title"]),
        make_element("p", {"class": "nmt-quiet"}, listed["summary"]),
    )
    code = words["closed"] if listed["closed"] else words["code_said"].format_map(listed)
    way: Html | None = None
    if listed["board"]:
        way = make_element(
            "button", {"class": "nmt-button", "type": "button", "disabled": True}, words["open"]
        )
    elif listed["attempt"]:
        address = "practice.ipynb?" + urlencode({"attempt": listed["attempt"]})
        way = make_element("a", {"class": "nmt-button", "href": address}, words["practise"])
    return make_element(
        "li",
        {"class": "nmt-card nmt-class-row"},
        about,
        make_element("span", {"class": "nmt-class-code"}, code),
        way,
    )
