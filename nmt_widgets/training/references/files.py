"""Read all reference files at once, and write one."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from nmt_widgets.case_files.writing import fingerprint, template_path, write_file, write_parts
from nmt_widgets.core.errors import InputError
from nmt_widgets.instrument import Instrument
from nmt_widgets.training.references.model import Reference
from nmt_widgets.training.references.reading import list_references, load_reference, references_folder

_HEAD = "# What an expert made of the case, for trainers and for after a trainee has submitted. Not shown before.\n"


@dataclass(frozen=True)
class ReferenceFile:
    """A reference, and the fingerprint of this version of its file."""

    reference: Reference = field(repr=False)
    fingerprint: str


def read_references(instrument: Instrument) -> dict[str, ReferenceFile]:
    """Return all references by case; one that cannot be read is left out: `nmt validate` reports its problems."""
    files = {}
    for id in list_references():
        try:
            mark = fingerprint(reference_path(id), "reference")
            files[id] = ReferenceFile(load_reference(id, instrument), mark or "")
        except InputError:
            continue
    return files


def write_reference(reference: Reference, replaces: str | None = None) -> Path:
    """Write a reference into its folder, completely or not at all; return the file.

    Parameters
    ----------
    reference : Reference
    replaces : str, optional
        The fingerprint of the file that may be replaced; without it only a new file is written.

    Raises
    ------
    InputError
        When it cannot be written, or the file has another fingerprint than `replaces`.
    """
    path = reference_path(reference.case)
    document = reference.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    text = _HEAD + write_parts({name: document[name] for name in _ORDER if name in document})
    write_file(path, text, replaces, kind="reference")
    return path


_ORDER = tuple(field.alias or name for name, field in Reference.model_fields.items())


def reference_path(case: str) -> Path:
    """Return the path of a case's reference, whether it exists or not; InputError when `case` is not an id."""
    return references_folder() / template_path(case).name
