"""The workbook with all its screens, the door of a class, and the people of the errands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from nmt_widgets.core.places import notebooks
from nmt_widgets.store import Person, open_store
from nmt_widgets.store.database.engine import open_engine
from nmt_widgets.store.learning.classes import Classes
from nmt_widgets.store.people.accounts import add_person
from tests.cheap_hashing import hashed_cheaply
from tests.server.running import Server, start

PASSPHRASE = "four words make one"
CASE = "practice-boy-8"
NETWORK = "127.0.0.2"
_DOOR = "from nmt_widgets.server.class_door.door import open_class_door"


@dataclass
class School:
    """A running server, the address for members of a class with its code, and a case to score."""

    server: Server
    class_link: str
    case: str

    def screen(self, name: str) -> str:
        return f"{self.server.url}/voila/render/{name}.ipynb"


def open_school(work: Path) -> School:
    """Start the server, with the trainer Tina, her class, and the clinician Cleo with a case of hers."""
    url = f"sqlite:///{work / 'data' / 'workbook.db'}"
    (work / "data").mkdir(parents=True)
    with hashed_cheaply():
        for name, role in {"Tina": "trainer", "Cleo": "clinician"}.items():
            add_person(open_engine(url), name, role, PASSPHRASE)
    code = Classes(open_store(Person("Tina", "trainer"), url=url).access).open_class("Monday", CASE).code
    first = {"title": "Boy", "assessments/1/age": "9 years", "assessments/1/label": "First"}
    answers = {**first, "assessments/1/status": "in-progress"}
    case = open_store(Person("Cleo", "clinician"), url=url).create(None, answers, kind="clinical").case_id
    server = start(
        notebooks(),
        work,
        prelude=_DOOR,
        options=f"app='practice', class_door=open_class_door({NETWORK!r}, 0)",
    )
    link = re.search(r"https?://\S+", server.process.stdout.readline())[0]
    return School(server, f"{link}/{code}", case)
