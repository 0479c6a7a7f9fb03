"""Cases for the plan: built from scores and answers, without files."""

from nmt_widgets import load_instrument
from nmt_widgets.case_files.model import Case
from nmt_widgets.metrics import typical_scores

INSTRUMENT = load_instrument()


def typical(age):
    """Whole scores of a typical peer."""
    return {
        id: max(1, int(score + 0.5))
        for id, score in zip(INSTRUMENT.ids, typical_scores(INSTRUMENT, [age])[0], strict=True)
    }


def make_case(
    age,
    scores,
    *,
    title="Client",
    services=None,
    people=None,
    medicines=None,
    caregiving=None,
    adversity=None,
    relational=None,
    confidence="high",
    safety=None,
    likes=(),
    id="client",
):
    """Return a case of one assessment; `age` in years or in words, `services` ids or rows."""
    sections = {}
    services_answers = {}
    if services is not None:
        services_answers["current"] = [row if isinstance(row, dict) else {"service": row} for row in services]
    if people is not None:
        services_answers["people"] = people
    if medicines is not None:
        services_answers["medicines"] = list(medicines)
    if likes:
        services_answers["likes"] = [{"like": like} for like in likes]
    if safety is not None:
        sections["safety"] = {
            "answers": {
                id: {"signal": answer} if isinstance(answer, str) else answer for id, answer in safety.items()
            }
        }
    if services_answers:
        sections["services"] = {"answers": services_answers}
    if caregiving is not None:
        sections["caregiving"] = {"answers": caregiving}
    return Case.model_validate(
        {
            "format": "case-1",
            "id": id,
            "title": title,
            "history": {"adversity": adversity or {}},
            "assessments": [
                {
                    "number": 1,
                    "label": "First",
                    "age": age if isinstance(age, str) else f"{age} years",
                    "functions": {
                        "scores": {id: {"score": s, "confidence": confidence} for id, s in scores.items()}
                    },
                    "relational_health": {"ratings": relational or {}},
                    "sections": sections,
                }
            ],
        }
    )


SAFE = {
    entry.id: "no"
    for section in INSTRUMENT.sections
    if section.id == "safety"
    for entry in section.entries
    if entry.group != "cleared"
}
"""Every question on danger answered no."""


def lower(scores, regions, points):
    """Lower every function of some regions by a number of points."""
    return {
        id: max(1, score - points) if INSTRUMENT.function(id).region in regions else score
        for id, score in scores.items()
    }
