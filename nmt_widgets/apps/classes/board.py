"""The board of one class: it follows what is submitted, and keeps what its trainer decides."""

from __future__ import annotations

from collections.abc import Mapping

import ipywidgets
import numpy as np

from nmt_widgets.apps.classes.door_client import ClassDoor
from nmt_widgets.apps.classes.export import functions_file, ratings_file
from nmt_widgets.apps.classes.members import MembersPanel
from nmt_widgets.apps.classes.rows import ClassConsensus, board_rows, consensus_by_function
from nmt_widgets.apps.classes.spread_map import spread_key, spread_map
from nmt_widgets.apps.shared.page_requests import refused
from nmt_widgets.apps.shared.screen import OpenedView
from nmt_widgets.apps.shared.training_references import FindReference
from nmt_widgets.case_files import Case
from nmt_widgets.charts import wording
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.library.polling import Poller
from nmt_widgets.metrics.arrays import score_arrays
from nmt_widgets.metrics.estimate import Floats
from nmt_widgets.store import NoRecord
from nmt_widgets.store.learning.classes import Classes, Submission, TrainingClass
from nmt_widgets.training.class_board import Board, class_board, load_board_rules, rater_label
from nmt_widgets.training.references.attempts import is_submitted, reference_of
from nmt_widgets.training.statistics.statistic import Statistic
from nmt_widgets.widgets import Choice, Heading
from nmt_widgets.widgets.classes.board import ClassBoard
from nmt_widgets.widgets.classes.messages import BoardData, BoardMessage, Consensus, Pin
from nmt_widgets.widgets.shared.answers.messages import Answers

LOOK_EVERY = 0.5
"""Seconds between two looks at what was submitted; a look takes about 2 ms."""

_MOST_NOTE = 2000

_EMPTY: BoardData = {
    "functions": [],
    "discussion": [],
    "raters": [],
    "raters_note": "",
    "reference_shown": False,
    "order": [],
    "map": "",
    "map_key": "",
    "arrived": 0,
    "news": "",
    "closed": False,
}


