"""A case file that somebody brings into the store, as a record of their own."""

from __future__ import annotations

from nmt_widgets.case_files.answers import to_answers
from nmt_widgets.case_files.received import file_name, received_case
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import load_instrument
from nmt_widgets.store.records.revisions import Record
from nmt_widgets.store.records.store import Store


def bring_in(store: Store, raw: bytes, name: str, *, kind: str, edit: str) -> Record:
    """Make a new record of a case file, whole or not at all.

    Parameters
    ----------
    store : Store
        Opened for whoever brings it in, and who owns the record.
    raw : bytes
        The content of the file; nothing in it is trusted.
    name : str
        What the file is called: the reason of the first revision names it.
    kind : {"teaching", "practice", "clinical"}
        What the record is for, which its owner says; a client's case stays one.
    edit : str
        The name of this change: sent again, it makes no second record.

    Raises
    ------
    InputErrors
        With every problem: line, place, remedy.
    InputError
        When the person may not begin a record of this kind.
    """
    case = received_case(raw, name, load_instrument(), for_clients=kind == "clinical")
    reason = texts("export")["brought_in"].format(file=file_name(name))
    return store.create(None, to_answers(case), kind=kind, edit=edit, reason=reason)
