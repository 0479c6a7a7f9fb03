"""What the store holds of everybody's training: the log's entries, and the first attempt at each practice case."""

from __future__ import annotations

from nmt_widgets.apps.shared.training_references import FindReference
from nmt_widgets.case_files import Case
from nmt_widgets.core.errors import InputError
from nmt_widgets.instrument import Instrument
from nmt_widgets.metrics.arrays import score_arrays
from nmt_widgets.metrics.estimate import Floats
from nmt_widgets.store import Store, Summary
from nmt_widgets.store.learning.feedback import Feedback
from nmt_widgets.store.learning.feedback_entries import FeedbackEntry
from nmt_widgets.store.learning.participation import LogEntry, Participation, participated
from nmt_widgets.store.records.catalogue import Listing
from nmt_widgets.training.certification.standing import (
    LevelStanding,
    ScoredCase,
    level_standing,
    levels_begun,
    scored_case,
)
from nmt_widgets.training.references.attempts import is_submitted, reference_of


class TrainingLogs:
    """Logs and cases of those the person may see.

    Parameters
    ----------
    store : Store
    instrument : Instrument
    find_reference : callable

    Attributes
    ----------
    trouble : str
        Why an agreement could not be looked up, if so.
    """

    def __init__(self, store: Store, instrument: Instrument, find_reference: FindReference) -> None:
        self._store, self._instrument, self._find_reference = store, instrument, find_reference
        self._participation = Participation(store.access)
        self._feedback = Feedback(store.access)
        self._references: dict[tuple[str, int], Floats] = {}  # by case, and how often it was changed before
        self._scored: dict[str, ScoredCase | None] = {}  # by attempt; a submitted one changes no more
        self._entries: dict[str, list[LogEntry]] = {}
        self._attempts: dict[str, list[Summary]] = {}
        self.trouble = ""

    def look(self) -> None:
        """Read what there is now."""
        entries: dict[str, list[LogEntry]] = {}
        for entry in self._participation.entries():
            entries.setdefault(entry.person, []).append(entry)
        first: dict[tuple[str, str], Summary] = {}
        submitted = Listing(ratings="attempts", statuses=("completed",), descending=False)
        for attempt in self._store.records(submitted):
            first.setdefault((attempt.owner, attempt.practice_of), attempt)
        attempts: dict[str, list[Summary]] = {}
        for (owner, _), attempt in first.items():
            attempts.setdefault(owner, []).append(attempt)
        self._entries, self._attempts, self.trouble = entries, attempts, ""

    def people(self) -> list[str]:
        """Return who has anything in the log, in order of name."""
        return sorted(self._entries, key=str.casefold)

    def entries(self, person: str) -> list[LogEntry]:
        """Return somebody's entries, taken back ones too, as they were noted."""
        return self._entries.get(person, [])

    def cases(self, person: str) -> list[ScoredCase]:
        """Return the practice cases somebody submitted, each by its first attempt, in order of day."""
        scored = [self._case(attempt) for attempt in self._attempts.get(person, ())]
        return sorted((case for case in scored if case), key=lambda case: case.day)

    def submitters(self, case: str) -> int:
        """Return how many people submitted a practice case, as far as the person in front sees them."""
        return sum(
            any(attempt.practice_of == case for attempt in attempts) for attempts in self._attempts.values()
        )

    def disputes(self) -> list[FeedbackEntry]:
        """Return the disputes of references and their answers; none for who does not see everybody's attempts."""
        return self._feedback.disputes()

    def standings(self, person: str) -> list[LevelStanding]:
        """Return where somebody stands in each level they have an entry in."""
        log, cases = participated(self.entries(person)), self.cases(person)
        return [level_standing(level, log, cases) for level in levels_begun(log)]

    def _case(self, summary: Summary) -> ScoredCase | None:
        if summary.case_id not in self._scored:
            attempt = self._store.case(summary.case_id)
            day = summary.changed[:10]
            if not is_submitted(attempt, self._instrument):
                self._scored[summary.case_id] = None  # completed with gaps: no scoring of the whole case
            elif (reference := self._reference(summary, attempt)) is None:
                return ScoredCase(summary.practice_of, day)  # asked again the next time
            else:
                scores = score_arrays(self._instrument, attempt.assessment(1))[0][0]
                scored = scored_case(summary.practice_of, day, scores, reference, self._instrument)
                self._scored[summary.case_id] = scored
        return self._scored[summary.case_id]

    def _reference(self, summary: Summary, attempt: Case) -> Floats | None:
        try:
            version = len(self._feedback.of_attempt(summary.case_id).changes_before())
            if (summary.practice_of, version) not in self._references:
                reference = self._find_reference(summary.case_id)
                scores = reference_of(reference, attempt.assessment(1), self._instrument).scores
                self._references[summary.practice_of, version] = scores
        except InputError as error:
            self.trouble = error.brief
            return None
        return self._references[summary.practice_of, version]
