"""The directive `outcome-picture`: a picture of many clients, drawn by the library of invented ones, light and dark.

```{outcome-picture} gains
Reliable change of four domains.
```
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any

from brain_maps import draw_figure
from docutils import nodes
from sphinx.util.docutils import SphinxDirective

import nmt_widgets as nmt


@cache
def pictures() -> dict[str, Callable[..., Any]]:
    """Return what draws each picture, by its name: a function of the theme."""
    from nmt_widgets.charts import outcomes
    from nmt_widgets.outcomes.change import client_flow, paired_change
    from nmt_widgets.outcomes.timing import timing

    cohort = nmt.cohort(nmt.synthetic_cohort(n=400, seed=1, times=3).frame)
    domains = [name for name in cohort.frame.columns if name.endswith("_percent")]
    changes = [paired_change(cohort.frame, measure=name, times=(1, 2)) for name in ("total", *domains)]
    return {
        "gains": partial(outcomes.plot_gains, changes, synthetic=cohort.synthetic),
        "flow": partial(outcomes.plot_flow, client_flow(cohort.frame), synthetic=cohort.synthetic),
        "timing": partial(outcomes.plot_timing, timing(cohort.frame, "self_regulation")),
    }


class OutcomePicture(SphinxDirective):
    """A picture of many clients, with the sentence that says what it shows."""

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return a figure with one picture for each scheme."""
        plot = pictures()[self.arguments[0]]

        def draw(scheme: str, path: Path) -> None:
            plot(theme=scheme).save(path)

        return [draw_figure(self, draw, nmt.describe(plot()))]


def setup(app: Any) -> dict[str, bool]:
    """Connect with Sphinx."""
    app.add_directive("outcome-picture", OutcomePicture)
    return {"parallel_read_safe": True}
