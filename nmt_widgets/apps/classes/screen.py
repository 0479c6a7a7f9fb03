"""The screen of classes: a class opened or joined by a code, and for its trainer the board of what is submitted."""

from __future__ import annotations

import ipywidgets

from nmt_widgets.apps.classes.board import ClassBoardView
from nmt_widgets.apps.shared.page_requests import refused
from nmt_widgets.apps.shared.screen import ListScreen, open_screen
from nmt_widgets.apps.shared.training_references import FindReference, reference_finder
from nmt_widgets.case_files import Case
from nmt_widgets.core.local import say_date
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.store import NoRecord, Summary
from nmt_widgets.store.learning.classes import Classes, TrainingClass
from nmt_widgets.store.records.catalogue import Listing
from nmt_widgets.training.class_board import rater_label
from nmt_widgets.training.references.attempts import begin_attempt, practice_list
from nmt_widgets.widgets.classes.list import ClassList
from nmt_widgets.widgets.classes.messages import ListedClass, ListMessage

_LONGEST_CODE, _LONGEST_FILLED_IN = 20, 12


def show(code: str | None = None) -> ipywidgets.Widget:
    """Return the screen of classes.

    Parameters
    ----------
    code : str, optional
        A class to open at once; by default the one the page's address names, if any.
    """
    return open_screen(
        "classes",
        lambda instrument, store, request: ClassesScreen(
            instrument,
            Classes(store.access),
            reference_finder(request, store.access, instrument),
            code or request.query.get("code"),
            request.query.get("case"),
        ),
        help="class",
    )


class ClassesScreen(ListScreen[ListedClass, ListMessage]):
    """The list of classes, or the board of one in its place.

    Parameters
    ----------
    instrument : Instrument
    classes : Classes
        Opened for the person in front.
    find_reference : callable
    code : str, optional
        A class to open at once, or to join.
    case : str, optional
        The case that is chosen in the form for a new class.
    """

    topic = "classes"

    def __init__(
        self,
        instrument: Instrument,
        classes: Classes,
        find_reference: FindReference,
        code: str | None = None,
        case: str | None = None,
    ) -> None:
        super().__init__(instrument)
        self._classes, self._find_reference = classes, find_reference
        self._cases = {case.id: case for case in practice_list(instrument)}
        self._chosen = self.read_part("case", case, self._cases)
        code = code or ""
        may_open = bool(code) and classes.may_look()
        self._code_to_join = "" if may_open else code[:_LONGEST_FILLED_IN]
        self.start((lambda: self._open(code)) if may_open else None)
        self._code_to_join = ""  # filled in once

    # ---- the list ----

    def act(self, message: ListMessage) -> None:
        """Open a class, begin one, or join one."""
        match message["type"]:
            case "open":
                self._open(message["code"][:_LONGEST_CODE])
            case "begin":
                case = self._case(message["practice"])
                self._open(self._classes.open_class(message["title"], case.id).code)
            case "join":
                self._join(message["code"][:_LONGEST_CODE])

    def rows(self) -> list[ListedClass]:
        """Return the classes one may look at, or has joined."""
        classes = self._classes.classes()
        if self._classes.may_look():
            return [self._led_row(training_class) for training_class in classes]
        attempts = self._attempts() if classes else []
        return [self._joined_row(training_class, attempts) for training_class in classes]

    def make_list(self, rows: list[ListedClass], problem: str) -> ClassList:
        """Return the classes, with short forms to open or to join one."""
        classes = self._classes
        titles = [(case.id, case.title) for case in self._cases.values()]
        return ClassList(
            self.receive,
            classes=rows,
            cases=titles if classes.may_lead() else [],
            joins=not classes.may_look() and "practice" in classes.store.kinds(),
            words=self._words["list"],
            code=self._code_to_join,
            chosen=self._chosen,
            problem=problem,
        )

    def subtitle(self, problem: str) -> str:
        """Return what the person does here: leads, looks on, or joins."""
        may_lead, may_look = self._classes.may_lead(), self._classes.may_look()
        return str(
            self._words["subtitle_lead" if may_lead else "subtitle_look" if may_look else "subtitle_join"]
        )

    def _led_row(self, training_class: TrainingClass) -> ListedClass:
        members, day = len(training_class.members), say_date(training_class.opened[:10])
        case = self._title(training_class.practice)
        row = _row(
            training_class, self._words["list"]["row_lead"].format(case=case, members=members, day=day)
        )
        return {**row, "board": True}

    def _joined_row(self, training_class: TrainingClass, attempts: list[Summary]) -> ListedClass:
        own = [attempt for attempt in attempts if attempt.practice_of == training_class.practice]
        is_done = any(attempt.statuses.get(1) == "completed" for attempt in own)
        summary = self._words["list"]["row_join"].format(
            case=self._title(training_class.practice),
            label=rater_label(training_class.members[0].seat),
            state=self._words["list"]["submitted" if is_done else "going"],
        )
        return {**_row(training_class, summary), "attempt": own[0].case_id if own else ""}

    def _attempts(self) -> list[Summary]:
        """Return the person's own attempts, those that are not submitted first."""
        store = self._classes.store
        own = store.records(Listing(ratings="attempts", owner=store.person.name)) if store.person else []
        return sorted(own, key=lambda summary: summary.statuses.get(1) == "completed")

    def _title(self, practice: str) -> str:
        return self._cases[practice].title if practice in self._cases else practice

    # ---- what the page asks for ----

    def _join(self, code: str) -> None:
        """Join a class, and begin an attempt at its case where there is none."""
        joined = self._classes.join(code)
        case = self._cases.get(joined.practice)
        if case and not any(attempt.practice_of == case.id for attempt in self._attempts()):
            label = texts("practice", self._instrument.language)["label"].format(n=1)
            self._classes.store.create(None, begin_attempt(case, label), kind="practice")
        self.show_list(focus=True)

    def _open(self, code: str) -> None:
        training_class = self._classes.read_class(code)
        if not self._classes.may_look():
            raise NoRecord
        case = self._case(training_class.practice)
        view = ClassBoardView(self._classes, training_class, case, self._instrument, self._find_reference)
        self.show_opened(view, {"code": training_class.code})

    def _case(self, practice: str) -> Case:
        if practice not in self._cases:
            raise refused(self._words, "no_case")
        return self._cases[practice]


def _row(training_class: TrainingClass, summary: str) -> ListedClass:
    return {
        "code": training_class.code,
        "title": training_class.title,
        "closed": bool(training_class.closed),
        "summary": summary,
        "board": False,
        "attempt": "",
    }
