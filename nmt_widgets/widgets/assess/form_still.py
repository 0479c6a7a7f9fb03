"""The still picture of a form: its sections, and the questions of the first one with the answers as text."""

from __future__ import annotations

from nmt_widgets.widgets.shared.markup import Html, join, make_element
from nmt_widgets.widgets.shared.messages import (
    Answer,
    Answers,
    FormQuestion,
    FormSection,
    FormSpec,
    FormWords,
)

_BLANK = "\u00a0"  # keeps the height of a line that the script fills in


def still_form(spec: FormSpec, answers: Answers, words: FormWords) -> Html:
    """Return what a form shows first, without what counts and saves: the page does that.

    Parameters
    ----------
    spec, answers, words
        As :class:`nmt_widgets.widgets.FormView` takes them.
    """
    line = make_element("div", {"class": "nmt-save-line"}, _BLANK)
    first = spec["sections"][0]
    return join(
        make_element("section", {"class": "nmt-save"}, line),
        make_element("div", {"class": "nmt-form-navigation"}, _section_list(spec, words)),
        make_element("div", {"class": "nmt-form-section"}, _section(first, answers)),
    )


def _section_list(spec: FormSpec, words: FormWords) -> Html:
    say = words["form"]["sections"]
    names = [section["name"] for section in spec["sections"]]
    rows = [_section_row(name, is_current=at == 0) for at, name in enumerate(names)]
    last = make_element("li", {"class": "nmt-sections-last"}, _section_button(say["review"]))
    opener = make_element(
        "button", {"type": "button", "class": "nmt-sections-open", "disabled": True}, *_names(names[0])
    )
    following = make_element(
        "button", {"type": "button", "class": "nmt-sections-next", "disabled": True}, say["next"]
    )
    return make_element(
        "nav",
        {"class": "nmt-sections", "aria-label": say["label"], "data-open": "false"},
        make_element("div", {"class": "nmt-sections-top"}, opener, following),
        make_element("ol", {}, *rows, last),
    )


def _section_row(name: str, *, is_current: bool) -> Html:
    bar = make_element("span", {"class": "nmt-sections-bar", "aria-hidden": "true"})
    return make_element("li", {}, _section_button(name, bar, is_current=is_current))


def _section_button(name: str, bar: Html | None = None, *, is_current: bool = False) -> Html:
    state = {"type": "button", "disabled": True, "aria-current": "true" if is_current else None}
    return make_element("button", state, *_names(name), bar)


def _names(name: str) -> tuple[Html, Html]:
    progress = make_element("span", {"class": "nmt-sections-progress"}, _BLANK)
    return make_element("span", {"class": "nmt-sections-name", "dir": "auto"}, name), progress


def _section(section: FormSection, answers: Answers) -> Html:
    head = make_element(
        "header",
        {"class": "nmt-section-head"},
        make_element("h2", {}, section["name"]),
        section["lead"] and make_element("p", {"class": "nmt-section-lead"}, section["lead"]),
        section.get("purpose") and make_element("p", {"class": "nmt-section-purpose"}, section["purpose"]),
    )
    questions = (_question(question, answers.get(question["path"])) for question in section["questions"])
    return make_element("section", {"class": "nmt-fields"}, head, *questions)


def _question(question: FormQuestion, answer: Answer) -> Html:
    name = make_element("span", {"class": "nmt-q-name", "dir": "auto"}, question["name"])
    title = make_element("span", {"class": "nmt-q-title"}, name)
    words = _words(question, answer)
    return make_element(
        "div",
        {"class": "nmt-q", "data-kind": question["kind"]},
        make_element("div", {"class": "nmt-q-head"}, title),
        question["help"] and make_element("p", {"class": "nmt-q-help", "dir": "auto"}, question["help"]),
        words and make_element("p", {"dir": "auto"}, words),
    )


def _words(question: FormQuestion, answer: Answer) -> str:
    """Return an answer as text; nothing where it has parts, which the script shows."""
    if answer is None or not isinstance(answer, str | int | float):
        return ""
    return dict(question["options"]).get(str(answer), str(answer))
