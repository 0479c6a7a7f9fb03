"""YAML documents that know their lines, and pydantic models checked against them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import yaml

from nmt_widgets.ground.errors import InputError, InputErrors

if TYPE_CHECKING:
    from pydantic import ValidationError

Place = tuple[str | int, ...]

MOST_BYTES = 4_000_000  # a case with every note filled in stays under 200 kB

_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# libyaml ends the process on a text nested some 50,000 deep, which takes as many characters at least
_COULD_BE_DEEP, _DEEPEST = 20_000, 100


class _Loader(_Base):
    """YAML 1.2's plain values only: `no` stays a word, `12:30`, `010` and `2020-01-01` are no surprise."""


_Loader.yaml_implicit_resolvers = {}
for _kind, _pattern, _first in (
    ("null", r"(?:~|null|)", ["~", "n", ""]),
    ("bool", r"(?:true|false)", ["t", "f"]),
    ("int", r"[-+]?(?:0|[1-9][0-9]*)", list("-+0123456789")),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*)(?:[eE][-+]?[0-9]+)?", list("-+.0123456789")),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_kind}", re.compile(f"^{_pattern}$"), _first)


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
    """

    path: Path
    data: Any
    lines: Mapping[Place, int]

    def line(self, place: Place) -> int:
        """Return the line of `place`, or of the nearest place around it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def problem(self, message: str, place: Place, remedy: str | None = None) -> InputError:
        """Return an error that names this file, the line and the place."""
        error = InputError(message, file=self.path, line=self.line(place), place=spell(place), remedy=remedy)
        error.steps = place
        return error


def spell(place: Place) -> str:
    """Write a place as a person reads it; list entries count from 1.

    >>> spell(("assessments", 0, "functions", "scores", "arousal"))
    'assessments 1, functions, scores, arousal'
    """
    words: list[str] = []
    for step in place:
        if isinstance(step, int) and words:
            words[-1] += f" {step + 1}"
        else:
            words.append(str(step))
    return ", ".join(words)


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


def parse_document(raw: bytes | str, path: str | Path) -> Document:
    """Parse the text of one YAML document; `path` is used in messages only."""
    path = Path(path)
    if len(raw) > _COULD_BE_DEEP and depth(raw) > _DEEPEST:
        raise InputError("nested too deeply", file=path, remedy="check the indentation")
    try:
        loader = _Loader(raw)
        node = loader.get_single_node()
        if node is None:
            raise InputError("the file is empty", file=path, remedy="start from a copy of james.yaml")
        lines: dict[Place, int] = {}
        _walk(node, (), lines, set(), path)
        return Document(path, loader.construct_document(node), lines)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise InputError(
            f"not valid YAML ({error.problem or error.context})",
            file=path,
            line=mark.line + 1 if mark else None,
            remedy="check indentation, colons and quotes around this line",
        ) from None
    except (yaml.YAMLError, UnicodeError, ValueError, OverflowError):
        raise InputError(
            "not a text file in UTF-8, or it has control characters or impossible values",
            file=path,
            remedy="save it as UTF-8 text",
        ) from None
    except RecursionError:
        raise InputError("nested too deeply", file=path, remedy="check the indentation") from None


def depth(raw: bytes | str) -> int:
    """Return how deeply a YAML text is nested, as far as it can be read."""
    now = deepest = 0
    try:
        for event in yaml.parse(raw, Loader=_Base):
            now += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            deepest = max(deepest, now)
            if deepest > _DEEPEST:
                break
    except (yaml.YAMLError, ValueError):
        pass  # whoever parses it says what is wrong
    return deepest


def _walk(node: Any, place: Place, lines: dict[Place, int], seen: set[int], path: Path) -> None:
    """Note the line of each place; refuse repeated keys and aliases (which can blow up a small file)."""
    line = node.start_mark.line + 1
    lines.setdefault(place, line)
    if id(node) in seen:
        raise InputError("aliases (*name) are not used here", file=path, line=line, remedy="write it out")
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        keys = set()
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode) or key.tag.endswith(":merge"):
                raise InputError("a key must be one word", file=path, line=key.start_mark.line + 1)
            if key.value in keys:
                raise InputError(
                    f"'{key.value}' stands twice",
                    file=path,
                    line=key.start_mark.line + 1,
                    place=spell(place),
                    remedy="keep one of them",
                )
            keys.add(key.value)
            step: str | int = int(key.value) if key.tag.endswith(":int") else key.value
            lines[(*place, step)] = key.start_mark.line + 1
            _walk(value, (*place, step), lines, seen, path)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            _walk(value, (*place, index), lines, seen, path)


M = TypeVar("M")


def check(document: Document, model: type[M]) -> M:
    """Return the document as an instance of the pydantic `model`.

    Raises
    ------
    InputErrors
        With one problem for each place that does not fit: file, line, place, remedy.
    """
    from pydantic import ValidationError

    try:
        checked: M = _adapter(cast(Hashable, model)).validate_python(document.data)
        return checked
    except ValidationError as error:
        raise InputErrors(problems_of(error, document, model)) from None


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
}


def problems_of(invalid: ValidationError, document: Document, model: type) -> list[InputError]:
    """Turn pydantic's errors into problems a person can act on, one for each place."""
    problems: dict[Place, InputError] = {}
    for error in invalid.errors(include_url=False):
        place = _real(document, error["loc"], error["type"])
        kind = error["type"]
        if kind == "extra_forbidden":
            message, remedy = f"'{place[-1]}' is not known here", "check the spelling, or remove it"
            near = difflib.get_close_matches(str(place[-1]), _field_names(model), n=1)
            if near and near[0] != place[-1]:
                remedy = f"did you mean '{near[0]}'?"
        elif kind in _REMEDIES:
            message, remedy = _REMEDIES[kind]
        elif kind == "too_short":
            message, remedy = "has too few entries", f"it needs {error['ctx']['min_length']} or more"
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
