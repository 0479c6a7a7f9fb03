"""Teaching panels: their models, the same numbers on the wall and on paper, and the keyboard."""

import itertools
import json
from typing import get_args

import pytest
import yaml

from nmt_widgets.case_files.scenes import PanelId
from nmt_widgets.core.data import data_file
from nmt_widgets.core.errors import InputErrors
from nmt_widgets.presenting.deck import panel_deck
from nmt_widgets.presenting.teaching import load_teaching
from nmt_widgets.reporting.hand_out import hand_out_deck, hand_out_html
from tests.apps.test_present import open_presentation, start, title

POSITION = "document.querySelector('.nmt-presenter').presenter.position"

# Every number that can be read in a scene, and every colour of a score; what the room presses or has pressed is none.
_NUMBERS = r"""(scene) => {
  const copy = scene.cloneNode(true);
  const room = '.nmt-guess-tools, .nmt-key-of-votes, [data-question], [data-votes], [data-join], .nmt-asked, script';
  for (const tool of copy.querySelectorAll(room)) tool.remove();
  return [
    copy.textContent.match(/\d+(?:[.,]\d+)?/g) ?? [],
    [...copy.querySelectorAll('[data-score]')].map((box) => box.dataset.score),
    [...copy.querySelectorAll('path')].map((path) => path.getAttribute('d')),
  ];
}"""


def teaching():
    return load_teaching().data


def html(instrument, id):
    return panel_deck(instrument, [id])["scenes"][0]["html"]


def test_every_panel_a_case_may_name_has_its_data_and_its_words(instrument):
    ids = get_args(PanelId)
    assert [panel.id for panel in teaching().panels] == list(ids)
    assert list(load_teaching().words["panels"]) == list(ids)
    assert [scene["id"] for scene in panel_deck(instrument)["scenes"]] == [f"panel-{id}" for id in ids]
    for id in ids:
        words = load_teaching().words["panels"][id]
        assert words["title"]
        assert len(words["notes"]) >= 2, id


def test_both_patterns_hold_the_same_stress_and_differ_in_their_three_qualities():
    stress = teaching().stress
    building, sensitising = stress.patterns
    assert building.dose == pytest.approx(sensitising.dose)
    gaps = [
        {round(after[0] - before[0], 3) for before, after in itertools.pairwise(pattern.episodes)}
        for pattern in stress.patterns
    ]
    assert len(gaps[0]) == 1  # predictable
    assert len(gaps[1]) == len(sensitising.episodes) - 1  # nobody can foresee the next
    assert max(episode[2] for episode in building.episodes) < min(
        episode[2] for episode in sensitising.episodes
    )
    assert max(episode[1] for episode in building.episodes) < max(
        episode[1] for episode in sensitising.episodes
    )
    assert building.becomes.threshold > stress.before.threshold > sensitising.becomes.threshold
    assert building.becomes.slope < stress.before.slope < sensitising.becomes.slope


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda data: data["stress"]["patterns"][1]["episodes"].pop(), "the first pattern to 7.2"),
        (lambda data: data["stress"].update(days=40), "an episode ends after day 40"),
        (lambda data: data["modes"].pop("relational"), "there is no group 'relational'"),
        (lambda data: data["combinations"][0]["modes"].append("prayer"), "mode 'prayer' is not listed"),
    ],
)
def test_a_sites_panels_that_cannot_be_right_are_refused(tmp_path, spoil, message):
    data = yaml.safe_load(data_file("teaching", None).read_text(encoding="utf-8"))
    spoil(data)
    (tmp_path / "teaching.yaml").write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    with pytest.raises(InputErrors) as caught:
        load_teaching(tmp_path)
    assert message in str(caught.value)


