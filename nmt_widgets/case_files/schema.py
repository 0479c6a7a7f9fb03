"""The JSON Schema of a case file, so that editors complete and check it while a trainer types."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from nmt_widgets.case_files.model import Case
from nmt_widgets.case_files.parts import NOT_KNOWN
from nmt_widgets.instrument import Instrument, use_instrument
from nmt_widgets.instrument.parts import Section

FILE = Path(__file__).parent / "case.schema.json"


def case_schema(instrument: Instrument | None = None) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a case, with the instrument's ids spelled out."""
    instrument = use_instrument(instrument)
    schema = Case.model_json_schema(mode="validation")
    about = schema["description"].partition("\n\nAttributes\n")[0]  # the rest is for Python
    schema["description"] = re.sub(r":\w+:(`[^`]+`)", r"\1", about)
    parts = schema["$defs"]
    history = instrument.history

    def name(part: dict[str, Any], ids: dict[str, str]) -> None:
        value = part.pop("additionalProperties")
        part["properties"] = {id: {**value, "description": words} for id, words in ids.items()}
        part["additionalProperties"] = False

    name(parts["FunctionScores"]["properties"]["scores"], {f.id: f.name for f in instrument.functions})
    areas = parts["RelationalRatings"]["properties"]["ratings"]
    per_area = areas.pop("additionalProperties")["additionalProperties"]
    areas["additionalProperties"] = False
    areas["properties"] = {
        area.id: _closed(dict.fromkeys(area.statements, per_area))
        for area in instrument.current_relational.areas
    }
    for key in ("adversity", "relational"):
        part = parts["CaseHistory"]["properties"][key]
        rating = part.pop("additionalProperties")["additionalProperties"]
        part["additionalProperties"] = False
        part["properties"] = {
            period.id: _closed(
                {c.id: rating for c in history.adversity if period.id in c.when}
                if key == "adversity"
                else {support.id: rating for support in history.relational}
            )
            for period in history.periods
        }
    section_schema = parts.pop("SectionAnswers")
    for part, key, scope in (
        (schema, "background", "case"),
        (parts["Assessment"], "sections", "assessment"),
    ):
        part["properties"][key] = _closed(
            {
                section.id: {
                    **section_schema,
                    "properties": {
                        **section_schema["properties"],
                        "answers": _closed(_fields(section, instrument)),
                    },
                    "description": instrument.section_words[section.id].name,
                }
                for section in instrument.sections
                if section.kind == "fields" and section.scope == scope
            }
        )
    levels = [level.id for level in instrument.confidence.levels]
    for model in ("Score", "Rating", "Adversity"):
        parts[model]["properties"]["confidence"] = {"enum": [*levels, None]}
    parts["Adversity"]["properties"]["pattern"] = {"enum": [*(p.id for p in history.patterns), None]}
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return schema


def _fields(section: Section, instrument: Instrument) -> dict[str, Any]:
    """Return the schema of each answer of a section; "not known" answers any question."""
    words: dict[str, Any] = {"type": "string"}
    shapes = {
        "line": lambda _: words,
        "text": lambda _: words,
        "lines": lambda _: {"type": "array", "items": words},
        "choice": lambda entry: {"enum": [*entry.options, NOT_KNOWN]},
        "count": lambda entry: {
            "anyOf": [
                {"type": "integer", "minimum": entry.scale.low, "maximum": entry.scale.high},
                {"const": NOT_KNOWN},
            ]
        },
        "rows": lambda entry: {
            "anyOf": [
                {"type": "array", "items": _closed({column.id: words for column in entry.columns})},
                {"const": NOT_KNOWN},
            ]
        },
        "rating": lambda _: {"anyOf": [{"const": NOT_KNOWN}, {"$ref": "#/$defs/Rating"}]},
        "signal": lambda _: {"anyOf": [{"const": NOT_KNOWN}, {"$ref": "#/$defs/Signal"}]},
    }
    entry_words = instrument.section_words[section.id].entries
    return {
        entry.id: {**shapes[entry.kind](entry), "description": entry_words[entry.id].name}
        for entry in section.entries
    }


def _closed(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "additionalProperties": False}
