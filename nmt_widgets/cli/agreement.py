"""`nmt agreement`: compare ratings of a case with its reference, and the raters with each other."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nmt_widgets.cli.output import say_error
from nmt_widgets.core.errors import InputError, InputErrors, one_line
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import plural

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
_NAMES_AT_MOST = 8
_SHORT = ("mean_absolute_difference", "bias", "within_one", "kappa", "agreement")


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
        table = read_ratings(ratings, instrument)
        for note in table.notes:
            click.echo(f"{ratings}: {note}", err=True)
        try:
            result = measure(
                table.scores,
                instrument,
                reference=truth,
                raters=table.raters,
                missing=missing,  # type: ignore[arg-type]
                standards=standards,
            )
        except InputError as error:
            remedy = texts("command")["agreement"]["missing_remedy"]
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
        data = {"case": case.id, "assessment": number, **agreement_json(result, standards)}
        click.echo(json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False))
        return
    words = texts("command")["agreement"]
    click.echo(words["title"].format(title=case.title, number=number, raters=_raters(result)))
    for line in _lines(result, instrument, standards):
        click.echo(line)


def _raters(result: Agreement) -> str:
    words, count = texts("command")["agreement"], len(result.raters)
    names = one_line(", ".join(result.raters[:_NAMES_AT_MOST]), 200)
    if count > _NAMES_AT_MOST:
        names = words["more_names"].format(names=names, count=count - _NAMES_AT_MOST)
    raters = plural(words, "raters", count, names=names)
    if not result.left_out:
        return raters
    items = ", ".join(result.left_out)
    return str(words["missing_scores"].format(raters=raters, missing=result.missing, items=items))


def _lines(result: Agreement, instrument: Instrument, standards: Standards) -> Iterator[str]:
    table = _Table(instrument, standards)
    if len(result.raters) == 1:
        comparison = result.comparisons[result.raters[0]]
        yield from table.comparison(comparison, instrument)
        return
    yield from table.among(result)
    yield from table.group(result)
    yield from table.overview(result)
    yield texts("command")["agreement"]["bands"].format(version=standards.version)


class _Table:
    """Prints lines of figures, each with interval, n and band, or the reason why there is none."""

    def __init__(self, instrument: Instrument, standards: Standards) -> None:
        self._standards = standards
        self._words = texts("agreement", instrument.language)
        self._labels = texts("command")["agreement"]
        self._regions: dict[str, Any] = texts("charts", instrument.language)["regions"]

    def among(self, result: Agreement) -> Iterator[str]:
        between = result.whole.between
        yield self._head(self._labels["among"])
        for name in _AMONG:
            yield self._line(name, getattr(between, name))
        for name in _INTRACLASS:
            yield self._line(name, getattr(between.intraclass, name))
        yield self._line("same_category", result.same_category)
        yield self._line("same_region_category", result.same_region_category)

    def group(self, result: Agreement) -> Iterator[str]:
        yield ""
        yield self._head(self._labels["group"])
        for name in _GROUP:
            yield self._line(name, getattr(result.whole.against, name))
        cmr = result.cmr
        yield self._line(self._labels["cmr_bias"], cmr.bias)
        yield self._line(self._labels["cmr_difference"], cmr.mean_absolute_difference)
        yield self._line(self._labels["cmr_side"], cmr.same_side, share=True)

    def overview(self, result: Agreement) -> Iterator[str]:
        """Yield a line for each rater, then for each region."""
        from nmt_widgets.training.raters.agreement_json import pick

        labels, heads = self._labels, self._heads()
        yield ""
        yield f"{labels['each']:<30}{heads}{'CMR':>8}  {labels['band']}"
        for rater, comparison in result.comparisons.items():
            figures = "".join(f"{self._figure(name, pick(comparison.whole, name)):>11}" for name in _SHORT)
            cmr = "–" if comparison.cmr.value is None else f"{comparison.cmr.value:.2f}"
            yield f"  {one_line(rater, 28):<28}{figures}{cmr:>8}  {self._whole(comparison)}"
        reference = "–" if result.cmr.reference is None else f"{result.cmr.reference:.2f}"
        yield f"  {labels['reference']:<28}{'':>55}{reference:>8}"
        yield ""
        yield f"{labels['regions_all']:<30}{heads}"
        for id, part in result.regions.items():
            against, between = part.against, part.between
            assert against is not None
            values = (
                against.mean_absolute_difference,
                against.bias,
                against.within_one,
                between.kappa,
                between.intraclass.agreement,
            )
            figures = "".join(
                f"{self._figure(name, value):>11}" for name, value in zip(_SHORT, values, strict=True)
            )
            yield f"  {self._region(id):<28}{figures}"
        yield f"  {labels['regions_note']}"
        yield ""

    def comparison(self, comparison: RatingComparison, instrument: Instrument) -> Iterator[str]:
        from nmt_widgets.training import explain
        from nmt_widgets.training.raters.agreement_json import pick

        yield self._head(self._labels["against"])
        for name in ("bias", *_AMONG, *_INTRACLASS):
            yield self._line(name, pick(comparison.whole, name))
        yield self._line("same_category", comparison.same_category)
        yield self._line("same_region_category", comparison.same_region_category)
        cmr = comparison.cmr
        if cmr.reason:
            yield "  " + self._labels["cmr_missing"].format(reason=self._words["reasons"][cmr.reason])
        else:
            side = self._labels["cmr_same_side" if cmr.same_side else "cmr_other_side"]
            yield f"  {'CMR':<36}{cmr.value:>8.2f}  {side.format(reference=f'{cmr.reference:.2f}')}"
        yield ""
        yield f"{self._labels['regions']:<30}{self._heads()}"
        for id, part in comparison.regions.items():
            figures = "".join(f"{self._figure(name, pick(part, name)):>11}" for name in _SHORT)
            yield f"  {self._region(id):<28}{figures}"
        yield ""
        overall = self._whole(comparison)
        yield self._labels["overall"].format(band=overall, version=self._standards.version)
        yield from explain(comparison, instrument, self._standards)

    def _head(self, title: str) -> str:
        labels = self._labels
        interval = labels["interval"].format(level=f"{self._standards.intervals.level * 100:g} %")
        return f"{title:<38}{labels['figure']:>8}{interval:>18}{'n':>5}  {labels['band']}"

    def _heads(self) -> str:
        return "".join(f"{head:>11}" for head in self._labels["heads"])

    def _line(self, name: str, figure: Statistic, share: bool = False) -> str:
        share = share or name in _SHARES
        label = self._words["measures"].get(name, name)
        interval = ""
        if figure.low is not None:
            low, high = _format(figure.low, share), _format(figure.high, share)
            interval = self._labels["range"].format(low=low, high=high)
        graded = self._standards.grade(name, figure)
        band = self._band(graded.band, graded.settled) if graded else ""
        reason = self._words["reasons"][figure.reason] if figure.reason else ""
        last = "; ".join(part for part in (band, reason) if part)
        return f"  {label:<36}{_format(figure.value, share):>8}{interval:>18}{figure.n:>5}  {last}".rstrip()

    def _figure(self, name: str, figure: Statistic) -> str:
        return _format(figure.value, name in _SHARES)

    def _whole(self, comparison: RatingComparison) -> str:
        from nmt_widgets.training.raters.agreement_json import pick

        grade = self._standards.worst(
            self._standards.grade(name, pick(comparison.whole, name)) for name in self._standards.deciding
        )
        return self._band(grade.band, grade.settled) if grade else "–"

    def _band(self, band: str, settled: bool) -> str:
        name = self._words["bands"].get(band, band)
        return str(name if settled else self._labels["not_settled"].format(band=name))

    def _region(self, id: str) -> str:
        return str(self._regions[id]["name"] if id in self._regions else id)


def _format(value: float | None, share: bool) -> str:
    if value is None:
        return "–"
    return f"{value * 100:.0f} %" if share else f"{round(value, 2) + 0.0:.2f}"
