"""What a programme lead is told of all clients together: the same for the screen, the report and a notebook."""

from nmt_widgets.library.programme.data import ProgrammeData
from nmt_widgets.library.programme.pooled import PooledProgramme
from nmt_widgets.library.programme.programme import Programme
from nmt_widgets.library.programme.reading import read_programme
from nmt_widgets.library.programme.stored import stored_programme
from nmt_widgets.library.programme.topics import Filter, Finding, Topic

__all__ = [
    "Filter",
    "Finding",
    "PooledProgramme",
    "Programme",
    "ProgrammeData",
    "Topic",
    "read_programme",
    "stored_programme",
]
