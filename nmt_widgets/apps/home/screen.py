"""The home screen: the cases as cards, and one of them opened."""

from __future__ import annotations

from nmt_widgets.apps.home.opened_case import OpenedCase
from nmt_widgets.apps.shared.case_list import CaseList, store_of
from nmt_widgets.apps.shared.request_context import visit
from nmt_widgets.cases import Case
from nmt_widgets.instrument import Instrument, load_instrument
from nmt_widgets.store import Store


def show(case: str | None = None) -> Home:
    """Return the home screen.

    Parameters
    ----------
    case : str, optional
        A case to open at once; by default the one the page's address names, if any.
    """
    import plotly.graph_objects  # noqa: F401  charts will need it: part of making ready, not of the visit

    instrument = load_instrument()
    asked = visit()
    return Home(instrument, case or asked.query.get("case"), store_of(asked))


class Home(CaseList):
    """Cards of all cases; one opened in their place, and the way back."""

    def __init__(self, instrument: Instrument, case: str | None = None, store: Store | None = None) -> None:
        super().__init__(instrument, "home", case, store)

    def make(self, case: Case) -> OpenedCase:
        """Return a case with its maps, charts and report."""
        return OpenedCase(case, self._instrument, self._store)
