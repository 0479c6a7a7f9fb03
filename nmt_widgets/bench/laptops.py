"""A laptop of a class without a browser: it joins at the door, opens the attempt and saves a score after another."""

from __future__ import annotations

import uuid
from typing import Self

from nmt_widgets.bench.visitors import OpenSheet, PageClient


class Laptop:
    """A member of a class, from `with` to its end.

    Parameters
    ----------
    door, code, name : str
        Where the class comes in, its code, and what the member is called.
    """

    def __init__(self, door: str, code: str, name: str) -> None:
        self._door, self._code, self._name = door, code, name

    def __enter__(self) -> Self:
        visitor = PageClient(self._door)
        visitor.post("/", form=uuid.uuid4().hex, action="join", code=self._code, name=self._name)
        self._page = visitor.open("practice")
        self._sheet = OpenSheet(self._page, "vignette")
        return self

    def __exit__(self, *_: object) -> None:
        self._page.close()

    @property
    def retries(self) -> int:
        """How often the store was too busy to save a score at once."""
        return self._sheet.retries

    def score(self, path: str, score: int) -> None:
        """Save a score, and wait until it is saved."""
        self._sheet.save({path: {"score": score}}, uuid.uuid4().hex)
