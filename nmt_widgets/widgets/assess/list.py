"""The list of assessments, and short forms to begin a new one."""

from __future__ import annotations

from urllib.parse import urlencode

from nmt_widgets.widgets.assess.messages import ListMessage
from nmt_widgets.widgets.cases.case_list import CaseListView
from nmt_widgets.widgets.cases.messages import CaseEntry
from nmt_widgets.widgets.cases.still import still_cases
from nmt_widgets.widgets.shared.answers.messages import PurposeOption
from nmt_widgets.widgets.shared.markup import Html, join, make_element
from nmt_widgets.widgets.shared.message_shapes import shapes_of
from nmt_widgets.widgets.shared.messages import Words
from nmt_widgets.widgets.shared.traits import list_trait, record_trait


class RecordList(CaseListView):
    """The list of cases with their assessments, each opened by a button, and short forms for a new one.

    Parameters
    ----------
    receive : callable
        Called with each `ListMessage` of the page.
    kinds : list of dict
        What the person may begin a case for, and who sees it then (`PurposeOption`); empty where nothing.
    forms : dict
        The words of the forms.
    """

    bundle = "assess/record_list"
    root_class = "nmt-list-screen nmt-record-list"
    styles = ("shared/part_links", "cases/case_list", "assess/record_list")
    shapes = shapes_of(ListMessage)

    kinds: list[PurposeOption] = list_trait()
    forms: Words = record_trait()

    def still_html(self) -> Html:
        """Return the records with their assessments as links, and the form for a new case."""
        records = make_element(
            "div", {"class": "nmt-case-list"}, still_cases(self.state, self.words, self.screen, self._lines)
        )
        return join(records, self._new() if self.kinds else None)

    def _lines(self, entry: CaseEntry) -> list[Html]:
        words = self.forms
        lines = [
            make_element(
                "div",
                {"class": "nmt-record-line"},
                make_element("span", {"class": "nmt-record-label"}, line["label"]),
                make_element("span", {"class": "nmt-quiet"}, line["status"]),
                make_element(
                    "a",
                    {
                        "class": "nmt-button" if line["open"] else "nmt-button is-plain",
                        "href": f"?{urlencode({'case': entry['case'], 'assessment': line['number']})}",
                    },
                    words["resume" if line["open"] else "look"],
                ),
            )
            for line in entry["assessments"]
        ]
        again = make_element("details", {"class": "nmt-more"}, make_element("summary", {}, words["again"]))
        return [*lines, again] if entry["again"] else lines

    def _new(self) -> Html:
        words = self.forms
        options = (
            make_element(
                "div",
                {},
                make_element(
                    "label",
                    {"class": "nmt-field-option"},
                    make_element("input", {"class": "nmt-input", "type": "radio", "disabled": True}),
                    make_element("span", {}, option["name"]),
                ),
                make_element("p", {"class": "nmt-quiet"}, option["viewers"]),
            )
            for option in self.kinds
        )
        form = make_element(
            "form",
            {},
            _field(words["title"], words["title_hint"]),
            _field(words["age"], words["age_hint"]),
            _field(words["label"], value=words["label_first"]),
            make_element(
                "fieldset",
                {"class": "nmt-field"},
                make_element("legend", {"class": "nmt-field-name"}, words["kind"]),
                *options,
            ),
            make_element("button", {"class": "nmt-button", "disabled": True}, words["begin"]),
        )
        heading = make_element("h2", {}, words["new"])
        return make_element("section", {"class": "nmt-card is-quiet nmt-record-new"}, heading, form)


def _field(name: str, hint: str = "", value: str = "") -> Html:
    return make_element(
        "label",
        {"class": "nmt-field"},
        make_element("span", {"class": "nmt-field-name"}, name),
        make_element("input", {"class": "nmt-input", "type": "text", "value": value, "disabled": True}),
        make_element("small", {}, hint) if hint else None,
    )
