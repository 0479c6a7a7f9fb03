"""The glossary: every term can be found, read and followed, and its figures are those in use."""

import re

import pytest
import textstat

from nmt_widgets.core.texts import texts
from nmt_widgets.instrument import load_glossary

TERMS = {term.id: term for term in load_glossary()}
LONGEST_SENTENCE = 30
FAULTS = {
    "an unfilled brace": re.compile(r"[{}]"),
    "two spaces": re.compile("  "),
    "double punctuation": re.compile(r"[.,;:!?]\s*[.,;:!?]"),
    "a promise of safety": re.compile(r"\b(is|are|be|was) safe\b", re.I),
}


def text_of(*ids):
    return " ".join(TERMS[id].text for id in ids)


def test_terms_are_in_the_order_of_the_alphabet():
    names = [term.term.casefold() for term in load_glossary()]
    assert names == sorted(names)
    assert len(names) > 60


@pytest.mark.parametrize("term", TERMS.values(), ids=lambda term: term.id)
def test_a_term_is_short_and_free_of_faults(term):
    sentences = re.split(r"(?<=[.!?])\s+", term.text)
    assert len(sentences) <= 3
    assert max(len(sentence.split()) for sentence in sentences) <= LONGEST_SENTENCE
    assert term.text.endswith(".")
    assert {name for name, fault in FAULTS.items() if fault.search(term.text)} == set()


def test_somebody_new_can_read_it():
    text = re.sub(r"\d+(\.\d+)?", "ten", text_of(*TERMS))
    assert textstat.flesch_kincaid_grade(text) <= 7


def test_every_term_is_reached_from_another_and_leads_on():
    followed = {id for term in TERMS.values() for id in term.see}
    assert followed == TERMS.keys()
    assert all(term.see for term in TERMS.values())


@pytest.mark.parametrize(
    "text",
    [
        *texts("charts")["categories"].values(),
        *(texts("consult")["views"][view] for view in ("plan", "follow_up", "papers")),
        *texts("planning")["horizons"].values(),
        texts("charts")["numbers"]["not_known"],
        texts("charts")["map"]["key"]["open"],
        texts("planning")["parts"]["web"].removeprefix("The "),
        texts("consult")["standing"]["cmr"],
        texts("consult")["standing"]["caregivers"],
        texts("safety")["title"],
        texts("practice")["figures"]["within_one"]["name"],
        texts("charts")["charts"]["history"]["risk"],
        *texts("consult")["plan"]["safety_verdicts"].values(),
        *texts("consult")["plan"]["verdicts"].values(),
        *(texts("certification")["kinds"][kind] for kind in ("didactic", "case_based", "supervision")),
        *(band["said"] for band in texts("charts")["bands"].values()),
        texts("home")["facts"]["total"],
        texts("classes")["raters"]["columns"]["apart"],
        texts("sections")["sections"]["safety"]["groups"]["cleared"]["name"],
        texts("sections")["sections"]["epigenetic"]["name"],
    ],
)
def test_words_of_the_screens_are_found(text):
    names = [name.casefold() for term in TERMS.values() for name in (term.term, *term.also, term.text)]
    assert any(text.casefold() in name for name in names)


def test_figures_are_those_of_the_instrument(instrument):
    limits = [category.below for category in instrument.domains.categories if category.below]
    assert [f"{limit:.0%}".replace("%", " %") in text_of("therapeutic") for limit in limits] == [True, True]
    assert "384" in TERMS["young_adult"].text
    assert f"over {instrument.cmr.gate}" in TERMS["gate"].text
    assert "32" in TERMS["function"].text
