"""The kernel's side of the screen for making cases: reading files, making templates, problems, roles."""

import pytest

from nmt_widgets import load_case
from nmt_widgets.apps.author.files import answers_of, check_template, template_of
from nmt_widgets.apps.author.form import LISTS, author_spec
from nmt_widgets.apps.author.problems import problem_rows
from nmt_widgets.apps.author.screen import AuthorScreen, show
from nmt_widgets.apps.shared.request_context import RequestContext
from nmt_widgets.apps.shared.training_references import TrainersReferences
from nmt_widgets.case_files import list_cases
from nmt_widgets.case_files.answers import to_answers
from nmt_widgets.case_files.expert import Expert
from nmt_widgets.case_files.model import Case
from nmt_widgets.case_files.received import file_name, received_case
from nmt_widgets.case_files.writing import write_case
from nmt_widgets.core.errors import InputError
from nmt_widgets.store import Person, open_store
from nmt_widgets.training.references.reading import load_reference
from tests.conftest import JAMES_YAML, ROOT

PLAIN = (
    "format: case-1\nid: a\ntitle: A\nassessments:\n"
    "  - {number: 1, label: First, age: 9 years, status: in-progress}\n"
)


@pytest.fixture
def trainer(tmp_path):
    return open_store(Person("Rhea", "trainer"), url=f"sqlite:///{tmp_path}/author.db")


@pytest.fixture
def screen(trainer, instrument):
    return AuthorScreen(instrument, trainer, TrainersReferences(instrument, served=False))


@pytest.fixture(scope="module")
def untouched(tmp_path_factory, instrument):
    """A screen and its store, which stays empty."""
    store = open_store(
        Person("Rhea", "trainer"), url=f"sqlite:///{tmp_path_factory.mktemp('author')}/author.db"
    )
    return AuthorScreen(instrument, store, TrainersReferences(instrument, served=False)), store


def sent_messages(widget, monkeypatch):
    """Collect the messages to the page."""
    sent = []
    monkeypatch.setattr(widget, "send", lambda message, *_: sent.append(message))
    return sent


def begin_case(screen, monkeypatch, **choices):
    """Begin a case; return its editor and the messages to the page."""
    screen.receive({"type": "begin", "title": "Girl", "age": "9 years", "kind": "teaching", **choices}, [])
    widget = screen._opened._widget
    sent = sent_messages(widget, monkeypatch)
    screen._opened._saving._send = widget.send
    return screen._opened, sent


def save(editor, **changes):
    editor.receive({"type": "save", "edit": f"e{len(str(changes))}-{id(changes)}", "changes": changes,
                        "base": editor._saving._head})  # fmt: skip


# ---- files ----


@pytest.mark.parametrize("id", list_cases())
def test_a_template_goes_out_as_a_file_and_comes_back(id, instrument):
    case = load_case(id)
    assert received_case(write_case(case).encode(), f"{id}.yaml", instrument, for_clients=False) == case
    answers = answers_of(case)
    assert {value for path, value in answers.items() if path.endswith("/status")} == {"in-progress"}
    assert to_answers(case).keys() <= answers.keys()


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "is empty"),
        (b"\x00\x01\x02\xff" * 50, "not a text file"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, "not a text file"),
        (b"PK\x03\x04" + b"\x00" * 100, "not a text file"),
        (b"a: " + b"x" * 1_000_001, "larger than 1 MB"),
        (b"[" * 900_000, None),
        (b"{a: " * 200_000, None),
        (b"- " * 400_000, None),
        (b"a: &x [1]\nb: *x\n", "aliases"),
        (b"a: &a [x]\nb: &b [*a,*a]\nc: &c [*b,*b]\n", "aliases"),
        (b"a: !!python/object/apply:os.system [ls]\n", None),
        (PLAIN.replace("title: A", "title: !!timestamp 2020").encode(), r"tags \(!!timestamp\)"),
        (PLAIN.replace("title: A", 'title: "\\0"').encode(), "no text"),
        (b"#!/bin/sh\nrm -rf /\n", "set of 'name: value' lines"),
        (b"<html><script>alert(1)</script></html>", "program or a web page"),
        (PLAIN.replace("title: A", "title: '<script>alert(1)</script>'").encode(), "program or a web page"),
        (PLAIN.replace("title: A", "title: 'JavaScript:alert(1)'").encode(), "program or a web page"),
        (PLAIN.replace("id: a", "id: a\nkind: clinical").encode(), "client's case"),
        (PLAIN.replace("id: a", "id: a\nkind: practice\npractice_of: james").encode(), "attempt"),
        (PLAIN.replace("id: a", "id: a\nsecond_of: c-222222/1").encode(), "rating beside another"),
        (PLAIN.replace("id: a", "id: a\nid: b").encode(), "stands twice"),
        (PLAIN.replace("9 years", "nine").encode(), "not an age"),
        (PLAIN.replace("9 years", "9 years, colour: red").encode(), "not known here"),
        (PLAIN.encode("utf-16")[:-1], None),
    ],
)  # fmt: skip
def test_a_file_that_is_no_case_is_refused_and_creates_no_record(raw, message, untouched, instrument):
    screen, store = untouched
    with pytest.raises(InputError, match=message):
        received_case(raw, "theirs.yaml", instrument, for_clients=False)
    screen.receive({"type": "import", "name": "C:\\their\\file.yaml"}, [memoryview(raw)])
    assert screen._list.report["file"] == "file.yaml"
    assert screen._list.report["problems"][0]["problem"]
    assert "/" not in screen._list.report["file"]
    assert store.records() == []


