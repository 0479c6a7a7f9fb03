"""Small tables of assessments, and how they are written as files."""

import csv
import io

from nmt_widgets import load_instrument
from nmt_widgets.bench.cohort import invented_rows
from nmt_widgets.core.errors import InputError
from nmt_widgets.outcomes.cohort import read_cohort

INSTRUMENT = load_instrument()
HEADER = ("client", "time", "age", "date", "sleep", "arousal")
ROWS = (
    ("c-1", "1", "9", "2024-01-02", "3", "5"),
    ("c-1", "2", "10", "2025-01-02", "4", "6"),
    ("c-2", "1", "7.5", "2024-03-01", "8", ""),
)


def text_of(rows=ROWS, header=HEADER, separator=","):
    """A CSV with a line for each row."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, lineterminator="\n").writerows([header, *rows])
    return text.getvalue()


def write(folder, text, name="clients.csv", encoding="utf-8"):
    """Write a file; its path."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return path


def problems_of(*files, **options):
    """The problems of a refused cohort, as (file, line, place, message)."""
    try:
        read_cohort(*files, **options)
    except InputError as error:
        return [
            (entry.file and entry.file.name, entry.line, entry.place, entry.message)
            for entry in error.problems
        ]
    return []


def rows_of(count=60, seed=5):
    """Invented assessments with every column."""
    return invented_rows(count, seed=seed)
