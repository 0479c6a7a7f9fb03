"""The score sheet of Part C in a notebook's cell: 32 functions by twelve steps, as values that can be observed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import traitlets

from nmt_widgets.case_files import NOT_KNOWN, Case
from nmt_widgets.case_files.ages import years as years_of
from nmt_widgets.case_files.answers import Value
from nmt_widgets.case_files.questions import Path as AnswerPath
from nmt_widgets.charts.tables import ChartTable
from nmt_widgets.core.errors import refusal
from nmt_widgets.core.problems import name_some
from nmt_widgets.core.spelling import closest
from nmt_widgets.instrument import Instrument, use_instrument
from nmt_widgets.library.export import Exported
from nmt_widgets.library.form_source import FormSource
from nmt_widgets.library.form_words import form_words, place_words
from nmt_widgets.library.saving import Saving
from nmt_widgets.library.scores import FACTS, read_scores
from nmt_widgets.library.sheet_source import NUMBER, open_sheet, sheet_case, sheet_spec
from nmt_widgets.library.sheet_table import Scores, sheet_table, table_text
from nmt_widgets.library.still import with_still
from nmt_widgets.widgets.shared.answers.messages import SavingMessage
from nmt_widgets.widgets.shared.sheet_view import SheetView

if TYPE_CHECKING:
    import pandas as pd


class ScoreSheet(SheetView, Exported):
    """The 32 functions with twelve steps each, scored by keys or pointer.

    Parameters
    ----------
    age : number or str, optional
        At the assessment: years, or a text such as "18 months". A file and a case need it.
    scores : mapping, Series or row, optional
        The first scores by function id.
    confidence : mapping of str to str, optional
        How sure the rater is, by function id: "low", "moderate" or "high".
    path : str or path, optional
        A case file, saved after each change. Where it exists, its last assessment in progress, or its last one, is read
        back and the other arguments do not count.
    instrument : Instrument, optional

    Attributes
    ----------
    value : dict of str to int, "not known" or None
        A score for each function, by its id. Setting it changes the sheet; a function that is left out is cleared. One
        that is not known stays so at None, since a linked map has no other word for it.
    confidence : dict of str to str
        The levels of confidence that are there, by function id. They can be set.
    notes : dict of str to str
        The notes that are there, by function id. They can be set.
    selected : str
        The id of the function whose row is the current one.

    Raises
    ------
    InputError
        In one sentence: which function does not exist, which score is not on the scale, what is wrong with the file.

    Examples
    --------
    >>> import nmt_widgets as nmt
    >>> sheet = nmt.ScoreSheet(age=9, scores={"sleep": 4})
    >>> sheet.observe(lambda change: print("sleep is", change["new"]["sleep"]), "value")
    >>> sheet.value = {**sheet.value, "sleep": 5}
    sleep is 5
    >>> sheet.value = {**sheet.value, "sleep": 13}
    Traceback (most recent call last):
    nmt_widgets.core.errors.InputError: sleep: 13 is outside 1-12; enter a whole number 1-12, or 'not known'
    """

    value: Any = traitlets.TraitType()  # unlike Any, it has None checked too
    confidence: Any = traitlets.TraitType()
    notes: Any = traitlets.TraitType()

    def __init__(
        self,
        age: float | str | None = None,
        scores: Any = None,
        confidence: Mapping[str, str] | None = None,
        path: str | Path | None = None,
        instrument: Instrument | None = None,
    ) -> None:
        self._instrument = use_instrument(instrument)
        self._source = source = self._open(age, scores, confidence, path)
        self._stem = f"assessments/{source.number}/functions/scores/"
        self._saving = Saving(source.store, source.record, source.number, self._instrument, self._belongs)
        self._follows = True
        super().__init__(
            self._receive,
            spec=sheet_spec(self._instrument, source.number),
            record=self._saving.record(),
            answers=self._saving.answers(),
            words=form_words(source, self._instrument),
            where=place_words(source, self._instrument),
            is_saved=source.lasts,
            value={},
            confidence={},
            notes={},
        )
        self._follows = False
        self._show()
        self._saving.connect(lambda message: self.send(message), self._show)

    @property
    def age(self) -> str | None:
        """The age at the assessment, as a case writes it; None where it was not given."""
        return self._source.record.answers.get(f"assessments/{self._source.number}/age")

    # ---- what the notebook asks for ----

    def to_frame(self) -> pd.DataFrame:
        """Return one row for each function: its id, name and region, score, state, confidence and note."""
        import pandas as pd

        rows = [
            {
                "function": function.id,
                "name": function.name,
                "region": function.region,
                "score": score if isinstance(score := self.value[function.id], int) else None,
                "state": _state(score),
                "confidence": self.confidence.get(function.id),
                "note": self.notes.get(function.id),
            }
            for function in self._instrument.functions
        ]
        return pd.DataFrame(rows).astype({"score": "Int64"})

    def to_case(self, id: str | None = None, title: str | None = None) -> Case:
        """Return a case with the sheet's assessment; of a sheet with a file, the case of the file.

        Parameters
        ----------
        id, title : str, optional
            Of the case; by default "sheet", or as in the file.

        Raises
        ------
        InputError
            When the sheet has no age, or the id is not valid.
        """
        if self.age is None:
            raise refusal("library", "sheet_without_age")
        return sheet_case(self._saving.case(), id or (None if self._source.lasts else "sheet"), title)

    def update(self, scores: Any) -> None:
        """Change some scores; the others stay.

        Parameters
        ----------
        scores : mapping of str to int, "not known" or None
            By function id; None clears.
        """
        self._check_names(scores)
        merged = {**self.value, **scores}
        self.value = {id: score for id, score in merged.items() if id not in scores or score is not None}

    def to_text(self) -> str:
        """Return the sheet as plain text: what is answered, in the order of the sheet."""
        return table_text(self._table(), self._instrument)

    def close(self) -> None:
        """Stop looking for changes by others, and close the sheet."""
        if "_saving" in self.__dict__:  # else it was never complete
            self._saving.close()
        super().close()

    # ---- its twin in a saved notebook ----

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the live sheet, and for where there is none a table and plain text."""
        bundle = super()._repr_mimebundle_(**kwargs)
        return with_still(bundle, self.to_text(), html=self._table().to_html())

    def _table(self) -> ChartTable:
        years = None if self.age is None else years_of(self.age)
        return sheet_table(self.value, self.confidence, self.notes, years, self._instrument)

    def _export_title(self) -> str:
        return self._table().caption

    def _export_body(self) -> str:
        return self._table().to_html()

    # ---- what the page and the notebook change ----

    def _receive(self, message: SavingMessage) -> None:
        self._saving.receive(message)
        self.where = place_words(self._source, self._instrument)

    @traitlets.validate("value")
    def _check_value(self, proposal: Mapping[str, Any]) -> Scores:
        if self._follows:
            return dict(proposal["value"])
        if isinstance(proposal["value"], Mapping):
            self._check_names(proposal["value"], FACTS)
        row = read_scores(proposal["value"], self._instrument)
        named = proposal["value"] if isinstance(proposal["value"], Mapping) else {}
        stays = {
            id for id in named if self._current(id).get("score") == NOT_KNOWN and row.scores.get(id) is None
        }
        scores: Scores = {**row.scores, **dict.fromkeys({*row.not_known, *stays}, NOT_KNOWN)}
        self._change({id: (score, self._current(id)) for id, score in scores.items()})
        return {id: scores[id] for id in self._instrument.ids}

    @traitlets.validate("confidence")
    def _check_confidence(self, proposal: Mapping[str, Any]) -> dict[str, str]:
        if self._follows:
            return dict(proposal["value"])
        return self._set_part("confidence", proposal["value"])

    @traitlets.validate("notes")
    def _check_notes(self, proposal: Mapping[str, Any]) -> dict[str, str]:
        if self._follows:
            return dict(proposal["value"])
        return self._set_part("note", proposal["value"])

    def _set_part(self, name: str, parts: Mapping[str, str | None]) -> dict[str, str]:
        """Set one part of the answers of all functions; those that are left out lose it."""
        self._check_names(parts)
        answers: dict[str, Value] = {}
        for id in self._instrument.ids:
            rest = {key: value for key, value in self._current(id).items() if key != name}
            if (part := parts.get(id)) and not (
                name == "confidence" and not isinstance(rest.get("score"), int)
            ):
                rest[name] = part
            answers[id] = rest or None
        self._save(answers)
        return {id: part for id in self._instrument.ids if (part := self._current(id).get(name))}

    def _change(self, scores: Mapping[str, tuple[int | str | None, dict[str, Value]]]) -> None:
        """Set the scores of functions; a note and its evidence stay, a confidence stays beside a number."""
        answers: dict[str, Value] = {}
        for id, (score, current) in scores.items():
            stays = ("confidence", "note", "evidence") if isinstance(score, int) else ("note", "evidence")
            rest = {key: value for key, value in current.items() if key in stays}
            answers[id] = ({} if score is None else {"score": score}) | rest or None
        self._save(answers)

    def _save(self, answers: Mapping[str, Value]) -> None:
        now = {id: self._current(id) or None for id in answers}
        changes = {self._stem + id: answer for id, answer in answers.items() if answer != now[id]}
        if changes:
            self._saving.change(changes)

    def _current(self, id: str) -> dict[str, Value]:
        return self._saving.current().get(self._stem + id) or {}

    def _belongs(self, path: AnswerPath) -> bool:
        return path.startswith(self._stem)

    def _show(self) -> None:
        """Have the traits follow the answers."""
        if self._follows:
            return
        current = self._saving.current()
        answers = {id: current.get(self._stem + id) or {} for id in self._instrument.ids}
        self._follows = True
        try:
            with self.hold_trait_notifications():
                self.value = {id: answer.get("score") for id, answer in answers.items()}
                for trait, part in (("confidence", "confidence"), ("notes", "note")):
                    parts = {id: answer[part] for id, answer in answers.items() if answer.get(part)}
                    setattr(self, trait, parts)
        finally:
            self._follows = False

    def _check_names(self, parts: Mapping[str, Any], facts: Sequence[str] = ()) -> None:
        if not isinstance(parts, Mapping):
            raise refusal("library", "no_scores_in", kind=type(parts).__name__)
        wrong = [str(name) for name in parts if name not in self._instrument.ids and name not in facts]
        if not wrong:
            return
        if near := closest(wrong[0], self._instrument.ids):
            raise refusal("library", "no_function_near", name=wrong[0], near=near)
        some = name_some(self._instrument.ids, 3)
        raise refusal("library", "no_functions", names=name_some(wrong), some=some)

    def _open(self, age: Any, scores: Any, confidence: Any, path: str | Path | None) -> FormSource:
        """Return where the answers are, with the first ones in it."""
        first: dict[str, Value] = {}
        if scores is not None:
            row = read_scores(scores, self._instrument)
            age = row.age if age is None else age
            first = {id: {"score": score} for id, score in row.scores.items() if score is not None}
            first |= {id: {"score": NOT_KNOWN} for id in row.not_known}
        self._check_names(confidence or {})
        for id, level in (confidence or {}).items():
            if level and isinstance(first.get(id, {}).get("score"), int):
                first[id]["confidence"] = level
        stem = f"assessments/{NUMBER}/functions/scores/"
        return open_sheet(age, {stem + id: answer for id, answer in first.items()}, path, self._instrument)


def _state(score: int | str | None) -> str:
    return "open" if score is None else "not known" if score == NOT_KNOWN else "scored"
