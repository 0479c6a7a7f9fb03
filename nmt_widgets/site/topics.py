"""Every topic of data that a site may replace: the model of its file, and the functions that load it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class SiteTopic:
    """One topic of data.

    Attributes
    ----------
    model : type
        The pydantic model of its file.
    loads : tuple of callable
        Functions of a site's folder and a language. Each loads the file with the files it has to agree with.
    """

    model: type
    loads: tuple[Callable[[Path, str], object], ...] = ()


@cache
def topics() -> Mapping[str, SiteTopic]:
    """Return every topic by the name of its file.

    >>> sorted(topics())[:3]
    ['activities', 'agreement', 'audience']
    """
    from nmt_widgets.instrument import load_glossary, load_instrument, parts
    from nmt_widgets.library.programme.rules import ProgrammeRules
    from nmt_widgets.metrics.plausibility import PlausibilityRules, load_plausibility
    from nmt_widgets.outcomes.incidents.kinds import IncidentKinds, load_incident_kinds
    from nmt_widgets.outcomes.rules import OutcomeRules
    from nmt_widgets.outcomes.synthetic.rules import SyntheticRules
    from nmt_widgets.planning import load_planbook
    from nmt_widgets.planning import parts as plan_parts
    from nmt_widgets.planning.activity_parts import Activities
    from nmt_widgets.planning.safety_parts import SafetyRules, SiteSafety
    from nmt_widgets.presenting.teaching import TeachingData, load_teaching
    from nmt_widgets.server.audience.limits import AudienceLimits
    from nmt_widgets.server.class_door.limits import ClassDoorLimits
    from nmt_widgets.server.shared.door_limits import DoorLimits
    from nmt_widgets.store.people.roles import RolesFile
    from nmt_widgets.store.people.rules import SessionRules
    from nmt_widgets.training.certification.fidelity import FidelityRules
    from nmt_widgets.training.certification.programmes import Programmes
    from nmt_widgets.training.class_board import BoardRules
    from nmt_widgets.training.practice.rules import PracticeRules
    from nmt_widgets.training.raters.error_rules import ErrorRules
    from nmt_widgets.training.statistics.standards import Standards

    def everything(site: Path, lang: str) -> None:
        """Load every file that names parts of the instrument, roles or levels."""
        instrument = load_instrument(site, lang)
        load_glossary(site, lang)
        load_planbook(site, lang)
        load_plausibility(instrument, site)

    instrument_models: dict[str, type] = {
        "functions": parts.Functions,
        "domains": parts.Domains,
        "cmr": parts.CmrDefinition,
        "norms": parts.NormData,
        "bands": parts.Bands,
        "confidence": parts.Confidence,
        "history": parts.History,
        "risk": parts.Risk,
        "current_relational": parts.CurrentRelational,
        "sections": parts.Sections,
        "sources": parts.Sources,
        "planning": plan_parts.Planning,
        "activities": Activities,
        "services": plan_parts.Services,
        "caregiving": plan_parts.Caregiving,
        "states": plan_parts.States,
        "safety": SafetyRules,
        "site_safety": SiteSafety,
        "outcomes": OutcomeRules,
        "synthetic": SyntheticRules,
        "plausibility": PlausibilityRules,
    }

    return {
        **{name: SiteTopic(model, (everything,)) for name, model in instrument_models.items()},
        "incident_kinds": SiteTopic(IncidentKinds, (load_incident_kinds,)),
        "teaching": SiteTopic(TeachingData, (load_teaching,)),
        "agreement": SiteTopic(Standards),
        "rater_error": SiteTopic(ErrorRules),
        "class_board": SiteTopic(BoardRules),
        "fidelity": SiteTopic(FidelityRules),
        "practice_rules": SiteTopic(PracticeRules),
        "programme": SiteTopic(ProgrammeRules),
        "programmes": SiteTopic(Programmes),
        "roles": SiteTopic(RolesFile),
        "sessions": SiteTopic(SessionRules),
        "doors": SiteTopic(DoorLimits),
        "audience": SiteTopic(AudienceLimits),
        "class_door": SiteTopic(ClassDoorLimits),
    }
