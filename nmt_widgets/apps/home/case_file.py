"""The opened case as a file, for whoever may read it now."""

from __future__ import annotations

from nmt_widgets.apps.shared.permission import DownloadPermission
from nmt_widgets.case_files import Case, list_cases
from nmt_widgets.case_files.writing import write_case
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.store import Store
from nmt_widgets.widgets.home.case_file_button import CaseFileButton


def case_file_button(case: Case, instrument: Instrument, store: Store | None) -> CaseFileButton:
    """Return the button that saves a case; of a record the file holds what it holds when the button is pressed."""
    permission = DownloadPermission(store, case.id)

    def make() -> tuple[str, str]:
        permission.check()
        is_record = store is not None and case.id not in list_cases()
        current = store.case(case.id) if store is not None and is_record else case
        return f"{case.id}.yaml", write_case(current)

    return CaseFileButton(texts("home", instrument.language)["case_file"], make)
