"""Form and map components: anywidgets with plain ES modules beside them. Views of a model they do not own."""

from nmt_widgets.widgets.brain_map import BrainMap
from nmt_widgets.widgets.case_cards import CaseCards
from nmt_widgets.widgets.chart import Chart
from nmt_widgets.widgets.choice import Choice
from nmt_widgets.widgets.heading import Heading
from nmt_widgets.widgets.report_maker import ReportMaker

__all__ = ["BrainMap", "CaseCards", "Chart", "Choice", "Heading", "ReportMaker"]
