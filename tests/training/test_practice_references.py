"""References: complete, resting on paragraphs, in keeping with norms and with the story each case tells."""

import copy
import re
from pathlib import Path

import pytest
import yaml

from nmt_widgets import cli
from nmt_widgets.case_files import list_cases, load_case
from nmt_widgets.core.errors import InputError
from nmt_widgets.metrics import profile
from nmt_widgets.metrics.plausibility import implausible
from nmt_widgets.training.references.practice import (
    expert_profile,
    for_trainee,
    practice_cases,
    practice_tables,
    region_means,
)
from nmt_widgets.training.references.reading import (
    expert_case,
    list_references,
    load_reference,
    references_folder,
)

ROOT = Path(__file__).parent.parent.parent
IDS = practice_cases()
WRITTEN = [id for id in IDS if id != "james"]
LITTLE, LATE, INFANT = "practice-girl-8", "practice-boy-15", "practice-girl-10-months"


@pytest.fixture(autouse=True)
def _our_own_references(monkeypatch):
    monkeypatch.delenv("NMT_REFERENCES", raising=False)


@pytest.fixture(scope="module")
def measured():
    """Return the profile of each practice case as its reference scores it."""
    return {id: expert_profile(id) for id in IDS}


def test_every_practice_case_has_a_reference_and_every_reference_a_case():
    assert set(list_references()) <= set(list_cases())
    assert {id for id in list_cases() if load_case(id).kind == "practice"} <= set(list_references())
    assert "james" in IDS


@pytest.mark.parametrize("id", WRITTEN)
def test_every_score_has_a_reason_of_its_own_and_paragraphs(id, instrument):
    reference = load_reference(id)
    assert list(reference.functions) == list(instrument.ids)
    reasons = [score.rationale for score in reference.functions.values()]
    assert len(set(reasons)) == len(reasons)
    for name, score in reference.functions.items():
        assert score.rationale, name
        assert len(score.rationale.split()) <= 45, name
        assert score.paragraphs, name
    assert len(reference.traps) >= 3


@pytest.mark.parametrize("id", WRITTEN)
def test_every_paragraph_is_of_use(id):
    reference = load_reference(id)
    parts = [reference.functions, *reference.adversity.values(), *reference.relational.values()]
    parts += [*reference.relational_health.values(), reference.caregiving]
    used = {number for part in parts for basis in part.values() for number in basis.paragraphs}
    assert used == {paragraph.number for paragraph in load_case(id).vignette}


@pytest.mark.parametrize("id", WRITTEN)
def test_scores_are_in_keeping_with_norms_and_with_each_other(id, measured, instrument):
    result, expert_scores = measured[id], load_reference(id).functions
    for name, item in result.items.items():
        exceeds = item.score is not None and item.score > item.typical + 1
        assert exceeds == bool(expert_scores[name].exceeds), name
    for region in instrument.regions:
        scores = {result.items[f.id].score for f in instrument.functions if f.region == region.id}
        newborn = result.age < 1 and region.id == "frontal_cortex"
        assert len(scores - {None}) > 1 or newborn, f"all of {region.id} are scored alike"
    means = region_means(result)
    assert means["brainstem"] >= means["diencephalon_cerebellum"]
    case = expert_case(load_case(id), load_reference(id))
    assert [finding.title for finding in implausible(case, 1, instrument)] == []


@pytest.mark.parametrize("id", WRITTEN)
def test_a_reference_says_not_known_where_the_case_has_gaps(id):
    reference = load_reference(id)
    parts = [reference.functions, *reference.adversity.values(), *reference.relational.values()]
    parts += [*reference.relational_health.values(), reference.caregiving]
    answers = [basis for part in parts for basis in part.values()]
    unsure = [basis for basis in answers if not basis.known or basis.confidence == "low"]
    assert unsure
    assert all(basis.rationale for basis in answers if not basis.known)


def test_the_map_of_an_infant_is_low_because_of_her_age(measured):
    infant = measured[INFANT]
    assert infant.cmr.figure.value < infant.cmr.typical < 0.5
    assert infant.total.value / infant.typical_total > 0.6
    assert infant.total.value < min(result.total.value for id, result in measured.items() if id != INFANT)
    assert all(infant.items[id].score >= infant.items[id].typical - 1 for id in ("values", "reading_verbal"))


def test_little_adversity_is_low_in_every_period_and_the_map_is_uneven(measured):
    girl = measured[LITTLE]
    assert {risk.band for risk in girl.risk.values()} == {"low"}
    assert girl.domains["cognitive"].percent.value >= 95
    assert girl.items["primary_sensory"].score <= girl.items["primary_sensory"].typical - 6


def test_late_adversity_leaves_the_early_periods_low_and_the_brainstem_sound(measured):
    boy = measured[LATE]
    bands = {period: risk.band for period, risk in boy.risk.items()}
    assert bands.pop("youth") in ("high", "very_high")
    assert set(bands.values()) == {"low"}
    assert boy.regions["brainstem"].percent.value >= 85
    assert boy.domains["sensory_integration"].percent.value >= 85
    assert boy.domains["self_regulation"].category == "essential"
    for id in ("arousal", "sleep", "affect_regulation"):
        assert boy.items[id].score <= boy.items[id].typical - 5


