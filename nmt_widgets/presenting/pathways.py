"""Pairs of practice cases: the same symptom with different maps, the same history with different maps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from nmt_widgets.cases import load_case
from nmt_widgets.core.errors import InputError
from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics import Profile, profile
from nmt_widgets.training.references.model import Reference
from nmt_widgets.training.references.reading import expert_case


@dataclass(frozen=True)
class Side:
    """One case of a pair, as its reference has it; `text` says what makes the difference in it."""

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
    """Return the pairs that references name, each once; a pair one side of which has none is left out.

    They hold reference scores: only for a trainer's eyes, or a room that has scored these cases.

    Parameters
    ----------
    references : mapping of case to Reference
    instrument : Instrument
    most : int
        How many pairs at most, one of each kind first.
    """
    found: dict[tuple[str, frozenset[str]], Pathway] = {}
    for id, reference in references.items():
        for pair in reference.pairs:
            key = (pair.kind, frozenset({id, pair.other}))
            if key in found or pair.other not in references:
                continue
            try:
                sides = (
                    _side(reference, pair.other, instrument),
                    _side(references[pair.other], id, instrument),
                )
            except InputError:
                continue  # a template that cannot be read; the home screen says what is wrong with it
            found[key] = Pathway(pair.kind, pair.shared, sides)
    by_kind = sorted(found.values(), key=lambda one: (one.kind != "equifinal", one.sides[0].case))
    # one of each kind comes first, so that both ideas are seen
    firsts = [
        next(one for one in by_kind if one.kind == kind)
        for kind in dict.fromkeys(one.kind for one in by_kind)
    ]
    return tuple([*firsts, *(one for one in by_kind if one not in firsts)][:most])


def _side(reference: Reference, other: str, instrument: Instrument) -> Side:
    case = load_case(reference.case, instrument)
    text = next((pair.text for pair in reference.pairs if pair.other == other), "")
    measured = profile(expert_case(case, reference), reference.assessment, instrument)
    return Side(case.id, case.title, text, measured)
