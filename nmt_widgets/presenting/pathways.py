"""Pairs of practice cases: the same symptom with different maps, the same history with different maps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from nmt_widgets.case_files import load_case
from nmt_widgets.core.errors import InputError
from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics import Profile, profile
from nmt_widgets.training.references.model import Reference
from nmt_widgets.training.references.reading import expert_case


@dataclass(frozen=True)
class Side:
    """One case of a pair with the scores of its reference; `text` explains the difference."""

    case: str
    title: str
    text: str
    profile: Profile = field(repr=False)


@dataclass(frozen=True)
class Pathway:
    """Two practice cases that share a symptom (equifinal) or a history (multifinal)."""

    kind: Literal["equifinal", "multifinal"]
    shared: str
    sides: tuple[Side, Side]


def pathways(
    references: Mapping[str, Reference], instrument: Instrument, most: int = 4
) -> tuple[Pathway, ...]:
    """Return the pairs that references name, each once. Both cases of a pair need a reference.

    Pairs hold reference scores: show them only to trainers, or to a room that has scored these cases.

    Parameters
    ----------
    references : mapping of case to Reference
    instrument : Instrument
    most : int
        Most pairs to return, one of each kind first.
    """
    by_pair: dict[tuple[str, frozenset[str]], Pathway] = {}
    for id, reference in references.items():
        for pair in reference.pairs:
            key = (pair.kind, frozenset({id, pair.other}))
            if key in by_pair or pair.other not in references:
                continue
            try:
                sides = (
                    _side(reference, pair.other, instrument),
                    _side(references[pair.other], id, instrument),
                )
            except InputError:
                continue  # the home screen reports what is wrong with this template
            by_pair[key] = Pathway(pair.kind, pair.shared, sides)
    by_kind = sorted(
        by_pair.values(), key=lambda pathway: (pathway.kind != "equifinal", pathway.sides[0].case)
    )
    # one of each kind first, so that a short list shows both ideas
    firsts = [
        next(pathway for pathway in by_kind if pathway.kind == kind)
        for kind in dict.fromkeys(pathway.kind for pathway in by_kind)
    ]
    return tuple([*firsts, *(pathway for pathway in by_kind if pathway not in firsts)][:most])


def _side(reference: Reference, other: str, instrument: Instrument) -> Side:
    case = load_case(reference.case, instrument)
    text = next((pair.text for pair in reference.pairs if pair.other == other), "")
    measured = profile(expert_case(case, reference), reference.assessment, instrument)
    return Side(case.id, case.title, text, measured)
