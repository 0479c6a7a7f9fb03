"""The command `nmt`: what it prints, and how it refuses."""

import copy
import json
import subprocess
import sys

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nmt_widgets import cli


@pytest.fixture
def nmt(capsys):
    """Run the command in this process; returns (exit code, stdout, stderr)."""

    def run(*arguments):
        with pytest.raises(SystemExit) as left:
            cli.main(list(arguments))
        out, err = capsys.readouterr()
        return left.value.code, out, err

    return run


def test_score_prints_everything_as_json(nmt):
    code, out, err = nmt("score", "james", "--assessment", "1", "--json")
    assert (code, err) == (0, "")
    data = json.loads(out)
    assert data["case"] == "james"
    assert data["assessment"] == 1
    assert data["age_years"] == 9
    assert len(data["scores"]) == 32
    assert data["scores"]["arousal"] == 2
    assert (data["total"], data["typical_total"]) == (168, 318)
    assert {"value", "low", "high", "n", "of", "definition", "settled"} <= set(data["cmr"])
    assert data["cmr"]["definition"] == "state-1"
    assert round(data["typical_cmr"], 1) == 4.7
    for domain in data["domains"].values():
        assert {"percent", "category", "functional_age", "low", "high", "settled"} <= set(domain)
    assert data["domains"]["sensory_integration"]["percent"] == pytest.approx(100 * 54 / 86)
    for region in data["regions"].values():
        assert {"sum", "typical", "percent"} <= set(region)
    for risk in data["risk"].values():
        assert {"adversity", "relational", "risk", "band", "low", "high"} <= set(risk)
    assert data["relational_health"]["areas"]["family"]["percent"] > 0
    assert {"functions", "domains", "cmr", "norms", "software"} <= set(data["versions"])


def test_score_prints_a_summary(nmt):
    code, out, _ = nmt("score", "james", "--assessment", "2")
    assert code == 0
    assert "231" in out
    assert "reconstructed definition" in out


def test_validate_counts_every_problem(nmt, james_data, write_case):
    james_data["assessments"][0]["functions"]["scores"].update(arousal=13, sleep=0)
    path = write_case(james_data)
    code, out, err = nmt("validate", path, "james")
    assert code == 2
    assert err.count("\n") == 2
    assert "arousal: 13 is outside 1-12" in err
    assert "james: good, 2 assessments" in out


def test_a_list_is_not_blamed_for_what_is_wrong_in_it(nmt, james_data, write_case):
    james_data["assessments"] = [{**james_data["assessments"][0], "age": "nine"}]
    code, _, err = nmt("validate", write_case(james_data))
    assert (code, err.count("\n")) == (2, 1)
    assert "assessments 1, age: 'nine' is not an age" in err
    james_data["assessments"] = []
    _, _, err = nmt("validate", write_case(james_data))
    assert "assessments: has too few entries; it needs 1 or more" in err


def test_cases_stand_in_columns_as_wide_as_needed(nmt):
    code, out, _ = nmt("cases")
    lines = out.splitlines()
    width = max(len(line.split()[0]) for line in lines)
    assert code == 0
    assert width > 16
    assert {line[width : width + 2] for line in lines} == {"  "}
    assert all(line[width + 2] != " " for line in lines)


def test_validate_takes_folders(nmt, tmp_path):
    assert nmt("validate", "case_templates")[0] == 0
    assert nmt("validate", str(tmp_path))[0] == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("score", "../x"),
        ("score", "nobody"),
        ("score", "james", "--assessment", "3"),
        ("score", "james", "--assessment", "one"),
        ("score",),
        ("sing",),
        ("validate", "none.yaml"),
        ("validate", ""),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(nmt, arguments):
    code, out, err = nmt(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("nmt: ")
    assert err.count("\n") == 1
    assert "Traceback" not in err


def test_a_failure_of_ours_is_one_line_and_exit_code_1(nmt, monkeypatch):
    def fail(*_):
        raise RuntimeError("the disk\nis gone")

    monkeypatch.setattr("nmt_widgets.case_files.list_cases", fail)
    code, _, err = nmt("cases")
    assert code == 1
    assert err.count("\n") == 1
    assert "RuntimeError: the disk is gone" in err


def test_every_command_has_help(nmt):
    for name, command in cli.nmt.commands.items():
        code, out, _ = nmt(name, "--help")
        assert code == 0
        assert command.help, name
        assert out


def test_no_traceback_from_the_shell_either(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "nmt_widgets", "score", str(tmp_path / "none.yaml")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "no such file" in done.stderr


_odd = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=5), st.integers(), max_size=2),
    st.just("not known"),
)


