"""A case with two assessments, or ten: what stands beside what, which changes are told, and what paper may have."""

from __future__ import annotations

import json
import os

import ipywidgets
import pytest

from nmt_widgets import load_case, load_instrument
from nmt_widgets.apps.consult.summary_bars import summary_bars
from nmt_widgets.apps.home import case_view
from nmt_widgets.apps.home.case_facts import case_facts
from nmt_widgets.apps.home.case_view import CaseView
from nmt_widgets.apps.home.report_button import case_report
from nmt_widgets.apps.shared.permission import DownloadPermission
from nmt_widgets.case_files.answers import to_answers
from nmt_widgets.metrics import compare, profile
from nmt_widgets.planning import plan
from nmt_widgets.presenting.deck import deck
from nmt_widgets.reporting.runner.fingerprint import sha256, write_manifest
from nmt_widgets.store import Person, open_store
from nmt_widgets.widgets import ChoiceSlider
from tests.apps.times import many_times
from tests.conftest import JAMES_YAML
from tests.planning.building import SAFE, make_case, typical


@pytest.fixture(scope="module")
def instrument():
    return load_instrument()


@pytest.fixture(scope="module")
def james():
    return load_case("james")


def columns(view: CaseView) -> list[str]:
    """Return the titles of the map's columns."""
    return [column.title for column in view._map._columns()]


def test_an_opened_case_begins_with_the_last_assessment_beside_the_one_before(james, instrument):
    view = CaseView(james, instrument)
    assert columns(view) == ["First NMT assessment, 9 years", "One year later, 10.2 years"]
    assert "since 9 years: +63, clear change" in view.heading.facts[0][2]
    assert "since 9 years: +0.64, clear change" in view.heading.facts[1][2]
    view._beside.value = "peer"
    assert columns(view) == ["James, 10.2 years", "Typical 9-year-old", "Young adult"]
    assert "since" not in view.heading.facts[0][2]
    view._time.value, view._beside.value = "1", "before"
    assert columns(view)[0] == "James, 9 years", "nothing comes before the first"
    view.close()


def test_danger_is_told_before_the_map_and_of_a_client_also_what_nobody_knows(instrument):
    def notice(kind, **signs):
        case = make_case(9.0, typical(9.0), safety=signs).model_copy(update={"kind": kind})
        parts = CaseView(case, instrument).parts
        return parts[1].value if isinstance(parts[1], ipywidgets.HTML) else ""

    assert "There are signs of danger" in notice("clinical", **{**SAFE, "self_harm": "yes"})
    assert "There are signs of danger" in notice("teaching", **{**SAFE, "self_harm": "yes"})
    assert "open questions on danger" in notice("clinical")
    assert notice("practice") == ""


def test_a_case_with_one_assessment_has_nothing_to_choose(james, instrument):
    alone = james.model_copy(update={"assessments": james.assessments[:1]})
    view = CaseView(alone, instrument)
    assert columns(view)[0] == "James, 9 years"
    assert [part for part, _ in view._tools.parts] == ["map", "history", "domains", "cmr", "relational"]
    controls = view.parts[3]  # after the danger that James was to others
    assert view._time not in controls.children
    assert view._beside not in controls.children
    view.close()


def test_of_ten_assessments_only_what_is_shown_is_measured(james, instrument, monkeypatch):
    case, measured = many_times(james), []
    plain = case_view.profile
    monkeypatch.setattr(
        case_view, "profile", lambda case, number, *rest, **more: measured.append(number) or plain(
            case, number, *rest, **more
        )
    )  # fmt: skip
    view = CaseView(case, instrument)
    view.add_details()
    assert sorted(set(measured)) == [9, 10]
    assert isinstance(view._time, ChoiceSlider)
    view._time.value = "4"
    assert columns(view) == ["Visit 3, 10 years", "Visit 4, 10.5 years"]
    assert sorted(set(measured)) == [3, 4, 9, 10]
    view._beside.value = "1"
    assert columns(view) == ["Visit 1, 9 years", "Visit 4, 10.5 years"]
    view.close()


def test_a_value_that_is_not_known_is_no_change_of_0(james, instrument):
    view = CaseView(many_times(james), instrument)
    view._time.value = "4"  # at the third visit arousal was not known
    assert 'aria-label="Arousal Continuum, 2 of 12, severe, typical' in view._map.svg
    box = next(part for part in view._map.svg.split('class="nmt-box"') if 'data-column="client"' in part[:90]
               and 'data-function="arousal"' in part[:90])  # fmt: skip
    assert "change not known" in box[:600]
    assert 'data-clear="none"' in box
    assert ">?</text>" in box
    assert "change not known" in view.heading.facts[0][2], "the totals are of other functions"
    view.close()


def test_what_was_entered_in_error_stands_beside_nothing(james, instrument):
    case = many_times(james, 4)
    third = case.assessments[2].model_copy(update={"status": "entered-in-error"})
    case = case.model_copy(update={"assessments": (*case.assessments[:2], third, case.assessments[3])})
    view = CaseView(case, instrument)
    assert columns(view) == ["Visit 2, 9.5 years", "Visit 4, 10.5 years"]
    assert "Visit 3" not in str(view._beside.options) + str(view._time.options)
    view.close()