def test_ways_of_regulating_stand_in_their_groups_and_co_dysregulation_among_them(instrument):
    page = html(instrument, "regulation")
    self_, mutual, relational = page.split("<section>")[1:]
    words = load_teaching().words["modes"]
    for section, groups in ((self_, ["self"]), (mutual, ["mutual", "outside"]), (relational, ["relational"])):
        modes = [mode for group in groups for mode in teaching().modes[group]]
        assert [mode for mode in words if f"<b>{words[mode]['name']}</b>" in section] == sorted(
            modes, key=list(words).index
        )
    assert "co-dysregulation" in relational
    assert "co-regulation" in relational


def test_the_word_for_timing_is_on_the_wall_and_explained_to_the_speaker(instrument):
    scene = panel_deck(instrument, ["timing"])["scenes"][0]
    assert "Neuroarchaeology" in scene["html"]
    assert "neuroarchaeology of experience" in scene["notes"][0]["text"]


def test_pictures_have_a_twin_in_words(instrument):
    words = load_teaching().words["disruptors"]
    page = html(instrument, "disruptors")
    assert f'aria-label="{words["picture"]}"' in page.replace("\n", " ")
    for id in teaching().disruptors:
        for key in ("name", "such", "disturbs", "follows"):
            assert words[id][key] in page
    assert 'aria-label="Predictable, moderate, controllable: 12 times in 48 days"' in html(
        instrument, "stress"
    )


def wall(page, count):
    """Return the numbers of every scene on the wall, each at its last step."""
    numbers = {}
    for at in range(count):
        page.evaluate(f"{POSITION}.jump({at})")
        page.evaluate(f"{POSITION}.all()")
        numbers[title(page)] = page.locator(".nmt-stage .nmt-scene-body").evaluate(_NUMBERS)
    return numbers


def paper(page, printed_deck):
    """Return the numbers of every page of a hand-out with answers."""
    page.set_content(hand_out_html(printed_deck, "answers"))
    page.locator("html:not([data-unfinished])").wait_for(state="attached")
    sheets = page.locator(".nmt-leaf").all()
    return {
        sheet.locator("h2").inner_text(): sheet.locator(".nmt-scene-body").evaluate(_NUMBERS)
        for sheet in sheets
    }


@pytest.mark.browser
@pytest.mark.parametrize("query", ["case=james", "panel=panels"])
def test_wall_and_hand_out_print_the_same_numbers(page, query, james, instrument):
    page.emulate_media(reduced_motion="reduce")
    open_presentation(page, query)
    start(page)
    on_wall = page.evaluate(f"{POSITION}.deck")
    printed_deck = hand_out_deck(james, instrument) if "james" in query else on_wall
    on_screens = wall(page, len(printed_deck["scenes"]))
    assert len(on_screens) == len(printed_deck["scenes"])
    assert sum(bool(numbers) for numbers, _, _ in on_screens.values()) >= 4
    sheet = page.context.new_page()
    for same_deck in (
        printed_deck,
        json.loads(json.dumps(printed_deck, sort_keys=True)),
    ):  # whatever order its keys come in
        printed = paper(sheet, same_deck)
        assert list(printed) == list(on_screens)
        assert {
            name: (on_screens[name], printed[name])
            for name in on_screens
            if on_screens[name] != printed[name]
        } == {}


