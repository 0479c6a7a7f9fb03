"""A case as it is shown: its kind, the map of its latest assessment with scores, and its assessments."""

from __future__ import annotations

from collections.abc import Sequence

from nmt_widgets.case_files import Case
from nmt_widgets.charts.brain_map import case_map
from nmt_widgets.charts.markup import escape
from nmt_widgets.charts.tables import ChartTable
from nmt_widgets.charts.wording import age, age_of, number, ratio
from nmt_widgets.core.display import displays
from nmt_widgets.instrument import load_instrument
from nmt_widgets.library.display.values import ValueDisplay, display_words, small_map
from nmt_widgets.metrics import profile


@displays(Case)
class CaseDisplay(ValueDisplay):
    """A case as it is shown; its picture is the map of the latest assessment with scores."""

    def __init__(self, value: Case) -> None:
        self._case, self._instrument = value, load_instrument()
        self._latest = profile(value, value.latest, self._instrument) if value.usable else None

    def to_svg(self) -> str:
        """Return the brain map of the latest assessment beside the typical peer's and the young adult's."""
        if self._latest is None:
            return super().to_svg()
        return case_map(self._latest, self._instrument)

    def _has_picture(self) -> bool:
        return self._latest is not None

    def _export_title(self) -> str:
        kind = display_words(self._instrument)["kinds"][self._case.kind]
        return f"{self._case.title} · {kind} · {self._case.id}"

    def _export_body(self) -> str:
        picture = f'<figure class="nmt-picture">{self.to_svg()}</figure>' if self._latest else ""
        return f"{self._summary()}{picture}{self._assessments().to_html()}"

    def _body(self) -> str:
        say = display_words(self._instrument)
        if self._latest:
            caption = say["map_of"].format(age=age(self._latest.age), number=self._latest.assessment)
            picture = small_map(self._latest, self._instrument, caption)
        else:
            picture = ""
        return (
            f'<div class="nmt-value-sides">{picture}'
            f'<div class="nmt-value-words">{self._summary()}{self._assessments().to_html()}</div></div>'
        )

    def _lines(self) -> Sequence[str]:
        return [self._export_title(), *self._sentences(), "", self._assessments().to_text()]

    def _summary(self) -> str:
        return "".join(f"<p>{escape(words)}</p>" for words in self._sentences())

    def _sentences(self) -> list[str]:
        nothing = "" if self._latest else display_words(self._instrument)["nothing"]
        return [words for words in (self._case.summary, nothing) if words]

    def _assessments(self) -> ChartTable:
        say = display_words(self._instrument)
        rows = []
        for entry in sorted(self._case.assessments, key=lambda entry: entry.number):
            figures = profile(self._case, entry.number, self._instrument) if entry.scored else None
            rows.append(
                (
                    str(entry.number),
                    entry.label,
                    age_of(self._case, entry.number),
                    number(figures.total.value if figures else None),
                    ratio(figures.cmr.figure.value if figures else None),
                    say["statuses"][entry.status],
                )
            )
        columns = say["columns"]
        header = [columns[key] for key in ("number", "label", "age", "total", "cmr", "status")]
        return ChartTable(say["assessments"], tuple(header), tuple(rows), (3, 4))
