"""How the public names are called: as a person calls them."""

from __future__ import annotations

import inspect
from typing import Any

from sphinx.domains.python import PythonDomain

RETURNED = {"Case", "Change", "Instrument", "Plan", "Profile"}
"""Nobody calls these: a function returns them."""


def as_called(
    _app: Any, kind: str, name: str, value: Any, _options: Any, signature: str | None, _returns: str | None
) -> tuple[str, str] | None:
    """Return how a name is called, without the types, which the docstring names."""
    if name.rpartition(".")[2] in RETURNED:
        return "", ""
    if kind == "class":  # ipywidgets' own signature says nothing
        parameters = [*inspect.signature(value.__init__).parameters.values()][1:]
        plain = [parameter.replace(annotation=parameter.empty) for parameter in parameters]
        signature = str(inspect.Signature(plain))
    return None if signature is None else (signature.replace("Ellipsis", "..."), "")


def setup(app: Any) -> dict[str, bool]:
    """Connect with Sphinx."""
    for field in PythonDomain.directives["class"].doc_field_types:
        if field.name == "variable":
            field.label = "Attributes"  # as the docstrings call them
    app.connect("autodoc-process-signature", as_called)
    return {"parallel_read_safe": True}
