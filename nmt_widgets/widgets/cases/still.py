"""The still picture of a list of cases: its cards as links, before the scripts come."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from nmt_widgets.widgets.cases.messages import CaseEntry, CaseListState, CaseSection, Query
from nmt_widgets.widgets.shared.markup import Child, Html, join, make_element
from nmt_widgets.widgets.shared.messages import Words

More = Callable[[CaseEntry], list[Html]]
"""What a screen adds to a card."""


def still_cases(state: CaseListState, words: Words, screen: str, more: More = lambda entry: []) -> Html:
    """Return the list as its script draws it first.

    Parameters
    ----------
    state, words, screen
        As :class:`nmt_widgets.widgets.CaseListView` has them.
    more : callable, optional
    """
    sections = (_section(section, state, words, screen, more) for section in state["sections"])
    return join(
        _search(state, words),
        _groups(state, words) if len(state["groups"]) > 1 else None,
        _filters(state, words) if "group" in state["query"] else None,
        make_element("div", {"class": "nmt-case-sections"}, *sections),
        _pager(state, words) if state["pages"] > 1 else None,
    )


def address_of(screen: str, query: Query) -> str:
    """Return the address of a screen with a query."""
    return f"{screen}.ipynb?{urlencode(query)}" if query else f"{screen}.ipynb"


def _search(state: CaseListState, words: Words) -> Html:
    entry = {
        "class": "nmt-input",
        "type": "search",
        "value": state["query"].get("search", ""),
        "disabled": True,
    }
    field = make_element(
        "label",
        {"class": "nmt-field"},
        make_element("span", {"class": "nmt-field-name"}, words["search"]),
        make_element("input", entry),
        make_element("small", {}, words["search_hint"]),
    )
    return make_element(
        "div",
        {"class": "nmt-case-search"},
        field,
        make_element("p", {"class": "nmt-case-result"}, state["result"]),
    )


def _groups(state: CaseListState, words: Words) -> Html:
    rows: list[Html] = []
    for group, name, count in [("", words["overview"], 0), *state["groups"]]:
        query = {"group": group} if group else {}
        link = make_element(
            "a",
            {
                "href": f"?{urlencode(query)}",
                "aria-current": "page" if state["query"].get("group", "") == group else None,
            },
            make_element("span", {}, name),
            make_element("b", {}, str(count)) if group else None,
        )
        rows.append(make_element("li", {}, link))
    attributes = {"class": "nmt-part-links nmt-case-groups", "aria-label": words["groups_label"]}
    return make_element("nav", attributes, make_element("ul", {}, *rows))


def _filters(state: CaseListState, words: Words) -> Html:
    chips = [
        make_element(
            "a",
            {
                "class": "nmt-chip nmt-case-chip",
                "href": f"?{urlencode({key: text for key, text in state['query'].items() if key not in names})}",
            },
            label,
            make_element("span", {"aria-hidden": "true"}, "×"),
        )
        for label, names in state["chips"]
    ]
    return make_element(
        "div",
        {"class": "nmt-case-filters"},
        make_element("details", {"class": "nmt-more"}, make_element("summary", {}, words["adjust"])),
        make_element("div", {"class": "nmt-toolbar nmt-case-chips"}, *chips) if chips else None,
    )


def _section(section: CaseSection, state: CaseListState, words: Words, screen: str, more: More) -> Html:
    count, entries = section["count"], section["entries"]
    has_more = count > len(entries) and "group" not in state["query"]
    link = {"class": "nmt-case-all", "href": f"?{urlencode({'group': section['group']})}"}
    heading = make_element(
        "h2", {}, section["title"], make_element("span", {}, str(count)) if count else None
    )
    return make_element(
        "section",
        {},
        make_element(
            "header",
            {},
            heading,
            make_element("a", link, words["show_all"].format(count=count)) if has_more else None,
        ),
        make_element(
            "ul",
            {"class": "nmt-case-cards is-row" if has_more else "nmt-case-cards"},
            *(_card(entry, words, screen, more(entry)) for entry in entries),
        ),
    )


def _card(entry: CaseEntry, words: Words, screen: str, more: list[Html]) -> Html:
    href = address_of(screen, {"case": entry["case"]})
    title: Child = entry["title"] if entry["problem"] else make_element("a", {"href": href}, entry["title"])
    actions = [
        make_element(
            "a", {"class": "nmt-button is-quiet", "href": address_of(id, {"case": entry["case"]})}, action
        )
        for id, action in entry["actions"]
    ]
    menu = make_element("summary", {"class": "nmt-button is-quiet"}, words["more"])
    return make_element(
        "li",
        {"class": "nmt-card nmt-case"},
        make_element("div", {"class": "nmt-case-map", "aria-hidden": "true"}) if entry["map"] else None,
        make_element(
            "div",
            {"class": "nmt-case-words"},
            make_element("p", {"class": "nmt-case-kind"}, entry["kind"]),
            make_element("h3", {"class": "nmt-case-title"}, title),
            make_element("p", {"class": "nmt-case-lead"}, entry["lead"]) if entry["lead"] else None,
            *(make_element("p", {"class": "nmt-case-fact"}, fact) for fact in entry["facts"]),
            make_element("p", {"class": "nmt-case-problem"}, entry["problem"]) if entry["problem"] else None,
        ),
        make_element("details", {"class": "nmt-case-menu"}, menu) if entry["filing"] else None,
        *more,
        make_element("div", {"class": "nmt-case-actions"}, *actions) if actions else None,
    )


def _pager(state: CaseListState, words: Words) -> Html:
    page, pages = state["page"], state["pages"]

    def link(number: int, label: str) -> Html:
        look = {"class": "nmt-button is-plain is-small"}
        if not 1 <= number <= pages:
            return make_element("span", {**look, "aria-disabled": "true"}, label)
        return make_element("a", {**look, "href": f"?{urlencode({**state['query'], 'page': number})}"}, label)

    return make_element(
        "nav",
        {"class": "nmt-toolbar nmt-case-pager", "aria-label": words["pages_label"]},
        link(page - 1, words["earlier"]),
        make_element("span", {}, words["page"].format(page=page, pages=pages)),
        link(page + 1, words["later"]),
    )
