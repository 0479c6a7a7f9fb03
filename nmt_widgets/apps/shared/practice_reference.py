"""Ask the server for the reference of an attempt. No screen reads a reference file by itself."""

from __future__ import annotations

from pydantic import ValidationError

from nmt_widgets.apps.shared.page_requests import input_error
from nmt_widgets.apps.shared.server_client import ask_server
from nmt_widgets.core.texts import texts
from nmt_widgets.training.references.model import Reference


def ask_reference(attempt: str) -> Reference:
    """Return the reference of the case an attempt belongs to.

    Parameters
    ----------
    attempt : str
        The code of the attempt's record. The server looks up whose it is and whether it was submitted.

    Raises
    ------
    InputError
        When the attempt is not submitted or belongs to somebody else, when there is no reference, or when no
        server runs.
    """
    words = texts("practice")["no_reference"]
    answer = ask_server("reference", words, query={"attempt": attempt})
    if answer.status != 200:
        raise input_error(words["refused" if answer.status == 404 else "silent"])
    try:
        return Reference.model_validate_json(answer.body)
    except ValidationError:
        raise input_error(words["silent"]) from None