def test_every_problem_of_a_file_is_reported_with_its_line(screen, instrument):
    text = (
        JAMES_YAML.read_text(encoding="utf-8")
        .replace("arousal: 2", "arousal: 13")
        .replace("sleep: 4", "slep: 4")
    )
    screen.receive({"type": "import", "name": "james.yaml"}, [text.encode()])
    problems = screen._list.report["problems"]
    assert screen._list.report["count"] == len(problems) == 2
    lines = text.splitlines()
    assert {lines[problem["line"] - 1].strip().split(":")[0] for problem in problems} == {"arousal", "slep"}
    assert any("did you mean 'sleep'" in problem["remedy"] for problem in problems)
    assert all(problem["place"].startswith("assessments 1, functions, scores") for problem in problems)


def test_a_good_file_becomes_a_record(screen, trainer, james):
    screen.receive({"type": "import", "name": "james.yaml", "edit": "once"}, [write_case(james).encode()])
    [record] = trainer.records()
    case = trainer.case(record.case_id)
    assert case.model_copy(update={"id": "james", "assessments": ()}) == james.model_copy(
        update={"assessments": ()}
    )
    assert {assessment.status for assessment in case.assessments} == {"in-progress"}
    assert trainer.latest(record.case_id).reason == "imported from the file 'james.yaml'"
    assert screen._address.query == {"case": record.case_id}


@pytest.mark.parametrize(
    ("name", "expected"),
    [("../../etc/passwd", "passwd"), ("a\n\x07b.yaml", "ab.yaml"), ("", "?.yaml"), ("x" * 300, "x" * 80)],
)
def test_a_file_name_is_shown_without_folders_and_control_characters(name, expected):
    assert file_name(name) == expected


# ---- templates ----


def test_a_practice_template_holds_no_answer(instrument):
    case = load_case("james").model_copy(update={"kind": "practice"})
    template = template_of(case, "jim")
    assert not template.assessment(1).scored
    assert not template.history.adversity
    assert len(template.assessments) == 1
    assert "score:" not in write_case(template)
    problems = check_template(template.model_copy(update={"vignette": ()}), instrument)
    assert problems[0].message == "a practice case has no vignette"


def test_each_problem_names_its_tab_and_row(james, instrument):
    story = (*james.story[:2], james.story[2].model_copy(update={"until": "before birth"}))
    assessments = (
        james.assessments[0].model_copy(update={"functions": type(james.assessments[0].functions)()}),
    )
    scene = james.presentation.scenes[0].model_copy(update={"assessment": 7})
    presentation = type(james.presentation)(scenes=(james.presentation.scenes[1], scene))
    case = james.model_copy(
        update={"story": story, "assessments": assessments, "presentation": presentation, "between": ()}
    )
    rows = problem_rows(check_template(template_of(case, "jim"), instrument), case, instrument)
    assert [(row["tab"], row["row"], row["where"]) for row in rows] == [
        ("story", 2, "Story, 3: Until"),
        ("assessments", None, "Assessment 1"),
        ("scenes", 1, "Scenes, 2: Assessment"),
    ]
    assert rows[1]["assessment"] == 1


