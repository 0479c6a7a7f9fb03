"""Writes a case as YAML for trainers: in the order of the model, in blocks, without default values."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml

from nmt_widgets.case_files.model import Case
from nmt_widgets.core.places import case_templates
from nmt_widgets.core.spelling import is_code
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import refusal

_WIDTH = 100
_SHORT = 70
"""Text up to this length stands behind its key, longer text in a block below."""

_PLAIN = re.compile("[^\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]*")
_BARE = {"score", "rating", "severity"}


class _Dumper(yaml.SafeDumper):
    """Indents the entries of lists, as people do."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    style = None
    if _PLAIN.fullmatch(text) is None or text.endswith("\n\n") or not text.strip():
        style = '"'
    elif "\n" in text:
        style = "|"
    elif len(text) > _SHORT:
        style = ">"
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _list(dumper: _Dumper, entries: list[Any]) -> yaml.SequenceNode:
    """Write a list of numbers in one line, as people do."""
    in_line = all(isinstance(entry, int) for entry in entries)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", entries, flow_style=in_line)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(list, _list)
# the reader accepts more numbers than YAML 1.1; text that looks like one needs quotes
_Dumper.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"^[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*)(?:[eE][-+]?[0-9]+)?$"),
    list("-+.0123456789"),
)


def write_case(case: Case) -> str:
    """Return a case as YAML; reading it gives the same case.

    Examples
    --------
    >>> from nmt_widgets import load_case
    >>> write_case(load_case("james")).splitlines()[:4]
    ['format: case-1', 'id: james', 'title: James', 'kind: teaching']
    """
    document = case.to_dict()
    for part in ("history", "assessments"):
        if part in document:
            document[part] = _shortened(document[part], ())
    return write_parts(document)


def write_parts(document: Mapping[str, Any]) -> str:
    """Return a document as YAML, with an empty line before each part that has parts of its own."""
    return "".join(
        ("\n" if isinstance(value, list | dict) else "") + _dumped({name: value})
        for name, value in document.items()
    )


def write_template(case: Case, replaces: str | None = None) -> Path:
    """Write a case to the folder of templates, whole or not at all.

    Parameters
    ----------
    case : Case
        Its id becomes the file's name.
    replaces : str, optional
        The fingerprint of the file that may be replaced; without it only a new file is written.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    InputError
        When the id is not valid, the folder cannot be written to, or another version of the file exists.
    """
    path = template_path(case.id)
    write_file(path, write_case(case), replaces)
    return path


def write_file(path: Path, text: str, replaces: str | None, kind: str = "template") -> None:
    """Write a YAML file, whole or not at all.

    Parameters
    ----------
    path : Path
    text : str
    replaces : str, optional
        The fingerprint of the file that may be replaced; without it only a new file is written.
    kind : {"template", "reference"}
        The kind of the file, for messages.

    Raises
    ------
    InputError
        When the folder cannot be written to, or another version of the file exists.
    """
    words = texts("cases")
    conflict = refusal("cases", "taken", what=words["files"][kind], id=path.stem)
    if (version := fingerprint(path, kind)) is not None and version != replaces:
        raise conflict
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.stem}-", suffix=".part", dir=path.parent)
        part = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            part.chmod(0o644)
            if version is None:
                _take_place(part, path)
            else:
                part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except FileExistsError:
        raise conflict from None
    except OSError as error:
        reason = (error.strerror or "error").lower()
        folder = words["folders"][kind]
        raise refusal("cases", "no_folder", folder=folder, reason=reason) from error


def _take_place(part: Path, path: Path) -> None:
    """Give a new file its name; fails if another process has just created one of that name."""
    try:
        os.link(part, path)
    except FileExistsError:
        raise
    except OSError:  # a disk without links
        path.touch(exist_ok=False)
        part.replace(path)


def fingerprint(path: Path, kind: str = "template") -> str | None:
    """Return the hash of a file's content; None where there is no file.

    Raises
    ------
    InputError
        When it cannot be read.
    """
    try:
        return sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise refusal("cases", "unreadable", what=texts("cases")["files"][kind], id=path.stem) from error


def template_path(id: str) -> Path:
    """Return the path of the template with an id; InputError where the id is not valid."""
    if not is_code(id):
        raise refusal("cases", "no_new_case_id", id=id[:60])
    return case_templates() / f"{id}.yaml"


def _dumped(document: dict[str, Any]) -> str:
    text: str = yaml.dump(
        document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_WIDTH, default_flow_style=False
    )
    return text


def _shortened(branch: Any, at: tuple[str, ...]) -> Any:
    """Return a part of a case with `arousal: 2` for `arousal: {score: 2}`, where the model accepts both."""
    if isinstance(branch, list):
        return [_shortened(entry, at) for entry in branch]
    if not isinstance(branch, dict) or at[-1:] in (("sections",), ("plan",)):
        return branch
    if len(branch) == 1 and branch.keys() <= _BARE:
        return next(iter(branch.values()))
    return {key: _shortened(value, (*at, key)) for key, value in branch.items()}
