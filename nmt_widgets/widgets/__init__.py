"""Form and map components: anywidgets with plain ES modules beside them. Views of a model they do not own."""

from nmt_widgets.widgets.address import Address
from nmt_widgets.widgets.assessment_form import AssessmentForm
from nmt_widgets.widgets.brain_map import BrainMap
from nmt_widgets.widgets.case_cards import CaseCards
from nmt_widgets.widgets.chart import Chart
from nmt_widgets.widgets.choice import Choice
from nmt_widgets.widgets.figures import Figures
from nmt_widgets.widgets.heading import Heading
from nmt_widgets.widgets.notice import Notice
from nmt_widgets.widgets.print_page import PrintPage
from nmt_widgets.widgets.record_list import RecordList
from nmt_widgets.widgets.report_maker import ReportMaker
from nmt_widgets.widgets.standing import Standing
from nmt_widgets.widgets.team_plan import TeamPlan
from nmt_widgets.widgets.what_if import WhatIf

__all__ = [
    "Address",
    "AssessmentForm",
    "BrainMap",
    "CaseCards",
    "Chart",
    "Choice",
    "Figures",
    "Heading",
    "Notice",
    "PrintPage",
    "RecordList",
    "ReportMaker",
    "Standing",
    "TeamPlan",
    "WhatIf",
]
