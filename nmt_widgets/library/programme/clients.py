"""Who the clients are: how many, how old, and who came back."""

from __future__ import annotations

from nmt_widgets.charts.outcomes import plot_flow
from nmt_widgets.core.local import say_number
from nmt_widgets.core.texts import texts
from nmt_widgets.library.programme.topics import Finding
from nmt_widgets.library.programme.view import View
from nmt_widgets.outcomes.change import client_flow


def tell_clients(view: View) -> list[Finding]:
    """Return the findings of the topic `clients`."""
    return [_flow(view)]


def _flow(view: View) -> Finding:
    say = texts("programme")["findings"]["flow"]
    rows = view.chosen[view.people.of_row]
    columns = [name for name in ("client", "time", "left") if name in view.people.frame.columns]
    flow = client_flow(view.people.frame.loc[rows, columns])
    figure = plot_flow(flow, synthetic=view.synthetic, theme=view.theme)
    lost = int(flow.loc[flow["state"] == "lost", "count"].sum())
    sentence = say["sentence"].format(n=say_number(view.n, grouped=True), lost=say_number(lost, grouped=True))
    return Finding("flow", say["title"], figure, sentence, say["caveat"], view.n, 0)
