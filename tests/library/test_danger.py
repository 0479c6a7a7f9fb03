"""The form's signs of danger: the same as in the plan, and all of them if a site's planning files are broken."""

import shutil

from nmt_widgets.case_files.answers import to_answers, to_case
from nmt_widgets.core.site_files import DATA
from nmt_widgets.library.danger_signs import danger_signs
from nmt_widgets.planning import plan


def test_the_form_asks_about_the_signs_the_plan_puts_first(james, instrument):
    signs = {sign["path"].rpartition("/")[2]: sign for sign in danger_signs(1, 9.0, instrument)}
    assert {"self_harm", "ongoing_neglect", "safety_consistency", "people"} < set(signs)
    assert not {"swallowing_cleared", "heart_cleared", "absences_cleared"} & set(signs)
    assert signs["safety_consistency"]["at_most"] == 3
    unasked = {path: answer for path, answer in to_answers(james).items() if "/sections/safety/" not in path}
    first = plan(to_case("james", unasked), 1, instrument).safety
    open_in_plan = [sign.id for sign in first.signs if sign.state == "open" and sign.id != "home_safety"]
    questions = [id for id, sign in signs.items() if sign["asks"] and id != "safety_consistency"]
    assert len(open_in_plan) == len(questions) == 13


def test_broken_planning_files_neither_close_the_form_nor_hide_a_sign(tmp_path, monkeypatch, instrument):
    shutil.copy(DATA / "safety.yaml", tmp_path)
    (tmp_path / "safety.yaml").write_text("version: broken\n", encoding="utf-8")
    monkeypatch.setenv("NMT_SITE", str(tmp_path))
    signs = danger_signs(1, 2.0, instrument)
    assert len(signs) == 13
    assert all(sign["asks"] for sign in signs)
