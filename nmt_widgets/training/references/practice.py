"""Practice cases: which there are, what a trainee sees of one, and the figures of their references."""

from __future__ import annotations

from collections.abc import Iterable

from nmt_widgets.case_files import list_cases, load_case
from nmt_widgets.instrument import Instrument, use_instrument
from nmt_widgets.metrics import Profile, profile
from nmt_widgets.training.references.attempts import for_trainee as for_trainee
from nmt_widgets.training.references.reading import expert_case, list_references, load_reference


def practice_cases() -> list[str]:
    """Return the ids of the templates that have a reference, in order; the references are not read."""
    return [id for id in list_cases() if id in list_references()]


def region_means(result: Profile) -> dict[str, float]:
    """Return the mean score of each region over its answered functions; regions without answers are left out."""
    return {id: region.sum.value / region.sum.n for id, region in result.regions.items() if region.sum.value}


def expert_profile(id: str, instrument: Instrument | None = None) -> Profile:
    """Measure a practice case with the scores of its reference."""
    instrument = use_instrument(instrument)
    reference = load_reference(id, instrument)
    case = expert_case(load_case(id, instrument), reference)
    return profile(case, reference.assessment, instrument)


def practice_tables(instrument: Instrument | None = None) -> str:
    """Return the figures of the references as the Markdown tables of `docs/practice-cases.md`."""
    instrument = use_instrument(instrument)
    profiles = {id: expert_profile(id, instrument) for id in practice_cases()}
    domains = [domain.id for domain in instrument.domains.domains]
    periods = [period.id for period in instrument.history.periods]
    regions = [region.id for region in instrument.regions]
    functions = _table(
        ["case", "age", "total / typical", "CMR / typical", *domains, "relations now"],
        (
            [
                id,
                f"{result.age:.1f}",
                f"{result.total.value:.0f} / {result.typical_total:.0f}",
                f"{result.cmr.figure.value:.2f} / {result.cmr.typical:.2f}",
                *(_domain(result, domain) for domain in domains),
                _number(result.relational_health.value, ".0f", " %"),
            ]
            for id, result in profiles.items()
        ),
    )
    means = _table(
        ["case", *regions],
        (
            [id, *(f"{region_means(result)[region]:.1f}" for region in regions)]
            for id, result in profiles.items()
        ),
    )
    risks = _table(
        ["case", *periods],
        ([id, *(_risk(result, period) for period in periods)] for id, result in profiles.items()),
    )
    return f"{functions}\n{means}\n{risks}"


def _domain(result: Profile, domain: str) -> str:
    measured = result.domains[domain]
    age = _number(measured.functional_age.value, ".1f", " y")
    return f"{_number(measured.percent.value, '.0f', ' %')}, {age}"


def _risk(result: Profile, period: str) -> str:
    risk = result.risk.get(period)
    if risk is None or risk.band is None:
        return ""
    return f"{risk.risk.value:.1f} {risk.band.replace('_', ' ')}"


def _number(value: float | None, form: str, unit: str) -> str:
    return "not shown" if value is None else f"{value:{form}}{unit}"


def _table(head: list[str], rows: Iterable[list[str]]) -> str:
    lines = [[word.replace("_", " ") for word in head], ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)
