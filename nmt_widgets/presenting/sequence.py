"""The order of scenes: the one in the case, or the usual one."""

from __future__ import annotations

from collections.abc import Iterator

from nmt_widgets.case_files import Case
from nmt_widgets.case_files.scenes import Scene
from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics import Profile, profile
from nmt_widgets.presenting.figures import asking_services


def scenes_of(case: Case, instrument: Instrument) -> tuple[Scene, ...]:
    """Return the scenes of a case.

    Parameters
    ----------
    case : Case
        Its `presentation` if it has one; else scenes for all the case has, in the usual order.
    instrument : Instrument

    Examples
    --------
    >>> from nmt_widgets import load_case, load_instrument
    >>> [scene.kind for scene in scenes_of(load_case("james"), load_instrument())][:3]
    ['opening', 'story', 'words']
    """
    return case.presentation.scenes or tuple(_usual(case, instrument))


def _usual(case: Case, instrument: Instrument) -> Iterator[Scene]:
    yield Scene(kind="opening")
    if case.story:
        yield Scene(kind="story")
    now = profile(case, case.latest, instrument, unscored=True)
    if any(period.risk.value is not None for period in now.risk.values()):
        yield Scene(kind="history")
        yield Scene(kind="panel", panel="disruptors")
    numbers = [assessment.number for assessment in case.usable]
    if numbers:
        yield from _first_map(case, profile(case, numbers[0], instrument), instrument)
    if len(numbers) > 1:
        yield Scene(kind="change")
        if any(numbers[0] <= between.after < numbers[-1] for between in case.between):
            yield Scene(kind="done")
    yield Scene(kind="questions")
    yield Scene(kind="sources")


def _first_map(case: Case, first: Profile, instrument: Instrument) -> Iterator[Scene]:
    yield Scene(kind="guess", asks=places_to_guess(first, instrument))
    yield Scene(kind="map")
    yield Scene(kind="peer")
    yield Scene(kind="domains")
    if first.relational_health.value is not None:
        yield Scene(kind="relational")
    if first.cmr.figure.value is not None:
        yield Scene(kind="cmr")
    if asking_services(case, first.assessment):
        yield Scene(kind="treatments")
    yield Scene(kind="panel", panel="stress")  # a plan changes the pattern
    yield Scene(kind="plan")


def places_to_guess(profile: Profile, instrument: Instrument) -> tuple[str, ...]:
    """Return what to guess: the function furthest behind the typical peer, the least behind, and the lowest region."""
    behind = {
        id: item.score / item.typical
        for id, item in profile.items.items()
        if item.score is not None and item.typical
    }
    if not behind:
        return ()
    regions = {
        id: region.percent.value for id, region in profile.regions.items() if region.percent.value is not None
    }
    asks = [min(behind, key=lambda id: behind[id]), max(behind, key=lambda id: behind[id])]
    asks += [min(regions, key=lambda id: regions[id])] if regions else []
    return tuple(dict.fromkeys(asks))
