"""The base of every widget: one bundle, its style sheets, and the messages its page may send."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Generic, TypeVar, get_args, get_origin

import anywidget
import traitlets
from ipywidgets import widget_serialization
from ipywidgets.widgets.trait_types import InstanceDict

from nmt_widgets.core.local import locale_tag
from nmt_widgets.core.page_files import LOOK
from nmt_widgets.widgets.shared.layout import SparseLayout
from nmt_widgets.widgets.shared.look import Look, shared_look
from nmt_widgets.widgets.shared.markup import Html
from nmt_widgets.widgets.shared.message_shapes import Shapes, is_message, shapes_of
from nmt_widgets.widgets.shared.parts import parts_of

Sent = TypeVar("Sent")
"""The union of the messages a widget's page sends, from the `messages.py` beside the widget."""


class MessageWidget(anywidget.AnyWidget, Generic[Sent]):
    """A widget made of one bundle, whose page may send messages.

    A subclass names the union of these messages, `class ClassList(MessageWidget[ListMessage])`, or `Never` where its
    page sends none. A message of another kind or shape is dropped. So the receiver can rely on the fields and their
    types; their content may still be hostile.

    Parameters
    ----------
    receive : callable, optional
        Called with each message of the page.

    Attributes
    ----------
    bundle : str
        The script's place under `widgets/`, without its ending.
    styles : tuple of str
        Style sheets, by place under `widgets/`; a folder stands for all in it.
    more_style : str
        Rules that come after them.
    root_class : str
        The classes the script puts on its own element.
    shapes : mapping of str to type
        The TypedDict of each kind of message the page may send.
    locale : str
        By whose rules counts, dates and times are written, such as ``en-GB``.
    look : Look
        The style sheet that all widgets share.

    Examples
    --------
    >>> from nmt_widgets.widgets import RecordList
    >>> messages = []
    >>> records = RecordList(receive=messages.append)
    >>> records.hear({"type": "open", "case": "c-4k7m2p", "assessment": 1})
    >>> records.hear({"type": "open", "case": "c-4k7m2p", "assessment": "first"})
    >>> records.hear("no message")
    >>> messages
    [{'type': 'open', 'case': 'c-4k7m2p', 'assessment': 1}]
    """

    bundle: ClassVar[str]
    styles: ClassVar[tuple[str, ...]] = ()
    more_style: ClassVar[str] = ""
    root_class: ClassVar[str] = ""
    shapes: ClassVar[Shapes] = {}

    _esm = traitlets.Unicode().tag(sync=True)
    _css = traitlets.Unicode().tag(sync=True)
    locale = traitlets.Unicode().tag(sync=True)
    layout = InstanceDict(SparseLayout).tag(sync=True, **widget_serialization)
    look = traitlets.Instance(Look).tag(sync=True, **widget_serialization)

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        for base in cls.__dict__.get("__orig_bases__", ()):
            if get_origin(base) is MessageWidget:
                (union,) = get_args(base)
                cls.shapes = shapes_of(union)

    def __init__(self, receive: Callable[[Sent], None] | None = None, **traits: Any) -> None:
        fixed = {name: traits[name] for name in self.class_trait_names(fixed=True) if name in traits}
        parts = parts_of(self.bundle, self.styles, self.more_style, fixed)
        super().__init__(**parts, locale=locale_tag(), look=shared_look(), **traits)
        self._receive = receive
        self.on_msg(lambda _widget, content, buffers: self.hear(content, buffers))

    def hear(self, content: Any, buffers: Sequence[Any] | None = None) -> None:
        """Take what the page sent, if it is one of its messages."""
        if is_message(content, self.shapes):
            self.take(content, list(buffers or []))

    def still_html(self) -> Html | None:
        """Return what the script draws first: the same elements with the same words, nothing in it works yet but links.

        Without a picture of it, its place is empty; None leaves no place for what is not seen at all.
        A served page shows it until the script has run (:mod:`nmt_widgets.widgets.shared.still`).
        """
        return Html()

    def take(self, message: Sent, buffers: list[Any]) -> None:
        """Act on a message; a widget that answers by itself has its own way."""
        if self._receive is not None:
            self._receive(message)


def read_widget_files() -> None:
    """Read the scripts and style sheets of all imported widgets, so that making one later reads nothing."""
    parts_of("shared/look", (LOOK,))
    kinds: list[type[MessageWidget[Any]]] = [MessageWidget]
    for kind in kinds:
        kinds.extend(kind.__subclasses__())
        if hasattr(kind, "bundle"):
            parts_of(kind.bundle, kind.styles)
