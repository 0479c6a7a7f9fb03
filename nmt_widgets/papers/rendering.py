"""What all papers share: their templates, and dates and doses as people say them."""

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
    """Return a template filled in; everything in it is plain text and no markup."""
    return str(_environment().get_template(template).render(**values))


def who_said(one: AgreedLine, instrument: Instrument) -> str:
    """Write who does a line: whom the team named, or else whom the plan proposed."""
    if one.who:
        return one.who
    names = texts("planning", instrument.language)["who"]
    return ", ".join(names.get(id, id) for id in one.line.who)


def often_said(one: AgreedLine, instrument: Instrument) -> str:
    """Write how often a line is done: as the plan says it, or with the dose the team decided on."""
    said = " ".join(said for label, said in one.details if label == "how_often")
    if said or one.dose is None:
        return said
    return say_dose(one.dose, texts("planning", instrument.language))


def rows_of(one: AgreedLine, instrument: Instrument) -> list[tuple[str, str]]:
    """Return a line as labelled rows, what is done first; none is empty."""
    words = texts("papers", instrument.language)
    details: dict[str, list[str]] = {}
    for label, said in one.details:
        details.setdefault(label, []).append(said)
    start = words["from_day"].format(day=say_date(one.start, instrument.language)) if one.start else ""
    first = [words["first"].format(what=what) for what in one.line.cleared_by]
    company = [] if one.who else details.get("with_whom", [])
    found = {
        "what": [one.text],
        "how": details.get("how", []),
        "how_often": [often_said(one, instrument), start],
        "with_whom": company or [who_said(one, instrument)],
        "take_care": [*first, *details.get("take_care", [])],
        "help": details.get("help", []),
    }
    labels = texts("planning", instrument.language)["details"]
    return [
        (labels[label], " ".join(_sentence(part) for part in parts if part))
        for label, parts in found.items()
        if any(parts)
    ]


def _sentence(text: str) -> str:
    """Return words as a sentence of their own."""
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
