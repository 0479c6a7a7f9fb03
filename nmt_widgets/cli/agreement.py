"""The command about agreement: ratings of one case against its reference, and raters against each other."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nmt_widgets.cli.output import say_error
from nmt_widgets.core.errors import InputError, InputErrors, one_line

if TYPE_CHECKING:
    from nmt_widgets.instrument import Instrument
    from nmt_widgets.training import Agreement, RatingComparison, Standards, Statistic

_SHARES = ("within_one", "exact", "same_band", "same_category", "same_region_category")
_AMONG = ("mean_absolute_difference", "within_one", "exact", "same_band", "kappa")
_INTRACLASS = (
    "one_way",
    "one_way_mean",
    "agreement",
    "agreement_mean",
    "consistency",
    "consistency_mean",
)
_GROUP = ("bias", "mean_absolute_difference", "within_one", "exact", "same_band")
_SHORT = ("mean_absolute_difference", "bias", "within_one", "kappa", "agreement")
_HEADS = ("abs. diff.", "bias", "within 1", "kappa", "ICC(A,1)")


@click.command()
@click.argument("ratings", type=click.Path(path_type=Path), metavar="RATINGS")
@click.option("--reference", required=True, metavar="CASE", help="The case whose scores are the reference.")
@click.option("--assessment", type=int, help="The assessment's number; by default the latest.")
@click.option(
    "--missing",
    type=click.Choice(["refuse", "pairwise", "listwise"]),
    default="refuse",
    help="Missing scores: refuse them; compare any two over what both scored; leave an item out for all.",
)
@click.option(
    "--json", "as_json", is_flag=True, help="Print everything, also by function, region and domain."
)
def agreement(ratings: Path, reference: str, assessment: int | None, missing: str, as_json: bool) -> None:
    """Compare RATINGS (a table: rater, item, score) with a reference, and the raters with each other."""
    from nmt_widgets.instrument import load_instrument
    from nmt_widgets.store import open_case
    from nmt_widgets.training import agreement as measure
    from nmt_widgets.training import agreement_json, load_standards, read_ratings, reference_scores
    from nmt_widgets.training.raters.comparison import THE_REFERENCE
    from nmt_widgets.training.references.reading import expert_case, list_references, load_reference

    instrument, standards = load_instrument(), load_standards()
    try:
        case = open_case(reference, instrument)
        if reference in list_references():
            case = expert_case(case, load_reference(reference, instrument))
        number = case.latest if assessment is None else assessment
        truth = reference_scores(case, number, instrument)
        given = read_ratings(ratings, instrument)
        for note in given.notes:
            click.echo(f"{ratings}: {note}", err=True)
        try:
            found = measure(
                given.scores,
                instrument,
                reference=truth,
                raters=given.raters,
                missing=missing,  # type: ignore[arg-type]
                standards=standards,
            )
        except InputError as error:
            remedy = "add it, or choose --missing pairwise or --missing listwise"
            raise InputErrors(
                InputError(
                    problem.message,
                    file=reference if problem.place == THE_REFERENCE else ratings,
                    place=problem.place,
                    remedy=remedy,
                )
                for problem in error.problems
            ) from None
    except InputError as error:
        sys.exit(say_error(error))
    if as_json:
        data = {"case": case.id, "assessment": number, **agreement_json(found, standards)}
        click.echo(json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False))
        return
    click.echo(f"{case.title}, assessment {number}: {_raters(found)}")
    for line in _lines(found, instrument, standards):
        click.echo(line)


def _raters(found: Agreement) -> str:
    names = one_line(", ".join(found.raters[:8]), 200)
    more = f" and {len(found.raters) - 8} more" if len(found.raters) > 8 else ""
    gaps = f"; missing scores {found.missing}, not scored by all: {', '.join(found.left_out)}"
    count = len(found.raters)
    return f"{count} rater{'s' if count > 1 else ''} ({names}{more}){gaps if found.left_out else ''}"


def _lines(found: Agreement, instrument: Instrument, standards: Standards) -> Iterator[str]:
    table = _Table(instrument, standards)
    if len(found.raters) == 1:
        comparison = found.comparisons[found.raters[0]]
        yield from table.comparison(comparison, instrument)
        return
    yield from table.among(found)
    yield from table.group(found)
    yield from table.overview(found)
    yield f"Bands: {standards.version}, provisional. Everything by function, region and domain: --json"


class _Table:
    """Lines of figures, each with its interval, n, and band or the reason why it is not there."""

    def __init__(self, instrument: Instrument, standards: Standards) -> None:
        from nmt_widgets.core.texts import texts

        self._standards = standards
        self._words = texts("agreement", instrument.language)
        self._regions: dict[str, Any] = texts("charts", instrument.language)["regions"]

    def among(self, found: Agreement) -> Iterator[str]:
        between = found.whole.between
        yield self._head("Among the raters, over functions")
        for name in _AMONG:
            yield self._line(name, getattr(between, name))
        for name in _INTRACLASS:
            yield self._line(name, getattr(between.intraclass, name))
        yield self._line("same_category", found.same_category)
        yield self._line("same_region_category", found.same_region_category)

    def group(self, found: Agreement) -> Iterator[str]:
        yield ""
        yield self._head("All against the reference, over raters")
        for name in _GROUP:
            yield self._line(name, getattr(found.whole.against, name))
        cmr = found.cmr
        yield self._line("CMR, bias", cmr.bias)
        yield self._line("CMR, mean absolute difference", cmr.mean_absolute_difference)
        yield self._line("CMR, same side of the gate", cmr.same_side, share=True)

    def overview(self, found: Agreement) -> Iterator[str]:
        """Yield a line for each rater, then for each region."""
        from nmt_widgets.training.raters.agreement_json import pick

        heads = "".join(f"{head:>11}" for head in _HEADS)
        yield ""
        yield f"{'Each against the reference':<30}{heads}{'CMR':>8}  band"
        for rater, comparison in found.comparisons.items():
            figures = "".join(f"{self._figure(name, pick(comparison.whole, name)):>11}" for name in _SHORT)
            cmr = "–" if comparison.cmr.value is None else f"{comparison.cmr.value:.2f}"
            yield f"  {one_line(rater, 28):<28}{figures}{cmr:>8}  {self._whole(comparison)}"
        reference = "–" if found.cmr.reference is None else f"{found.cmr.reference:.2f}"
        yield f"  {'reference':<28}{'':>55}{reference:>8}"
        yield ""
        yield f"{'Regions, all raters':<30}{heads}"
        for id, part in found.regions.items():
            against, between = part.against, part.between
            assert against is not None
            shown = (
                against.mean_absolute_difference,
                against.bias,
                against.within_one,
                between.kappa,
                between.intraclass.agreement,
            )
            figures = "".join(
                f"{self._figure(name, one):>11}" for name, one in zip(_SHORT, shown, strict=True)
            )
            yield f"  {self._region(id):<28}{figures}"
        yield "  (differences and bias from the reference; kappa and ICC among the raters)"
        yield ""

    def comparison(self, comparison: RatingComparison, instrument: Instrument) -> Iterator[str]:
        from nmt_widgets.training import explain
        from nmt_widgets.training.raters.agreement_json import pick

        yield self._head("Against the reference, over functions")
        for name in ("bias", *_AMONG, *_INTRACLASS):
            yield self._line(name, pick(comparison.whole, name))
        yield self._line("same_category", comparison.same_category)
        yield self._line("same_region_category", comparison.same_region_category)
        cmr = comparison.cmr
        if cmr.reason:
            yield f"  CMR: not shown, {self._words['reasons'][cmr.reason]}"
        else:
            side = "same side" if cmr.same_side else "other side"
            yield f"  {'CMR':<36}{cmr.value:>8.2f}  reference {cmr.reference:.2f}, {side} of the gate"
        heads = "".join(f"{head:>11}" for head in _HEADS)
        yield ""
        yield f"{'Regions':<30}{heads}"
        for id, part in comparison.regions.items():
            figures = "".join(f"{self._figure(name, pick(part, name)):>11}" for name in _SHORT)
            yield f"  {self._region(id):<28}{figures}"
        yield ""
        yield f"Band: {self._whole(comparison)} ({self._standards.version}, provisional)"
        yield from explain(comparison, instrument, self._standards)

    def _head(self, title: str) -> str:
        level = f"{self._standards.intervals.level * 100:g} % interval"
        return f"{title:<38}{'figure':>8}{level:>18}{'n':>5}  band"

    def _line(self, name: str, figure: Statistic, share: bool = False) -> str:
        share = share or name in _SHARES
        label = self._words["measures"].get(name, name)
        interval = (
            "" if figure.low is None else f"{_written(figure.low, share)} to {_written(figure.high, share)}"
        )
        graded = self._standards.grade(name, figure)
        band = self._band(graded.band, graded.settled) if graded else ""
        why = self._words["reasons"][figure.reason] if figure.reason else ""
        last = "; ".join(part for part in (band, why) if part)
        return f"  {label:<36}{_written(figure.value, share):>8}{interval:>18}{figure.n:>5}  {last}".rstrip()

    def _figure(self, name: str, figure: Statistic) -> str:
        return _written(figure.value, name in _SHARES)

    def _whole(self, comparison: RatingComparison) -> str:
        from nmt_widgets.training.raters.agreement_json import pick

        grade = self._standards.worst(
            self._standards.grade(name, pick(comparison.whole, name)) for name in self._standards.deciding
        )
        return self._band(grade.band, grade.settled) if grade else "–"

    def _band(self, band: str, settled: bool) -> str:
        name = self._words["bands"].get(band, band)
        return name if settled else f"{name}, not settled"

    def _region(self, id: str) -> str:
        return str(self._regions[id]["name"] if id in self._regions else id)


def _written(value: float | None, share: bool) -> str:
    if value is None:
        return "–"
    return f"{value * 100:.0f} %" if share else f"{round(value, 2) + 0.0:.2f}"
