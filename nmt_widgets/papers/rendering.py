"""What all papers share: their templates, and rows with people, doses and days in words."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from nmt_widgets.core.local import say_date
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.planning import AgreedLine, say_dose

TEMPLATES = Path(__file__).parent / "templates"


def render(template: str, **values: Any) -> str:
    """Render a template. All values are escaped."""
    return str(_environment().get_template(template).render(**values))


def person_of(entry: AgreedLine, instrument: Instrument) -> str:
    """Return the person who does a line: the one the team named, else those the plan proposes."""
    if entry.responsible:
        return entry.responsible
    names = texts("planning", instrument.language)["who"]
    return ", ".join(names.get(id, id) for id in entry.line.responsible)


def dose_of(entry: AgreedLine, instrument: Instrument) -> str:
    """Return how often a line is done, in the words of the plan, else as the dose the team decided on."""
    dose = " ".join(dose for label, dose in entry.details if label == "how_often")
    if dose or entry.dose is None:
        return dose
    return say_dose(entry.dose, texts("planning", instrument.language))


def rows_of(entry: AgreedLine, instrument: Instrument) -> list[tuple[str, str]]:
    """Return a line as labelled rows without empty ones, beginning with what is done."""
    words = texts("papers", instrument.language)
    details: dict[str, list[str]] = {}
    for label, text in entry.details:
        details.setdefault(label, []).append(text)
    start = words["from_day"].format(day=say_date(entry.start, instrument.language)) if entry.start else ""
    first = [words["first"].format(what=condition) for condition in entry.line.cleared_by]
    company = [] if entry.responsible else details.get("with_whom", [])
    rows = {
        "what": [entry.text],
        "how": details.get("how", []),
        "how_often": [dose_of(entry, instrument), start],
        "with_whom": company or [person_of(entry, instrument)],
        "take_care": [*first, *details.get("take_care", [])],
        "help": details.get("help", []),
    }
    labels = texts("planning", instrument.language)["details"]
    return [
        (labels[label], " ".join(_sentence(part) for part in parts if part))
        for label, parts in rows.items()
        if any(parts)
    ]


def _sentence(text: str) -> str:
    """Return a text with a capital letter and a full stop."""
    text = text.strip()
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?", ":")) else f"{text}."


@cache
def _environment() -> Any:
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["capfirst"] = lambda text: text[:1].upper() + text[1:]
    return environment
