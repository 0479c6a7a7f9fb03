"""A profile as it is shown: its map, the domains, the cortical modulation ratio and what is provisional."""

from __future__ import annotations

from collections.abc import Sequence

from nmt_widgets.charts.brain_map import case_map
from nmt_widgets.charts.markup import escape
from nmt_widgets.charts.tables import (
    ChartTable,
    cmr_table,
    domains_table,
    history_table,
    map_table,
    regions_table,
    relational_table,
)
from nmt_widgets.charts.wording import age, gate, mark, number, ratio, spread, words
from nmt_widgets.core.display import displays
from nmt_widgets.instrument import Instrument, load_instrument
from nmt_widgets.library.display.values import ValueDisplay, display_words, small, small_map
from nmt_widgets.library.export import behind
from nmt_widgets.metrics import Profile

_TABLES = (domains_table, cmr_table, map_table, regions_table, relational_table, history_table)


@displays(Profile)
class ProfileDisplay(ValueDisplay):
    """A profile as it is shown; its picture is the map beside the typical peer's and the young adult's."""

    def __init__(self, value: Profile) -> None:
        self._profile, self._instrument = value, load_instrument()

    def to_svg(self) -> str:
        """Return the brain map beside the typical peer's and the young adult's."""
        return case_map(self._profile, self._instrument)

    def _export_title(self) -> str:
        return heading_of(self._profile, self._instrument)

    def _export_body(self) -> str:
        figures = "".join(f"<p>{escape(line)}</p>" for line in self._figures())
        picture = f'<figure class="nmt-picture">{self.to_svg()}</figure>'
        tables = "".join(behind(draw(self._profile, self._instrument)) for draw in _TABLES)
        return f"{picture}{figures}{tables}<p>{escape(sources(self._profile, self._instrument))}</p>"

    def _body(self) -> str:
        figures = "".join(f"<p>{escape(line)}</p>" for line in self._figures())
        caption = total(self._profile, self._instrument)
        return (
            f'<div class="nmt-value-sides">{small_map(self._profile, self._instrument, caption)}'
            f'<div class="nmt-value-words">{self._domains().to_html()}{figures}'
            f"{small(sources(self._profile, self._instrument))}</div></div>"
        )

    def _lines(self) -> Sequence[str]:
        return [
            self._export_title(),
            total(self._profile, self._instrument),
            *self._figures(),
            "",
            self._domains().to_text(),
            "",
            sources(self._profile, self._instrument),
        ]

    def _figures(self) -> list[str]:
        return [cmr(self._profile, self._instrument)]

    def _domains(self) -> ChartTable:
        """Return the domains without the columns that a glance can do without."""
        table = domains_table(self._profile, self._instrument)
        return ChartTable(table.caption, table.header[:5], tuple(row[:5] for row in table.rows), (1, 2))


def heading_of(profile: Profile, instrument: Instrument) -> str:
    """Return who is shown, at what age, and the label of the assessment."""
    form = display_words(instrument)["who"]
    return str(form.format(title=profile.title, age=age(profile.age), label=profile.label))


def total(profile: Profile, instrument: Instrument) -> str:
    """Return the total with the typical one, and over how many functions."""
    form = display_words(instrument)["total" if profile.total.complete else "total_of"]
    return str(
        form.format(
            total=number(profile.total.value),
            typical=number(profile.typical_total),
            n=profile.total.n,
            of=profile.total.of,
        )
    )


def cmr(profile: Profile, instrument: Instrument) -> str:
    """Return the cortical modulation ratio with its range, the typical one and the gate, or why it is not shown."""
    figure = profile.cmr.figure
    form = display_words(instrument)["cmr_missing" if figure.value is None else "cmr"]
    return str(
        form.format(
            value=ratio(figure.value),
            range=spread(figure, 2),
            typical=ratio(profile.cmr.typical),
            gate=gate(profile.cmr.gate),
            n=figure.n,
            of=figure.of,
        )
    )


def sources(profile: Profile, instrument: Instrument) -> str:
    """Return what the figures rest on: which norms, which definitions, and what of it is provisional."""
    texts = words(instrument)
    norms = texts["charts"]["domains"]["note"].format(
        norms=texts["map"]["norms"][profile.norms_mark].capitalize(),
        definition=profile.versions["domains"],
        mark=mark(instrument.domains.source, instrument),
    )
    ratio_note = texts["charts"]["cmr"]["note"].format(
        mark=mark(instrument.cmr.source, instrument), definition=profile.cmr.definition
    )
    return f"{norms} · {ratio_note}"
