"""The practice cases, each with the attempts at it."""

from __future__ import annotations

from typing import Any

import traitlets

from nmt_widgets.widgets.practice.messages import ListMessage, NewsRow, PracticeCard
from nmt_widgets.widgets.shared.markup import Html, join, make_element
from nmt_widgets.widgets.shared.message_widget import MessageWidget
from nmt_widgets.widgets.shared.messages import Words
from nmt_widgets.widgets.shared.traits import TextTrait, fixed_trait, list_trait, record_trait


class PracticeCases(MessageWidget[ListMessage]):
    """A list of practice cases: what each is, the attempts at it, and a button that begins one.

    Parameters
    ----------
    receive : callable
        Called with each `ListMessage` of the page.
    cases : list of dict
        Each with `id`, `title`, `summary`, `facts`, `note`, `begin` (whether an attempt may be begun), and
        `attempts` and `others`: lists of `attempt`, `label`, `by`, `done`, `open` and `changed`.
    words : dict

    Attributes
    ----------
    news : list of dict
        Answers and comments that the person has not read yet: `attempt`, `function` and `text`.
    proposal : dict, optional
        The case that is proposed next: `case` and `text`; may come later than the list.
    figures : dict
        How near an attempt came, in words, by its code; may come later than the list.
    problem : str
        Why the last request was refused.
    """

    bundle = "practice/cases"
    styles = ("practice/cases",)
    root_class = "nmt-practice-cases"

    cases: list[PracticeCard] = list_trait()
    figures: dict[str, str] = record_trait()
    news: list[NewsRow] = list_trait()
    proposal: Any = traitlets.Dict(None, allow_none=True).tag(sync=True)
    words: Words = fixed_trait()
    first = TextTrait().tag(sync=True)
    problem = traitlets.Unicode().tag(sync=True)

    def still_html(self) -> Html:
        """Return the cases; when an attempt was made is written by the page, in its own time."""
        cases = (_still_case(card, self.words) for card in self.cases)
        label = {"class": "nmt-list is-ruled nmt-practice-list", "aria-label": self.words["label"]}
        return join(self._still_news(), make_element("ul", label, *cases))

    def _still_news(self) -> Html:
        if not self.news:
            return Html()
        open_button = {"class": "nmt-button is-small", "type": "button", "disabled": True}
        rows = (
            make_element(
                "li",
                {},
                make_element("span", {}, row["text"]),
                make_element("button", open_button, self.words["look"]),
            )
            for row in self.news
        )
        heading = make_element("h2", {}, self.words["news"])
        look = {"class": "nmt-alert is-notice nmt-practice-news"}
        return make_element("section", look, heading, make_element("ul", {}, *rows))


def _still_case(card: PracticeCard, words: Words) -> Html:
    about = make_element(
        "div",
        {"class": "nmt-practice-about"},
        make_element("p", {"class": "nmt-quiet"}, " · ".join(filter(None, card["facts"]))),
        make_element("h2", {}, card["title"]),
        make_element("p", {}, card["summary"]),
        card["note"] and make_element("p", {"class": "nmt-quiet"}, card["note"]),
    )
    plain = "nmt-button is-plain" if card["attempts"] else "nmt-button"
    begin = {"class": plain, "type": "button", "disabled": True}
    attempts = (
        make_element("li", {"class": "nmt-practice-attempt-line"}, make_element("b", {}, attempt["label"]))
        for attempt in card["attempts"]
    )
    side = make_element(
        "div",
        {"class": "nmt-practice-attempts"},
        make_element("ul", {}, *attempts) if card["attempts"] else None,
        card["begin"]
        and make_element("button", begin, words["begin_again" if card["attempts"] else "begin"]),
    )
    return make_element("li", {"class": "nmt-practice-case"}, about, side)
