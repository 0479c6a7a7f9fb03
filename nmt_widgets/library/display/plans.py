"""A plan as it is shown: safety first, then what is for now, part by part, with level and reason; the rest to open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nmt_widgets.charts.markup import escape
from nmt_widgets.charts.tables import ChartTable
from nmt_widgets.charts.wording import age, number, region_name
from nmt_widgets.core.display import displays
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument, load_instrument
from nmt_widgets.library.display.values import ValueDisplay, display_words, folded, fragment, listing
from nmt_widgets.planning import Plan, PlanLine, plan_text

_PARTS = ("web", "family", "client")
_PLAIN_KINDS = ("start", "protect", "ask")


@displays(Plan)
class PlanDisplay(ValueDisplay):
    """A plan as it is shown. What comes first, comes first; nothing in it says that a client is safe."""

    def __init__(self, value: Plan) -> None:
        self._plan, self._instrument = value, load_instrument()
        self._words = texts("planning", self._instrument.language)

    def _export_title(self) -> str:
        form = display_words(self._instrument)["plan"]
        return str(form.format(title=self._plan.title, age=age(self._plan.age), label=self._plan.label))

    def _export_body(self) -> str:
        """Return the whole plan, every line with its words and details."""
        parts = [self._safety(in_full=True)]
        for part in _PARTS:
            lines = [line for line in self._plan.now if line.part == part]
            if lines:
                heading = escape(
                    display_words(self._instrument)["now"].format(part=self._words["parts"][part])
                )
                parts += [f"<h2>{heading}</h2>", *(self._in_full(line) for line in lines)]
        return fragment("".join(parts) + self._later(), theme="auto")

    def _body(self) -> str:
        tables = "".join(table.to_html() for table in self._now())
        lines = f'<div class="nmt-value-lines">{tables}</div>'
        return f"{self._safety()}{lines}{self._later()}"

    def _lines(self) -> Sequence[str]:
        return plan_text(self._plan).splitlines()

    def _safety(self, *, in_full: bool = False) -> str:
        lines = self._plan.safety.lines
        full = "".join(self._in_full(line) for line in lines) if in_full else ""
        brief = listing([f"{line.title}. {line.text}" for line in lines])
        return safety_first(self._plan, self._instrument, full or brief)

    def _now(self) -> Iterator[ChartTable]:
        """Yield a table for each part of what is for now."""
        say = display_words(self._instrument)
        columns = say["plan_columns"]
        for part in _PARTS:
            rows: tuple[tuple[str, ...], ...] = tuple(
                (self._title(line), self._level(line), line.why[0] if line.why else number(None))
                for line in self._plan.now
                if line.part == part
            )
            if rows:
                caption = say["now"].format(part=self._words["parts"][part])
                header: tuple[str, ...] = (columns["what"], columns["level"], columns["why"])
                if all(level == number(None) for level in (row[1] for row in rows)):
                    header, rows = header[::2], tuple(row[::2] for row in rows)
                yield ChartTable(caption, header, rows)

    def _later(self) -> str:
        """Return what waits, what is held back, and what can be expected, each to open."""
        say, plan = display_words(self._instrument), self._plan
        waiting = [self._waiting(line) for line in plan.next]
        expected = [f"{line.title}. {line.text}" for line in plan.expect]
        return held_back(plan, self._instrument) + "".join(
            folded(heading, listing(entries))
            for heading, entries in (
                (say["next"].format(n=len(waiting)), waiting),
                (str(self._words["expect"]), expected),
            )
            if entries
        )

    def _title(self, line: PlanLine) -> str:
        return (
            line.title if line.kind in _PLAIN_KINDS else f"{line.title} ({self._words['kinds'][line.kind]})"
        )

    def _level(self, line: PlanLine) -> str:
        names = [region_name(region, self._instrument) for region in line.regions]
        return ", ".join(names) if names else number(None)

    def _waiting(self, line: PlanLine) -> str:
        until = "; ".join(line.cleared_by)
        waits = f" {self._words['waits'].format(until=until)}" if until else ""
        return f"{self._title(line)}.{waits}"

    def _in_full(self, line: PlanLine) -> str:
        details = [f"{self._words['details'][label]}: {words}" for label, words in line.details]
        return (
            f"<h3>{escape(self._title(line))}</h3><p>{escape(line.text)}</p>{listing([*details, *line.why])}"
        )


def safety_first(plan: Plan, instrument: Instrument, lines: str) -> str:
    """Return the markup of what comes first: signs of danger, what the site has laid down, and the lines."""
    safety, words = plan.safety, texts("safety", instrument.language)
    numbers = [f"{person}: {number_}" for person, number_ in safety.numbers]
    return (
        f'<div class="nmt-value-first"><strong>{escape(words["title"])}</strong>'
        f"<p>{escape(safety.summary)}</p>{f'<p>{escape(safety.missing)}</p>' if safety.missing else ''}"
        f"{listing(safety.procedure, numbered=True)}{listing(numbers)}{lines}</div>"
    )


def held_back(plan: Plan, instrument: Instrument) -> str:
    """Return the markup of what is held back while there is danger, to open; empty where nothing is."""
    withheld = [f"{line.title}: {' '.join(line.withheld_because)}" for line in plan.safety.withheld]
    if not withheld:
        return ""
    title = texts("planning", instrument.language)["held"]
    return folded(display_words(instrument)["held"].format(title=title, n=len(withheld)), listing(withheld))
