"""The plan of one assessment: safety first, then therapeutic web, family, client."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from nmt_widgets.case_files import Case, as_case
from nmt_widgets.core.words import refusal
from nmt_widgets.instrument import Instrument, use_instrument
from nmt_widgets.metrics import Profile, find_assessment, profile
from nmt_widgets.planning.activities import choose_activities
from nmt_widgets.planning.expectations import band_of, expect
from nmt_widgets.planning.facts import PlanFacts
from nmt_widgets.planning.horizon import in_order, put_in_line
from nmt_widgets.planning.lines import DomainNeed, Plan, PlanLine, Safety
from nmt_widgets.planning.people import look_for_people
from nmt_widgets.planning.reading import load_planbook
from nmt_widgets.planning.regulation import regulate
from nmt_widgets.planning.rules import apply_rules, find_unsettled
from nmt_widgets.planning.safety import brings_home, find_signs, hold_back, safety_of, signs_apart
from nmt_widgets.planning.services import judge_services


def plan(
    case: Case | str | Path,
    number: int | None = None,
    instrument: Instrument | None = None,
    *,
    measured: Profile | None = None,
) -> Plan:
    """Make the plan of one assessment; the same input gives the same plan.

    Parameters
    ----------
    case : Case, str or Path
        A case, the id of a template, or the path of a file.
    number : int, optional
        The number of the assessment; by default the latest usable one.
    instrument : Instrument, optional
    measured : Profile, optional
        The profile of that assessment, if it is measured already.

    Returns
    -------
    Plan

    Raises
    ------
    InputError
        When there is no such assessment, or a planning file is broken.

    Examples
    --------
    >>> import nmt_widgets as nmt
    >>> proposed = nmt.plan("james", 1)
    >>> [line.id for line in proposed.kind("suspend")]
    ['client:suspend:tutoring', 'client:suspend:speech_language', 'client:suspend:tf_cbt']
    """
    instrument, book = use_instrument(instrument), load_planbook()
    case = as_case(case, instrument)
    number = case.latest if number is None else number
    if measured is not None and not isinstance(measured, Profile):
        raise refusal("report", "not_measured", kind=type(measured).__name__)
    measured = measured or profile(case, number, instrument, unscored=True)
    facts = PlanFacts(instrument, book, case, find_assessment(case, number), measured)
    lines, safety = _lines(facts)
    return Plan(
        case=case.id,
        title=case.title,
        called=facts.called,
        assessment=measured.assessment,
        label=measured.label,
        age=measured.age,
        safety=safety,
        lines=lines,
        domains={
            domain.id: DomainNeed(
                percent=result.percent,
                category=result.category,
                settled=result.settled,
                functional_age=result.functional_age,
                band=band.id if (band := band_of(facts, domain.id)) else None,
                needs=() if result.settled else facts.uncertain(domain.functions),
            )
            for domain in instrument.domains.domains
            for result in [measured.domains[domain.id]]
        },
        levels=facts.levels,
        regulation=regulate(facts),
        reserve=facts.reserve,
        profile=measured,
        versions={**measured.versions, **book.versions},
    )


def _lines(facts: PlanFacts) -> tuple[tuple[PlanLine, ...], Safety]:
    """Return all lines in order, and the part on safety with the lines it withholds."""
    signs = find_signs(facts)
    because = signs_apart(signs, facts)
    allowed = replace(facts, apart=True) if because else facts
    ruled = list(apply_rules(allowed))
    lines = [
        *find_unsettled(allowed),
        *look_for_people(allowed),
        *ruled,
        *judge_services(allowed, {line.service for line in ruled if line.service}),
        *choose_activities(allowed),
        *expect(allowed),
    ]
    withheld: list[PlanLine] = []
    if because:
        chosen = {line.activity for line in lines}
        elsewhere = [line for line in choose_activities(facts) if line.activity not in chosen]
        withheld = [line for line in (*lines, *elsewhere) if brings_home(facts, line)]
        lines = [line for line in lines if line not in withheld]
    safety = safety_of(allowed, signs, tuple(hold_back(facts, because, line) for line in withheld))
    return put_in_line(facts, in_order(facts, [*safety.lines, *lines])), safety
