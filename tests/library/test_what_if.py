"""Scores on trial in a cell: what they change, what a page may try, and what follows when it is linked."""

from __future__ import annotations

import pytest
import traitlets

from nmt_widgets import BrainMap, WhatIf, load_case, profile
from nmt_widgets.core.errors import InputError


@pytest.fixture
def trial():
    return WhatIf("james", 1)


def test_a_trial_changes_figures_and_plan_and_not_the_case(trial):
    case = load_case("james")
    recorded = profile(case, 1)
    assert (trial.value, trial.changes, trial.effects) == (recorded.scores, {}, ())
    trial._view.set_state({"changes": trial._view.leverage[0]["changes"]})
    assert trial.profile.cmr.gate_open
    assert any("goes over 1.0" in sentence for sentence in trial.effects)
    assert trial.value == trial.profile.scores
    assert "James, what if" in trial.map.svg
    assert trial.recorded == recorded
    assert trial._record.case == case
    trial.reset()
    assert (trial.value, trial.effects, trial.plan) == (recorded.scores, (), trial.recorded_plan)
    assert "James, 9 years" in trial.map.svg


def test_a_page_tries_scores_only(trial):
    trial._view.set_state({"changes": {"sleep": 6, "arousal": 2, "x": 3, "reward": 99, "mood": "5"}})
    assert trial.changes == {"sleep": 6}
    assert trial._view.changes == {"sleep": 6}


def test_what_the_author_tries_is_checked(trial):
    with pytest.raises(InputError, match="there is no function 'slep'; 'sleep' is meant"):
        trial.changes = {"slep": 6}
    with pytest.raises(InputError, match="sleep: 13 is outside 1-12"):
        trial.changes = {"sleep": 13}
    with pytest.raises(InputError, match="the scores do not say at what age"):
        WhatIf({"sleep": 3})
    assert trial.changes == {}


def test_it_can_be_linked_with_a_map(trial):
    brain_map = BrainMap("james/1")
    traitlets.link((trial, "value"), (brain_map, "value"))
    trial.changes = {"sleep": 9}
    assert brain_map.value["sleep"] == 9
    brain_map.value = {**brain_map.value, "arousal": 7}
    assert trial.changes == {"sleep": 9, "arousal": 7}
    trial.reset()
    assert brain_map.value == trial.recorded.scores


def test_scores_alone_can_be_tried():
    trial = WhatIf({"sleep": 3, "arousal": 4}, age=7)
    trial.changes = {"sleep": 9}
    assert trial.profile.total.value == 13


def test_another_assessment_takes_its_place(trial):
    trial.changes = {"sleep": 9}
    trial.update("james", 2)
    assert (trial.changes, trial.value) == ({}, profile(load_case("james"), 2).scores)
    trial.put_beside("adult")
    assert "Young adult" in trial.map.svg
    trial.palette = "grey"
    assert trial.map.palette == "grey"
    assert trial._view.steps["colours"][0].lower() in trial.map.svg.lower()


def test_a_box_that_is_chosen_shows_its_steps(trial):
    trial.map.hear({"type": "open", "function": "sleep", "clicked": True})
    assert trial._view.selected == "sleep"


def test_its_still_form_says_what_was_tried(trial, tmp_path):
    trial.changes = {"sleep": 9}
    bundle, _ = trial._repr_mimebundle_()
    assert bundle["text/plain"].startswith("Sleep 4 → 9")
    assert "<svg" in bundle["image/svg+xml"]
    assert "Sleep 4 → 9" in trial.to_html()
    assert "what if" in trial.save(tmp_path / "trial.svg").read_text()