def test_a_case_becomes_a_template_once_it_is_complete(screen, trainer, james, monkeypatch, tmp_path):
    monkeypatch.setenv("NMT_CASES", str(tmp_path / "cases"))
    editor, sent = begin_case(screen, monkeypatch)
    editor.receive({"type": "template", "id": "girl", "replaces": None})
    assert [message["type"] for message in sent] == ["checked", "trouble"]
    assert sent[0]["problems"][0]["problem"] == "Not one of the functions is scored"
    assert not (tmp_path / "cases").exists()

    record = trainer.read(screen._address.query["case"])
    scores = {p: v for p, v in to_answers(james).items() if p.startswith("assessments/1/functions/scores/")}
    trainer.save(record.case_id, scores, base=record.revision, edit="scores")
    editor.receive({"type": "refresh"})
    sent.clear()
    for id in ("", "../up", "Girl", record.case_id):
        editor.receive({"type": "template", "id": id, "replaces": None})
    assert [message["type"] for message in sent] == ["trouble"] * 4
    assert not (tmp_path / "cases").exists()
    sent.clear()
    editor.receive({"type": "template", "id": "girl", "replaces": None})
    assert sent == [{"type": "written", "message": "Saved as the template 'girl'."}]
    assert load_case("girl").assessment(1).status == "completed"

    save(editor, title="Girl, older")
    sent.clear()
    for replaces in (None, True, "", "0" * 64):
        editor.receive({"type": "template", "id": "girl", "replaces": replaces})
    assert {message["type"] for message in sent} == {"exists"}
    assert load_case("girl").title == "Girl"
    assert "'girl': Girl" in sent[0]["message"].replace("template ", "")
    editor.receive({"type": "template", "id": "girl", "replaces": sent[0]["replaces"]})
    assert load_case("girl").title == "Girl, older"


def test_a_practice_template_drops_scores_and_notes(screen, trainer, monkeypatch, tmp_path):
    monkeypatch.setenv("NMT_CASES", str(tmp_path / "cases"))
    editor, sent = begin_case(screen, monkeypatch, kind="practice")
    editor.receive({"type": "template", "id": "girl", "replaces": None})
    assert [problem["tab"] for problem in sent[0]["problems"]] == ["vignette"]
    save(editor, vignette=[{"number": 1, "text": "She is nine."}], notes=[{"title": "Look", "text": "here"}])
    record = trainer.read(screen._address.query["case"])
    trainer.save(
        record.case_id,
        {"assessments/1/functions/scores/arousal": {"score": 4}},
        base=record.revision,
        edit="score",
    )
    editor.receive({"type": "refresh"})
    editor.receive({"type": "template", "id": "girl", "replaces": None})
    assert sent[-1]["type"] == "written"
    template = load_case("girl")
    assert (template.kind, template.assessment(1).status, template.notes) == ("practice", "in-progress", ())
    assert not template.assessment(1).functions.scores


def test_a_practice_case_and_its_reference_are_saved_together(screen, trainer, monkeypatch, tmp_path):
    folders = tmp_path / "cases", tmp_path / "references"
    for folder, name in zip(folders, ("case_templates", "case_templates/references"), strict=True):
        folder.mkdir()
        file = (ROOT / name / "practice-boy-8.yaml").read_text(encoding="utf-8")
        (folder / "practice-boy-8.yaml").write_text(file, encoding="utf-8")
    monkeypatch.setenv("NMT_CASES", str(folders[0]))
    monkeypatch.setenv("NMT_REFERENCES", str(folders[1]))
    before = load_reference("practice-boy-8")
    screen.receive({"type": "copy", "id": "practice-boy-8"}, [])
    editor = screen._opened
    sent = sent_messages(editor._widget, monkeypatch)
    editor._saving._send = editor._widget.send
    assert editor._widget.facts["reference"]["scored"] == 32
    assert editor._widget.facts["reference"]["based"] >= 30

    editor.receive({"type": "template", "id": "boy", "replaces": None})
    assert sent[-1]["message"] == "Saved as the template 'boy', with its reference."
    reference = load_reference("boy")
    assert reference == before.model_copy(update={"case": "boy"})
    assert not load_case("boy").assessment(1).scored
    assert load_case("boy").expert == type(load_case("boy").expert)()

    # changed, and replaced only when that is said
    trap = {"title": "The quiet week", "text": "One good week is not a level."}
    editor.receive({"type": "save", "edit": "trap", "base": editor._saving._head,
                        "changes": {"expert/traps": [trap]}})  # fmt: skip
    sent.clear()
    editor.receive({"type": "template", "id": "boy", "replaces": None})
    assert sent[-1]["type"] == "exists"
    assert sent[-1]["message"].endswith("Its reference is replaced too.")
    assert load_reference("boy") == reference
    editor.receive({"type": "template", "id": "boy", "replaces": sent[-1]["replaces"]})
    assert [trap.title for trap in load_reference("boy").traps] == ["The quiet week"]

    # what it lacks is told; the case is saved all the same, and the reference stays as it was
    editor.receive({"type": "save", "edit": "none", "base": editor._saving._head,
                        "changes": {"expert/traps": None, "title": "Boy, eight"}})  # fmt: skip
    sent.clear()
    editor.receive({"type": "check"})
    assert [(problem["tab"], problem["where"]) for problem in sent[-1]["reference"]] == [
        ("reference", "Reference")
    ]
    assert not sent[-1]["whole"]
    editor.receive({"type": "template", "id": "another", "replaces": None})
    assert "not whole yet" in sent[-1]["message"]
    assert not (folders[1] / "another.yaml").exists()
    assert load_case("another").title == "Boy, eight"


