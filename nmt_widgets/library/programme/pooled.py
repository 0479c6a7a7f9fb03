# DEVSTUB
from nmt_widgets.library.programme.topics import Finding, Topic


class PooledProgramme:
    def __init__(self, pooled, instrument=None, theme=None):
        self.filters=(); self.synthetic=True; self.topics=("clients", "gains",)
    def topic(self,id,selection=None):
        return Topic(id,"t","lead",(Finding("a","Title",None,"nothing here"),),300,"")