def test_long_medical_trauma_with_love_leaves_relations_sound(measured):
    boy = measured["practice-boy-2"]
    assert boy.domains["relational"].category == boy.domains["cognitive"].category == "enrichment"
    assert boy.domains["self_regulation"].percent.value < 75
    assert boy.risk["perinatal"].relational.value >= 8


def test_self_regulation_is_the_lowest_domain_where_threat_lasted(measured):
    for id in ("practice-boy-8", "practice-twin-boy-4", "practice-woman-20", "practice-mother-31", LATE):
        percents = {name: domain.percent.value for name, domain in measured[id].domains.items()}
        assert min(percents, key=percents.__getitem__) == "self_regulation", id


def _pairs(kind):
    mismatches = []
    for id in IDS:
        for pair in load_reference(id).pairs:
            if pair.kind == kind:
                mismatches.append((id, pair))
    return mismatches


@pytest.mark.parametrize("kind", ["equifinal", "multifinal"])
def test_pairs_name_each_other_and_what_they_share(kind):
    pairs = _pairs(kind)
    assert pairs
    for id, pair in pairs:
        back = [other for other in load_reference(pair.other).pairs if other.other == id]
        assert [other.kind for other in back] == [kind]
        assert back[0].shared == pair.shared


def _apart(first, second, points):
    return [region for region in first if abs(first[region] - second[region]) >= points]


def test_an_equifinal_pair_shares_the_symptom_and_differs_in_its_map(measured):
    for id, pair in _pairs("equifinal"):
        first, second = (region_means(measured[name]) for name in (id, pair.other))
        assert len(_apart(first, second, 2)) >= 2
        assert abs(measured[id].age - measured[pair.other].age) < 0.5
        text = " ".join(p.text for p in load_case(id).vignette if p.number in pair.paragraphs)
        for sign in ("chair", "excluded three times", "leaves the room"):
            assert sign in text.lower()


def test_a_multifinal_pair_shares_its_history_and_differs_in_its_map(measured):
    for id, pair in _pairs("multifinal"):
        first, second = load_reference(id).adversity, load_reference(pair.other).adversity
        assert list(first) == list(second)
        for period, ratings in first.items():
            assert list(ratings) == list(second[period])
            for category, rating in ratings.items():
                other = second[period][category]
                assert rating.known == other.known, (period, category)
                if rating.known:
                    assert abs(rating.severity - other.severity) <= 2, (period, category)
        means = [region_means(measured[name]) for name in (id, pair.other)]
        assert len(_apart(*means, 1.5)) >= 2


def test_james_is_told_as_published_and_scored_as_published(james):
    reference = load_reference("james")
    scores = james.assessment(1).functions.scores
    assert {id: score.score for id, score in reference.functions.items()} == {
        id: score.score for id, score in scores.items()
    }
    assert all(score.mark == "published" for score in reference.functions.values())
    assert expert_profile("james").cmr.figure.value == profile(james, 1).cmr.figure.value


def test_a_trainee_is_given_no_answer(james):
    visible = for_trainee(james)
    (assessment,) = visible.assessments
    assert not assessment.functions.scores
    assert not assessment.relational_health.ratings
    assert not visible.history.adversity
    assert not visible.history.relational
    assert not visible.between
    assert not visible.notes
    assert set(assessment.sections["caregiving"].answers) == {"children"}
    assert all(event.at_years <= 9 for event in visible.story)
    assert visible.vignette == james.vignette


def test_a_rationale_that_repeats_an_anchor_is_scored_as_that_anchor(instrument):
    """The twin boy's swallowing, in the words of the anchor at 6, was scored 7: readers of anchors were marked off."""
    score = load_reference("practice-twin-boy-4", instrument).functions["suck_swallow_gag"]

    def words(text):
        return {word[:5] for word in re.findall(r"[a-z]{4,}", text.lower())}

    anchors = instrument.function("suck_swallow_gag").anchors
    shared = {step: len(words(text) & words(score.rationale)) for step, text in anchors.items()}
    assert max(shared.values()) >= 6
    assert score.score == max(shared, key=shared.get)


def test_the_figures_in_the_documentation_are_those_of_the_references():
    text = (ROOT / "docs" / "practice-cases.md").read_text(encoding="utf-8")
    tables = practice_tables()
    for table in tables.split("\n\n"):
        assert table.strip() in text, f"put these into docs/practice-cases.md:\n{tables}"


def at(data, *steps):
    """Return what stands at a place."""
    for step in steps:
        data = data[step]
    return data


def copied(data, *steps):
    """Return a copy of what stands at a place: YAML would write the same thing twice as an alias."""
    return copy.deepcopy(at(data, *steps))


