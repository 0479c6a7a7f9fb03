"""Which screens there are, and to whom each is open."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from nmt_widgets.core.places import REPORTS

if TYPE_CHECKING:
    from nmt_widgets.store import Person

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")


@dataclass(frozen=True)
class Admission:
    """To whom a screen is open: the metadata of its notebook says so.

    Attributes
    ----------
    person : bool
        ``nmt: {person: true}``: to people who are signed in, and not to guests.
    needs : tuple of str
        ``nmt: {needs: [...]}``: to people whose role has one of these rights; empty for every role.
    """

    person: bool = False
    needs: tuple[str, ...] = ()

    def is_open_to(self, person: Person | None) -> bool:
        """Return whether a person, or a guest, may open the screen."""
        if person is None:
            return not self.person
        if not self.needs:
            return True
        from nmt_widgets.store.people.roles import role_has

        return role_has(person.role, self.needs)


def apps_in(notebooks: Path) -> list[str]:
    """Return the names of the screens: the notebooks standing directly in the folder, but those of reports."""
    files = (path for path in notebooks.glob("*.ipynb") if path.name not in REPORTS)
    return sorted(path.stem for path in files if _NAME.fullmatch(path.stem))


def admission_of(notebook: Path) -> Admission:
    """Return to whom a notebook's screen is open."""
    return _admission_of(notebook, notebook.stat().st_mtime_ns)


@lru_cache
def _admission_of(notebook: Path, _changed: int) -> Admission:
    metadata = json.loads(notebook.read_text(encoding="utf-8")).get("metadata", {}).get("nmt", {})
    needs = tuple(metadata.get("needs", ()))
    return Admission(bool(metadata.get("person")) or bool(needs), needs)


def open_screens(notebooks: Path, person: Person | None) -> list[str]:
    """Return the screens that are open to a person or a guest."""
    return [
        name for name in apps_in(notebooks) if admission_of(notebooks / f"{name}.ipynb").is_open_to(person)
    ]
