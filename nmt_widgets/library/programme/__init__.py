"""What a programme lead is told of all clients together: the same for the screen, the report and a notebook."""

from nmt_widgets.library.programme.data import ProgrammeData
from nmt_widgets.library.programme.programme import Programme
from nmt_widgets.library.programme.topics import Filter, Finding, Topic

__all__ = ["Filter", "Finding", "Programme", "ProgrammeData", "Topic"]

# DEVSTUB
def stored_programme(store, progress=None, instrument=None):
    import time

    import nmt_widgets as nmt
    with progress("assessments read", 40) as step:
        for _ in range(40):
            time.sleep(0.05); step()
    c = nmt.synthetic_cohort(n=800, seed=1)
    return ProgrammeData(nmt.cohort(c.frame))
from nmt_widgets.library.programme.topics import TOPICS


class PooledProgramme:
    def __init__(self, pooled, instrument=None, theme=None):
        self.filters=(); self.synthetic=True; self.topics=("gains",)
    def topic(self,id,selection=None):
        return Topic(id,"t","lead",(Finding("a","Title",None,"nothing here"),),300,"")
