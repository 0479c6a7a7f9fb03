"""The data of a programme from files: assessments, incidents, plans, double ratings, or everything that is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from nmt_widgets.core.errors import InputError, InputErrors
from nmt_widgets.core.local import say_number
from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import Instrument, use_instrument
from nmt_widgets.library.programme.data import ProgrammeData
from nmt_widgets.metrics import profiles
from nmt_widgets.outcomes.change.adherence import DONE, KIND, LINE, SETTING, count_lines
from nmt_widgets.outcomes.change.values import CLIENT, RATER, TIME, open_values
from nmt_widgets.outcomes.cohort import Cohort, read_cohort
from nmt_widgets.outcomes.incidents import Incidents, read_incidents
from nmt_widgets.outcomes.marks import holds_synthetic
from nmt_widgets.outcomes.pooling.tables import read_rows
from nmt_widgets.outcomes.rules import load_outcome_rules

if TYPE_CHECKING:
    import pandas as pd

Result = TypeVar("Result")


def read_programme(
    *files: str | Path,
    incidents: Sequence[str | Path] | Mapping[str, str | Path] = (),
    lines: str | Path | None = None,
    ratings: str | Path | None = None,
    instrument: Instrument | None = None,
) -> ProgrammeData:
    r"""Read the data of a programme from tables.

    Parameters
    ----------
    *files : path
        Assessments, as for :func:`nmt_widgets.cohort`.
    incidents : sequence of path, or mapping of str to path, optional
        Tables of incidents, each of one kind: by the name of the kind, else by the name of the file.
    lines : path, optional
        The lines of plans: `client, time, line, kind, setting, done`.
    ratings : path, optional
        Double ratings: `client, time, rater` and functions, or figures such as `total`.
    instrument : Instrument, optional

    Returns
    -------
    ProgrammeData

    Raises
    ------
    InputErrors
        With every problem of every file.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "clients.csv"
    >>> _ = file.write_text("client,time,age,sleep\na,1,9,3\na,2,10,5\n")
    >>> read_programme(file).cohort
    Cohort(2 assessments of 1 clients)
    """
    instrument = use_instrument(instrument)
    problems: list[InputError] = []

    def take(read: Callable[..., Result], *args: Any) -> Result | None:
        try:
            return read(*args)
        except InputErrors as errors:
            problems.extend(errors.problems)
        except InputError as error:
            problems.append(error)
        return None

    cohort = take(read_cohort, *files)
    named = incidents if isinstance(incidents, Mapping) else {Path(file).stem: file for file in incidents}
    kinds = {name: take(read_incidents, file) for name, file in named.items()}
    plans = None if lines is None else take(_read_lines, lines)
    doubles = None
    if ratings is not None and cohort is not None:
        doubles = take(_read_ratings, ratings, cohort, instrument)
    if problems or cohort is None:
        raise InputErrors(problems)
    beside = [file for file in (*named.values(), lines, ratings) if file is not None]
    return ProgrammeData(
        cohort,
        plans,
        doubles,
        {name: entry for name, entry in kinds.items() if entry is not None},
        notes=(*left_out(cohort), *cohort.notes, *_notes(kinds)),
        marked=holds_synthetic(*beside),
    )


def _read_lines(file: str | Path) -> pd.DataFrame:
    """Read and check the lines of plans."""
    frame = _read(file)
    count_lines(frame)
    return frame[[CLIENT, TIME, LINE, KIND, SETTING, DONE]]


def _read_ratings(file: str | Path, cohort: Cohort, instrument: Instrument) -> pd.DataFrame:
    """Read double ratings with every figure that is derived of them, at the age that the client has in the cohort."""
    frame = _read(file)
    scored = [id for id in instrument.ids if id in frame.columns]
    figures = [name for name in ("total", "cmr") if name in frame.columns and not scored]
    ratings = open_values(frame, numbers=[*scored, *figures], words=[TIME, RATER], keys=[TIME, RATER])
    if not scored:
        return ratings
    return double_ratings(ratings, cohort, instrument)


def double_ratings(ratings: pd.DataFrame, cohort: Cohort, instrument: Instrument) -> pd.DataFrame:
    """Return double ratings with the figures of their scores, of clients and times that are in a cohort."""
    ages = open_values(cohort.frame, numbers=["age"] if "age" in cohort.frame else [], words=[TIME])
    known = ratings.merge(ages, on=[CLIENT, TIME])
    return profiles(known, instrument=instrument) if len(known) else known.assign(total=[])


def _read(file: str | Path) -> pd.DataFrame:
    if Path(file).suffix.lower() == ".parquet":
        import pandas as pd

        return pd.read_parquet(file)
    return read_rows(file)


def _notes(kinds: Mapping[str, Incidents | None]) -> list[str]:
    return [note for entry in kinds.values() if entry is not None for note in entry.notes]


def left_out(cohort: Cohort) -> list[str]:
    """Say what was left out of a cohort, a sentence a reason; of few only that they are few."""
    words, smallest = texts("cohort"), load_outcome_rules().disclosure.smallest
    few = texts("programme")["few"].format(smallest=smallest)
    return [
        words["command"]["dropped"].format(
            reason=words["dropped"][part.reason].format(column=part.column),
            count=few if 0 < part.count < smallest else say_number(part.count, grouped=True),
        )
        for part in cohort.dropped
    ]
