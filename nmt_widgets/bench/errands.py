"""People at work on one server: each does an errand after another, and goes on where the server was away."""

from __future__ import annotations

import time
import uuid
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.client import HTTPException
from itertools import count, cycle, islice
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple
from urllib.error import HTTPError

from nmt_widgets.bench.storing import Acknowledged
from nmt_widgets.bench.visitors import OpenPage, OpenSheet, PageClient
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.texts import texts

if TYPE_CHECKING:
    from nmt_widgets.store import Store

PASSPHRASE = "four words make one"  # noqa: S105
SCORES = 16
"""How many answers somebody saves before the page is closed."""

_TRIES = 8
_LISTED = ("james", "", "foster", "amy")


def add_client(store: Store, title: str = "James") -> str:
    """Add a client with an assessment in progress, most of it filled in; return the code."""
    from nmt_widgets.case_files import load_case
    from nmt_widgets.case_files.answers import to_answers

    others = ("assessments/2/", "story", "notes", "sources", "between", "kind", "summary")
    answers = {
        path: value for path, value in to_answers(load_case("james")).items() if not path.startswith(others)
    }
    answers |= {"title": title, "assessments/1/status": "in-progress"}
    return store.create(None, answers, kind="clinical").case_id


class DoneStep(NamedTuple):
    """What somebody did, from when to when, in seconds of a clock that goes on."""

    name: str
    begun: float
    ended: float


class Worker(ABC):
    """Somebody who signs in once and then works.

    Parameters
    ----------
    name, case : str
        Who it is, and their client.

    Attributes
    ----------
    pace : float
        Seconds between two steps, times what this kind of person `rests`.
    arrives_after : float
        Seconds after which this person comes.
    done, interruptions : int
        Errands that were done, and how often the server was away meanwhile.
    steps : list of DoneStep
        What was done.
    acknowledged : list
        Every answer that the server said it has.
    errors : list of str
    """

    rests: ClassVar[float] = 1.0

    def __init__(self, name: str, case: str) -> None:
        self.name, self.case = name, case
        self.pace = self.arrives_after = 0.0
        self.done = self.interruptions = 0
        self.steps: list[DoneStep] = []
        self.acknowledged: list[Acknowledged] = []
        self.errors: list[str] = []

    def work(self, address: str, is_over: Callable[[Worker], bool], outages: Callable[[], int]) -> None:
        """Do errands until it is over; each outage may interrupt one, and that one is done again."""
        try:
            time.sleep(self.arrives_after)
            self.arrive(address)
            while not is_over(self):
                try:
                    self.errand()
                    self.done += 1
                except self.outage_signs() as error:
                    self.interruptions += 1
                    is_answer = isinstance(error, HTTPError) and error.code != HTTPStatus.NOT_FOUND
                    if is_answer or self.interruptions > outages():
                        raise
        except Exception as error:
            self.errors.append(f"{type(self).__name__}: {type(error).__name__}: {error}")

    def arrive(self, address: str) -> None:
        """Sign in."""
        self._visitor = PageClient(address)
        self._visitor.sign_in(self.name, PASSPHRASE)

    @abstractmethod
    def errand(self) -> None:
        """Do one errand."""

    def open(self, screen: str, **query: str) -> OpenPage:
        """Open a page, and note how long it took."""
        with self.timing(f"open_{screen}"):
            return self._visitor.open(screen, **query)

    @staticmethod
    def outage_signs() -> tuple[type[Exception], ...]:
        """Return how somebody notices that the server is away."""
        from websockets.exceptions import ConnectionClosed, InvalidMessage, InvalidStatus

        return (OSError, EOFError, HTTPException, ConnectionClosed, InvalidStatus, InvalidMessage)

    @contextmanager
    def timing(self, step: str) -> Iterator[None]:
        """Note how long a step takes, if it comes to its end; rest afterwards."""
        begin = time.monotonic()
        yield
        self.steps.append(DoneStep(step, begin, time.monotonic()))
        time.sleep(self.pace * self.rests)


