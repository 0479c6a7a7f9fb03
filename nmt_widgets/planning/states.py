"""State-dependent functioning, as an illustration: the functions within reach of a client in each state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import refusal
from nmt_widgets.instrument import Instrument, use_instrument
from nmt_widgets.metrics import Profile
from nmt_widgets.planning.reading import load_planbook


@dataclass(frozen=True)
class Reached:
    """One function in a state: the points left of its score (None without a score), and whether it is within reach."""

    left: float | None
    within: bool
    barely: bool


@dataclass(frozen=True)
class Reach:
    """The functions within reach in one state.

    Attributes
    ----------
    state, name, cognition, note : str
        Id, name, thinking in that state, and the note that this is an illustration. Always show the note.
    functions : mapping of function id to Reached
    regions : mapping of region id to float or None
        Share of the region's scored functions within reach, 0-1.
    illustration : bool
        Always True: it is not measured.
    version : str
    """

    state: str
    name: str
    cognition: str
    functions: Mapping[str, Reached] = field(repr=False)
    regions: Mapping[str, float | None]
    note: str
    illustration: bool
    version: str


def within_reach(profile: Profile, state: str, instrument: Instrument | None = None) -> Reach:
    """Return the functions of a client within reach in a state of arousal, as an illustration.

    Parameters
    ----------
    profile : Profile
    state : str
        calm, alert, alarm, fear or terror.
    instrument : Instrument, optional

    Raises
    ------
    InputError
        When there is no such state.

    Examples
    --------
    >>> from nmt_widgets.case_files import load_case
    >>> from nmt_widgets.metrics import profile
    >>> james = profile(load_case("james"), 1)
    >>> within_reach(james, "calm").regions["cortex"], within_reach(james, "terror").regions["cortex"]
    (1.0, 0.0)
    """
    instrument, book = use_instrument(instrument), load_planbook()
    definition = book.states
    entry = next((entry for entry in definition.states if entry.id == state), None)
    if entry is None:
        known = ", ".join(entry.id for entry in definition.states)
        thing = texts("planning")["things"]["state"]
        raise refusal("planning", "unknown", thing=thing, id=state[:40], known=known)
    functions: dict[str, Reached] = {}
    for function in instrument.functions:
        score = profile.items[function.id].score
        if score is None:
            functions[function.id] = Reached(None, False, False)
        else:
            left = max(0.0, score - entry.lost[function.region])
            within = left >= definition.reach
            functions[function.id] = Reached(left, within, not within and left >= definition.barely)
    words = book.words["states"]
    return Reach(
        state=state,
        name=words["names"][state],
        cognition=words["cognition"][state],
        functions=functions,
        regions={
            region.id: _share([functions[function.id] for function in instrument.region_functions(region.id)])
            for region in instrument.regions
        },
        note=words["note"],
        illustration=True,
        version=definition.version,
    )


def _share(reached: list[Reached]) -> float | None:
    scored = [function for function in reached if function.left is not None]
    return sum(function.within for function in scored) / len(scored) if scored else None
