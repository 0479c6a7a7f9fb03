"""One opened pair of ratings: their differences side by side, each saved as soon as it is settled."""

from __future__ import annotations

from urllib.parse import urlencode

from nmt_widgets.apps.adjudicate.rows import agreed_rows, agreement_facts, difference_rows
from nmt_widgets.apps.shared.page_requests import edit_id
from nmt_widgets.apps.shared.screen import OpenedView
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument
from nmt_widgets.library.polling import Poller
from nmt_widgets.store import Stale
from nmt_widgets.store.learning.adjudications import Adjudications, RatingPair
from nmt_widgets.training.adjudication.settled import Settled
from nmt_widgets.widgets import Heading
from nmt_widgets.widgets.adjudicate.messages import PairData, PairMessage, PairReply, Settle
from nmt_widgets.widgets.adjudicate.pair import Adjudication

LOOK_EVERY = 3.0
"""Seconds between two checks whether somebody else has saved."""

_MOST_REASON = 2000


class PairView(OpenedView):
    """Two ratings side by side; a third person settles where they differ.

    Parameters
    ----------
    store : Adjudications
        Opened for the person in front.
    pair : RatingPair
    instrument : Instrument
    """

    def __init__(self, store: Adjudications, pair: RatingPair, instrument: Instrument) -> None:
        self._store, self._pair, self._instrument = store, pair, instrument
        words = texts("adjudicate", instrument.language)
        self._words = words["pair"]
        self._newest = store.newest(pair)
        assessment = pair.first.case.assessment(pair.first.number)
        self.heading = Heading(
            pair.first.case.title,
            subtitle=self._words["subtitle"].format(
                label=assessment.label, age=assessment.age, first=pair.first.owner, second=pair.second.owner
            ),
            facts=agreement_facts(pair, instrument, self._words["facts"]),
            back=words["back"],
            focus=True,
        )
        history = instrument.history_words
        self._widget = Adjudication(
            self.receive,
            pair=self._pair_data(),
            levels=[
                [level.id, str(history["confidence"][level.id]["name"])]
                for level in instrument.confidence.levels
            ],
            patterns=[
                [pattern.id, str(history["patterns"][pattern.id]["name"])]
                for pattern in instrument.history.patterns
            ],
            words=self._words,
        )
        self.parts = [self.heading, self._widget]
        self._poller = Poller(LOOK_EVERY, self.look)

    def close(self) -> None:
        """Stop polling, and close the widgets."""
        self._poller.stop()
        super().close()

    def look(self, announce: bool = True) -> None:
        """Show what others have saved since the last look; with `announce` the page reports it."""
        newest = self._store.newest(self._pair)
        if newest == self._newest:
            return
        pair = self._store.read_pair(self._pair.first.id, self._pair.second.id, self._instrument)
        self._pair, self._newest = pair, newest
        self.heading.facts = agreement_facts(pair, self._instrument, self._words["facts"])
        self._widget.pair = self._pair_data()
        if announce:
            owner = pair.record.owner if pair.record else pair.first.owner
            self._reply({"type": "news", "message": self._words["news"].format(owner=owner)})

    def _pair_data(self) -> PairData:
        """Return the pair as the page shows it."""
        pair, words, instrument = self._pair, self._words, self._instrument
        code = pair.record.case_id if pair.record else ""
        query = urlencode({"case": code})
        return {
            "differences": difference_rows(pair, instrument, words),
            "agreed": agreed_rows(pair, instrument, words),
            "state": "done" if pair.is_finished else "begun" if pair.record else "ready",
            "revision": pair.revision,
            "may_settle": self._store.may_settle(pair) and not pair.is_finished,
            "typed": f"{self._name()}:{pair.first.id}:{pair.second.id}",
            "notes": self._notes(),
            "links": {"open_case": f"home.ipynb?{query}", "consult": f"consult.ipynb?{query}"},
        }

    def _name(self) -> str:
        person = self._store.access.person
        return person.name if person else ""

    def _notes(self) -> list[str]:
        pair, words, notes = self._pair, self._words, []
        is_linked = {pair.second.case.second_of, pair.first.case.second_of} & {pair.first.id, pair.second.id}
        if pair.first.case.kind == "clinical" and not is_linked and not pair.is_finished:
            notes.append(words["unlinked"])
        notes += [words["amended"].format(owner=owner) for owner in self._store.amended_since(pair)]
        if not pair.is_finished and not self._store.may_settle(pair):
            is_rater = self._name() in (pair.first.owner, pair.second.owner)
            notes.append(words["not_third" if is_rater else "not_role"])
        if pair.record:
            note = words["done" if pair.is_finished else "begun"]
            notes.append(note.format(code=pair.record.case_id, owner=pair.record.owner))
        elif pair.ratings.differing and self._store.may_settle(pair):
            notes.append(words["fresh"])
        if pair.is_finished and pair.ratings.open:
            notes.append(words["done_open"].format(count=len(pair.ratings.open)))
        if not pair.ratings.differing:
            notes.append(words["all_alike" if pair.ratings.items else "no_items"])
        return notes

    # ---- what the third person does ----

    def receive(self, message: PairMessage) -> None:
        """Settle a difference, or end the settling, and send the page the result."""
        edit = edit_id(message)
        try:
            match message["type"]:
                case "settle":
                    self._settle(message, edit)
                case "finish":
                    self._store.finish(self._pair, self._instrument, base=message["base"], edit=edit)
                    self._confirm(edit)
        except InputError as error:
            self._refuse(edit, error)

    def _settle(self, message: Settle, edit: str) -> None:
        path = message["path"][:200]
        settled = Settled(
            message["answer"].strip()[:80],
            message["reason"].strip()[:_MOST_REASON],
            message["confidence"].strip()[:40],
        )
        self._store.settle(self._pair, path, settled, self._instrument, base=message["base"], edit=edit)
        self._confirm(edit, path)

    def _confirm(self, edit: str, path: str = "") -> None:
        """Show the pair as it is now, and report that the request was carried out."""
        self.look(announce=False)
        self._reply({"type": "kept", "edit": edit, "path": path})

    def _refuse(self, edit: str, error: InputError) -> None:
        """Show the pair as it is now, and report why the request was refused."""
        reason = self._words["stale"] if isinstance(error, Stale) else error.brief
        try:
            self.look(announce=False)
        except InputError as trouble:
            reason = trouble.brief
        self._reply({"type": "refused", "edit": edit, "message": reason})

    def _reply(self, reply: PairReply) -> None:
        self._widget.send(reply)
