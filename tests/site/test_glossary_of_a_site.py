"""The glossary with a site's own words and figures."""

import pytest

from nmt_widgets.core.errors import InputError
from nmt_widgets.instrument import load_glossary
from nmt_widgets.site import check_site


def test_a_sites_figures_and_words_are_used(site):
    site.data("cmr", "gate: 1.0", "gate: 1.25")
    site.data("domains", "below: 0.65", "below: 0.625")
    site.words("texts/en/glossary.yaml", {"terms": {"gate": {"term": "Threshold value"}}})
    terms = {term.id: term for term in load_glossary()}
    assert terms["gate"].term == "Threshold value"
    assert "over 1.25" in terms["gate"].text
    assert "below 62.5 % of" in terms["essential"].text


def test_what_a_site_decides_is_no_longer_called_published(site):
    site.data("cmr", "gate_source: published", "gate_source: workbook")
    site.data(
        "domains",
        "{id: essential, below: 0.65, source: published, cite: evans_2023}",
        "{id: essential, below: 0.7, source: workbook}",
    )
    words = {
        "sequence": {"says": "We begin where we like."},
        "nmt": {"says": "A model.", "from": "published"},
    }
    site.words("texts/en/glossary.yaml", {"terms": words | {"region": {"term": "Part of the brain"}}})
    marks = {term.id: term.source for term in load_glossary()}
    assert [marks[id] for id in ("gate", "suspended", "essential", "therapeutic", "sequence")] == [
        "workbook"
    ] * 5
    assert [marks[id] for id in ("enrichment", "nmt", "region", "score")] == ["published"] * 4


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"see": ["cmrr"]}, "terms, gate, see 1: leads to the term 'cmrr'"),
        ({"see": ["gate"]}, "leads to the term 'gate'"),
        ({"term": "Rôle"}, "terms, gate: 'Role' is a name of “Role” already"),
        ({"also": ["role"]}, "terms, gate: 'Role' is a name of “Role” already"),
        ({"also": ["backup"]}, "terms, gate: 'Backup' is a name of “Backup” already"),
        ({"from": "hearsay"}, "hearsay"),
        ({"says": ""}, "terms, gate, says"),
    ],
)
def test_what_leads_nowhere_or_stands_twice_is_refused(change, message, site):
    site.words("texts/en/glossary.yaml", {"terms": {"gate": change}})
    with pytest.raises(InputError) as caught:
        check_site()
    assert message in str(caught.value)
    assert "glossary.yaml" in str(caught.value)
