"""The still picture of a form: its sections, and the questions of the first one with the answers as text."""

from __future__ import annotations

from nmt_widgets.widgets.shared.answers.messages import Answer, Answers, PurposeFacts
from nmt_widgets.widgets.shared.form.messages import FormQuestion, FormSection, FormSpec, FormWords
from nmt_widgets.widgets.shared.markup import Html, join, make_element

_BLANK = "\u00a0"  # keeps the height of a line that the script fills in


def still_form(
    spec: FormSpec, answers: Answers, words: FormWords, current: str, purpose: PurposeFacts
) -> Html:
    """Return what a form shows first, without what counts and saves: the page does that.

    Parameters
    ----------
    spec, answers, words, current, purpose
        As :class:`nmt_widgets.widgets.FormView` takes them; `current` is its `section`.
    """
    line = make_element("div", {"class": "nmt-save-line"}, _BLANK)
    first, *rest = spec["sections"]
    last = {
        "review": words["form"]["review"]["title"],
        "revisions": words.get("revisions", {}).get("name", ""),
    }
    section = next((section for section in rest if section["id"] == current), first)
    if current in last:
        main = _head(last[current])
    else:
        main = _section(section, answers, _purpose(words, purpose) if section is first else None)
    return join(
        make_element("section", {"class": "nmt-save"}, line),
        make_element("div", {"class": "nmt-form-navigation"}, _section_list(spec, words, current)),
        make_element("div", {"class": "nmt-form-section"}, main),
    )


def _purpose(words: FormWords, purpose: PurposeFacts) -> Html | None:
    if not purpose:
        return None
    text = words["purpose"]["now"].format(kind=purpose["name"])
    return make_element("p", {"class": "nmt-section-purpose"}, text)


def _section_list(spec: FormSpec, words: FormWords, current: str) -> Html:
    say = words["form"]["sections"]
    names = {section["id"]: section["name"] for section in spec["sections"]}
    rows = [_section_row(name, is_current=id == current) for id, name in names.items()]
    last = make_element(
        "li",
        {"class": "nmt-sections-last"},
        _section_button(say["review"], is_current=current == "review"),
    )
    opener = make_element(
        "button",
        {"type": "button", "class": "nmt-sections-open", "disabled": True},
        *_names(names.get(current, say["review"])),
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


def _head(name: str, lead: str = "", source: str = "") -> Html:
    return make_element(
        "header",
        {"class": "nmt-section-head"},
        make_element("h2", {}, name),
        source and make_element("p", {"class": "nmt-section-source"}, source),
        lead and make_element("p", {"class": "nmt-section-lead"}, lead),
    )


def _section(section: FormSection, answers: Answers, purpose: Html | None) -> Html:
    """Return a section; of the score sheet and the grids only the heading, since the script draws them otherwise."""
    head = _head(section["name"], section["lead"], section.get("source", ""))
    questions = section["questions"] if section["kind"] in ("fields", "current_relational") else ()
    rows = (_question(question, answers.get(question["path"])) for question in questions)
    return make_element("section", {"class": "nmt-fields"}, head, purpose, *rows)


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
