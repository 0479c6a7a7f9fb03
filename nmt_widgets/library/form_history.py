"""The history of a record for the page of its form: a page of revisions, what a state changes, and the way back."""

from __future__ import annotations

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.library.form_sections import section_of, section_starts
from nmt_widgets.library.revision_words import RevisionWords
from nmt_widgets.store.errors import Stale
from nmt_widgets.store.records.history import changes_back
from nmt_widgets.store.records.revisions import AnswerChange, Revision
from nmt_widgets.store.records.store import Store
from nmt_widgets.widgets.shared.answers.messages import (
    AskRevisions,
    DoneReply,
    PutBackMessage,
    RevisionRow,
    RevisionsReply,
    StateReply,
)

MOST_CHANGES = 60
"""How many changes of one revision are sent; an import changes hundreds at once."""


class FormHistory:
    """Answers what the page asks about the revisions; the store decides who may see them and change the record.

    Parameters
    ----------
    store : Store
    case_id : str
    number : int
        Of the assessment whose form it is.
    instrument : Instrument
    """

    def __init__(self, store: Store, case_id: str, number: int, instrument: Instrument) -> None:
        self._store, self._case, self._number, self._instrument = store, case_id, number, instrument
        self._words = RevisionWords(number, instrument)
        self._roles = {**texts("server", instrument.language)["roles"], **self._words.words["roles"]}

    def page(self, message: AskRevisions) -> RevisionsReply:
        """Return a page of the revisions."""
        starts = section_starts(self._number, self._instrument).get(message["section"], ())
        reply: RevisionsReply = {
            "type": "revisions",
            "section": message["section"],
            "page": 1,
            "pages": 1,
            "total": 0,
            "rows": [],
            "problem": "",
        }
        try:
            page = self._store.revision_page(self._case, starts, message["page"])
        except InputError as error:
            return {**reply, "problem": error.brief}
        rows = [self._row(revision, message["section"] if starts else "") for revision in page.revisions]
        return {**reply, "page": page.page, "pages": page.pages, "total": page.total, "rows": rows}

    def state(self, number: int) -> StateReply:
        """Return what would change if the state after a revision were put back."""
        reply: StateReply = {
            "type": "state",
            "revision": number,
            "base": 0,
            "changes": [],
            "dangers": [],
            "problem": "",
        }
        try:
            then = self._store.state(self._case, number)
            record = self._store.read(self._case)
        except InputError as error:
            return {**reply, "problem": error.brief}
        back = changes_back(record.answers, then, self._number)
        changes = [
            self._words.change({"path": path, "old": record.answers.get(path), "new": value})
            for path, value in back.items()
        ]
        dangers = [
            self._words.name(path)
            for path, value in back.items()
            if self._words.is_danger(path, record.answers.get(path))
            and not self._words.is_danger(path, value)
        ]
        return {**reply, "base": record.revision, "changes": changes, "dangers": dangers}

    def put_back(self, message: PutBackMessage) -> DoneReply:
        """Put a state back, and say why not, if so."""
        problem = ""
        try:
            self._store.put_back(
                self._case,
                message["revision"],
                self._number,
                base=message["base"],
                edit=message["edit"][:80],
                reason=message["reason"],
            )
        except Stale:
            problem = str(self._words.words["back_moved"])
        except InputError as error:
            problem = error.brief
        return {"type": "put_back", "edit": message["edit"], "problem": problem}

    def _row(self, revision: Revision, section: str) -> RevisionRow:
        changes = [change for change in revision.changes if not section or self._is_in(change, section)]
        role = self._roles.get(revision.role, revision.role)
        return {
            "number": revision.number,
            "by": revision.author,
            "role": role if isinstance(role, str) else str(role["name"]),
            "at": revision.at,
            "reason": revision.reason,
            "changes": [self._words.change(change) for change in changes[:MOST_CHANGES]],
            "more": max(0, len(changes) - MOST_CHANGES),
        }

    def _is_in(self, change: AnswerChange, section: str) -> bool:
        return section_of(change["path"], self._number, self._instrument) == section
