"""The query of an address as a request for a page of cases: what a person searched, filtered and sorted by.

What is in an address may be anything: unknown names and values are left out, and what was typed wrongly is reported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Literal, TypeVar, get_args

from nmt_widgets.case_files.ages import tidy_age, years
from nmt_widgets.case_files.model import Status
from nmt_widgets.case_files.overview import kept_text
from nmt_widgets.core.local import say_date
from nmt_widgets.instrument import Instrument
from nmt_widgets.store.records.catalogue import GROUPS, Group, Listing, Sort
from nmt_widgets.widgets.cases.messages import CaseFilter, Query
from nmt_widgets.widgets.shared.messages import Pair

NOT_KNOWN = "unknown"
"""The category of cases of which none is known."""

ME, NOBODY = "me", "nobody"
"""How an address names whoever opens it, and nobody, in the filter `assigned`."""

SORTS: dict[str, tuple[Sort, bool]] = {
    "changed": ("changed", True),
    "title": ("title", False),
    "youngest": ("age", False),
    "oldest": ("age", True),
    "date": ("date", True),
    "category": ("category", False),
}
"""The orders a person can choose from: by what, and whether descending."""


def usual_sort(group: Group | None) -> str:
    """Return the order of a group that nobody chose another for."""
    return "title" if group in ("teaching", "practice") else "changed"


_NAMES = ("group", "search", "sort", "page", "category", "status", "assigned")
_RANGES = ("age", "date")
_LONGEST = 120

Value = TypeVar("Value", float, str)


class CaseQuery:
    """A query and what it asks for.

    Parameters
    ----------
    query : mapping of str to str
        Names beside those of a list, such as `case`, are ignored.
    instrument : Instrument
    me : str
        The name of the person in front; empty for a guest.
    words : mapping
        The texts of `case_list`.

    Attributes
    ----------
    query : dict of str to str
        Without what is not known.
    problems : dict of str to str
        What is wrong with a filter, by its name; such a filter is left out.
    unknown : list of str
        The names whose value is not known; they are left out.
    sort : str
        One of `SORTS`.
    listing : Listing

    Examples
    --------
    >>> from nmt_widgets.core.texts import texts
    >>> from nmt_widgets.instrument import load_instrument
    >>> words = texts("case_list")
    >>> query = CaseQuery({"group": "clients", "age_from": "old", "page": "2"}, load_instrument(), "Ada", words)
    >>> query.listing.group, query.listing.page, query.listing.ages
    ('clients', 2, (None, None))
    >>> query.problems
    {'age_from': 'Write an age, such as 9, 8.5 or 18 months'}
    """

    def __init__(
        self, query: Mapping[str, str], instrument: Instrument, me: str, words: Mapping[str, Any]
    ) -> None:
        names = (*_NAMES, *(f"{name}_{end}" for name in _RANGES for end in ("from", "to")))
        texts = {
            name: kept_text(query[name])[:_LONGEST] for name in names if isinstance(query.get(name), str)
        }
        self.query: Query = {name: text for name, text in texts.items() if text}
        self.problems: Query = {}
        self.unknown: list[str] = []
        self._words, self._refused = words, words["refused"]
        categories = (*(category.id for category in instrument.domains.categories), NOT_KNOWN)
        group: Group | None = self._choice("group", get_args(Group), None)
        self.sort: str = self._choice("sort", SORTS, usual_sort(group))
        sort, descending = SORTS[self.sort]
        self.listing = Listing(
            group=group,
            words=self.query.get("search", ""),
            ages=self._range("age", lambda text: years(tidy_age(text))),
            dates=self._range("date", lambda text: date.fromisoformat(text).isoformat()),
            categories=self._several("category", categories),
            statuses=self._several("status", get_args(Status)),
            assigned=self._assigned(me),
            sort=sort,
            descending=descending,
            page=self._page(),
        )

    def chips(self, filters: Iterable[CaseFilter]) -> list[tuple[str, list[str]]]:
        """Return the filters that are set, in words, each with its names in the query."""
        chips = []
        for entry in filters:
            names = [name for name in _names_of(entry) if name in self.query and name not in self.problems]
            if names:
                text = self._words["filter"].format(name=entry["label"], value=self._value(entry, names))
                chips.append((text, names))
        return chips

    def _value(self, entry: CaseFilter, names: list[str]) -> str:
        values = {name: self.query[name] for name in names}
        if entry["kind"] in ("several", "single"):
            chosen = values[entry["name"]].split(",") if entry["kind"] == "several" else [*values.values()]
            known = dict(entry["options"])
            return ", ".join(known.get(id, id) for id in chosen)
        if entry["kind"] == "dates":
            values = {name: say_date(text) for name, text in values.items()}
        ends = {name.rpartition("_")[2]: text for name, text in values.items()}
        key = "range" if len(ends) == 2 else f"range_{next(iter(ends))}"
        return str(self._words[key].format(**ends))

    def turn_to(self, page: int) -> None:
        """Name the page that is shown, where the query asked for one behind the last."""
        if self.query.pop("page", "") and page > 1:
            self.query["page"] = str(page)

    @property
    def is_filtered(self) -> bool:
        """Whether it asks for less than whole groups."""
        return bool(self.query.keys() - {"group", "sort", "page"})

    def _choice(self, name: str, choices: Any, default: Any) -> Any:
        if self.query.get(name) in choices:
            return self.query[name]
        if self.query.pop(name, ""):
            self.unknown.append(name)
        return default

    def _several(self, name: str, choices: tuple[str, ...]) -> tuple[str, ...]:
        options = self.query.pop(name, "").split(",")
        chosen = tuple(choice for choice in choices if choice in options)
        if {*options} - {"", *chosen}:
            self.unknown.append(name)
        if chosen:
            self.query[name] = ",".join(chosen)
        return chosen

    def _range(self, name: str, read: Callable[[str], Value]) -> tuple[Value | None, Value | None]:
        low, high = (self._end(name, f"{name}_{end}", read) for end in ("from", "to"))
        if low is not None and high is not None and low > high:
            self.problems[f"{name}_to"] = self._refused[f"{name}s"]
            return low, None
        return low, high

    def _end(self, kind: str, name: str, read: Callable[[str], Value]) -> Value | None:
        if name not in self.query:
            return None
        try:
            return read(self.query[name])
        except ValueError:
            self.problems[name] = self._refused[kind]
            return None

    def _assigned(self, me: str) -> str | None:
        name = self.query.get("assigned")
        return {None: None, ME: me, NOBODY: ""}.get(name, name)

    def _page(self) -> int:
        text = self.query.pop("page", "")
        page = int(text) if text.isdecimal() and len(text) < 8 else 0
        if text and page < 1:
            self.unknown.append("page")
        if page > 1:
            self.query["page"] = str(page)
        return max(1, page)


def _names_of(entry: CaseFilter) -> list[str]:
    is_range = entry["kind"] in ("years", "dates")
    return [f"{entry['name']}_{end}" for end in ("from", "to")] if is_range else [entry["name"]]


def filters_of(
    words: Mapping[str, Any],
    categories: Mapping[str, str],
    statuses: Mapping[str, str],
    colleagues: Iterable[str] = (),
) -> list[CaseFilter]:
    """Return the filters of a list, as its page shows them.

    Parameters
    ----------
    words : mapping
        The texts of `case_list`.
    categories, statuses : mapping of str to str
        Their names by id.
    colleagues : iterable of str
        To whom else clients may be assigned, for a person who sees every client.
    """
    kinds: dict[str, Literal["years", "dates", "several", "single"]] = {
        "age": "years",
        "date": "dates",
        "category": "several",
        "status": "several",
        "assigned": "single",
    }
    options: dict[str, list[Pair]] = {
        "category": [*categories.items(), (NOT_KNOWN, words["not_known"])],
        "status": [*statuses.items()],
        "assigned": [
            ("", words["anybody"]),
            (ME, words["me"]),
            (NOBODY, words["nobody"]),
            *((name, name) for name in colleagues),
        ],
    }
    return [
        {
            "name": name,
            "kind": kind,
            "label": words["filters"][name],
            "options": options.get(name, []),
            "groups": [group for group in GROUPS if group not in _WITHOUT.get(name, ())],
        }
        for name, kind in kinds.items()
    ]


_WITHOUT: dict[str, tuple[Group, ...]] = {
    "category": ("practice",),
    "assigned": ("mine", "teaching", "practice"),
}
"""The groups in which a filter would tell nothing apart."""