class Scorer(Worker):
    """Saves a score after another; what was not acknowledged is sent again, with the same mark."""

    def __init__(self, name: str, case: str) -> None:
        super().__init__(name, case)
        self._pending: deque[tuple[dict[str, Any], str]] = deque()
        self._count = count()

    def errand(self) -> None:
        """Open the assessment and save some scores."""
        if not self._pending:
            self._pending.extend((change, uuid.uuid4().hex) for change in self._changes())
        with self.open("assess", case=self.case) as page:
            sheet = OpenSheet(page)
            while self._pending:
                changes, edit = self._pending[0]
                with self.timing("save"):
                    revision = sheet.save(changes, edit)
                    self.acknowledged.append((self.case, edit, revision))
                    self._pending.popleft()

    def _changes(self) -> list[dict[str, Any]]:
        from nmt_widgets.instrument import load_instrument

        ids = load_instrument().ids
        numbers = [next(self._count) for _ in range(SCORES)]
        return [
            {f"assessments/1/functions/scores/{ids[n % len(ids)]}": {"score": 1 + n % 12, "note": f"{n}"}}
            for n in numbers
        ]


class Consultant(Worker):
    """Tries scores in a consultation."""

    def errand(self) -> None:
        """Open the consultation and try one score after another."""
        with self.open("consult", case=self.case) as page:
            trial = page.find("leverage")
            ids = [function["id"] for function in page.widgets[trial]["functions"]]
            for number in range(_TRIES):
                changes = dict.fromkeys(ids[: 1 + number], 1 + number)
                with self.timing("try"):
                    page.set(trial, changes=changes)
                    page.hear(lambda data: "effects" in data.get("state", {}))


class HomeReader(Worker):
    """Looks for cases, and opens one; reads what there is."""

    rests = 2.0

    def errand(self) -> None:
        """Open the list, search it, and open a case."""
        with self.open("home") as page:
            cases = page.find("sorts")
            for words in _LISTED:
                request = uuid.uuid4().hex
                with self.timing("search"):
                    page.send(cases, type="list", request=request, query={"search": words})
                    page.wait(lambda: page.widgets[cases]["state"]["answers"] == request)  # noqa: B023
            with self.timing("open_case"):
                page.send(cases, type="open", case=self.case)
                page.find("progress")


class Reporter(Worker):
    """Makes reports and fetches them; reads each file."""

    rests = 8.0

    def errand(self) -> None:
        """Make the report of a case, as HTML and PDF, and fetch its files."""
        with self.open("home", case=self.case) as page:
            maker = page.find("progress")
            with self.timing("report"):
                page.send(maker, type="make")
                page.wait(lambda: page.widgets[maker]["state"] == "running")
                page.wait(lambda: page.widgets[maker]["state"] != "running")
            state = page.widgets[maker]
            if state["state"] != "done":
                raise RuntimeError(state["message"])
            for file in state["files"]:
                with self.timing("fetch"):
                    page.send(maker, type="fetch", name=file["name"])
                    page.reply(type="file", name=file["name"])


_CREW: tuple[type[Worker], ...] = (Scorer, Consultant, Scorer, HomeReader, Scorer, Reporter)


def hire(url: str, people: int, *more: type[Worker]) -> list[Worker]:
    """Add people to a database, each with a client of their own; half of them score.

    Parameters
    ----------
    url : str
    people : int
    *more : type of Worker
        Who else comes.

    Raises
    ------
    InputError
        When somebody is in the database already.
    """
    from nmt_widgets.store import Access, Person, Store, open_store, operator
    from nmt_widgets.store.people.accounts import add_person, list_people

    engine = open_store(operator(), url=url).engine
    if list_people(engine):
        words = texts("command")["bench"]
        raise InputError(words["not_empty"], remedy=words["not_empty_remedy"])
    crew = []
    for number, kind in enumerate((*more, *islice(cycle(_CREW), people))):
        name = f"{kind.__name__} {number + 1}"
        add_person(engine, name, "clinician", PASSPHRASE)
        store = Store(Access(engine, Person(name, "clinician")))
        crew.append(kind(name, add_client(store, f"James {number + 1}")))
    return crew
