"""The plan of one assessment: therapeutic web, then family, then client."""

from __future__ import annotations

from collections.abc import Iterable

from nmt_widgets.cases import Case
from nmt_widgets.instrument import Instrument, load_instrument
from nmt_widgets.metrics import Profile, find_assessment, profile
from nmt_widgets.planning.activities import choose_activities
from nmt_widgets.planning.expectations import band_of, expect
from nmt_widgets.planning.facts import Facts
from nmt_widgets.planning.lines import Line, Need, Plan, Safety
from nmt_widgets.planning.people import look_for_people
from nmt_widgets.planning.reading import load_planbook
from nmt_widgets.planning.regulation import regulate
from nmt_widgets.planning.rules import apply_rules, find_unsettled
from nmt_widgets.planning.services import judge_services


def plan(
    case: Case, number: int, instrument: Instrument | None = None, *, measured: Profile | None = None
) -> Plan:
    """Make the plan of one assessment; the same input gives the same plan.

    Parameters
    ----------
    case : Case
    number : int
        Of the assessment.
    instrument : Instrument, optional
    measured : Profile, optional
        The profile of that assessment, where it was measured already.

    Raises
    ------
    InputError
        When there is no such assessment, or a planning file is broken.

    Examples
    --------
    >>> from nmt_widgets.cases import load_case
    >>> made = plan(load_case("james"), 1)
    >>> [line.id for line in made.kind("suspend")]
    ['client:suspend:tutoring', 'client:suspend:speech_language', 'client:suspend:tf_cbt']
    """
    instrument, book = instrument or load_instrument(), load_planbook()
    measured = measured or profile(case, number, instrument, unscored=True)
    facts = Facts(instrument, book, case, find_assessment(case, number), measured)
    ruled = list(apply_rules(facts))
    lines = [
        *find_unsettled(facts),
        *look_for_people(facts),
        *ruled,
        *judge_services(facts, {line.service for line in ruled if line.service}),
        *choose_activities(facts),
        *expect(facts),
    ]
    return Plan(
        case=case.id,
        title=case.title,
        called=facts.called,
        assessment=number,
        label=measured.label,
        age=measured.age,
        safety=Safety((), (), (), "not known", "", (), (), ""),
        lines=_in_order(facts, lines),
        domains={
            domain.id: Need(
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


def _in_order(facts: Facts, lines: Iterable[Line]) -> tuple[Line, ...]:
    """Order by part and kind; while the caregivers' reserve is negative, what supports them comes first."""
    order = facts.book.rules.order
    parts = list(order)
    support_first = facts.reserve.band == "negative"

    def place(line: Line) -> tuple[int, bool, int]:
        return (
            parts.index(line.part),
            support_first and line.part == "family" and not line.support,
            order[line.part].index(line.kind),
        )

    return tuple(sorted(lines, key=place))
