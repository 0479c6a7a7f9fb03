"""The pages of the report: their content and its sources, and that markup in a case is escaped."""

import re

import pytest

from nmt_widgets import cli
from nmt_widgets.charts.map_columns import box_name
from nmt_widgets.core.site_files import DATA
from nmt_widgets.core.texts import texts
from nmt_widgets.reporting import open_report
from nmt_widgets.reporting.html import full_html, light_html, plotly_script
from nmt_widgets.reporting.templating import ABOUT_MIME, PLOTLY_MIME


def html_of(page):
    return "".join(bundle.get("text/html", "") for bundle in page.bundles())


def figures_of(page):
    return [bundle[PLOTLY_MIME] for bundle in page.bundles() if PLOTLY_MIME in bundle]


@pytest.fixture(scope="module")
def report():
    return open_report("james", 2)


def test_the_latest_assessment_is_the_default():
    assert open_report("james").assessment.number == 2


def test_the_functions_page_has_every_score_beside_the_typical_and_the_misprint(report, instrument):
    html = html_of(report.functions())
    for function in instrument.functions:
        name = box_name(function)
        assert f">{name}</th>" in html.replace("<wbr>", "").replace("&amp;", "&"), name
    assert "Total 231 of 384; a typical peer has 318" in html
    assert "is 317; its values sum to 318" in html
    assert html.count('class="step"') == 32
    assert html.count("<svg") == 1
    assert ">Before</th>" in html
    assert ">Before</th>" not in html_of(open_report("james", 1).functions())


def test_the_domains_page_explains_the_ratio(report):
    later, first = html_of(report.domains()), html_of(open_report("james", 1).domains())
    assert "is over 1.0" in later
    assert "is not over 1.0" in first
    assert "the formula is a reconstruction (definition state-1)" in later
    assert len(figures_of(report.domains())) == 3


def test_change_needs_an_earlier_assessment(report):
    assert "The total went from 168 to 231" in html_of(report.change_page())
    assert "In-room" in html_of(report.change_page()) or "aide" in html_of(report.change_page())
    assert list(open_report("james", 1).change_page().bundles()) == []


def test_the_method_page_marks_the_source_of_each_part(report):
    method = html_of(report.method())
    marks = texts("common")["marks"]
    rows = dict(re.findall(r'<th scope="row">([^<]+)</th><td>\s*([^<]+)<', method))
    words = texts("report")["marked_rows"]
    assert rows[words["scores"]] == marks["published"]
    assert rows[words["history"]] == marks["reconstructed"]
    assert rows[words["cmr"]] == marks["reconstructed"]
    assert rows[words["domains"]] == marks["workbook"]
    assert rows[words["norms"]] == marks["published"]
    assert "growth-1" in method
    assert "not affiliated" in method
    assert "Perry" in method


def test_recommendations_come_in_order_with_reasons_and_what_would_change_them(report):
    first = html_of(open_report("james", 1).recommendations())
    order = [first.index(name) for name in ("The people around", "The family", "The client")]
    assert order == sorted(order)
    for words in (
        '<span class="kind">suspend</span> <strong>Tutoring</strong>',
        "An aide in the room",
        "Care for the caregivers",
        "What can be expected",
    ):
        assert words in first, words
    ready = '<span class="kind">ready to start</span> <strong>Tutoring</strong>'
    assert ready in html_of(report.recommendations())
    assert "<svg" in first


def test_the_first_page_has_what_a_meeting_needs(report):
    page = html_of(report.cover())
    for words in (
        "10.2 years",
        "One year later",
        "Typical 9-year-old",
        "1.36",
        "like a typical",
        "Safety",
        "What comes first",
    ):
        assert words in page, words
    for domain in ("Sensory integration", "Self-regulation", "Relational", "Cognitive"):
        assert re.search(rf">{domain}</th>", page), domain
    assert page.count("<li>") == 5
    assert "Young adult" not in page


