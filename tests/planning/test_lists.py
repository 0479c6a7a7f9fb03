"""The lists a clinician reads: activities, services, rules; complete, safe, and replaceable by a site."""

import copy
import shutil
from itertools import product

import pytest
import yaml

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.site_files import DATA
from nmt_widgets.planning import load_planbook, plan

BOOK = load_planbook()
BANDS = [band.id for band in BOOK.rules.bands]
BANDS_FROM = {band.id: band.from_ for band in BOOK.rules.bands}


def at(region, band):
    order = BOOK.band_order
    return [
        a
        for a in BOOK.activities
        if a.region == region and order[a.ages[0]] <= order[band] <= order[a.ages[1]]
    ]


def test_there_are_at_least_80_activities(instrument):
    assert len(BOOK.activities) >= 80
    assert {a.region for a in BOOK.activities} == {region.id for region in instrument.regions}
    assert {a.domain for a in BOOK.activities} == {domain.id for domain in instrument.domains.domains}
    assert {f for a in BOOK.activities for f in a.functions} == set(instrument.ids)
    assert {place for a in BOOK.activities for place in a.where} == {"home", "school", "clinic", "community"}


@pytest.mark.parametrize("band", BANDS)
def test_every_region_has_activities_at_every_functional_age_without_thinking_or_company(instrument, band):
    for region in instrument.regions:
        least = [
            a
            for a in at(region.id, band)
            if a.demand != "cognitive" and "one_adult" in a.company and not a.years.to
        ]
        safe = [
            a
            for a in least
            if not {"swallowing", "heart", "stillness"} & set(a.check) and not a.touch + a.mouth
        ]
        assert len(safe) >= 2, (region.id, band)
        assert [a for a in safe if a.years.from_ <= BANDS_FROM[band]], (region.id, band)


@pytest.mark.parametrize("band", BANDS)
def test_every_domain_has_activities_at_every_functional_age(instrument, band):
    for domain in instrument.domains.domains:
        activities = [
            a for region in instrument.regions for a in at(region.id, band) if a.domain == domain.id
        ]
        assert len(activities) >= 3, (domain.id, band)


def test_each_sentence_is_said_once():
    sentences = [text for words in BOOK.activity_words.values() for text in words.forms.values()]
    assert len(sentences) == len(set(sentences))
    assert all(text.endswith(".") and len(text) < 200 for text in sentences)


def test_an_activity_s_domain_holds_one_of_its_functions(instrument):
    members = {domain.id: set(domain.functions) for domain in instrument.domains.domains}
    assert all(members[a.domain] & set(a.functions) for a in BOOK.activities)


def test_contra_indications_stand_where_they_must():
    by_id = {a.id: a for a in BOOK.activities}
    for id in ("swinging", "bouncing", "in_the_water", "wheels"):
        assert "seizures" in by_id[id].check
    for id in ("hand_massage", "held_to_heartbeat", "carried_in_a_sling"):
        assert "touch" in by_id[id].check
    for id in ("thick_straw", "chew_and_crunch", "calm_feeding", "meals_by_the_clock", "cooking_together"):
        assert "swallowing" in by_id[id].check
        assert by_id[id].mouth
    for id in ("swinging", "bouncing", "dancing"):
        assert "shaking" in by_id[id].check
    assert "restraint" in by_id["storm_plan"].check
    assert by_id["food_play"].years.from_ >= 0.5
    assert "water" in by_id["in_the_water"].check
    assert "heart" in by_id["effort_and_rest"].check
    assert "weight" in by_id["deep_pressure"].check
    assert by_id["chew_and_crunch"].years.from_ >= 4
    assert by_id["deep_pressure"].years.from_ >= 3


def test_only_what_asks_for_thinking_needs_the_gate():
    assert all(
        a.demand == "cognitive" for a in BOOK.activities if "cortical" in a.modes and a.demand != "mixed"
    )


def test_services_are_those_of_the_form(instrument):
    section = next(section for section in instrument.sections if section.id == "services")
    current = next(field for field in section.entries if field.id == "current")
    column = next(column for column in current.columns if column.id == "service")
    assert {service.id for service in BOOK.services} == set(column.options)
    assert {s.demand for s in BOOK.services} == {
        "cognitive", "mixed", "relational", "somatosensory", "pharmacological", "support",
    }  # fmt: skip


def test_expectations_are_written_for_every_domain_band_and_place(instrument):
    texts = BOOK.words["expectations"]["texts"]
    for domain, band, place in product(instrument.domains.domains, BANDS, ("home", "school")):
        assert "{client} can be expected" in texts[domain.id][band][place]


@pytest.fixture
def site(tmp_path):
    """A site's folder with a changed copy of one file."""

    def change(topic, edit):
        data = yaml.safe_load((DATA / f"{topic}.yaml").read_text(encoding="utf-8"))
        edit(data)
        (tmp_path / f"{topic}.yaml").write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
        return tmp_path

    return change


