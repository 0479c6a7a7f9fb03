"""A report of an invented case, to load what reports need before the first one."""

from __future__ import annotations

from nmt_widgets.case_files import Case
from nmt_widgets.instrument import load_instrument
from nmt_widgets.reporting.pages.report import Report, report_of


def sample_report() -> Report:
    """Return a report of an invented case with all pages."""
    instrument = load_instrument()
    scores = {"scores": dict.fromkeys(instrument.ids, 6)}
    period, support = instrument.history.periods[1].id, instrument.history.relational[0].id
    category = next(entry.id for entry in instrument.history.adversity if period in entry.when)
    case = Case.model_validate(
        {
            "format": "case-1",
            "id": "nobody",
            "title": "-",
            "notes": [{"title": "-", "text": "-"}],
            "history": {
                "adversity": {period: {category: 6}},
                "relational": {period: {support: 6}},
            },
            "assessments": [
                {"number": 1, "label": "-", "age": "9 years", "functions": scores},
                {"number": 2, "label": "-", "age": "10 years", "functions": scores},
            ],
        }
    )
    return report_of(case, 2, instrument)
