"""The data of a programme from the store: all clients of the site without their names, and its incidents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from nmt_widgets.core.steps import Progress, untold
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import plural, refusal
from nmt_widgets.instrument import Instrument, use_instrument
from nmt_widgets.library.programme.data import ProgrammeData
from nmt_widgets.library.programme.reading import double_ratings, left_out
from nmt_widgets.outcomes.change.values import open_values
from nmt_widgets.outcomes.cohort import LeftOut, cohort
from nmt_widgets.outcomes.incidents.kinds import load_incident_kinds

if TYPE_CHECKING:
    from nmt_widgets.outcomes.cohort import Cohort
    from nmt_widgets.outcomes.incidents import Incidents
    from nmt_widgets.store import Store


def stored_programme(
    store: Store, progress: Progress = untold, instrument: Instrument | None = None
) -> ProgrammeData:
    """Read all clients of the site, and its incidents.

    Parameters
    ----------
    store : Store
    progress : callable, optional
        Called with what is done and what there is to do.
    instrument : Instrument, optional

    Returns
    -------
    ProgrammeData
        No client is named in it. Incidents are in it where the person may read them.

    Raises
    ------
    InputError
        When no client has a completed assessment.
    NotPermitted
        When the person may not see how all clients fare.
    """
    import pandas as pd

    instrument = use_instrument(instrument)
    rows = store.outcome_rows(instrument, progress)
    if not rows.columns or not rows.columns["client"]:
        raise refusal("library", "no_clients")
    clients = cohort(rows.columns, instrument=instrument)
    dropped = tuple(LeftOut(reason, count) for reason, count in rows.left_out.items() if count)
    clients = replace(clients, dropped=(*dropped, *clients.dropped))
    incidents, beside = _incidents(store)
    return ProgrammeData(
        clients,
        pd.DataFrame(rows.lines) if rows.lines and rows.lines["client"] else None,
        _ratings(rows.ratings, clients, instrument),
        incidents,
        beside,
        notes=tuple(left_out(clients)),
    )


def _ratings(ratings: Mapping[str, list[Any]], clients: Cohort, instrument: Instrument) -> Any:
    if not ratings or not ratings["client"]:
        return None
    scored = [id for id in instrument.ids if id in ratings]
    values = open_values(ratings, numbers=scored, words=["time", "rater"], keys=["time", "rater"])
    return double_ratings(values, clients, instrument)


def _incidents(store: Store) -> tuple[dict[str, Incidents], dict[str, str]]:
    """Return the incidents of each kind of which any is entered, and what belongs to no phase, in words."""
    from nmt_widgets.store.incidents.site_incidents import SiteIncidents

    site, names, say = SiteIncidents(store.access), texts("incidents")["kinds"], texts("programme")["rates"]
    incidents: dict[str, Incidents] = {}
    beside: dict[str, str] = {}
    if not site.may_count():
        return incidents, beside
    for kind in load_incident_kinds().kinds:
        phased = site.incidents(kind)
        if len(phased.incidents.frame):
            incidents[names[kind]] = phased.incidents
        if len(phased.left_out):
            beside[names[kind]] = plural(say, "left_out", len(phased.left_out), mixed=phased.mixed)
    return incidents, beside
