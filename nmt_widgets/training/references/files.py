"""The files of references: all of them read at once, and one written."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from nmt_widgets.cases.writing import fingerprint, template_path, write_file, write_parts
from nmt_widgets.core.errors import InputError
from nmt_widgets.instrument import Instrument
from nmt_widgets.training.references.model import Reference
from nmt_widgets.training.references.reading import list_references, load_reference, references_folder

_HEAD = "# What an expert made of the case, for trainers and for after a trainee has submitted. Not shown before.\n"


@dataclass(frozen=True)
class ReferenceFile:
    """A reference, and what tells this version of its file from another."""

    reference: Reference = field(repr=False)
    fingerprint: str


def read_references(instrument: Instrument) -> dict[str, ReferenceFile]:
    """Return all references by case; one that cannot be read is left out: `nmt validate` says what is wrong with it."""
    found = {}
    for id in list_references():
        try:
            mark = fingerprint(reference_path(id), "reference")
            found[id] = ReferenceFile(load_reference(id, instrument), mark or "")
        except InputError:
            continue
    return found


def write_reference(reference: Reference, replaces: str | None = None) -> Path:
    """Write a reference to the folder of references, whole or not at all; return the file.

    Parameters
    ----------
    reference : Reference
    replaces : str, optional
        The fingerprint of the file that may be replaced; without it only a new file is written.

    Raises
    ------
    InputError
        When it cannot be written, or there is such a file: another one than was named.
    """
    path = reference_path(reference.case)
    document = reference.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    text = _HEAD + write_parts({name: document[name] for name in _ORDER if name in document})
    write_file(path, text, replaces, what="reference")
    return path


_ORDER = tuple(field.alias or name for name, field in Reference.model_fields.items())


def reference_path(case: str) -> Path:
    """Return where the reference of a case stands, or would; InputError where it is no id."""
    return references_folder() / template_path(case).name
