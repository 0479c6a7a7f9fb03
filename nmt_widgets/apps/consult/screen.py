"""The consultation screen: the cases one may see in groups, and one of them in consultation."""

from __future__ import annotations

from dataclasses import replace

import ipywidgets

from nmt_widgets.apps.consult.consultation import ConsultationView
from nmt_widgets.apps.shared.case_list import CaseList
from nmt_widgets.apps.shared.page_requests import refused
from nmt_widgets.apps.shared.permission import DownloadPermission
from nmt_widgets.apps.shared.screen import open_screen_for_all
from nmt_widgets.case_files import Case
from nmt_widgets.case_files.answers import to_answers
from nmt_widgets.store.records.catalogue import Listing


def show(case: str | None = None) -> ipywidgets.Widget:
    """Return the consultation screen.

    Parameters
    ----------
    case : str, optional
        A case to open at once; by default the one the page's address names, if any.
    """
    return open_screen_for_all(
        "consult",
        lambda instrument, store, request, trouble: ConsultScreen(
            instrument, request.naming(case=case), store, trouble
        ),
    )


class ConsultScreen(CaseList):
    """All cases that have a map; one in consultation in their place, and the way back."""

    topic = "consult"

    def narrow(self, listing: Listing) -> Listing:
        """Return a listing of cases with a map to consult about."""
        return replace(super().narrow(listing), scored=True)

    def make_view(self, case: Case) -> ConsultationView:
        """Return a case in consultation; decisions are kept where it is a record of the store."""
        if not case.usable:
            raise refused(self._words, "unscored")
        store = self._store
        record = store.read(case.id) if store and not self._catalogue.is_template(case.id) else None
        copy = (lambda: self._copy(case)) if store and not record and store.kinds() else None
        permission = DownloadPermission(store, case.id)
        return ConsultationView(
            case, self._instrument, store if record else None, record, copy=copy, permission=permission
        )

    def _copy(self, case: Case) -> None:
        """Take a teaching case into the store, so that decisions can be kept, and open the copy."""
        assert self._store is not None
        kinds = self._store.kinds()
        kind = case.kind if case.kind in kinds else kinds[0]
        record = self._store.create(None, to_answers(case), kind=kind)
        self.open_case(record.case_id)
