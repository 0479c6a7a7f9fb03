"""The browser's side of the screens: anywidgets with ES modules beside them. Views of a model they do not own."""

from nmt_widgets.widgets.assess.form_view import FormView
from nmt_widgets.widgets.assess.list import RecordList
from nmt_widgets.widgets.cases.case_list import CaseListView
from nmt_widgets.widgets.consult.board_view import BoardView
from nmt_widgets.widgets.consult.print_page import PrintPage
from nmt_widgets.widgets.consult.summary_bars import Standing
from nmt_widgets.widgets.consult.trial_view import TrialView
from nmt_widgets.widgets.home.case_tools import CaseTools
from nmt_widgets.widgets.shared.address import Address
from nmt_widgets.widgets.shared.cards_view import CardsView
from nmt_widgets.widgets.shared.chart import Chart
from nmt_widgets.widgets.shared.choice import Choice
from nmt_widgets.widgets.shared.choice_slider import ChoiceSlider
from nmt_widgets.widgets.shared.figures import Figures
from nmt_widgets.widgets.shared.glossary import Glossary
from nmt_widgets.widgets.shared.heading import Heading
from nmt_widgets.widgets.shared.map_view import MapView
from nmt_widgets.widgets.shared.notice import Notice
from nmt_widgets.widgets.shared.report_maker import ReportMaker
from nmt_widgets.widgets.shared.sign_in import SignIn

__all__ = [
    "Address",
    "BoardView",
    "CardsView",
    "CaseListView",
    "CaseTools",
    "Chart",
    "Choice",
    "ChoiceSlider",
    "Figures",
    "FormView",
    "Glossary",
    "Heading",
    "MapView",
    "Notice",
    "PrintPage",
    "RecordList",
    "ReportMaker",
    "SignIn",
    "Standing",
    "TrialView",
]