def _places(node, path=()):
    yield path
    if isinstance(node, dict):
        for key, value in node.items():
            yield from _places(value, (*path, key))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from _places(value, (*path, index))


def _spoil(data, james_data):
    """A copy of James with a few places changed or removed."""
    spoiled = copy.deepcopy(james_data)
    places = [place for place in _places(spoiled) if place]
    for place in data.draw(st.lists(st.sampled_from(places), min_size=1, max_size=4)):
        node = spoiled
        try:
            for step in place[:-1]:
                node = node[step]
            if data.draw(st.booleans()):
                node[place[-1]] = data.draw(_odd)
            else:
                del node[place[-1]]
        except (KeyError, IndexError, TypeError):
            continue
    return spoiled


@pytest.mark.slow
@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
def test_mutated_cases_are_scored_or_refused_in_one_line(data, nmt, james_data, write_case):
    _scored_or_refused(nmt, write_case(_spoil(data, james_data)))


@pytest.mark.slow
@given(data=st.data())
@settings(suppress_health_check=list(HealthCheck), max_examples=2)
def test_a_batch_of_mutated_cases_makes_a_report_or_says_why_not(data, nmt, james_data, write_case, tmp_path):
    out = tmp_path / data.draw(st.uuids().map(str))
    names = []
    for number in range(16):
        spoiled = _spoil(data, james_data)
        if isinstance(spoiled, dict) and spoiled.get("id") == "james":
            spoiled["id"] = f"james-{number}"
        names.append(write_case(spoiled, f"case-{number}.yaml"))
    code, _, err = nmt("report", *names, "--out", str(out), "--jobs", "2")
    assert code in (0, 2)
    assert "Traceback" not in err
    folders = {path.parent for path in out.rglob("*-assessment-*.html")}
    failed = {path.parent for path in out.rglob("report.failed.txt")}
    assert len(folders) + len(failed) == len(names)
    assert (code == 0) == (not failed)


@given(
    raw=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(lambda t: t.encode("utf-8", "replace")))
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=80)
def test_random_files_are_refused_in_one_line(raw, nmt, write_case):
    path = write_case(raw)
    for command in ("validate", "score"):
        code, _, err = nmt(command, path)
        assert code == 2
        assert err.startswith("nmt: ")
        assert "Traceback" not in err


def _scored_or_refused(nmt, path):
    validated, _, problems = nmt("validate", path)
    scored, out, err = nmt("score", path, "--json")
    assert validated in (0, 2)
    assert scored in (0, 2)
    assert "Traceback" not in problems + err
    if scored == 0:
        json.loads(out)
    else:
        assert err.count("\n") == 1
        assert ";" in err or "'nmt --help'" in err
    if validated == 2:
        assert problems.count("\n") >= 1


def test_yaml_with_hostile_text_is_plain_text(nmt, james_data, write_case):
    james_data["title"] = "<script>alert(1)</script>"
    path = write_case(yaml.safe_dump(james_data))
    assert nmt("score", path)[0] == 0


def test_plan_prints_it_as_text(nmt):
    code, out, err = nmt("plan", "james", "--assessment", "1")
    assert (code, err) == (0, "")
    parts = [
        out.index(title) for title in ("## Safety first", "## Now", "## Next", "## What can be expected")
    ]
    assert parts == sorted(parts)
    assert "**Tutoring" in out


def test_plan_prints_it_as_data(nmt):
    code, out, _ = nmt("plan", "james", "--json")
    data = json.loads(out)
    assert code == 0
    keys = {"case", "assessment", "safety", "now", "next", "expect", "levels", "reserve", "versions"}
    assert keys <= data.keys()
    assert (data["case"], data["assessment"]) == ("james", 2)
    line = {
        "id",
        "part",
        "kind",
        "title",
        "text",
        "where",
        "who",
        "dose",
        "why",
        "changes_when",
        "settled",
        "cleared_by",
    }
    for name in ("now", "next", "expect"):
        assert data[name]
        assert all(line <= entry.keys() for entry in data[name])
    assert {"safety", "activities", "planning"} <= data["versions"].keys()


@pytest.mark.parametrize(
    "arguments", [["nobody"], ["james", "--assessment", "9"], ["james", "--assessment", "x"], []]
)
def test_plan_refuses_what_is_not_there_in_one_line(nmt, arguments):
    code, out, err = nmt("plan", *arguments)
    assert (code, out) == (2, "")
    assert len(err.strip().splitlines()) == 1 or "Usage" in err
