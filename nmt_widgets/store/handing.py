"""A case that another process opened for this one, which then reads no file and opens no store for it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from nmt_widgets.case_files import Case

if TYPE_CHECKING:
    from nmt_widgets.store.records.revisions import Revision


@dataclass(frozen=True)
class HandedCase:
    """A case, and the revision of its record; None for a case in a file.

    Of the revision only who saved it and when is handed on.
    """

    name: str
    case: Case
    revision: Revision | None

    def to_json(self) -> str:
        """Return it as JSON, for a private file or an encrypted line only."""
        revision = asdict(replace(self.revision, reason="", changes=())) if self.revision else None
        return json.dumps({"name": self.name, "case": self.case.model_dump_json(), "revision": revision})

    @classmethod
    def from_json(cls, text: str | bytes) -> HandedCase:
        """Return what :meth:`to_json` wrote."""
        parts = json.loads(text)
        revision = None
        if parts["revision"]:
            from nmt_widgets.store.records.revisions import Revision

            revision = Revision(**{**parts["revision"], "changes": ()})
        return cls(parts["name"], Case.model_validate_json(parts["case"]), revision)


_handed: dict[str, HandedCase] = {}


def take_case(handed: HandedCase) -> None:
    """Open this case by its name from now on, in this process."""
    _handed[handed.name] = handed


def handed_case(name: str) -> HandedCase | None:
    """Return the case that was handed to this process under a name."""
    return _handed.get(name)
