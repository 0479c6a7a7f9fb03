"""YAML documents that know their lines, and pydantic models checked against them."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from nmt_widgets.core.errors import MOST_PROBLEMS, InputError, InputErrors, refusal, unreadable
from nmt_widgets.core.plain_yaml import DEEPEST, read_plain, spell
from nmt_widgets.core.plain_yaml import Place as Place
from nmt_widgets.core.problems import problem
from nmt_widgets.core.spelling import closest, say_misspelt

if TYPE_CHECKING:
    from pydantic import ValidationError

MOST_BYTES = 4_000_000  # a case with every note filled in stays under 200 kB
_LONGEST_QUOTED = 60


@dataclass(frozen=True)
class Document:
    """One YAML file as plain data, with the line of every place in it.

    Attributes
    ----------
    path : pathlib.Path
        Where it was read from.
    data : Any
        Mappings, lists, strings, numbers, booleans, None.
    lines : Mapping[Place, int]
        The line (from 1) on which each key or list entry stands.
    key_texts : Mapping[Place, str]
        The text of each key that is a whole number, by its place, such as `007`.
    """

    path: Path
    data: Any
    lines: Mapping[Place, int]
    key_texts: Mapping[Place, str] = field(default_factory=dict)

    def line(self, place: Place) -> int:
        """Return the line of `place`, or of the nearest place around it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def problem(self, message: str, place: Place, remedy: str | None = None) -> InputError:
        """Return an error that names this file, the line and the place."""
        at = spell(place, self.key_texts)
        error = InputError(message, file=self.path, line=self.line(place), place=at, remedy=remedy)
        error.steps = place
        return error


def read_document(path: str | Path) -> Document:
    """Read one YAML file.

    Raises
    ------
    InputError
        When the file is missing, empty, too large, not text, not YAML, repeats a key or uses aliases.
    """
    return parse_document(read_raw(path), path)


def read_raw(path: str | Path) -> bytes:
    """Return the bytes of a file that may be a document.

    Raises
    ------
    InputError
        When the file is missing or too large.
    """
    path = Path(path)
    try:
        if path.stat().st_size > MOST_BYTES:
            raise _too_large(path)
        return path.read_bytes()
    except OSError as error:
        raise unreadable(path, error) from None
    except ValueError:
        raise refusal("files", "impossible_name") from None


def parse_document(raw: bytes | str, path: str | Path, *, deepest: int = DEEPEST) -> Document:
    """Parse the text of one YAML document; `path` is used in messages only."""
    path = Path(path)
    if len(raw) > MOST_BYTES:
        raise _too_large(path)
    plain = read_plain(raw, path, deepest=deepest)
    return Document(path, plain.data, plain.lines, plain.key_texts)