def test_danger_and_an_unknown_home_are_on_the_first_page(james_data, write_case, instrument):
    home = texts("safety")["home"]
    calm = open_report("james", 2)
    assert not calm.plan.safety.urgent
    unknown = html_of(calm.cover())
    assert "Not known: " in unknown[unknown.index('class="danger"') : unknown.index('class="map"')]
    safety = (
        james_data["assessments"][1]
        .setdefault("sections", {})
        .setdefault("safety", {})
        .setdefault("answers", {})
    )
    safety["self_harm"] = {"signal": "yes", "place": "home", "person": "<b>James</b>", "source": "Teacher"}
    cover = html_of(open_report(write_case(james_data), 2).cover())
    assert "A sign of danger is known" in cover
    first = re.findall(r"<ol class=\"first\"><li><strong>([^<]+)", cover)
    assert first == ["Self-harm: today"]
    plan = html_of(open_report(write_case(james_data), 2).recommendations())
    assert "&lt;b&gt;James&lt;/b&gt;" in plan
    assert plan.index("Self-harm: today") < plan.index("The people around")
    del james_data["assessments"][1]["sections"]["safety"]
    unknown = open_report(write_case(james_data), 2)
    assert unknown.plan.safety.home == "not known"
    assert home["not known"] in html_of(unknown.cover())
    for report in (calm, unknown):
        assert not re.search(
            r"\b(?:is|are) safe\b", html_of(report.cover()) + html_of(report.recommendations())
        )


def test_a_section_has_one_mark_of_its_source(report):
    for page in report.pages():
        html = html_of(page)
        legend = 3 if 'dl class="marks"' in html else 0
        marks = html.count('<span class="mark ')
        assert marks <= len(re.findall("<h[23]", html)) + legend
    story = html_of(report.story())
    assert story.count('<span class="mark ') == 1
    assert "(published)" in story or "(reconstructed)" in story


def test_only_what_the_team_decided_is_called_agreed(james_data, write_case):
    assert "has not decided on any of them yet" in html_of(open_report("james", 1).cover())
    line = "client:suspend:tutoring"
    james_data["assessments"][0]["plan"] = {
        "decisions": {
            line: {"verdict": "accepted", "who": "Ada", "start": "2026-03-09"},
            "web:start:in_room_aide": {"verdict": "changed"},  # without its reason it does not count yet
        }
    }
    report = open_report(write_case(james_data), 1)
    assert "agreed on 1 of" in html_of(report.cover())
    plan = html_of(report.recommendations())
    assert plan.count('class="state-agreed"') == 1
    assert "Ada" in html_of(report.cover())


def test_the_appendix_can_be_left_out():
    short = open_report("james", 2, appendix=False)
    whole = full_html(notebook_of(short))[0].decode()
    assert whole.count('<section class="page"') == 6
    assert "The story" not in whole
    assert "How the numbers were made" not in whole


def test_the_document_names_client_and_date(report, james_data, write_case):
    about = next(report.cover().bundles())[ABOUT_MIME]
    assert about["stem"] == "james-assessment-2-10-2-years"
    assert about["title"] == "Metric report: James, assessment 2, 10.2 years"
    assert about["running"] == "james · 10.2 years · assessment 2: One year later"
    james_data["assessments"][0]["date"] = "2026-03-02"
    dated = open_report(write_case(james_data), 1)
    assert dated.about["stem"] == "james-assessment-1-2026-03-02"
    assert "First NMT assessment, 2 March 2026, " in html_of(dated.cover())
    assert dated.about["made"] == "assessed on 2 March 2026"
    html = full_html(notebook_of(report))[0].decode()
    assert "<title>Metric report: James, assessment 2, 10.2 years</title>" in html
    contents = re.findall(r'<li[^>]*><a href="#([^"]+)">([^<]+)</a>', html)
    assert [name for _, name in contents][1:4] == [
        "History",
        "Functions and maps",
        "Domains and cortical modulation",
    ]
    for at, _ in contents:
        assert f'<section class="page" id="{at}"' in html


def test_text_in_the_running_header_cannot_end_the_style_sheet(james_data, write_case):
    james_data["assessments"][0]["label"] = '"; } </style><script>alert(1)</script> \\'
    html = full_html(notebook_of(open_report(write_case(james_data), 1)))[0].decode()
    assert html.count("</style>") == 2
    assert "<script>alert" not in html


