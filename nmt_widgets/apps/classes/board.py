"""The board of one class: it follows what is submitted, and keeps what its trainer decides."""

from __future__ import annotations

import asyncio
from typing import Any

import ipywidgets
import numpy as np

from nmt_widgets.apps.classes.export import functions_file, ratings_file
from nmt_widgets.apps.classes.rows import Agreed, agreed_by_function, board_rows
from nmt_widgets.apps.shared.training_references import FindReference
from nmt_widgets.cases import Case
from nmt_widgets.charts import wording
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics.arrays import score_arrays
from nmt_widgets.metrics.estimate import Floats
from nmt_widgets.store import NoRecord
from nmt_widgets.store.learning.classes import Classes, Submission, TrainingClass
from nmt_widgets.training.class_board import Board, class_board, rater_label
from nmt_widgets.training.references.attempts import is_submitted, reference_of
from nmt_widgets.training.statistics.statistic import Statistic
from nmt_widgets.widgets import Choice, Heading
from nmt_widgets.widgets.classes.board import ClassBoard

LOOK_EVERY = 2.0
"""Seconds between two looks at what was submitted."""

_MOST_NOTE = 2000


class ShownBoard:
    """A class's board; letters stand for the raters, and the reference is hidden, until the trainer shows them.

    Parameters
    ----------
    classes : Classes
        Opened for the person in front.
    found : TrainingClass
    case : Case
        The practice case, as trainees are given it.
    instrument : Instrument
    find_reference : callable
        Gives the reference by the code of a submitted attempt and the id of the case.

    Attributes
    ----------
    heading : Heading
    parts : list of Widget
    """

    def __init__(
        self,
        classes: Classes,
        found: TrainingClass,
        case: Case,
        instrument: Instrument,
        find_reference: FindReference,
    ) -> None:
        self._classes, self._class, self._case, self._instrument = classes, found, case, instrument
        self._find_reference = find_reference
        self._words = words = texts("class_board", instrument.language)
        self._submissions: list[Submission] = []
        self._scores: dict[str, Floats | None] = {}  # of an attempt; a submitted one changes no more
        self._reference: Floats | None = None
        self._agreed: dict[str, Agreed] = {}
        self._consensus = 0  # the newest revision of the record it is kept in
        self._board: Board | None = None
        self._is_trouble = False
        self.heading = Heading(found.title, back=words["back"], focus=True)
        self._shows_reference = Choice(
            words["reference"]["label"], {id: words["reference"][id] for id in ("hidden", "shown")}, "hidden"
        )
        self._shows_names = Choice(
            words["names"]["label"], {id: words["names"][id] for id in ("hidden", "shown")}, "hidden"
        )
        self._order = Choice(
            words["order"]["label"], {id: words["order"][id] for id in ("map", "disagreement")}, "map"
        )
        self._widget = ClassBoard(
            self._asked,
            board={"functions": [], "order": []},
            anchors={one.id: _anchors(one.anchors) for one in instrument.functions},
            lowest=instrument.scale.low,
            may_lead=classes.may_lead(),
            words={id: words[id] for id in ("board", "discussion", "function", "raters", "export")},
        )
        row = ipywidgets.HBox([self._shows_reference, self._shows_names, self._order])
        row.add_class("nmt-row")
        self.parts: list[ipywidgets.Widget] = [self.heading, row, self._widget]
        self.look(always=True)
        self._shows_reference.observe(lambda _: self._show_reference(), "value")
        for choice in (self._shows_names, self._order):
            choice.observe(lambda _: self._draw(), "value")
        self._watching = self._watch()

    def close(self) -> None:
        """Stop looking for what is submitted, and free what the page and the kernel hold of it."""
        if self._watching:
            self._watching.cancel()
        for part in self.parts:
            part.close()

    def look(self, always: bool = False) -> None:
        """Look at what is there now, and draw it where it is something new."""
        try:
            found = self._classes.read_class(self._class.code)
            submissions = self._classes.submissions(found.code)
            consensus = self._newest(found)
            is_new = (found, submissions, consensus) != (self._class, self._submissions, self._consensus)
            if is_new or always:
                self._class, self._submissions = found, submissions
                self._read(consensus)
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

    def _newest(self, found: TrainingClass) -> int:
        try:
            return self._classes.store.latest(found.consensus).number
        except NoRecord:
            return 0

    def _read(self, consensus: int) -> None:
        for one in self._submissions:
            if one.attempt not in self._scores:
                attempt = self._classes.store.case(one.attempt)
                is_whole = is_submitted(attempt, self._instrument)
                row = score_arrays(self._instrument, attempt.assessment(1))[0][0] if is_whole else None
                self._scores[one.attempt] = row
        if consensus != self._consensus:
            self._agreed = agreed_by_function(self._classes.store.revisions(self._class.consensus))
            self._consensus = consensus

    def _fitting(self) -> list[Submission]:
        """Return the submissions with every function answered, by letter: the order must not tell who came when."""
        fitting = [one for one in self._submissions if self._scores.get(one.attempt) is not None]
        return sorted(fitting, key=lambda one: one.seat)

    def _name(self, one: Submission) -> str:
        if self._shows_names.value == "shown":
            return one.person
        return str(self._words["rater"].format(label=rater_label(one.seat)))

    # ---- what is shown ----

    def _draw(self) -> None:
        fitting = self._fitting()
        scores = [self._scores[one.attempt] for one in fitting]
        names = [self._name(one) for one in fitting]
        reference = self._reference if self._shows_reference.value == "shown" else None
        ids = self._instrument.ids
        table = np.array(scores, dtype=float) if scores else np.empty((0, len(ids)))
        self._board = board = class_board(table, names, self._instrument, reference=reference)
        words, of = self._words, len(self._class.members)
        shown = board_rows(
            board, table, self._instrument, reference, self._agreed, self._class.discussed, words
        )
        unfit = len(self._submissions) - len(fitting)
        news = [words["board"]["news"].format(n=len(fitting), of=of)]
        news += [words["unfit"].format(count=unfit)] if unfit else []
        by_map = self._order.value == "map"
        self._widget.board = {
            **shown,
            "order": list(ids) if by_map else _by_disagreement(board, ids),
            "arrived": len(fitting),
            "news": " ".join(news),
            "closed": bool(self._class.closed),
        }
        self.heading.subtitle = self._case.title
        self.heading.facts = self._facts(board, len(fitting), of)

    def _facts(self, board: Board, arrived: int, of: int) -> list[list[str]]:
        words, measures = self._words["facts"], board.whole
        distance = measures.mean_absolute_difference
        far = words["none"] if distance.value is None else wording.number(distance.value, 1)
        joining = words["code_closed" if self._class.closed else "code_remark"]
        return [
            [words["code"], self._class.code, joining],
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
            said = reasons.get(statistic.reason, "") if len(self._scores) > 1 else words["waiting"]
            return [name, words["none"], said]
        remark = ""
        if statistic.low is not None and statistic.high is not None:
            low, high = (wording.number(end, 2) for end in (statistic.low, statistic.high))
            remark = words["range"].format(low=low, high=high)
        return [name, wording.number(statistic.value, 2), remark]

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
            words = self._words["refused"]["no_submission"]
            raise InputError(words["message"], remedy=words["remedy"])
        reference = self._find_reference(fitting[0].attempt, self._case.id)
        return reference_of(reference, self._case.assessments[0], self._instrument).scores

    # ---- what the trainer does ----

    def _asked(self, message: dict[str, Any]) -> None:
        """Do what the board was asked for; the message is the page's, so nothing in it is trusted."""
        acts = {
            "pin": self._pin,
            "consensus": self._agree,
            "close": self._close_class,
            "export": self._export,
        }
        act = acts.get(str(message.get("type")))
        if act is None:
            return
        try:
            act(message)
        except InputError as error:
            self._widget.problem = error.brief
            return
        self._widget.problem = ""
        self.look()

    def _pin(self, message: dict[str, Any]) -> None:
        function = self._function(message)
        others = [id for id in self._class.discussed if id != function]
        self._classes.discuss(self._class.code, [*others, function] if message.get("on") else others)

    def _agree(self, message: dict[str, Any]) -> None:
        function, score = self._function(message), message.get("score")
        scale = self._instrument.scale
        is_score = isinstance(score, int) and not isinstance(score, bool) and scale.low <= score <= scale.high
        if not (is_score or score is None):
            raise self._refused("no_function")
        note = str(message.get("note") or "").strip()[:_MOST_NOTE]
        self._classes.save_consensus(self._class, function, score, note, self._beginning())

    def _close_class(self, _message: dict[str, Any]) -> None:
        self._classes.close_class(self._class.code)

    def _export(self, message: dict[str, Any]) -> None:
        self._classes.read_class(self._class.code)  # asks whether the sign-in still holds
        if not self._classes.may_look():
            raise NoRecord
        if self._board is None:
            return
        fitting, code = self._fitting(), self._class.code
        if message.get("what") == "ratings":
            rows = [(self._name(one), self._scores[one.attempt]) for one in fitting]
            self._widget.hand_out(f"class-{code}-ratings.csv", ratings_file(rows, self._instrument))
        else:
            reference = self._reference if self._shows_reference.value == "shown" else None
            text = functions_file(self._board, self._instrument, reference, self._agreed)
            self._widget.hand_out(f"class-{code}-functions.csv", text)

    def _function(self, message: dict[str, Any]) -> str:
        function = message.get("function")
        if function not in self._instrument.ids:
            raise self._refused("no_function")
        return str(function)

    def _refused(self, name: str) -> InputError:
        words = self._words["refused"][name]
        return InputError(words["message"], remedy=words["remedy"])

    def _beginning(self) -> dict[str, Any]:
        asked, words = self._case.assessments[0], self._words
        begun = {
            "age": asked.age,
            "label": words["consensus_label"],
            "status": "in-progress",
            "norms": asked.norms,
        }
        return {
            "title": words["consensus_title"].format(case=self._case.title, code=self._class.code),
            **{f"assessments/1/{name}": value for name, value in begun.items() if value is not None},
        }

    def _watch(self) -> asyncio.Task[None] | None:
        """Look now and then at what was submitted; only where a loop runs, as in a kernel."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return None

        async def look() -> None:
            while True:
                await asyncio.sleep(LOOK_EVERY)
                self.look()

        return loop.create_task(look())


def _anchors(anchors: Any) -> list[list[Any]]:
    return [[at, text] for at, text in sorted(anchors.items(), reverse=True)]


def _by_disagreement(board: Board, ids: tuple[str, ...]) -> list[str]:
    return [*board.ranking, *(id for id in ids if id not in board.ranking)]
