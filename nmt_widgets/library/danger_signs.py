"""Which answers of the form are signs of danger. The review shows them first."""

from __future__ import annotations

from nmt_widgets.case_files.questions import questions_by_path
from nmt_widgets.case_files.signals import signal_entries
from nmt_widgets.core.errors import InputError
from nmt_widgets.instrument import Instrument
from nmt_widgets.instrument.parts import SAFETY
from nmt_widgets.widgets.shared.form.messages import DangerSign

_QUESTION, _PEOPLE = f"sections/{SAFETY}/answers", "sections/services/answers/people"


def danger_signs(number: int, age: float, instrument: Instrument) -> list[DangerSign]:
    """Return the signs of danger of `safety.yaml`, in its order.

    Where a site's planning files are broken, the plan reports it, and the form treats every question of section
    `safety` that a plan could use as a sign.

    Parameters
    ----------
    number : int
        The assessment's.
    age : float
        In years.
    instrument : Instrument

    Examples
    --------
    >>> from nmt_widgets import load_instrument
    >>> {sign["path"].rpartition("/")[2]: sign["asks"] for sign in danger_signs(1, 2.0, load_instrument())}["self_harm"]
    False
    """
    known = questions_by_path(instrument)
    return [
        {**sign, "path": f"assessments/{number}/{sign['path']}"}
        for sign in _signs(age, instrument)
        if sign["path"] in known
    ]


def _signs(age: float, instrument: Instrument) -> list[DangerSign]:
    from nmt_widgets.planning import load_planbook

    try:
        book = load_planbook(lang=instrument.language)
    except InputError:
        return [
            {"path": f"{_QUESTION}/{entry.id}", "name": "", "at_most": None, "person": "", "asks": True}
            for entry in signal_entries(instrument)
            if entry.group != "cleared"
        ]
    signs: list[DangerSign] = []
    for entry in book.safety.signs:
        area = (entry.statement or "").replace(".", "/")
        path = f"{_QUESTION}/{entry.question}" if entry.question else f"relational_health/ratings/{area}"
        signs.append(
            {
                "path": _PEOPLE if entry.person else path,
                "name": "" if entry.question else str(book.safety_words["signs"][entry.id]["name"]),
                "at_most": entry.at_most,
                "person": entry.person or "",
                "asks": not entry.person and entry.years.holds(age),
            }
        )
    return signs