def test_decisions_are_on_the_page_of_the_plan_and_entries_on_that_of_the_follow_up(james_data, write_case):
    james_data["assessments"][0]["plan"] = {
        "agreed": "2026-03-02",
        "present": ["Foster mother", "Teacher"],
        "decisions": {
            "web:start:in_room_aide": {"verdict": "accepted", "who": "Ms. <i>B</i>", "start": "2026-03-09"},
            "client:suspend:tutoring": {"verdict": "rejected", "reason": "He loves the tutor"},
            "own:dog": {
                "verdict": "accepted",
                "title": "Walk the dog",
                "part": "client",
                "minutes": 20,
                "times": 5,
            },
        },
        "entries": {"own:dog": {"2026-03-09": {"times": 5}, "2026-03-16": {"times": 1, "estimated": True}}},
        "outcomes": {"own:dog": "He sleeps better"},
    }
    report = open_report(write_case(james_data), 1)
    page = html_of(report.recommendations())
    for words in (
        "Agreed on 2 March 2026",
        "Foster mother, Teacher",
        "He loves the tutor",
        "Walk the dog",
        "from 9 March 2026",
    ):
        assert words in page, words
    assert "Ms. &lt;i&gt;B&lt;/i&gt;" in page
    assert "agreed on 2 of" in page
    assert "1 rejected" in page
    follow_up = html_of(report.follow_up())
    assert "60 %" in follow_up
    assert "partly estimated" in follow_up
    assert "He sleeps better" in follow_up
    assert html_of(open_report("james", 1).follow_up()) == ""


def test_dates_are_written_for_people(james_data, write_case):
    first = james_data["assessments"][0]
    first["date"] = "2026-03-02"
    first["plan"] = {
        "agreed": "2026-03-09",
        "next_meeting": "2026-04-13",
        "decisions": {"web:start:in_room_aide": {"verdict": "accepted", "start": "2026-03-10"}},
        "entries": {"web:start:in_room_aide": {"2026-03-16": {"times": 5}}},
    }
    sign = {"signal": "yes", "place": "home", "source": "Teacher", "date": "2026-02-27"}
    first.setdefault("sections", {})["safety"] = {"answers": {"self_harm": sign}}
    report = open_report(write_case(james_data), 1)
    html = "".join(html_of(page) for page in report.pages())
    assert re.findall(r"\b\d{4}-\d\d-\d\d\b", html) == []
    for day in ("2 March 2026", "9 March 2026", "from 10 March 2026", "27 February 2026"):
        assert day in html


def test_every_chart_has_a_table_beside_it(report):
    for page in (report.history(), report.domains(), report.change_page()):
        assert len(figures_of(page)) == html_of(page).count('<details class="twin">')


def test_missing_answers_are_named_and_never_filled_in(james_data, write_case):
    scores = james_data["assessments"][0]["functions"]["scores"]
    scores["arousal"] = {"score": "not known", "confidence": "low", "note": "Carers <b>disagree</b>."}
    for name in ("sleep", "reward", "empathy", "psychosexual", "attachment"):
        del scores[name]
    report = open_report(write_case(james_data), 1)
    html = html_of(report.functions())
    assert "26 of 32 functions are scored" in html
    assert "Carers &lt;b&gt;disagree&lt;/b&gt;." in html
    assert html.count(">not answered<") >= 5
    assert "is not shown" not in html_of(report.domains())
    for name in ("autonomic_regulation", "attention_tracking", "eye_movements"):
        del scores[name]
    assert "The ratio is not shown: 18 of 23" in html_of(open_report(write_case(james_data), 1).domains())


def test_provisional_norms_are_called_provisional(james_data, write_case):
    del james_data["assessments"][0]["norms"]
    html = html_of(open_report(write_case(james_data), 1).functions())
    assert "only age 9 is published" in html
    assert "317" not in html


def test_an_early_birth_shows_both_ages_and_which_one_the_figures_use(james_data, write_case, report):
    james_data["background"]["demographics"]["answers"]["gestation"] = 26
    first = james_data["assessments"][0]
    james_data["assessments"] = [{**first, "age": "18 months", "norms": None}]
    james_data["story"], james_data["history"], james_data["between"] = [], {}, []
    cover = html_of(open_report(write_case(james_data), 1).cover())
    assert "18 months (corrected 15 months)" in cover
    assert "every figure goes by the age since birth" in cover
    assert "corrected" not in html_of(report.cover())


HOSTILE = "<script>alert(1)</script>\"'&{{ 7*7 }}"


def test_markup_in_a_case_is_escaped(james_data, write_case):
    james_data["title"] = HOSTILE
    james_data["summary"] = HOSTILE
    james_data["story"][0]["title"] = HOSTILE
    james_data["background"]["demographics"]["answers"]["school"] = HOSTILE
    james_data["assessments"][0]["label"] = HOSTILE
    report = open_report(write_case(james_data), 2)
    for page in report.pages():
        html = html_of(page)
        assert "<script" not in html
    assert "&lt;script&gt;" in html_of(report.cover())
    whole = b"".join(full_html(notebook_of(report)))
    assert whole.count(b"<script") == 2 + 6 + plotly_script().count(b"<script")


