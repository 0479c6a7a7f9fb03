"""The sections of the form by the paths of their answers, and the one in which somebody stopped."""

from __future__ import annotations

from collections.abc import Iterable

from nmt_widgets.case_files.questions import Path
from nmt_widgets.instrument import Instrument
from nmt_widgets.instrument.parts import Section
from nmt_widgets.store.records.revisions import Revision
from nmt_widgets.store.rules.locking import COMPLETED, IN_ERROR, status_path

ABOUT = "assessment"
"""The section about the assessment itself; it is not part of the instrument."""

REVIEW, REVISIONS = "review", "revisions"
"""What stands below the sections: the review, and the history of the record."""

PLAN = "plan"
"""What a team agreed and did; it is on no page of the form."""


def form_pages(instrument: Instrument) -> tuple[str, ...]:
    """Return the ids of what a form can show, in its order: the sections, the review, and the history of the record."""
    return (ABOUT, *(section.id for section in instrument.sections), REVIEW, REVISIONS)


def section_starts(number: int, instrument: Instrument) -> dict[str, tuple[Path, ...]]:
    """Return how the paths of each section's answers begin, in the order of the form; the plan comes last.

    Examples
    --------
    >>> from nmt_widgets import load_instrument
    >>> section_starts(2, load_instrument())["functions"]
    ('assessments/2/functions/',)
    """
    stem = f"assessments/{number}"
    about = (f"{stem}/{name}" for name in ("label", "age", "date", "status"))
    return {
        ABOUT: ("title", "kind", *about),
        **{section.id: (_start(section, stem),) for section in instrument.sections},
        PLAN: (f"{stem}/plan/",),
    }


def section_of(path: Path, number: int, instrument: Instrument) -> str:
    """Return the section of an answer; empty for those of other assessments, and for what no form asks.

    Examples
    --------
    >>> from nmt_widgets import load_instrument
    >>> section_of("history/adversity/infancy/neglect", 1, load_instrument())
    'adversity'
    """
    starts = section_starts(number, instrument).items()
    return next((id for id, begins in starts if path.startswith(begins)), "")


def last_section(own: Iterable[Revision], number: int, instrument: Instrument) -> str:
    """Return the section in which somebody stopped: that of their last answer; the first one where there is none.

    Parameters
    ----------
    own : iterable of Revision
        Those of the person, the newest first.
    number : int
        Of the assessment.
    instrument : Instrument
    """
    sections = {ABOUT, *(section.id for section in instrument.sections)}
    for revision in own:
        for change in reversed(revision.changes):
            if change["path"] == status_path(number):
                if change["new"] in (COMPLETED, IN_ERROR):
                    return REVIEW
                continue
            if (section := section_of(change["path"], number, instrument)) in sections:
                return section
    return ABOUT


def _start(section: Section, stem: str) -> Path:
    inner = {
        "adversity": "history/adversity/",
        "relational_history": "history/relational/",
        "functions": f"{stem}/functions/",
        "current_relational": f"{stem}/relational_health/",
    }.get(section.kind)
    if inner:
        return inner
    return f"background/{section.id}/" if section.scope == "case" else f"{stem}/sections/{section.id}/"
