"""Many clients as tables: those whom a person may see, and all of the site without saying who they are."""

from __future__ import annotations

from nmt_widgets.core.steps import Progress, untold
from nmt_widgets.instrument import Instrument, use_instrument
from nmt_widgets.store.people.access import Access
from nmt_widgets.store.records.cohort import CohortRows, read_cohort
from nmt_widgets.store.records.outcome_rows import OutcomeRows, read_outcome_rows


class ClientTables:
    """The part of a store that reads many clients at once.

    What is not kept yet is made, and kept for the next time: 20,000 clients take some 15 seconds once, and one or two
    seconds later.

    Parameters
    ----------
    access : Access
        The database, and who works with it.
    """

    def __init__(self, access: Access) -> None:
        self.access = access

    def cohort_rows(self, instrument: Instrument | None = None, progress: Progress = untold) -> CohortRows:
        """Return the completed assessments of the clients whom the person may see, and how many are left out.

        Parameters
        ----------
        instrument : Instrument, optional
            By default :func:`~nmt_widgets.load_instrument`. Rows by another are not kept.
        progress : Progress
            Counts the records whose rows have to be made.
        """
        with self.access.reading() as (connection, person):
            if person is None:
                return CohortRows({}, {})
            return read_cohort(connection, person, use_instrument(instrument), progress)

    def outcome_rows(self, instrument: Instrument | None = None, progress: Progress = untold) -> OutcomeRows:
        """Return the completed assessments of all clients of the site, with their plans and double ratings.

        No client is named: each has a number, made anew with every call.

        Parameters
        ----------
        instrument, progress
            As for :meth:`cohort_rows`.

        Raises
        ------
        NotPermitted
            When the person may not see how all clients fare.
        """
        with self.access.reading() as (connection, person):
            return read_outcome_rows(connection, person, use_instrument(instrument), progress)