BROKEN = {
    "a paragraph that is not there": (
        lambda d: at(d, "functions", "arousal").update(paragraphs=[99]),
        "functions, arousal, paragraphs: the vignette has no paragraph 99; use numbers from 1 to 15",
    ),
    "a score without a paragraph": (
        lambda d: at(d, "functions", "arousal").pop("paragraphs"),
        "rests on no paragraph",
    ),
    "a score without a reason": (lambda d: at(d, "functions", "arousal").pop("rationale"), "gives no reason"),
    "a score without confidence": (
        lambda d: at(d, "functions", "arousal").pop("confidence"),
        "says no confidence",
    ),
    "not known without a reason": (
        lambda d: d["functions"].update(arousal={"score": "not known"}),
        "does not say why",
    ),
    "a score of 13": (lambda d: at(d, "functions", "arousal").update(score=13), "13 is outside 1-12"),
    "a score above the peer's": (
        lambda d: at(d, "functions", "values").update(score=10),
        "10 is more than 1 above the typical peer's 7.5; lower it, or say why",
    ),
    "a function left out": (lambda d: d["functions"].pop("arousal"), "function 'arousal' is missing"),
    "an unknown function": (
        lambda d: d["functions"].update(arousel=copied(d, "functions", "arousal")),
        "function 'arousel' does not belong here",
    ),
    "a period left out": (lambda d: d["adversity"].pop("infancy"), "period 'infancy' is missing"),
    "a period not lived": (
        lambda d: d["relational"].update(youth=copied(d, "relational", "infancy")),
        "the client has not lived through it",
    ),
    "a category left out": (
        lambda d: at(d, "adversity", "infancy").pop("chaos"),
        "rating 'chaos' is missing",
    ),
    "a severity without a pattern": (
        lambda d: at(d, "adversity", "infancy", "chaos").pop("pattern"),
        "no pattern",
    ),
    "an odd pattern": (
        lambda d: at(d, "adversity", "infancy", "chaos").update(pattern="often"),
        "'often' is not known",
    ),
    "a statement left out": (
        lambda d: at(d, "relational_health", "family").pop("shared_time"),
        "statement 'shared_time' is missing",
    ),
    "an unknown question of the caregiving": (
        lambda d: d["caregiving"].update(love=copied(d, "caregiving", "respite")),
        "question 'love' does not belong here",
    ),
    "an unknown sign of danger": (
        lambda d: d["safety"].update(self_ham=copied(d, "safety", "self_harm")),
        "sign of danger 'self_ham' does not belong here; check the spelling",
    ),
    "a sign of danger that nobody told": (
        lambda d: at(d, "safety", "going_missing").pop("source"),
        "safety, going_missing: does not say who says so; add a source",
    ),
    "a sign of danger without a paragraph": (
        lambda d: at(d, "safety", "going_missing").pop("paragraphs"),
        "safety, going_missing: rests on no paragraph",
    ),
    "a sign of danger in a paragraph that is not there": (
        lambda d: at(d, "safety", "self_harm").update(paragraphs=[99]),
        "safety, self_harm, paragraphs: the vignette has no paragraph 99",
    ),
    "neither yes nor no": (lambda d: at(d, "safety", "self_harm").update(signal="maybe"), "'maybe'"),
    "a trap with an unknown function": (
        lambda d: at(d, "traps", 0).update(functions=["arousel"]),
        "function 'arousel' does not belong here",
    ),
    "a pair of one": (lambda d: at(d, "pairs", 0).update({"with": "practice-boy-8"}), "paired with itself"),
    "another case": (lambda d: d.update(case="practice-girl-8"), "as the file"),
    "a case that is none": (lambda d: d.update(case="nobody"), "its case cannot be read"),
    "an assessment that is none": (lambda d: d.update(assessment=3), "no assessment 3"),
    "an unknown key": (lambda d: d.update(remark="x"), "'remark' is not known here"),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_bad_reference_is_refused_with_line_and_remedy(fault, tmp_path, monkeypatch):
    spoil, expected = BROKEN[fault]
    data = yaml.safe_load((references_folder() / "practice-boy-8.yaml").read_text(encoding="utf-8"))
    spoil(data)
    path = tmp_path / "practice-boy-8.yaml"
    path.write_text(yaml.safe_dump(data, sort_keys=False, allow_unicode=True), encoding="utf-8")
    monkeypatch.setenv("NMT_REFERENCES", str(tmp_path))
    with pytest.raises(InputError) as caught:
        load_reference("practice-boy-8")
    messages = [str(problem) for problem in caught.value.problems]
    assert any(expected in message for message in messages), messages
    for message in messages:
        assert message.startswith(f"{path}:")
        assert ";" in message


@pytest.mark.parametrize("name", ["nobody", "../james", "", "practice-boy-8.yaml"])
def test_a_reference_is_asked_for_by_the_id_of_a_case(name):
    with pytest.raises(InputError, match="no reference for"):
        load_reference(name)


def test_validate_checks_references_too(capsys):
    for path, count in (
        (ROOT / "case_templates", len(list_cases()) + len(IDS)),
        (references_folder(), len(IDS)),
    ):
        with pytest.raises(SystemExit) as left:
            cli.main(["validate", str(path)])
        output = capsys.readouterr().out
        assert left.value.code == 0
        assert output.count(": good, ") == count
        assert "the reference of practice-boy-8" in output
