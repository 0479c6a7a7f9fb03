"""The kinds of incidents that a site counts, as data: `incident_kinds.yaml`, or the site's own file instead."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field

from nmt_widgets.core.data import read_data
from nmt_widgets.core.errors import refusal
from nmt_widgets.core.texts import text_document
from nmt_widgets.instrument import Mark
from nmt_widgets.instrument.parts import Id, Part

ShortId = Annotated[Id, Field(max_length=40)]


class IncidentKinds(Part):
    """`incident_kinds.yaml`. Get it by :func:`load_incident_kinds`.

    Attributes
    ----------
    kinds : tuple of str
        What is counted, each by itself.
    reasons : tuple of str
        Why an entry is corrected or withdrawn.
    """

    version: str
    source: Mark
    kinds: tuple[ShortId, ...] = Field(min_length=1)
    reasons: tuple[ShortId, ...] = Field(min_length=1)


def load_incident_kinds(site: Path | None = None, lang: str | None = None) -> IncidentKinds:
    """Read the kinds: this package's, or the site's own `incident_kinds.yaml`.

    Raises
    ------
    InputError
        When the file is broken, or the texts have no words for an id.

    Examples
    --------
    >>> load_incident_kinds().kinds[:2]
    ('restraint', 'seclusion')
    """
    data = read_data("incident_kinds", IncidentKinds, site)
    words = text_document("incidents", lang, site).data
    for group, ids in (("kinds", data.value.kinds), ("reasons", data.value.reasons)):
        for id in ids:
            if id not in words[group]:
                raise refusal("incidents", "no_words", file=data.document.path, id=id, group=group)
    return data.value