def notebook_of(report):
    cells = [
        {
            "cell_type": "code",
            "id": f"page-{number}",
            "metadata": {"tags": ["page"]},
            "outputs": [{"output_type": "display_data", "data": bundle} for bundle in page.bundles()],
        }
        for number, page in enumerate(report.pages())
    ]
    return {"cells": cells, "metadata": {}}


def test_the_full_html_is_complete_and_loads_nothing(report):
    before, script, after = full_html(notebook_of(report))
    assert len(before + script + after) < 1_600_000
    html = before.decode()
    assert html.count('<section class="page"') == 10
    assert not re.search(r"""src\s*=|href\s*=(?!"#)|@import|url\(\s*['"]?http""", html)
    assert html.count('type="application/json"') == 6


def test_the_light_html_has_no_script(report):
    pictures = {f"chart-{number}": "<svg></svg>" for number in range(1, 7)}
    html = light_html(notebook_of(report), pictures)
    assert "<script" not in html
    assert html.count("<svg></svg>") == 6


def test_the_same_case_gives_the_same_bytes(report):
    assert full_html(notebook_of(report)) == full_html(notebook_of(open_report("james", 2)))


def run(arguments, capsys):
    with pytest.raises(SystemExit) as left:
        cli.main(arguments)
    out, err = capsys.readouterr()
    return left.value.code, out, err


def test_an_invalid_case_leaves_its_reason_and_stops_no_other(tmp_path, james_data, write_case, capsys):
    james_data["id"] = "broken"
    james_data["assessments"][0]["functions"]["scores"]["arousal"] = 13
    broken = write_case(james_data, "broken.yaml")
    arguments = ["report", "../x", broken, "james", "nobody", "--out", str(tmp_path / "out")]
    code, out, err = run(arguments, capsys)
    assert code == 2
    assert "'../x' is not a case id" in err
    assert "arousal: 13 is outside 1-12" in err
    assert "nobody" in err
    assert "Traceback" not in err
    assert (tmp_path / "out" / "james" / "assessment-2" / "james-assessment-2-10-2-years.html").is_file()
    reason = (tmp_path / "out" / "broken" / "assessment-1" / "report.failed.txt").read_text(encoding="utf-8")
    assert "13 is outside 1-12" in reason
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["broken", "james"]
    code, out, _ = run(["report", "james", "--out", str(tmp_path / "out")], capsys)
    assert code == 0
    assert "skipped" in out


def test_a_case_without_part_c_is_refused(tmp_path, james_data, write_case, capsys):
    james_data["assessments"] = james_data["assessments"][:1]
    james_data["between"] = []
    del james_data["assessments"][0]["functions"]
    code, _, err = run(["report", write_case(james_data), "--out", str(tmp_path / "out")], capsys)
    assert code == 2
    assert "has no Part C scores" in err


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 800, 400])
def test_no_page_of_the_report_is_wider_than_the_window(tmp_path, chromium, report, width):
    path = tmp_path / "report.html"
    path.write_bytes(b"".join(full_html(notebook_of(report))))
    page = chromium.new_page(viewport={"width": width, "height": 900})
    page.goto(path.as_uri())
    page.locator(".nmt-chart:has(.main-svg)").nth(5).wait_for()
    assert page.evaluate("document.scrollingElement.scrollWidth <= window.innerWidth")
    page.close()


def test_a_refused_request_stops_no_other(tmp_path, james_data, write_case, capsys):
    same = write_case(james_data, "same.yaml")
    james_data["id"] = "other"
    other = write_case(james_data, "my case.yaml")
    broken = write_case("", "...yaml")
    code, _, err = run(["report", same, "james", other, broken, "--out", str(tmp_path / "out")], capsys)
    assert code == 2
    assert "'james' has the same case id as another" in err
    assert "the file is empty" in err
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["case", "james", "other"]
    assert run(["report", "james", "--assessment", "0", "--out", str(tmp_path)], capsys)[0] == 2


def test_an_error_of_a_site_is_one_line_and_exit_code_2(tmp_path, monkeypatch, capsys):
    ours = (DATA / "cmr.yaml").read_text(encoding="utf-8")
    (tmp_path / "cmr.yaml").write_text(f"{ours}\nratoi: 1\n", encoding="utf-8")
    monkeypatch.setenv("NMT_SITE", str(tmp_path))
    code, _, err = run(["report", "james", "--out", str(tmp_path / "out")], capsys)
    assert code == 2
    assert err.count("\n") == 1
    assert "cmr.yaml" in err