def test_each_gap_of_a_reference_names_its_place(screen, trainer, monkeypatch, tmp_path):
    monkeypatch.setenv("NMT_CASES", str(tmp_path))
    editor, sent = begin_case(screen, monkeypatch, kind="practice")
    save(editor, vignette=[{"number": 1, "text": "She is nine."}])
    editor.receive({"type": "check"})
    assert sent[-1] == {"type": "checked", "problems": [], "reference": [], "whole": False}
    stance, trap = "As told.", {"title": "A", "text": "B"}
    changes = {"expert/stance": stance, "expert/traps": [trap],
               "assessments/1/functions/scores/sleep": {"score": 4, "note": "Wakes. [2]"}}  # fmt: skip
    record = trainer.read(screen._address.query["case"])
    trainer.save(record.case_id, changes, base=record.revision, edit="expert")
    editor.receive({"type": "refresh"})
    editor.receive({"type": "check"})
    lacks = {lack["where"]: lack["problem"] for lack in sent[-1]["reference"]}
    assert lacks["Assessment 1: Part C"] == "Function 'cardiovascular' is missing, and 30 more like it"
    assert any("Sleep" in where and "no paragraph 2" in problem for where, problem in lacks.items())
    assert all(problem["assessment"] == 1 for problem in sent[-1]["reference"])


# ---- one case ----


def test_a_case_is_written_answer_by_answer_and_exported(screen, trainer, monkeypatch):
    editor, sent = begin_case(screen, monkeypatch)
    event = {"title": "Born", "at": "before birth"}
    save(editor, story=[event], presentation={"scenes": [{"kind": "opening", "title": "Who"}]})
    assert sent[-1]["type"] == "saved"
    save(editor, **{"history/adversity/infancy/neglect": {"severity": 9, "pattern": "chronic"}})
    save(editor, **{"assessments/1/age": "3 years", "kind": "practice", "practice_of": "james"})
    case = trainer.case(screen._address.query["case"])
    assert (case.story[0].title, case.presentation.scenes[0].title) == ("Born", "Who")
    assert not case.history.adversity  # this screen is not about it
    assert (case.assessment(1).age, case.kind, case.practice_of) == ("9 years", "teaching", None)
    editor.receive({"type": "export"})
    assert sent[-1]["name"] == f"{case.id}.yaml"
    assert received_case(sent[-1]["text"].encode(), "x.yaml", screen._instrument, for_clients=False) == case


def test_a_malformed_story_is_refused(screen, trainer, monkeypatch):
    editor, sent = begin_case(screen, monkeypatch)
    event = {"title": "A", "at": "1 year"}
    for rows in (
        [{**event, "title": ""}],
        [{**event, "at": "soon"}],
        [{**event, "colour": "red"}],
        [{"at": "1 year"}],
        event,
        "story",
        7,
        [event] * 501,
    ):
        save(editor, story=rows)
        assert (sent[-1]["type"], sent[-1]["path"]) == ("refused", "story")
    assert not trainer.case(screen._address.query["case"]).story


