"""A change as it is shown: what is clear first, the rest to open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nmt_widgets.charts.markup import escape
from nmt_widgets.charts.tables import ChartTable, change_table
from nmt_widgets.charts.wording import age
from nmt_widgets.core.display import displays
from nmt_widgets.instrument import load_instrument
from nmt_widgets.library.display.values import ValueDisplay, display_words, folded
from nmt_widgets.metrics import Change, Difference


@displays(Change)
class ChangeDisplay(ValueDisplay):
    """A change as it is shown."""

    def __init__(self, value: Change) -> None:
        self._change, self._instrument = value, load_instrument()
        table = change_table(value, self._instrument)
        rows = list(zip(table.rows, self._in_the_order_of_rows(), strict=True))
        wide, functions = rows[: -len(self._instrument.ids)], rows[-len(self._instrument.ids) :]
        say, header = display_words(self._instrument), table.header[:-1]
        clear, clear_functions = (
            tuple(row[:-1] for row, difference in part if difference.clear) for part in (wide, functions)
        )
        others = tuple(row for row, difference in rows if not difference.clear)
        form = say["clear" if clear else "none_clear"]
        self._tables = [
            ChartTable(form.format(n=len(clear), of=len(wide)), header, clear, table.numeric),
            ChartTable(
                say["clear_functions"].format(n=len(clear_functions), of=len(functions)),
                header,
                clear_functions,
                table.numeric,
            ),
            ChartTable(say["others"].format(n=len(others)), table.header, others, table.numeric),
        ]

    def _in_the_order_of_rows(self) -> list[Difference]:
        change, regions = self._change, reversed(self._instrument.regions)
        return [
            change.total,
            change.cmr,
            *(change.regions[region.id] for region in regions),
            *change.domains.values(),
            *change.relational_areas.values(),
            change.relational_health,
            *(change.items[id] for id in self._instrument.ids),
        ]

    def _export_title(self) -> str:
        before, after = self._change.before, self._change.after
        form = display_words(self._instrument)["change"]
        return str(form.format(title=after.title, before=age(before.age), after=age(after.age)))

    def _body(self) -> str:
        first, *rest = self._tables
        clear = first.to_html() if first.rows else f"<p>{escape(first.caption)}</p>"
        shut = "".join(
            folded(table.caption, replace(table, caption="").to_html()) for table in rest if table.rows
        )
        return f"{clear}{shut}"

    def _lines(self) -> Sequence[str]:
        first, *rest = self._tables
        texts = [first.to_text() if first.rows else first.caption]
        texts += [table.to_text() for table in rest if table.rows]
        return [self._export_title(), "", *"\n\n".join(texts).splitlines()]
