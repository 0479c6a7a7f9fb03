"""Traits that travel to the page and back, to be declared with the type of what they hold."""

from __future__ import annotations

from typing import Any, TypedDict

import traitlets

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.page_files import is_data_kept
from nmt_widgets.core.problems import problem


class WrongTrait(InputError, traitlets.TraitError):
    """What is set on a widget is of the wrong kind; one sentence for a notebook, and for ipywidgets its own error."""


class TextTrait(traitlets.Unicode[str, Any]):
    """A text; what is none is refused in one sentence."""

    def validate(self, obj: Any, value: Any) -> str:
        """Return the text."""
        try:
            return str(super().validate(obj, value))
        except traitlets.TraitError:
            raise _wrong("not_a_text", self.name, value) from None


class SwitchTrait(traitlets.Bool[bool, Any]):
    """True or False; what is neither is refused in one sentence."""

    def validate(self, obj: Any, value: Any) -> bool:
        """Return the value."""
        try:
            return bool(super().validate(obj, value))
        except traitlets.TraitError:
            raise _wrong("not_yes_or_no", self.name, value) from None


def _wrong(key: str, name: str | None, value: object) -> WrongTrait:
    return WrongTrait(problem("library", key, name=name, value=repr(value)[:40])[0])


def list_trait() -> Any:
    """Return a list that the page is given, empty at first: `rows: list[PairRow] = list_trait()`."""
    return traitlets.List().tag(sync=True)


def record_trait() -> Any:
    """Return a record that the page is given, empty at first: `record: RecordFacts = record_trait()`."""
    return traitlets.Dict().tag(sync=True)


def fixed_trait() -> Any:
    """Return a record that is the same for everybody and does not change: a served page fetches it once for good."""
    return traitlets.Dict().tag(
        sync=True, fixed=True, to_json=lambda record, _widget: {} if is_data_kept() else record
    )


class TextChange(TypedDict):
    """What an observer of a trait that holds text is called with."""

    new: str
    old: str
