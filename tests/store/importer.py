"""Imports a table that a test writes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from nmt_widgets.core.errors import InputError
from nmt_widgets.store import Store, verify
from nmt_widgets.store.errors import Doubtful
from nmt_widgets.store.transfer.importing import ImportPlan, carry_out, plan_import

WIDE_MAPPING = """\
format: import-1
case: Code
assessment: Visit
age: Age
date: Date
kind: clinical
columns:
  Arousal: functions/scores/arousal
  Sleep: sleep
  Neglect: history/adversity/infancy/neglect
  School: school
values: {n/a: not known, "-": null}
"""


class Importer:
    """Writes a file and its mapping, and imports it."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store, self._folder = store, folder

    def plan(
        self,
        file: str | bytes | Path,
        mapping: str = WIDE_MAPPING,
        *,
        amend: bool = False,
        sure: bool = False,
    ) -> ImportPlan:
        path, mapping_file = self._folder / "scores.csv", self._folder / "map.yaml"
        if isinstance(file, Path):
            path = file
        else:
            path.write_bytes(file if isinstance(file, bytes) else file.encode())
        mapping_file.write_text(mapping, encoding="utf-8")
        return plan_import(self.store, path, mapping_file, amend=amend, sure=sure)

    def carry_out(self, *arguments: Any, amend: bool = False, sure: bool = False) -> None:
        carry_out(self.store, self.plan(*arguments, amend=amend, sure=sure))

    def problems(self, *arguments: Any, sure: bool = False) -> list[str]:
        before = verify(self.store.engine)
        with pytest.raises(InputError) as refused:
            self.plan(*arguments, sure=sure)
        assert verify(self.store.engine) == before
        return [str(problem).replace(f"{self._folder}/", "") for problem in refused.value.problems]

    def questions(self, *arguments: Any) -> list[str]:
        """Return what is asked, where that is all there is; whoever is sure goes on."""
        before = verify(self.store.engine)
        with pytest.raises(Doubtful) as refused:
            self.plan(*arguments)
        assert verify(self.store.engine) == before
        assert refused.value.faults == ()
        sure = self.plan(*arguments, sure=True)
        assert len(sure.questions) == len(refused.value.questions)
        return [question.brief for question in refused.value.questions]
