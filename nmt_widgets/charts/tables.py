"""The table beside each picture: every number a chart shows, as words and figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nmt_widgets.charts.figure_forms import POINTS, RATIO, FigureForm, typical_form
from nmt_widgets.charts.map_columns import box_name
from nmt_widgets.charts.markup import escape
from nmt_widgets.charts.wording import (
    age,
    gate,
    like,
    mark,
    named,
    number,
    of_typical,
    percent,
    period_name,
    ratio,
    region_name,
    share,
    spread,
    words,
)
from nmt_widgets.core.display import display_of
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics import Change, Difference, Figure, Profile


@dataclass(frozen=True)
class ChartTable:
    """A small table; the first cell of a row names it.

    Attributes
    ----------
    caption : str
    header : tuple of str
    rows : tuple of tuples of str
    numeric : tuple of int
        The columns of figures, set flush right.
    """

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[int, ...] = ()

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        return display_of(self).mimebundle()

    def to_dict(self) -> dict[str, Any]:
        """Return the table as plain data."""
        return {
            "caption": self.caption,
            "header": list(self.header),
            "rows": [list(row) for row in self.rows],
            "numeric": list(self.numeric),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> ChartTable:
        """Return the table of :meth:`to_dict`.

        >>> table = ChartTable("Sums", ("Of", "Sum"), (("A", "3"),), (1,))
        >>> ChartTable.from_dict(table.to_dict()) == table
        True
        """
        rows = tuple(tuple(map(str, row)) for row in data["rows"])
        return cls(
            str(data["caption"]), tuple(map(str, data["header"])), rows, tuple(map(int, data["numeric"]))
        )

    def to_text(self) -> str:
        """Return the table for a terminal.

        >>> print(ChartTable("Sums", ("Of", "Sum"), (("Apples", "3"), ("Pears", "12")), (1,)).to_text())
        Sums
        Of      Sum
        Apples    3
        Pears    12
        """
        lines = [self.header, *self.rows]
        wide = [max(len(line[at]) for line in lines) for at in range(len(self.header))]
        cells = (
            (
                text.rjust(wide[at]) if at in self.numeric else text.ljust(wide[at])
                for at, text in enumerate(line)
            )
            for line in lines
        )
        return "\n".join([self.caption, *("  ".join(line).rstrip() for line in cells)])

    def to_html(self) -> str:
        """Return a ``table.nmt-table``: escaped, with scopes; figures have the class ``nmt-number``.

        Examples
        --------
        >>> print(ChartTable("Sums", ("Of", "Sum"), (("A & B", "3"),), (1,)).to_html())
        <table class="nmt-table"><caption>Sums</caption>
        <thead><tr><th scope="col">Of</th><th scope="col" class="nmt-number">Sum</th></tr></thead>
        <tbody>
        <tr><th scope="row">A &amp; B</th><td class="nmt-number">3</td></tr>
        </tbody></table>
        """
        kind = ['class="nmt-number"' if at in self.numeric else "" for at in range(len(self.header))]
        head = "".join(_cell("th", 'scope="col"', c, text) for c, text in zip(kind, self.header, strict=True))
        body = "\n".join(
            "<tr>"
            + "".join(
                _cell("td" if at else "th", "" if at else 'scope="row"', kind[at], text)
                for at, text in enumerate(row)
            )
            + "</tr>"
            for row in self.rows
        )
        caption = f"<caption>{escape(self.caption)}</caption>" if self.caption else ""
        return (
            f'<table class="nmt-table">{caption}\n'
            f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table>"
        )


def _cell(tag: str, scope: str, kind: str, text: str) -> str:
    return f"<{' '.join(part for part in (tag, scope, kind) if part)}>{escape(text)}</{tag}>"


def map_table(profile: Profile, instrument: Instrument) -> ChartTable:
    """Return the functions of Part C: score, typical score, band, confidence; the total last."""
    say, numbers = _say(instrument), words(instrument)["numbers"]
    bands = words(instrument)["bands"]
    levels = texts("history", instrument.language)["confidence"]
    rows = []
    for function in instrument.functions:
        item = profile.items[function.id]
        absent = numbers["not_known" if item.state == "not known" else "open"]
        band = None if item.score is None else instrument.band(item.score).id
        rows.append(
            (
                box_name(function),
                str(function.number),
                region_name(function.region, instrument),
                absent if item.score is None else str(item.score),
                number(item.typical),
                number(None) if band is None else bands.get(band, {}).get("said", band),
                levels.get(item.confidence, {}).get("name", item.confidence)
                if item.confidence
                else number(None),
            )
        )
    total = profile.total
    label = say["total"] if total.complete else say["total_of"].format(n=total.n, of=total.of)
    rows.append((label, "", "", number(total.value), number(profile.typical_total), "", ""))
    header = [say[k] for k in ("function", "number", "region", "score", "typical", "band", "confidence")]
    caption = _caption("map", profile, say, of=len(instrument.functions), top=instrument.scale.high)
    return ChartTable(caption, tuple(header), tuple(rows), (1, 3, 4))


def history_table(profile: Profile, instrument: Instrument) -> ChartTable:
    """Return adversity, relational health and risk of every period with a rating."""
    say = _say(instrument)
    rows = tuple(
        (
            period_name(id, instrument),
            number(result.adversity.value),
            spread(result.adversity, 1),
            number(result.relational.value),
            spread(result.relational, 1),
            number(result.risk.value),
            spread(result.risk, 1),
            _settled(
                named("risk_bands", result.band, instrument), result.settled or result.band is None, say
            ),
            share(result.risk),
        )
        for id, result in profile.risk.items()
    )
    header = [
        say[k]
        for k in (
            "period",
            "adversity",
            "range",
            "relational",
            "range",
            "risk",
            "range",
            "risk_band",
            "based_on",
        )
    ]
    caption = _caption("history", profile, say, top=instrument.history.severity.high)
    return ChartTable(caption, tuple(header), rows, (1, 2, 3, 4, 5, 6, 8))


def domains_table(profile: Profile, instrument: Instrument) -> ChartTable:
    """Return percent of typical, category and functional age of each domain."""
    say = _say(instrument)
    rows = []
    for id, result in profile.domains.items():
        years = result.functional_age
        rows.append(
            (
                named("domains", id, instrument),
                of_typical(result.percent.value, instrument, 1),
                spread(result.percent, 1),
                _settled(
                    named("categories", result.category, instrument),
                    result.settled or result.category is None,
                    say,
                ),
                like(years.value, instrument) if years.value is not None else number(None),
                _age_range(years),
                share(result.percent),
            )
        )
    header = [say[k] for k in ("domain", "percent", "range", "category", "age_like", "age_range", "based_on")]
    return ChartTable(_caption("domains", profile, say), tuple(header), tuple(rows), (1, 2, 6))


def _age_range(years: Figure) -> str:
    if years.low is None or years.high is None:
        return number(None)
    return f"{age(years.low)} – {age(years.high)}"


def regions_table(profile: Profile, instrument: Instrument) -> ChartTable:
    """Return sum, percent of typical and of the young adult, and category of each region, top first."""
    say = _say(instrument)
    rows = []
    for region in reversed(instrument.regions):
        result = profile.regions[region.id]
        category = named("categories", result.category, instrument)
        rows.append(
            (
                region_name(region.id, instrument),
                number(result.sum.value),
                number(result.typical),
                of_typical(result.percent.value, instrument, 1),
                spread(result.percent, 1),
                percent(result.percent_of_adult.value, 1),
                _settled(category, result.settled or result.category is None, say),
                share(result.percent),
            )
        )
    header = [
        say[k]
        for k in (
            "region",
            "score",
            "typical",
            "percent",
            "range",
            "percent_of_adult",
            "category",
            "based_on",
        )
    ]
    return ChartTable(_caption("regions", profile, say), tuple(header), tuple(rows), (1, 2, 3, 4, 5, 7))


def cmr_table(profile: Profile, instrument: Instrument) -> ChartTable:
    """Return the cortical modulation ratio, its range, the gate, the typical value and the definition."""
    say, cmr = _say(instrument), profile.cmr
    form = words(instrument)["numbers"]["too_few"]
    value = ratio(cmr.figure.value)
    if cmr.figure.value is None:
        value = form.format(n=cmr.figure.n, of=cmr.figure.of)
    rows = (
        (say["cmr"], value),
        (say["range"], spread(cmr.figure, 2)),
        (say["gate"], say["gate_value"].format(gate=gate(cmr.gate))),
        (say["cmr_typical"], ratio(cmr.typical)),
        (say["based_on"], share(cmr.figure)),
        (
            say["definition"],
            say["definition_value"].format(
                definition=cmr.definition, mark=mark(instrument.cmr.source, instrument)
            ),
        ),
    )
    return ChartTable(_caption("cmr", profile, say), (say["measure"], say["value"]), rows, (1,))


def relational_table(profile: Profile, instrument: Instrument) -> ChartTable:
    """Return current relational health by area, all areas last."""
    say = _say(instrument)
    figures = {
        named("relational_areas", id, instrument): area for id, area in profile.relational_areas.items()
    }
    rows = tuple(
        (name, *_percent_or_not_known(figure, instrument), share(figure))
        for name, figure in {**figures, say["all_areas"]: profile.relational_health}.items()
    )
    header = (say["area"], say["percent"], say["range"], say["based_on"])
    return ChartTable(_caption("relational", profile, say), header, rows, (1, 2, 3))


def _percent_or_not_known(figure: Figure, instrument: Instrument) -> tuple[str, str]:
    if figure.value is None:
        return str(words(instrument)["numbers"]["not_known"]), spread(figure)
    return of_typical(figure.value, instrument, 1), spread(figure, 1)


def change_table(change: Change, instrument: Instrument, *, items: bool = True) -> ChartTable:
    """Return what changed: total, ratio, regions, domains, areas and, by `items`, every function."""
    say = _say(instrument)
    kinds = say["kinds"]
    tenths = typical_form(instrument, 1)

    def changed(kind: str, name: str, difference: Difference, form: FigureForm) -> tuple[str, ...]:
        change = form.change(difference)
        clear = "clear_none" if change is None else "clear_yes" if difference.clear else "clear_no"
        known = words(instrument)["map"]["change"]["same"] if change == 0 else say[clear]
        values = form.write(difference.before), form.write(difference.after), form.signed(difference)
        return (name, kinds[kind], *values, known)

    rows = [changed("total", say["total"], change.total, POINTS)]
    rows.append(changed("cmr", say["cmr"], change.cmr, RATIO))
    rows += [
        changed("region", region_name(region.id, instrument), change.regions[region.id], tenths)
        for region in reversed(instrument.regions)
    ]
    rows += [
        changed("domain", named("domains", id, instrument), difference, tenths)
        for id, difference in change.domains.items()
    ]
    rows += [
        changed("relational", named("relational_areas", id, instrument), difference, tenths)
        for id, difference in change.relational_areas.items()
    ]
    rows.append(changed("relational", say["all_areas"], change.relational_health, tenths))
    if items:
        rows += [
            changed("function", box_name(function), change.items[function.id], POINTS)
            for function in instrument.functions
        ]
    before, after = age(change.before.age), age(change.after.age)
    header = (
        say["measure"],
        say["kind"],
        say["before"].format(age=before),
        say["after"].format(age=after),
        say["change"],
        say["clear"],
    )
    caption = say["captions"]["change"].format(title=change.after.title, before=before, after=after)
    return ChartTable(caption, header, tuple(rows), (2, 3, 4))


def _say(instrument: Instrument) -> dict[str, Any]:
    say: dict[str, Any] = words(instrument)["tables"]
    return say


def _settled(word: str, settled: bool, say: Mapping[str, Any]) -> str:
    return word if settled else str(say["not_settled"]).format(word=word)


def _caption(name: str, profile: Profile, say: Mapping[str, Any], **more: object) -> str:
    return str(say["captions"][name]).format(title=profile.title, age=age(profile.age), **more)