def test_another_assessment_is_added_once(screen, trainer, monkeypatch):
    editor, sent = begin_case(screen, monkeypatch)
    for age, label in (("10 years", ""), ("soon", "Second"), ("9 years", "First assessment")):
        editor.receive({"type": "assess", "edit": "a", "age": age, "label": label})
    assert [message["type"] for message in sent] == ["trouble"] * 3
    editor.receive({"type": "assess", "edit": "b", "age": "10 years", "label": "Second"})
    case = trainer.case(screen._address.query["case"])
    assert [assessment.label for assessment in case.assessments] == ["First assessment", "Second"]
    assert screen._opened is not editor
    assert screen._opened._widget.tab == "assessments"


def test_every_message_of_a_page_is_checked(screen, monkeypatch):
    editor, sent = begin_case(screen, monkeypatch)
    for message in (
        {},
        {"type": None},
        {"type": "template"},
        {"type": "template", "id": ["a"]},
        {"type": "assess", "age": {}},
        {"type": "check", "x": 1},
        {"type": "save"},
        {"type": "save", "changes": [1]},
        {"type": "nothing"},
    ):
        editor._widget.hear(message)
    for message in (
        {},
        {"type": "open"},
        {"type": "copy", "id": "../x"},
        {"type": "begin"},
        {"type": "import"},
        {"type": "begin", "title": "A", "age": "soon", "kind": "teaching", "edit": "a"},
        {"type": "begin", "title": "A", "age": "9 years", "kind": "clinical", "edit": "b"},
    ):
        screen._list.hear(message)
    assert not any("Traceback" in str(message) for message in sent)


def test_the_fields_are_those_of_the_model(james, instrument):
    """Every part of an entry has a field, except the parts that the screen fills in by itself."""
    own_fields = {tab: {"number"} if tab == "vignette" else set() for tab in LISTS}
    spec = author_spec(james, instrument)["lists"]
    for tab, place in LISTS.items():
        part = Case.model_fields["presentation" if tab == "scenes" else place].annotation
        entry = part.model_fields["scenes"].annotation.__args__[0] if tab == "scenes" else part.__args__[0]
        assert {field["id"] for field in spec[tab]["fields"]} | own_fields[tab] == set(entry.model_fields)
        for field in spec[tab]["fields"]:
            if field["kind"] == "rows":
                inner = entry.model_fields[field["id"]].annotation.__args__[0]
                assert {inner_field["id"] for inner_field in field["rows"]["fields"]} == set(
                    inner.model_fields
                )


def test_the_fields_of_a_reference_are_those_of_the_model(instrument):
    assert "reference" not in author_spec(load_case("james"), instrument)
    spec = author_spec(load_case("practice-boy-8"), instrument)["reference"]
    assert spec["lists"].keys() | {"stance"} == Expert.model_fields.keys()
    for name, form in spec["lists"].items():
        entry = Expert.model_fields[name].annotation.__args__[0]
        fields = {field.alias or id for id, field in entry.model_fields.items()}
        assert {field["id"] for field in form["fields"]} == fields


# ---- who may ----


@pytest.mark.parametrize(
    ("role", "may"), [("trainer", True), ("trainee", False), ("clinician", False), ("programme", False)]
)
def test_only_trainers_make_cases(role, may, monkeypatch, tmp_path):
    store = open_store(Person("Ann", role), url=f"sqlite:///{tmp_path}/roles.db")
    monkeypatch.setattr(
        "nmt_widgets.apps.shared.screen.request_context", lambda: RequestContext({}, "token", served=True)
    )
    monkeypatch.setattr("nmt_widgets.apps.shared.screen.open_store_for", lambda _request: store)
    screen = show().screen
    assert isinstance(screen, AuthorScreen) is may
    if not may:
        assert "made by trainers" in screen.subtitle


def test_attempts_templates_and_unknown_ids_are_not_opened(screen, trainer):
    attempt = {
        "title": "Try",
        "practice_of": "james",
        "assessments/1/age": "9 years",
        "assessments/1/label": "Attempt",
    }
    id = trainer.create(None, attempt, kind="practice").case_id
    screen.show_list()
    assert screen._list.own == []
    for other in (id, "james", "nobody"):
        screen.receive({"type": "open", "case": other}, [])
        assert screen._list.problem
        assert screen._opened is None


def test_a_copy_of_a_template_is_a_record_in_progress(screen, trainer, james):
    screen.receive({"type": "copy", "id": "james", "edit": "once"}, [])
    [record] = trainer.records()
    assert (record.title, set(record.statuses.values())) == ("James", {"in-progress"})
    assert trainer.case(record.case_id).presentation == james.presentation
