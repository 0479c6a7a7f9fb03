"""What a page may answer that has no form: the names of its answers, for the bar that says whether they are saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nmt_widgets.widgets.shared.form.messages import FormQuestion, FormSpec
from nmt_widgets.widgets.shared.messages import Pair


def plain_spec(
    id: str, name: str, names: Mapping[str, str], options: Mapping[str, Sequence[Pair]] | None = None
) -> FormSpec:
    """Return a form's specification with nothing but the names of the answers.

    Parameters
    ----------
    id, name : str
        Of the page, as a section of a form.
    names : mapping of str to str
        What each answer is called, by its path.
    options : mapping of str to pairs, optional
        The choices of some answers, by path: id and words.

    Examples
    --------
    >>> spec = plain_spec("author", "Make a case", {"title": "Working title"})
    >>> spec["sections"][0]["questions"][0]["name"]
    'Working title'
    """
    choices = options or {}
    return {
        "sections": [
            {
                "id": id,
                "kind": "plain",
                "name": name,
                "lead": "",
                "groups": [],
                "rows": [],
                "questions": [_question(path, label, choices.get(path, ())) for path, label in names.items()],
            }
        ],
        "confidence": [],
        "patterns": [],
        "steps": {"colours": [], "inks": [], "bands": []},
        "instruments": [],
        "not_known": "",
        "signals": {"answers": [], "places": [], "fields": {}, "reports": {}},
        "present": "",
        "signs": [],
    }


def _question(path: str, name: str, options: Sequence[Pair]) -> FormQuestion:
    return {
        "path": path,
        "kind": "plain",
        "name": name,
        "group": "",
        "row": "",
        "help": "",
        "definition": "",
        "look_for": [],
        "anchors": {},
        "scale": None,
        "options": list(options),
        "columns": [],
        "mark": "",
        "required": False,
        "unknown": False,
    }
