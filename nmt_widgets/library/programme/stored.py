"""The data of a programme from the store, for whoever may see how all its clients together fare."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from nmt_widgets.core.steps import Progress, untold
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import plural, refusal
from nmt_widgets.instrument import Instrument, use_instrument
from nmt_widgets.library.programme.data import ProgrammeData
from nmt_widgets.library.programme.reading import double_ratings, left_out
from nmt_widgets.outcomes.change.values import RATER, TIME, open_values
from nmt_widgets.outcomes.cohort import Cohort, LeftOut
from nmt_widgets.outcomes.cohort import cohort as cohort_of_table
from nmt_widgets.outcomes.incidents.kinds import load_incident_kinds
from nmt_widgets.store.incidents.site_incidents import PhasedIncidents, SiteIncidents

if TYPE_CHECKING:
    from nmt_widgets.store.records.store import Store


def stored_programme(
    store: Store, *, progress: Progress = untold, instrument: Instrument | None = None
) -> ProgrammeData:
    """Return the data of a programme from the store: all clients without their codes, and the incidents of the site.

    Raises
    ------
    NotPermitted
        When the person may not see how all clients fare.
    InputError
        When there are no clients with a completed assessment.
    """
    import pandas as pd

    instrument = use_instrument(instrument)
    rows = store.outcome_rows(instrument, progress)
    if not rows.columns:
        raise refusal("programme_screen", "no_clients")
    cohort = cohort_of_table(rows.columns, instrument=instrument)
    unread = tuple(LeftOut(reason, count) for reason, count in rows.left_out.items() if count)
    cohort = replace(cohort, dropped=(*unread, *cohort.dropped))
    incidents = {}
    site = SiteIncidents(store.access)
    if site.may_count():
        incidents = {kind: site.incidents(kind) for kind in load_incident_kinds().kinds}
    names = texts("incidents", instrument.language)["kinds"]
    return ProgrammeData(
        cohort,
        lines=pd.DataFrame(rows.lines) if rows.lines else None,
        ratings=_ratings(rows.ratings, cohort, instrument) if rows.ratings else None,
        incidents={
            names[kind]: entry.incidents
            for kind, entry in incidents.items()
            if not entry.incidents.frame.empty
        },
        incidents_left_out={
            names[kind]: " ".join(_left_out(entry)) for kind, entry in incidents.items() if len(entry.left_out)
        },
        notes=tuple(left_out(cohort)),
    )


def _ratings(columns: Mapping[str, Any], cohort: Cohort, instrument: Instrument) -> pd.DataFrame:
    words = [TIME, RATER]
    ratings = open_values(columns, numbers=[*instrument.ids], words=words, keys=words)
    return double_ratings(ratings, cohort, instrument)


def _left_out(entry: PhasedIncidents) -> Iterator[str]:
    words = texts("command")["incidents"]
    for key, count in {"left_out_mixed": entry.mixed, "left_out_none": entry.without_phase}.items():
        if count:
            yield plural(words, key, count)
