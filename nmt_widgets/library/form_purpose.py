"""What a record is for, on the page of its form: what it may become, and who sees it then."""

from __future__ import annotations

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.store.people.roles import Person, sign_in_roles
from nmt_widgets.store.records.revisions import Record
from nmt_widgets.store.records.store import Store
from nmt_widgets.store.rules.blinding import LINKS
from nmt_widgets.store.rules.purpose import is_begun
from nmt_widgets.widgets.shared.answers.messages import DoneReply, PurposeFacts, PurposeMessage


class FormPurpose:
    """Says what a record is for, and changes it; the store decides who may.

    Parameters
    ----------
    store : Store
    case_id : str
    instrument : Instrument
    """

    def __init__(self, store: Store, case_id: str, instrument: Instrument) -> None:
        self._store, self._case, self._instrument = store, case_id, instrument
        self._words = texts("assess", instrument.language)

    def facts(self, record: Record) -> PurposeFacts:
        """Return what the page shows; what belongs to another record cannot be for anything else."""
        kinds = [] if {"practice_of", *LINKS} & record.answers.keys() else self._kinds(record)
        return {
            "kind": record.kind,
            "name": str(self._words["kinds"][record.kind]),
            "options": [
                {
                    "kind": kind,
                    "name": str(self._words["kinds"][kind]),
                    "viewers": kind_viewers(kind, self._instrument),
                }
                for kind in kinds
            ],
            "begun": is_begun(record.answers),
        }

    def change(self, message: PurposeMessage) -> DoneReply:
        """Change what the record is for, unless somebody else has meanwhile; say why not, if so."""
        problem = ""
        try:
            record = self._store.read(self._case)
            if record.kind != message["was"]:
                problem = str(self._words["purpose"]["moved"])
            else:
                self._store.save(
                    self._case,
                    {"kind": message["kind"]},
                    base=record.revision,
                    edit=message["edit"][:80],
                    reason=message["reason"],
                )
        except InputError as error:
            problem = error.brief
        return {"type": "purpose", "edit": message["edit"], "problem": problem}

    def _kinds(self, record: Record) -> list[str]:
        may_write = self._store.may_write
        if not may_write(record.kind, record.owner, record.assigned):
            return []
        return [kind for kind in self._store.kinds() if kind != record.kind and may_write(kind, record.owner)]


def kind_viewers(kind: str, instrument: Instrument) -> str:
    """Return who sees records of a kind, whoever they belong to, in a sentence."""
    roles = [role for role in sign_in_roles() if Person("", role).record_right(kind) in ("read", "write")]
    words = texts("assess", instrument.language)["purpose"]
    if not roles:
        return str(words["viewers_none"])
    role_words = texts("server", instrument.language)["roles"]
    names = (str(role_words.get(role, {}).get("name", role)) for role in roles)
    return str(words["viewers"]).format(roles=", ".join(names))