class ClassBoardView(OpenedView):
    """A class's board; letters stand for the raters, and the reference is hidden, until the trainer shows them.

    Parameters
    ----------
    classes : Classes
        Opened for the person in front.
    training_class : TrainingClass
    case : Case
        The practice case, as trainees are given it.
    instrument : Instrument
    find_reference : callable
        Gives the reference by the code of a submitted attempt and the id of the case.
    door : ClassDoor, optional
        Where members come in by the class's code; by default the server's.
    """

    def __init__(
        self,
        classes: Classes,
        training_class: TrainingClass,
        case: Case,
        instrument: Instrument,
        find_reference: FindReference,
        door: ClassDoor | None = None,
    ) -> None:
        self._classes, self._class, self._case, self._instrument = classes, training_class, case, instrument
        self._find_reference = find_reference
        self._words = words = texts("classes", instrument.language)
        self._submissions: list[Submission] = []
        self._scores: dict[str, Floats | None] = {}  # of an attempt; a submitted one changes no more
        self._reference: Floats | None = None
        self._consensus: dict[str, ClassConsensus] = {}
        self._consensus_revision = 0  # the newest of the record it is kept in
        self._board: Board | None = None
        self._is_trouble = False
        self.heading = Heading(training_class.title, back=words["back"], focus=True)
        self._shows_reference = Choice(
            words["reference"]["label"], {id: words["reference"][id] for id in ("hidden", "shown")}, "hidden"
        )
        self._shows_names = Choice(
            words["names"]["label"], {id: words["names"][id] for id in ("hidden", "shown")}, "hidden"
        )
        self._order = Choice(
            words["order"]["label"], {id: words["order"][id] for id in ("map", "disagreement")}, "map"
        )
        discussion, least = words["discussion"], load_board_rules().spread.least_raters
        self._widget = ClassBoard(
            self.receive,
            board=_EMPTY,
            anchors={function.id: _anchors(function.anchors) for function in instrument.functions},
            lowest=instrument.scale.low,
            may_lead=classes.may_lead(),
            words={
                **{id: words[id] for id in ("board", "function", "raters", "export")},
                "discussion": {**discussion, "empty": discussion["empty"].format(n=least)},
            },
        )
        self._picture = Choice(
            words["picture"]["label"], {id: words["picture"][id] for id in ("strips", "map")}, "strips"
        )
        row = ipywidgets.HBox([self._shows_reference, self._shows_names, self._picture, self._order])
        row.add_class("nmt-row")
        self._members = MembersPanel(classes, training_class, instrument, door or ClassDoor(), self.look)
        self.parts = [self.heading, self._members.widget, row, self._widget]
        self.look(always=True)
        self._shows_reference.observe(lambda _: self._show_reference(), "value")
        self._shows_names.observe(lambda _: self._show_names(), "value")
        for choice in (self._picture, self._order):
            choice.observe(lambda _: self._draw(), "value")
        self._poller = Poller(LOOK_EVERY, self.look)

    def close(self) -> None:
        """Stop looking for what is submitted, and free what the page and the kernel hold of it."""
        self._poller.stop()
        super().close()

    def look(self, always: bool = False) -> None:
        """Look at what is there now, and draw it where it is something new."""
        try:
            training_class = self._classes.read_class(self._class.code)
            submissions = self._classes.submissions(training_class.code)
            revision = self._newest_consensus(training_class)
            self._members.look()
            current = (self._class, self._submissions, self._consensus_revision)
            if always or (training_class, submissions, revision) != current:
                self._class, self._submissions = training_class, submissions
                self._read(revision)
                self._draw()
            trouble = ""
        except InputError as error:
            trouble = self._words["trouble"].format(why=error.brief)
            if not self._widget.board["functions"]:
                self._draw()
        if bool(trouble) or self._is_trouble:
            self._widget.problem = trouble
        self._is_trouble = bool(trouble)

    # ---- what there is ----

    def _newest_consensus(self, training_class: TrainingClass) -> int:
        """Return the newest revision of the record that keeps what a class agrees on."""
        try:
            return self._classes.store.latest(training_class.consensus).number
        except NoRecord:
            return 0

    def _read(self, revision: int) -> None:
        """Read the scores that are new, and what was agreed up to a revision."""
        for submission in self._submissions:
            if submission.attempt not in self._scores:
                attempt = self._classes.store.case(submission.attempt)
                is_whole = is_submitted(attempt, self._instrument)
                row = score_arrays(self._instrument, attempt.assessment(1))[0][0] if is_whole else None
                self._scores[submission.attempt] = row
        if revision != self._consensus_revision:
            self._consensus = consensus_by_function(self._classes.store.revisions(self._class.consensus))
            self._consensus_revision = revision

    def _fitting(self) -> list[Submission]:
        """Return the submissions with every function answered, by letter: the order must not tell who came when."""
        fitting = [row for row in self._submissions if self._scores.get(row.attempt) is not None]
        return sorted(fitting, key=lambda submission: submission.seat)

    def _name(self, submission: Submission) -> str:
        letter = str(self._words["rater"].format(label=rater_label(submission.seat)))
        names = {member.seat: member.name for member in self._class.members}
        return names.get(submission.seat, letter) if self._shows_names.value == "shown" else letter

    # ---- what is shown ----

    def _draw(self) -> None:
        fitting = self._fitting()
        scores = [self._scores[submission.attempt] for submission in fitting]
        names = [self._name(submission) for submission in fitting]
        reference = self._reference if self._shows_reference.value == "shown" else None
        ids = self._instrument.ids
        table = np.array(scores, dtype=float) if scores else np.empty((0, len(ids)))
        self._board = board = class_board(table, names, self._instrument, reference=reference)
        words, of = self._words, len(self._class.members)
        rows = board_rows(
            board, table, self._instrument, reference, self._consensus, self._class.discussed, words
        )
        unfit = len(self._submissions) - len(fitting)
        news = [words["board"]["news"].format(n=len(fitting), of=of)]
        news += [words["unfit"].format(count=unfit)] if unfit else []
        by_map = self._order.value == "map"
        is_map = self._picture.value == "map" and bool(fitting)
        data: BoardData = {
            **rows,
            "order": list(ids) if by_map else _by_disagreement(board, ids),
            "map": spread_map(board, self._instrument, reference, words["board"]) if is_map else "",
            "map_key": spread_key(reference is not None, words["board"]) if is_map else "",
            "arrived": len(fitting),
            "news": " ".join(news),
            "closed": bool(self._class.closed),
        }
        self._widget.board = data
        self.heading.subtitle = self._case.title
        self.heading.facts = self._facts(board, len(fitting), of)

    def _facts(self, board: Board, arrived: int, of: int) -> list[list[str]]:
        words, measures = self._words["facts"], board.whole
        distance = measures.mean_absolute_difference
        far = words["none"] if distance.value is None else wording.number(distance.value, 1)
        way = (
            "code_closed"
            if self._class.closed
            else "code_door"
            if self._members.is_by_door
            else "code_remark"
        )
        return [
            [words["code"], self._class.code, words[way]],
            [words["arrived"], words["arrived_of"].format(n=arrived, of=of), words["arrived_remark"]],
            self._fact(words["agreement"], measures.intraclass.agreement),
            [
                words["distance"],
                far if distance.value is None else words["distance_value"].format(n=far),
                words["distance_remark"],
            ],
        ]

    def _fact(self, name: str, statistic: Statistic) -> list[str]:
        words = self._words["facts"]
        if statistic.value is None:
            reasons = texts("agreement", self._instrument.language)["reasons"]
            reason = reasons.get(statistic.reason, "") if len(self._scores) > 1 else words["waiting"]
            return [name, words["none"], reason]
        remark = ""
        if statistic.low is not None and statistic.high is not None:
            low, high = (wording.figure(end) for end in (statistic.low, statistic.high))
            remark = words["range"].format(low=low, high=high)
        return [name, wording.figure(statistic.value), remark]

    def _show_names(self) -> None:
        self._members.show_names(self._shows_names.value == "shown")
        self.look(always=True)

    def _show_reference(self) -> None:
        if self._shows_reference.value == "shown" and self._reference is None:
            try:
                self._reference = self._ask_reference()
            except InputError as error:
                self._shows_reference.value = "hidden"
                self._widget.problem = error.brief
                return
        self._widget.problem = ""
        self._draw()

    def _ask_reference(self) -> Floats:
        fitting = self._fitting()
        if not fitting:
            raise refused(self._words, "no_submission")
        reference = self._find_reference(fitting[0].attempt)
        return reference_of(reference, self._case.assessments[0], self._instrument).scores

    # ---- what the trainer does ----

    def receive(self, message: BoardMessage) -> None:
        """Do what the page asks the board for, and report why it is refused."""
        try:
            self._act(message)
        except InputError as error:
            self._widget.problem = error.brief
        else:
            self._widget.problem = ""
            self.look()

    def _act(self, message: BoardMessage) -> None:
        match message["type"]:
            case "pin":
                self._pin(message)
            case "consensus":
                self._agree(message)
            case "close":
                self._classes.close_class(self._class.code)
            case "export":
                self._export(message["file"])

    def _pin(self, message: Pin) -> None:
        function = self._function(message["function"])
        others = [id for id in self._class.discussed if id != function]
        self._classes.discuss(self._class.code, [*others, function] if message["on"] else others)

    def _agree(self, message: Consensus) -> None:
        """Save what the class agrees on for a function; without a score it agrees on none."""
        function, score, scale = self._function(message["function"]), message["score"], self._instrument.scale
        if score is not None and not scale.low <= score <= scale.high:
            raise refused(self._words, "no_function")
        note = message["note"].strip()[:_MOST_NOTE]
        self._classes.save_consensus(self._class, function, score, note, self._first_answers())

    def _export(self, file: str) -> None:
        self._classes.read_class(self._class.code)  # asks whether the sign-in still holds
        if not self._classes.may_look():
            raise NoRecord
        if self._board is None:
            return
        fitting, code = self._fitting(), self._class.code
        if file == "ratings":
            rows = [(self._name(submission), self._scores[submission.attempt]) for submission in fitting]
            self._widget.hand_out(f"class-{code}-ratings.csv", ratings_file(rows, self._instrument))
        else:
            reference = self._reference if self._shows_reference.value == "shown" else None
            text = functions_file(self._board, self._instrument, reference, self._consensus)
            self._widget.hand_out(f"class-{code}-functions.csv", text)

    def _function(self, id: str) -> str:
        if id not in self._instrument.ids:
            raise refused(self._words, "no_function")
        return id

    def _first_answers(self) -> Answers:
        """Return what the record of a consensus begins with."""
        assessment, words = self._case.assessments[0], self._words
        answers = {
            "age": assessment.age,
            "label": words["consensus_label"],
            "status": "in-progress",
            "norms": assessment.norms,
        }
        return {
            "title": words["consensus_title"].format(case=self._case.title, code=self._class.code),
            **{f"assessments/1/{name}": value for name, value in answers.items() if value is not None},
        }


def _anchors(anchors: Mapping[int, str]) -> list[tuple[int, str]]:
    return [(at, text) for at, text in sorted(anchors.items(), reverse=True)]


def _by_disagreement(board: Board, ids: tuple[str, ...]) -> list[str]:
    return [*board.ranking, *(id for id in ids if id not in board.ranking)]
