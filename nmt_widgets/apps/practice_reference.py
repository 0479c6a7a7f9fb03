"""Asking the server for the reference of an attempt: no code of the screens reads one by itself."""

from __future__ import annotations

import os
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlencode

from pydantic import ValidationError

from nmt_widgets.ground.errors import InputError
from nmt_widgets.ground.texts import texts
from nmt_widgets.training.reference_model import Reference

_WAITS = 30.0  # seconds


def ask_reference(attempt: str) -> Reference:
    """Return the reference of the case that an attempt is of.

    Parameters
    ----------
    attempt : str
        The code of the attempt's record. The server looks up whose it is and whether it was submitted.

    Raises
    ------
    InputError
        When it is not submitted or not the person's, there is no reference, or no server is there to be asked.
    """
    environment, words = os.environ, texts("practice")["no_reference"]
    if "VOILA_WS_BASE_URL" not in environment:
        raise _problem(words["unserved"])
    line = HTTPConnection(environment["VOILA_APP_IP"], int(environment["VOILA_APP_PORT"]), timeout=_WAITS)
    place = f"{environment['VOILA_WS_BASE_URL']}reference/{environment['VOILA_KERNEL_ID']}"
    try:
        line.request("GET", f"{place}?{urlencode({'attempt': attempt})}")
        answer = line.getresponse()
        found = answer.read()
    except (OSError, HTTPException):
        raise _problem(words["silent"]) from None
    finally:
        line.close()
    if answer.status != 200:
        raise _problem(words["refused" if answer.status == 404 else "silent"])
    try:
        return Reference.model_validate_json(found)
    except ValidationError:
        raise _problem(words["silent"]) from None


def _problem(words: dict[str, Any]) -> InputError:
    return InputError(words["message"], remedy=words["remedy"])