def test_picture_and_print_ask_first_whether_they_may_be_had(james, instrument, monkeypatch):
    view = CaseView(james, instrument)
    replies = []
    monkeypatch.setattr(view._tools, "send", lambda content, buffers=None: replies.append((content, buffers)))
    view._tools.hear({"type": "picture", "form": "svg"})
    view._tools.hear({"type": "print"})
    (picture, (svg,)), (allowed, _) = replies
    assert picture == {"type": "picture", "form": "svg", "name": "james-map-1-2"}
    assert b'fill="#ffffff"' in svg
    assert b"nmt-change" in svg
    assert allowed == {"type": "print"}
    client = james.model_copy(update={"id": "c-4k7m2p"})
    view = CaseView(client, instrument)  # a guest's page, with a case that is no template
    monkeypatch.setattr(view._tools, "send", lambda *_: pytest.fail("nothing may be handed over"))
    view._tools.hear({"type": "picture", "form": "png"})
    view._tools.hear({"type": "print"})
    assert view._tools.problem


def test_a_report_older_than_its_case_says_so(tmp_path, instrument, monkeypatch):
    cases, outputs = tmp_path / "cases", tmp_path / "outputs"
    monkeypatch.setenv("NMT_CASES", str(cases))
    monkeypatch.setenv("NMT_OUTPUTS", str(outputs))
    cases.mkdir()
    file = cases / "james.yaml"
    file.write_bytes(JAMES_YAML.read_bytes())
    folder = outputs / "james" / "assessment-1"
    permission = DownloadPermission(None, "james")
    assert case_report(1, instrument, permission).maker.state == "idle"

    folder.mkdir(parents=True)
    name = "james-assessment-1-9-years.html"
    (folder / name).write_text("a report")
    write_manifest(folder, {"case": sha256(file.read_bytes())}, [name])
    maker = case_report(1, instrument, permission).maker
    assert maker.state == "done"
    assert maker.message.startswith("Made on ")
    assert "changed" not in maker.message
    assert [entry["name"] for entry in maker.files] == [name]

    file.write_text(file.read_text(encoding="utf-8") + "\n# another state\n", encoding="utf-8")
    os.utime(file, (2_000_000_000, 2_000_000_000))
    maker = case_report(1, instrument, permission).maker
    assert maker.state == "older"
    assert "The record changed on 18 May 2033" in maker.message
    assert "this report is older" in maker.message
    (folder / "manifest.json").write_text(json.dumps({"outputs": [name]}))
    assert case_report(1, instrument, permission).maker.state == "idle"


def test_a_report_older_than_its_record_says_so_to_whom_may_see_it(tmp_path, james, instrument, monkeypatch):
    monkeypatch.setenv("NMT_OUTPUTS", str(tmp_path))
    monkeypatch.setenv("NMT_DATA", str(tmp_path / "data"))
    store = open_store(Person("Ana", "clinician"))
    store.create("c-1", to_answers(james), kind="clinical")
    folder, name = tmp_path / "c-1" / "assessment-2", "c-1-assessment-2-10-2-years.pdf"
    folder.mkdir(parents=True)
    (folder / name).write_bytes(b"a report")
    write_manifest(folder, {"case": store.latest("c-1").hash}, [name])
    permission = DownloadPermission(store, "c-1")
    assert case_report(2, instrument, permission).maker.state == "done"
    answers = {"assessments/2/plan/outcomes/own:a": "went well"}
    store.save("c-1", answers, base=store.read("c-1").revision, edit="next")
    maker = case_report(2, instrument, permission).maker
    assert maker.state == "older"
    assert "The record changed on" in maker.message
    for other in (None, open_store(Person("Bo", "trainee"))):
        maker = case_report(2, instrument, DownloadPermission(other, "c-1")).maker
        assert (maker.state, maker.files) == ("idle", [])


@pytest.mark.parametrize("number", [1, 2])
def test_screen_wall_and_report_write_the_same_figures(james, instrument, number):
    now = profile(james, number, instrument)
    home = case_facts(now, None, instrument)
    bars = {
        bar["id"]: bar for group in summary_bars(now, now, plan(james, number, instrument).reserve, instrument)
        for bar in group["bars"]
    }  # fmt: skip
    scenes = "".join(scene["html"] for scene in deck(james, instrument)["scenes"])
    ratio = home[1][1]
    assert ratio == {1: "0.72", 2: "1.36"}[number]
    assert bars["cmr"]["figure"] == ratio
    assert ratio in scenes
    over = "over 1.0" if number == 2 else "not over 1.0"
    assert over in home[1][2]
    assert over in bars["cmr"]["remark"]
    assert home[2][1] == bars["relational"]["figure"]
    for id, domain in now.domains.items():
        assert bars[f"domain-{id}"]["figure"] in scenes
        assert bars[f"domain-{id}"]["remark"].startswith(str(domain.category).capitalize())
        assert str(domain.category).capitalize() in scenes
    for id in now.risk:
        assert f">{bars[f'risk-{id}']['figure']}<" in scenes
        assert bars[f"risk-{id}"]["remark"].partition(",")[0] in scenes
    change = compare(profile(james, 1, instrument), profile(james, 2, instrument))
    assert "+0.64" in case_facts(now, change, instrument)[1][2]


def test_a_ratio_with_a_zero_at_its_end_keeps_it(james, instrument):
    now = profile(many_times(james), 9, instrument)
    for text in (
        case_facts(now, None, instrument)[1][1],
        *case_facts(now, None, instrument)[1][2].split()[:3:2],
    ):
        assert len(text.rstrip(";").partition(".")[2]) == 2
