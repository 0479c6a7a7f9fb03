"""YAML documents that know their lines, and pydantic models checked against them."""

from __future__ import annotations

import difflib
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from nmt_widgets.core.errors import MOST_PROBLEMS, InputError, InputErrors
from nmt_widgets.core.plain_yaml import DEEPEST, read_plain, spell
from nmt_widgets.core.plain_yaml import Place as Place
from nmt_widgets.core.spelling import say_misspelt

if TYPE_CHECKING:
    from pydantic import ValidationError

MOST_BYTES = 4_000_000  # a case with every note filled in stays under 200 kB
_LONGEST_WORD, _LENGTHS_APART = 60, 6  # of words that are compared


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
    written : Mapping[Place, str]
        How a key that is a whole number is written, by its place.
    """

    path: Path
    data: Any
    lines: Mapping[Place, int]
    written: Mapping[Place, str] = field(default_factory=dict)

    def line(self, place: Place) -> int:
        """Return the line of `place`, or of the nearest place around it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def problem(self, message: str, place: Place, remedy: str | None = None) -> InputError:
        """Return an error that names this file, the line and the place."""
        at = spell(place, self.written)
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
    path = Path(path)
    try:
        if path.stat().st_size > MOST_BYTES:
            raise InputError("the file is larger than 4 MB", file=path, remedy="is it the right file?")
        raw = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        raise InputError(reason, file=path, remedy="check the name and the folder") from None
    except ValueError:
        raise InputError("not a possible file name", remedy="check the name and the folder") from None
    return parse_document(raw, path)


def parse_document(raw: bytes | str, path: str | Path, *, deepest: int = DEEPEST) -> Document:
    """Parse the text of one YAML document; `path` is used in messages only."""
    path = Path(path)
    if len(raw) > MOST_BYTES:
        raise InputError("the file is larger than 4 MB", file=path, remedy="is it the right file?")
    plain = read_plain(raw, path, deepest=deepest)
    return Document(path, plain.data, plain.lines, plain.written)


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
            written = {place: text for place, text in document.written.items() if place not in keys}
            lines = {_renamed(place, keys): line for place, line in document.lines.items()}
            document = Document(document.path, document.data, lines, written)
    raise InputErrors(problems_of(invalid, document, model))


def _keys_that_are_text(invalid: ValidationError, document: Document) -> dict[Place, str]:
    """Return how the keys are written that are whole numbers where the model wants text, such as a code of a file."""
    found: dict[Place, str] = {}
    for error in invalid.errors(include_url=False, include_input=False, include_context=False):
        if error["type"] == "string_type" and error["loc"][-1:] == ("[key]",):
            place = _real(document, error["loc"], error["type"])
            if place in document.written:
                found[place] = document.written[place]
    return found


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


_REMEDIES = {
    "missing": ("is missing", "add it"),
    "string_type": ("must be text", "put it in quotes"),
    "int_type": ("must be a whole number", "enter a whole number"),
    "int_from_float": ("must be a whole number", "enter a whole number"),
    "model_type": ("must be a set of 'name: value' lines", "check the indentation"),
    "model_attributes_type": ("must be a set of 'name: value' lines", "check the indentation"),
    "dict_type": ("must be a set of 'name: value' lines", "check the indentation"),
    "list_type": ("must be a list", "start each entry with '- '"),
    "tuple_type": ("must be a list", "start each entry with '- '"),
    "string_too_short": ("is empty", "write something, or take it out"),
}


def problems_of(invalid: ValidationError, document: Document, model: type) -> list[InputError]:
    """Turn pydantic's errors into problems a person can act on, one for each place."""
    problems: dict[Place, InputError] = {}
    for error in invalid.errors(include_url=False):
        if len(problems) > MOST_PROBLEMS:
            break
        place = _real(document, error["loc"], error["type"])
        kind = error["type"]
        if kind == "extra_forbidden":
            message, remedy = f"'{str(place[-1])[:60]}' is not known here", "check the spelling, or remove it"
            near = closest(str(place[-1]), _field_names(model))
            if near and near != place[-1]:
                remedy = f"did you mean '{near}'?"
        elif kind in _REMEDIES:
            message, remedy = _REMEDIES[kind]
        elif kind == "too_short":
            message, remedy = "has too few entries", f"it needs {error['ctx']['min_length']} or more"
        elif kind == "string_pattern_mismatch":
            message, remedy = say_misspelt(str(error["input"]), error["ctx"]["pattern"])
        elif kind == "string_too_long":
            message, remedy = "is too long", f"it may have {error['ctx']['max_length']} characters"
        elif kind in {"value_error", "assertion_error"}:
            message, _, remedy = str(error["ctx"]["error"]).partition("; ")
        else:
            shown = repr(error["input"])
            message = f"{shown if len(shown) < 60 else 'this'} does not fit"
            remedy = error["msg"].replace("Input should be", "it should be")
        problems.setdefault(place, document.problem(message, place, remedy or None))
    return sorted(_innermost(problems), key=lambda problem: problem.line or 0)


def _innermost(problems: Mapping[Place, InputError]) -> list[InputError]:
    """Leave out what is only said of a part because of something within it, such as a list without a good entry."""
    around = {place[:steps] for place in problems for steps in range(len(place))}
    return [problem for place, problem in problems.items() if place not in around]


def closest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str | None:
    """Return the known word that is most like one that is not; None where none is.

    >>> closest("arousl", ["sleep", "arousal"])
    'arousal'
    """
    if len(word) > _LONGEST_WORD:
        return None
    near = [one for one in known if abs(len(one) - len(word)) <= _LENGTHS_APART]
    return next(iter(difflib.get_close_matches(word, near, n=1, cutoff=cutoff)), None)


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
    """Every field name of a model and the models inside it."""
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
