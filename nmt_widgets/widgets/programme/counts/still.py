"""The first picture of incidents and phases: the form, which does nothing yet, and what there is."""

from __future__ import annotations

from collections.abc import Sequence

from nmt_widgets.widgets.programme.counts.messages import CountsPage, CountStart, PhaseRow
from nmt_widgets.widgets.shared.markup import Child, Html, join, make_element
from nmt_widgets.widgets.shared.messages import Pair, Words


def still_counts(
    words: Words, kinds: Sequence[Pair], start: CountStart, page: CountsPage, phases: Sequence[PhaseRow]
) -> Html:
    """Return the picture; filters, buttons in rows and the table to be brought in come with the script."""
    enter, listed, named = words["enter"], words["list"], words["phases"]
    kind = dict(kinds)[start["kind"]]
    fields = (
        ("kind", kind, ""),
        ("date", start["date"], enter["date_hint"]),
        ("unit", start["unit"], enter["unit_hint"]),
        ("count", "", ""),
        ("days", "", enter["days_hint"]),
    )
    form = make_element(
        "div",
        {"class": "nmt-count-fields"},
        *(_field(name, enter[name], text, hint) for name, text, hint in fields),
    )
    counts = [
        (row["span"], row["place"], row["kind"], row["count"], row["days"], row["author"])
        for row in page["rows"]
    ]
    beginnings = [(phase["since"], phase["name"], phase["place"], phase["author"]) for phase in phases]
    return join(
        _section(enter["title"], make_element("p", {"class": "nmt-quiet"}, enter["lead"]), form),
        _section(listed["title"], _table([*listed["columns"].values()], counts)),
        _section(named["title"], _table([*named["columns"].values()], beginnings)),
    )


def _section(title: str, *parts: Child) -> Html:
    return make_element("section", {"class": "nmt-card"}, make_element("h3", {}, title), *parts)


def _field(name: str, label: str, text: str, hint: str) -> Html:
    return make_element(
        "div",
        {"class": f"nmt-field nmt-count-{name}"},
        make_element("label", {"class": "nmt-field-name"}, label),
        make_element("input", {"class": "nmt-input", "value": text, "disabled": True, "aria-label": label}),
        make_element("small", {}, hint) if hint else None,
    )


def _table(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> Html | None:
    if not rows:
        return None
    head = make_element("tr", {}, *(make_element("th", {"scope": "col"}, title) for title in titles))
    lines = (
        make_element(
            "tr",
            {},
            make_element("th", {"scope": "row"}, row[0]),
            *(
                make_element("td", {"data-title": title}, cell)
                for title, cell in zip(titles[1:], row[1:], strict=True)
            ),
        )
        for row in rows
    )
    table = make_element("table", {}, make_element("thead", {}, head), make_element("tbody", {}, *lines))
    return make_element("div", {"class": "nmt-table is-wide nmt-stacked-table"}, table)
