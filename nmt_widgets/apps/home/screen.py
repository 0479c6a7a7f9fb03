"""The home screen: the cases in groups, and one of them opened."""

from __future__ import annotations

import ipywidgets

from nmt_widgets.apps.home.case_view import CaseView
from nmt_widgets.apps.home.unscored_view import UnscoredView
from nmt_widgets.apps.shared.case_list import CaseList
from nmt_widgets.apps.shared.screen import open_screen_for_all
from nmt_widgets.case_files import Case


def show(case: str | None = None) -> ipywidgets.Widget:
    """Return the home screen.

    Parameters
    ----------
    case : str, optional
        A case to open at once; by default the one the page's address names, if any.
    """
    return open_screen_for_all(
        "home",
        lambda instrument, store, request, trouble: HomeScreen(
            instrument, request.naming(case=case), store, trouble
        ),
    )


class HomeScreen(CaseList):
    """All cases in groups; one opened in their place, and the way back."""

    topic = "home"

    def make_view(self, case: Case) -> CaseView | UnscoredView:
        """Return a case with its maps, charts and report; one without scores as its story."""
        if not case.usable:
            return UnscoredView(case, self._instrument, self._store)
        return CaseView(case, self._instrument, self._store)
