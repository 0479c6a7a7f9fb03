"""Archive a case, assign it to a colleague, share it for reading: what the page asks for, and the answer in words."""

from __future__ import annotations

from typing import Any

from nmt_widgets.apps.shared.page_requests import edit_id
from nmt_widgets.store import Store
from nmt_widgets.widgets.cases.messages import FiledReply, FilingRequest, PeopleReply

_UNDO = {"archive": "restore", "restore": "archive"}
"""The act that takes another back."""


class CaseFiling:
    """Files records for one person; the store decides what that person may do.

    Parameters
    ----------
    store : Store
    words : mapping
        The texts of `case_list`.
    """

    def __init__(self, store: Store, words: dict[str, Any]) -> None:
        self._store, self._words = store, words["filing"]

    def people(self, case: str) -> PeopleReply:
        """Return who may have a record, who has it, and who reads it."""
        return {
            "type": "people",
            "case": case,
            "colleagues": self._store.colleagues(case),
            "assigned": self._store.summary(case).assigned or "",
            "readers": self._store.readers(case),
        }

    def file(self, message: FilingRequest) -> FiledReply:
        """Carry out what the page asks for.

        Raises
        ------
        InputError
            When the person may not change the record, or the colleague may not have it.
        """
        case, person, edit, act = message["case"], message["person"], edit_id(message), message["act"]
        title = self._store.summary(case).title  # whoever hands a client on may not see it afterwards
        match act:
            case "archive":
                self._store.archive(case, edit=edit)
            case "restore":
                self._store.restore_from_archive(case, edit=edit)
            case "assign":
                self._store.assign(case, person, edit=edit)
            case "share":
                self._store.share(case, person, edit=edit)
            case "unshare":
                self._store.unshare(case, person, edit=edit)
        done = "unassigned" if act == "assign" and not person else _DONE[act]
        text = self._words[done].format(title=title, name=person)
        return {"type": "filed", "case": case, "act": act, "text": text, "undo": _UNDO.get(act, "")}


_DONE = {
    "archive": "archived",
    "restore": "restored",
    "assign": "assigned",
    "share": "shared",
    "unshare": "unshared",
}
"""The words of what is done."""