def test_a_site_replaces_the_rules_and_the_words(site, monkeypatch, james):
    folder = site("planning", lambda data: data.update(version="clinic-1"))
    (folder / "en").mkdir()
    id = next(line.activity for line in plan(james, 1).now if line.activity)
    (folder / "en" / "activities.yaml").write_text(
        f"activities: {{{id}: {{name: Ours}}}}\n", encoding="utf-8"
    )
    monkeypatch.setenv("NMT_SITE", str(folder))
    client_plan = plan(james, 1)
    assert client_plan.versions["planning"] == "clinic-1"
    assert client_plan.line(f"client:start:{id}").title == "Ours"
    assert client_plan.line(f"client:start:{id}").source == "workbook"


@pytest.mark.parametrize(
    ("topic", "edit", "message"),
    [
        (
            "activities",
            lambda d: d["activities"][0].update(functions=["humour"]),
            "function 'humour' is not known",
        ),
        (
            "activities",
            lambda d: d["activities"][0].update(check=["ghosts"]),
            "caution 'ghosts' is not known",
        ),
        (
            "activities",
            lambda d: d["activities"][0].update(years={"to": 3}),
            "forms are not those of its years",
        ),
        (
            "activities",
            lambda d: d["activities"][0].pop("touch"),
            "is not marked touch",
        ),
        (
            "activities",
            lambda d: d["activities"][0].update(mouth=["adult"], check=["swallowing"]),
            "marks mouth for 'adult', and its words have none",
        ),
        (
            "activities",
            lambda d: d["activities"][0].update(likes=["thunder"]),
            "liking 'thunder' is not known",
        ),
        ("safety", lambda d: d["signs"][0].update(question="bad_mood"), "signal 'bad_mood' is not known"),
        ("safety", lambda d: d["signs"].pop(3), "nothing follows from the question 'ongoing_physical_abuse'"),
        ("planning", lambda d: d["cautions"][2].update(cleared="luck"), "signal 'luck' is not known"),
        ("activities", lambda d: d["activities"][0].update(region="limbic"), "none of its functions"),
        (
            "activities",
            lambda d: d["activities"][0].update(dose={"minutes": 0, "times": 1, "per": "day"}),
            "0 is too low",
        ),
        ("services", lambda d: d["services"].pop(0), "service 'tutoring' is missing in services.yaml"),
        ("planning", lambda d: d["rules"][1]["when"][0].update(domains={"magic": "essential"}), "'magic'"),
        (
            "planning",
            lambda d: d["rules"].append({**copy.deepcopy(d["rules"][0]), "id": "new_rule"}),
            "'new_rule' has no words",
        ),
        ("caregiving", lambda d: d.update(resources=["money"]), "group 'money' is not known"),
        ("states", lambda d: d["states"][0]["lost"].pop("limbic"), "region 'limbic' is missing"),
    ],
)
def test_a_broken_file_is_refused_with_place_and_remedy(site, topic, edit, message):
    folder = site(topic, edit)
    with pytest.raises(InputError) as caught:
        load_planbook(folder)
    assert message in str(caught.value)
    assert any(f"{topic}.yaml" in str(problem) for problem in caught.value.problems)


def test_a_site_that_does_not_ask_what_is_liked_still_has_its_plans(tmp_path, monkeypatch, james):
    sections = yaml.safe_load((DATA / "sections.yaml").read_text(encoding="utf-8"))
    services = next(section for section in sections["sections"] if section["id"] == "services")
    services["fields"] = [field for field in services["fields"] if field["id"] != "likes"]
    (tmp_path / "sections.yaml").write_text(yaml.safe_dump(sections, sort_keys=False), encoding="utf-8")
    monkeypatch.setenv("NMT_SITE", str(tmp_path))
    assert plan(james, 1).now


def test_a_new_activity_needs_no_code(tmp_path, monkeypatch, james):
    shutil.copy(DATA / "activities.yaml", tmp_path / "activities.yaml")
    entry = (
        "  - {id: our_pony, region: brainstem, domain: self_regulation, functions: [attention_tracking],\n"
        "     demand: somatosensory, modes: [somatosensory], company: [one_adult], where: [community],\n"
        "     who: [caregiver], dose: {minutes: 10, times: 2, per: week}, ages: [infant, infant],\n"
        "     years: {from: 6, to: 11}}\n"
    )
    text = (tmp_path / "activities.yaml").read_text(encoding="utf-8")
    (tmp_path / "activities.yaml").write_text(
        text.replace("activities:\n", f"activities:\n{entry}", 1), encoding="utf-8"
    )
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "activities.yaml").write_text(
        "activities:\n  our_pony: {name: Our pony, rhythm: Walk, forms: {child: Led round the yard.}}\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("NMT_SITE", str(tmp_path))
    assert plan(james, 1).line("client:start:our_pony").title == "Our pony"
