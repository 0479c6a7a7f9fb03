"""What of the programme an address or its page asks for: a part, and a level of a few filters."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from typing import Any

from nmt_widgets.library.programme import Filter

MOST_FILTERS = 2
"""That can be set together: with more, hardly any group is large enough to say anything of it."""

PART = "part"


class ProgrammeQuery:
    """The query of an address, checked: anybody may have written it.

    Parameters
    ----------
    query : mapping of str to str
    parts : sequence of str
        Of the screen; without one, or with one that is not known, the first is shown.
    filters : sequence of Filter
        Of those who are shown.
    before : container of str
        The filters that are set already: of too many, those that come on top are refused.

    Attributes
    ----------
    part : str
    selection : dict of str to str
        Level by filter.
    unknown : list of str
        The parts of the address that are not known, as the texts `common` name them.
    excess : list of str
        The filters that are too many.
    lost : list of str
        The filters without the level that was asked for.
    """

    def __init__(
        self,
        query: Mapping[str, Any],
        parts: Sequence[str],
        filters: Sequence[Filter],
        before: Container[str] = (),
    ) -> None:
        part = query.get(PART)
        is_known = isinstance(part, str) and part in parts
        self.part = str(part) if is_known else parts[0]
        levels = {filter.id: [id for id, _, _ in filter.levels] for filter in filters}
        asked_for = {name: level for name, level in query.items() if name in levels and level}
        self.lost = [name for name, level in asked_for.items() if level not in levels[name]]
        fit = sorted(
            (name for name in asked_for if name not in self.lost), key=lambda name: name not in before
        )
        self.excess = fit[MOST_FILTERS:]
        self.selection: dict[str, str] = {name: str(asked_for[name]) for name in fit[:MOST_FILTERS]}
        self.unknown = [
            *(["programme_part"] if part and not is_known else []),
            *(["programme_filter"] if query.keys() - {PART, *levels} else []),
        ]

    @property
    def query(self) -> dict[str, str]:
        """What is shown, for the address."""
        return {PART: self.part, **self.selection}