@pytest.mark.browser
@pytest.mark.parametrize(
    ("width", "height", "scheme"), [(1280, 800, "light"), (800, 600, "dark"), (800, 600, "light")]
)
def test_the_pattern_of_stress_by_keyboard(page, keep, width, height, scheme):
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    open_presentation(page)
    start(page)
    page.keyboard.press("j")
    for key in (*"15", "Enter"):
        page.keyboard.press(key)
    assert title(page) == "The pattern of stress decides"
    curves, outcomes = page.locator(".nmt-curve"), page.locator("[data-outcome]")
    assert curves.count() == 1
    assert [outcome.is_visible() for outcome in outcomes.all()] == [False, False]
    page.keyboard.press("ArrowRight")
    page.keyboard.press("PageDown")
    assert curves.count() == 3
    assert outcomes.all_inner_texts() == ["The same demand: Calm", "The same demand: Fear"]
    picture = page.locator("[data-curves] svg")
    assert picture.get_attribute("aria-label").endswith(
        "at first: Alert. After stress that is predictable, moderate, controllable: Calm. "
        "After stress that is unpredictable, severe, prolonged: Fear."
    )
    keep(page, f"panel-stress-{width}-{scheme}")
    page.keyboard.press("Tab")  # from the title to the only control
    page.keyboard.press("Home")
    assert page.locator("output").inner_text() == "0 of 48"
    assert outcomes.all_inner_texts() == ["The same demand: Alert"] * 2
    before, *after = [curve.get_attribute("d") for curve in curves.all()]
    assert after == [before, before]
    page.keyboard.press("ArrowRight")  # belongs to the slider, not to the presentation
    assert page.locator("output").inner_text() == "1 of 48"
    page.keyboard.press("PageDown")  # a clicker's key goes on all the same
    assert title(page) == "A plan from the bottom up"


@pytest.mark.browser
def test_the_days_go_by_where_movement_is_wanted(page):
    page.emulate_media(reduced_motion="no-preference")
    open_presentation(page, "panel=stress")
    start(page)
    page.clock.install()
    page.keyboard.press("PageDown")
    days = page.locator("[name=days]")
    page.clock.run_for(1300)
    assert 5 < float(days.input_value()) < 43
    page.clock.run_for(3000)
    assert days.input_value() == "48"
    page.keyboard.press("PageDown")
    page.clock.run_for(300)
    first, second = (
        page.locator(f".nmt-answer.is-{id}").get_attribute("cy") for id in ("building", "sensitising")
    )
    page.keyboard.press("PageUp")  # no film on the way back
    assert page.locator(".nmt-answer.is-building").get_attribute("cy") == first
    page.keyboard.press("PageDown")
    page.clock.run_for(3000)
    assert float(page.locator(".nmt-answer.is-sensitising").get_attribute("cy")) < float(second)


@pytest.mark.browser
@pytest.mark.parametrize(
    ("width", "height", "scheme"), [(1280, 800, "light"), (800, 600, "dark"), (800, 600, "light")]
)
def test_panels_of_disruptors_and_regulation_by_keyboard(page, keep, width, height, scheme):
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    open_presentation(page)
    start(page)
    page.keyboard.press("j")
    page.keyboard.press("5")
    page.keyboard.press("Enter")
    assert title(page) == "What disturbs the core networks"
    explanations = page.locator(".nmt-disruptors dl")
    assert [explanation.is_visible() for explanation in explanations.all()] == [False] * 3
    for step in range(1, 4):
        page.keyboard.press("ArrowRight")
        assert [explanation.is_visible() for explanation in explanations.all()] == [
            at < step for at in range(3)
        ]
        assert page.locator(".nmt-disruption[data-on]").count() == step
    page.keyboard.press("ArrowRight")
    assert page.get_by_text("A cascade:").is_visible()
    keep(page, f"panel-disruptors-{width}-{scheme}")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # on the second of the three
    assert [explanation.is_visible() for explanation in explanations.all()] == [True, True, False]
    assert page.locator(".nmt-disruptors [aria-current=step]").inner_text() == "2 Bonding and attachment"

    page.keyboard.press("j")
    page.get_by_role("button", name="Ways of regulating").focus()
    page.keyboard.press("Enter")
    page.locator(".nmt-ways").wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press(" ")  # belongs to the way it is pressed in
    body = page.get_by_role("button", name="Through the body")
    assert body.get_attribute("aria-pressed") == "true"
    for _ in range(4):
        page.keyboard.press("PageDown")
    assert page.locator(".nmt-mode[data-is-lit]").inner_text().startswith("Alarm spreads")
    assert page.get_by_text("Each alarms the other").is_visible()
    keep(page, f"panel-regulation-{width}-{scheme}")
