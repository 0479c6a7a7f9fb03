"""The references for a trainer's screens: from the server, or from this computer's files where no server runs."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cached_property
from typing import Any

from pydantic import ValidationError

from nmt_widgets.apps.shared.page_requests import input_error
from nmt_widgets.apps.shared.practice_reference import ask_reference
from nmt_widgets.apps.shared.request_context import RequestContext
from nmt_widgets.apps.shared.server_client import ask_server
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.store import Access
from nmt_widgets.store.learning.references import reference_of
from nmt_widgets.training.references.files import ReferenceFile, read_references, write_reference
from nmt_widgets.training.references.model import Reference

FindReference = Callable[[str], Reference]
"""Returns the reference of a submitted attempt by its code, as it was when submitted; raises InputError."""


def reference_finder(request: RequestContext, access: Access, instrument: Instrument) -> FindReference:
    """Return the function that finds a reference: it asks the server, or reads this computer's files without one."""

    def find(attempt: str) -> Reference:
        reference = ask_reference(attempt) if request.served else reference_of(access, attempt, instrument)
        if reference is None:
            raise input_error(texts("practice")["no_reference"]["refused"])
        return reference

    return find


class TrainersReferences:
    """All references, for trainers only. The server checks who asks before it sends them.

    Parameters
    ----------
    instrument : Instrument
    served : bool
        Whether the screen runs under a server.
    """

    def __init__(self, instrument: Instrument, served: bool) -> None:
        self._instrument, self._served = instrument, served
        self._words: dict[str, Any] = texts("author", instrument.language)["references"]

    @cached_property
    def files(self) -> dict[str, ReferenceFile]:
        """The references by case, read at the first use; empty where the server refuses."""
        if not self._served:
            return read_references(self._instrument)
        answer = ask_server("references", self._words)
        if answer.status != 200:
            return {}
        try:
            return {
                id: ReferenceFile(Reference.model_validate(file["reference"]), str(file["fingerprint"]))
                for id, file in json.loads(answer.body).items()
            }
        except (ValidationError, ValueError, KeyError, TypeError, AttributeError):
            raise input_error(self._words["silent"]) from None

    def of(self, case: str) -> Reference | None:
        """Return the reference of a case, or None."""
        file = self.files.get(case)
        return file.reference if file else None

    def write(self, reference: Reference, replaces: str | None) -> None:
        """Write a reference to the folder of references.

        Parameters
        ----------
        reference : Reference
        replaces : str, optional
            The fingerprint of the file that may be replaced.

        Raises
        ------
        InputError
            When it cannot be written, or the file there has another fingerprint.
        """
        if not self._served:
            write_reference(reference, replaces)
        else:
            body = {"reference": json.loads(reference.model_dump_json(by_alias=True)), "replaces": replaces}
            answer = ask_server("references", self._words, method="PUT", body=json.dumps(body))
            if answer.status == 422:
                refusal = json.loads(answer.body)
                raise InputError(str(refusal["message"]), remedy=str(refusal["remedy"]) or None)
            if answer.status != 204:
                raise input_error(self._words["silent" if answer.status == 503 else "refused"])
        self.refresh()

    def refresh(self) -> None:
        """Read the references again at the next use."""
        self.__dict__.pop("files", None)
