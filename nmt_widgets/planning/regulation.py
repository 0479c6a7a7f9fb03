"""Primary modes of regulation: which lead, which need care, which are not possible yet.

Source: the modes and their combinations are published (trainer slides, 37); the limits are those of `planning.yaml`.
"""

from __future__ import annotations

from nmt_widgets.planning.facts import PlanFacts
from nmt_widgets.planning.modes import Mode, ModeCombination, Regulation

_COMBINED = {
    "somatosensory_relational": ("somatosensory", "relational"),
    "dissociation_somatosensory": ("dissociation", "somatosensory"),
    "cortical_somatosensory": ("cortical", "somatosensory"),
    "cortical_relational": ("cortical", "relational"),
}
_ORDER = ("leads", "in_use", "with_care", "not_yet", "unknown", "absent")


def regulate(facts: PlanFacts) -> Regulation:
    """Return the modes of regulation, leading ones first, and the combinations of usable modes."""
    status = {
        "somatosensory": ("leads", facts.words.words["regulation"]["why"]["somatosensory"]),
        "mutual": _mutual(facts),
        "relational": _relational(facts),
        "cortical": _cortical(facts),
        "dissociation": _dissociation(facts),
        "pharmacological": _pharmacological(facts),
    }
    text = facts.words.words["regulation"]
    modes = [
        Mode(id, text["modes"][id]["name"], state, facts.words.fill(text["modes"][id]["text"]), why)
        for id, (state, why) in status.items()
    ]
    usable = {mode.id for mode in modes if mode.status in ("leads", "with_care", "in_use")}
    combinations = tuple(
        ModeCombination(
            id,
            text["combinations"][id]["name"],
            members,
            facts.words.fill(text["combinations"][id]["text"]),
        )
        for id, members in _COMBINED.items()
        if usable.issuperset(members)
    )
    return Regulation(tuple(sorted(modes, key=lambda mode: _ORDER.index(mode.status))), combinations)


def _mutual(facts: PlanFacts) -> tuple[str, str]:
    why = facts.words.words["regulation"]["why"]
    if facts.excludes(("touch",)):
        caution = facts.words.words["cautions"]["touch"]
        return "with_care", facts.words.fill(why["mutual_care"], caution=caution)
    return "leads", why["mutual"]


def _relational(facts: PlanFacts) -> tuple[str, str]:
    words, limits = facts.words, facts.book.rules.regulation
    item = facts.profile.items.get("attachment")
    family = facts.profile.relational_areas.get("family")
    ratio = None if item is None or item.score is None else 100 * item.score / item.typical
    at_home = None if family is None else family.value
    leads = (
        ratio is not None
        and at_home is not None
        and ratio >= limits.relational_from
        and at_home >= limits.family_from
    )
    unknown = ratio is None or at_home is None
    key = "relational_leads" if leads else "relational_unknown" if unknown else "relational_care"
    why = words.fill(
        words.words["regulation"]["why"][key],
        attachment=words.percent_alone(ratio),
        family=words.percent_alone(at_home),
    )
    return ("leads" if leads else "with_care"), why


def _cortical(facts: PlanFacts) -> tuple[str, str]:
    words, cmr = facts.words, facts.profile.cmr
    comfortable = facts.book.rules.comfortable_cmr
    values = {"cmr": words.ratio(cmr.figure), "gate": cmr.gate, "n": cmr.figure.n, "of": cmr.figure.of}
    if facts.gate != "open":
        key = {"shut": "cmr_shut", "unknown": "cmr_unknown"}.get(facts.gate, "cmr_unsettled")
        return "not_yet", words.reason(key, **values)
    if (cmr.figure.value or 0) < comfortable:
        return "with_care", words.reason("cmr_small", comfortable=comfortable, **values)
    return "leads", words.reason("cmr_open", **values)


def _dissociation(facts: PlanFacts) -> tuple[str, str]:
    words, item = facts.words, facts.profile.items.get("dissociation")
    why = words.words["regulation"]["why"]
    if item is None or item.score is None:
        return "unknown", why["dissociation_unknown"]
    if not facts.below("dissociation", facts.book.rules.regulation.dissociation_below):
        return "absent", why["dissociation_absent"]
    name = words.functions(["dissociation"])
    return "in_use", words.fill(
        why["dissociation"], function=name, score=item.score, typical=f"{item.typical:g}"
    )


def _pharmacological(facts: PlanFacts) -> tuple[str, str]:
    why = facts.words.words["regulation"]["why"]
    if facts.current_service("medication") or facts.medicines():
        return "in_use", why["pharmacological"]
    if not facts.answered("services.medicines"):
        return "unknown", why["pharmacological_unknown"]
    return "absent", why["pharmacological_absent"]
