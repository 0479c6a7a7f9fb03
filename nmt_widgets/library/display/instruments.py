"""The instrument as it is shown: its functions, by number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nmt_widgets.charts.tables import ChartTable
from nmt_widgets.charts.wording import mark, region_name
from nmt_widgets.core.display import displays
from nmt_widgets.instrument import Instrument
from nmt_widgets.library.display.values import ValueDisplay, display_words


@displays(Instrument)
class InstrumentDisplay(ValueDisplay):
    """The instrument as it is shown."""

    def __init__(self, value: Instrument) -> None:
        self._instrument = value

    def _export_title(self) -> str:
        return self._table().caption

    def _body(self) -> str:
        return replace(self._table(), caption="").to_html()

    def _lines(self) -> Sequence[str]:
        return self._table().to_text().splitlines()

    def _table(self) -> ChartTable:
        instrument, say = self._instrument, display_words(self._instrument)
        rows = tuple(
            (
                str(function.number),
                function.name,
                region_name(function.region, instrument),
                mark(function.source, instrument),
            )
            for function in instrument.functions
        )
        scale, columns = instrument.scale, say["function_columns"]
        caption = say["functions"].format(n=len(rows), low=scale.low, high=scale.high)
        header = tuple(columns[key] for key in ("number", "name", "region", "mark"))
        return ChartTable(caption, header, rows)