def _too_large(path: Path) -> InputError:
    return refusal("files", "too_large", file=path, most=MOST_BYTES // 1_000_000)


M = TypeVar("M")


def check(document: Document, model: type[M]) -> M:
    """Return the document as an instance of the pydantic `model`.

    Raises
    ------
    InputErrors
        With one problem for each place that does not fit: file, line, place, remedy.
    """
    from pydantic import ValidationError

    adapter = _adapter(cast(Hashable, model))
    try:
        return cast(M, adapter.validate_python(document.data))
    except ValidationError as error:
        invalid = error
    if keys := _keys_that_are_text(invalid, document):
        try:
            return cast(M, adapter.validate_python(_with_text_keys(document.data, (), keys)))
        except ValidationError as error:
            invalid = error
            texts = {place: text for place, text in document.key_texts.items() if place not in keys}
            lines = {_renamed(place, keys): line for place, line in document.lines.items()}
            document = Document(document.path, document.data, lines, texts)
    raise InputErrors(problems_of(invalid, document, model))


def _keys_that_are_text(invalid: ValidationError, document: Document) -> dict[Place, str]:
    """Return the text of each key that is a whole number where the model wants text, such as a code in a file."""
    keys: dict[Place, str] = {}
    for error in invalid.errors(include_url=False, include_input=False, include_context=False):
        if error["type"] == "string_type" and error["loc"][-1:] == ("[key]",):
            place = _real(document, error["loc"], error["type"])
            if place in document.key_texts:
                keys[place] = document.key_texts[place]
    return keys


def _with_text_keys(branch: Any, at: Place, keys: Mapping[Place, str]) -> Any:
    if isinstance(branch, list):
        return [_with_text_keys(entry, (*at, index), keys) for index, entry in enumerate(branch)]
    if not isinstance(branch, dict):
        return branch
    return {
        keys.get((*at, key), key): _with_text_keys(value, (*at, key), keys) for key, value in branch.items()
    }


def _renamed(place: Place, keys: Mapping[Place, str]) -> Place:
    return tuple(keys.get(place[: at + 1], step) for at, step in enumerate(place))


@cache
def _adapter(model: Hashable) -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(cast(Any, model))


_KEYS = {
    "missing": "missing",
    "string_type": "need_text",
    "int_type": "need_whole",
    "int_from_float": "need_whole",
    "float_type": "need_number",
    "bool_type": "need_yes",
    "model_type": "need_mapping",
    "model_attributes_type": "need_mapping",
    "dict_type": "need_mapping",
    "list_type": "need_list",
    "tuple_type": "need_list",
    "string_too_short": "empty_text",
    "greater_than": "above",
    "greater_than_equal": "from",
    "less_than": "below",
    "less_than_equal": "up_to",
    "too_short": "few_entries",
    "too_long": "many_entries",
    "string_too_long": "long_text",
    "literal_error": "other_value",
}
"""The words for each of pydantic's types of error; others have rules of their own below."""


def problems_of(invalid: ValidationError, document: Document, model: type) -> list[InputError]:
    """Turn pydantic's errors into problems a person can act on, one for each place."""
    problems: dict[Place, InputError] = {}
    for error in invalid.errors(include_url=False):
        if len(problems) > MOST_PROBLEMS:
            break
        place = _real(document, error["loc"], error["type"])
        message, remedy = _words(error, place, model)
        problems.setdefault(place, document.problem(message, place, remedy or None))
    return sorted(_innermost(problems), key=lambda problem: problem.line or 0)


def _words(error: Mapping[str, Any], place: Place, model: type) -> tuple[str, str]:
    """Return the message and the remedy for one of pydantic's errors."""
    kind, context = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        name = str(place[-1])
        near = closest(name, _field_names(model))
        key = "misspelt_key" if near and near != place[-1] else "unknown_key"
        return problem("files", key, name=name[:_LONGEST_QUOTED], near=near)
    if kind in {"value_error", "assertion_error"}:
        message, _, remedy = str(context["error"]).partition("; ")
        return message, remedy
    if kind == "string_pattern_mismatch":
        return say_misspelt(str(error["input"]), context["pattern"])
    value = repr(error["input"])
    return problem(
        "files",
        _KEYS.get(kind, "no_rule"),
        value=value if len(value) < _LONGEST_QUOTED else problem("files", "long_value")[0],
        expected=context.get("expected"),
        limit=_first(context, "gt", "ge", "lt", "le"),
        least=context.get("min_length"),
        most=context.get("max_length"),
        rule=error["msg"].replace("Input should be", "it should be"),
    )


def _first(context: Mapping[str, Any], *names: str) -> str:
    return next((f"{context[name]:g}" for name in names if name in context), "")


def _innermost(problems: Mapping[Place, InputError]) -> list[InputError]:
    """Drop the problem of a part where a place within it has a problem too: the inner one is the cause."""
    around = {place[:steps] for place in problems for steps in range(len(place))}
    return [problem for place, problem in problems.items() if place not in around]


def _real(document: Document, loc: Place, kind: str) -> Place:
    """Drop the steps pydantic adds for unions and validators, which are not in the document."""
    place: Place = ()
    for step in loc:
        if (*place, step) in document.lines:
            place = (*place, step)
        elif kind == "missing" and step == loc[-1]:
            return (*place, step)
    return place


@cache
def _field_names(model: Any) -> tuple[str, ...]:
    """Return every field name of a model and of the models inside it."""
    names: list[str] = []

    def collect(schema: Any) -> None:
        if isinstance(schema, dict):
            names.extend(schema.get("properties", {}))
            for value in schema.values():
                collect(value)
        elif isinstance(schema, list):
            for value in schema:
                collect(value)

    collect(model.model_json_schema())
    return tuple(dict.fromkeys(names))
