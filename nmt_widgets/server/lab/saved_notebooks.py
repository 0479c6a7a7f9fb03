"""What JupyterLab saves of a notebook: never what a screen shows of the people in the store."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nmt_widgets.case_files import list_cases
from nmt_widgets.server.lab.own_folder import SCREENS

_STATE = "application/vnd.jupyter.widget-state+json"
_SIGN_IN = (
    ".sign_in.SignIn"  # the class of the widget with which a screen asks; the server imports no widgets
)


def forget_people(model: dict[str, Any], path: str, **_more: Any) -> None:
    """Take out of a notebook, before it is saved, what widgets hold of people.

    JupyterLab saves the state of every widget into the notebook, by itself and every two minutes. A screen's state is
    what it shows of the store, and a form's holds all answers: neither belongs into a file that is read without a
    sign-in. Of a screen the outputs go too.

    Parameters
    ----------
    model : dict
        What is saved, as the server's contents manager has it.
    path : str
        The place of the notebook under the folder of JupyterLab.

    Examples
    --------
    >>> content = {"metadata": {"widgets": {"state": "..."}}, "cells": [{"cell_type": "code", "outputs": ["..."]}]}
    >>> forget_people({"type": "notebook", "content": content}, "screens/assess.ipynb")
    >>> content
    {'metadata': {}, 'cells': [{'cell_type': 'code', 'outputs': []}]}
    """
    content = model.get("content")
    if model.get("type") != "notebook" or not isinstance(content, dict):
        return
    metadata = content.get("metadata")
    models = _models(metadata.get("widgets")) if isinstance(metadata, dict) else []
    is_screen = path.strip("/").startswith(f"{SCREENS}/") or _asks_who(models)
    if isinstance(metadata, dict) and (is_screen or _names_people(models)):
        metadata.pop("widgets", None)
    if is_screen:
        for cell in content.get("cells", ()):
            if cell.get("cell_type") == "code":
                cell["outputs"] = []


def _models(widgets: Any) -> list[Mapping[str, Any]]:
    """Return the saved state of each widget."""
    saved = widgets.get(_STATE) if isinstance(widgets, Mapping) else None
    models = (saved.get("state") if isinstance(saved, Mapping) else None) or {}
    return [model.get("state", {}) for model in models.values() if isinstance(model, Mapping)]


def _asks_who(models: list[Mapping[str, Any]]) -> bool:
    """Return whether a screen is among the widgets, wherever its notebook was copied to: each asks who somebody is."""
    return any(str(model.get("_anywidget_id", "")).endswith(_SIGN_IN) for model in models)


def _names_people(models: list[Mapping[str, Any]]) -> bool:
    """Return whether a saved state holds the answers of somebody: of no template, and of no sheet without a case."""
    records = (model.get("record") for model in models)
    cases = {str(record.get("case") or "") for record in records if isinstance(record, Mapping)}
    return any(case and not case.startswith("sheet-") for case in cases.difference(list_cases()))
