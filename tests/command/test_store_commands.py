"""`nmt export`, `import`, `backup`, `restore`, `verify`, and stored cases in the other commands."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from nmt_widgets import cli
from nmt_widgets.cli import progress
from nmt_widgets.store import open_store, operator
from nmt_widgets.store.transfer import dated_backups

MAPPING = """\
format: import-1
case: code
assessment: visit
age: age
kind: practice
columns: {arousal: arousal, sleep: sleep}
"""


@pytest.fixture
def nmt(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    """Run the command in this process; returns (exit code, stdout, stderr). It says nothing of its progress."""
    monkeypatch.setattr(progress.stages, "__defaults__", (lambda: 0.0,))  # no clock of a busy machine

    def run(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            cli.main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return left.value.code, out, err

    return run


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NMT_DATA", str(tmp_path / "data"))
    return tmp_path / "data" / "workbook.db"


@pytest.fixture
def scores(tmp_path: Path) -> tuple[str, str, str, str]:
    (tmp_path / "scores.csv").write_text("code,visit,age,arousal,sleep\np1,1,9,3,4\np2,1,10,5,6\n")
    (tmp_path / "map.yaml").write_text(MAPPING)
    return "import", str(tmp_path / "scores.csv"), "--mapping", str(tmp_path / "map.yaml")


def test_scores_come_in_and_are_scored(nmt, database: Path, scores) -> None:
    code, out, err = nmt(*scores, "--dry-run")
    assert (code, err) == (0, "")
    assert "2 cases: 2 new, 0 changed, 0 as before; nothing was written" in out
    assert open_store(operator()).records() == []
    code, out, _ = nmt(*scores)
    assert (code, out.splitlines()) == (
        0,
        [
            "p1: new, 7 answers",
            "p2: new, 7 answers",
            "scores.csv: UTF-8, parted by commas",
            "2 cases: 2 new, 0 changed, 0 as before",
        ],
    )
    assert nmt(*scores)[1].splitlines()[-1] == "2 cases: 0 new, 0 changed, 2 as before"
    code, out, _ = nmt("score", "p1", "--json")
    assert (code, json.loads(out)["scores"]["arousal"]) == (0, 3)
    code, out, _ = nmt("cases")
    assert code == 0
    assert "p2" in out
    assert "in the store" in out
    listed = {row["case"]: row["kept"] for row in json.loads(nmt("cases", "--json")[1])}
    assert {("james", "template"), ("p1", "store"), ("p2", "store")} <= listed.items()


def test_what_is_asked_about_a_table_waits_for_somebody_who_is_sure(
    nmt, database: Path, tmp_path: Path
) -> None:
    mapping, table = tmp_path / "map.yaml", tmp_path / "a.csv"
    table.write_text("Code;Visit;Age;Arousal continuum;sleep;Clerk\n007;1;9;3;5;Eve\n7;2;110;4;6;Eve\n")
    code, drafted, err = nmt("import", str(table), "--draft-mapping")
    assert (code, err) == (0, "")
    mapping.write_text(drafted)
    command = ("import", str(table), "--mapping", str(mapping))
    for more in ((), ("--dry-run",)):
        code, out, err = nmt(*command, *more)
        assert (code, out) == (2, "")
        assert "'007' and '7' would be two cases" in err
        assert "110 years: are these months?" in err
        assert err.splitlines()[-1] == (
            "nmt: 2 questions, nothing was written; if all of this is right, add --sure"
        )
    assert open_store(operator()).records() == []
    code, out, err = nmt(*command, "--sure")
    assert code == 0
    assert err.count("taken as right: ") == 2
    assert "columns passed over: Clerk" in out
    assert out.splitlines()[-1] == "2 cases: 2 new, 0 changed, 0 as before"
    assert open_store(operator()).case("007").assessment(1).functions.scores["arousal"].score == 3


def test_of_very_many_problems_the_first_are_told(nmt, database: Path, scores, tmp_path: Path) -> None:
    Path(scores[1]).write_text("code,visit,age,arousal,sleep\n" + "Mia Smith,1,9,3,4\n" * 300)
    code, _, err = nmt(*scores)
    assert code == 2
    assert err.splitlines()[100:] == ["nmt: and 200 more", "nmt: 300 problems, nothing was written"]


def test_every_problem_of_an_import_is_a_line(nmt, database: Path, scores, tmp_path: Path) -> None:
    (tmp_path / "scores.csv").write_text("code,visit,age,arousal,sleep\np1,1,9,13,x\n")
    code, out, err = nmt(*scores)
    assert (code, out) == (2, "")
    assert err.count("\n") == 3
    assert "2 problems, nothing was written" in err
    assert "scores.csv:2: column 'arousal': 13 is outside 1-12; enter" in err


def test_looking_for_a_case_makes_no_database(nmt, database: Path) -> None:
    assert nmt("cases")[0] == 0
    assert nmt("score", "james")[0] == 0
    assert nmt("score", "nobody")[0] == 2
    assert not database.exists()


def test_a_folder_of_cases_that_is_empty_or_not_there_is_told(
    nmt, database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NMT_CASES", str(tmp_path / "none"))
    code, out, err = nmt("cases")
    assert (code, out) == (2, "")
    assert "no such folder" in err
    (tmp_path / "none").mkdir()
    code, out, err = nmt("cases")
    assert (code, out) == (0, "")
    assert "no case templates" in err
    assert json.loads(nmt("cases", "--json")[1]) == []


def test_a_life_of_a_backup(nmt, database: Path, scores, tmp_path: Path) -> None:
    nmt(*scores)
    file = tmp_path / "a.backup"
    code, out, _ = nmt("backup", file)
    assert code == 0
    counts = out.strip().partition(": ")[2]
    assert counts.startswith("2 records, 2 revisions, seal ")
    assert nmt("verify") == (0, f"{counts}\n", "")
    assert nmt("backup", file)[0] == 2
    code, _, err = nmt("restore", file)
    assert code == 2
    assert "--force" in err
    code, out, _ = nmt("restore", file, "--force")
    assert (code, out.splitlines()[0]) == (0, f"restored {counts}")
    assert "before-restore" in out
    assert nmt("restore", tmp_path / "none")[0] == 2
    assert nmt("restore", tmp_path / "scores.csv", "--force")[0] == 2
    assert nmt("verify") == (0, f"{counts}\n", "")


def test_backups_by_night_are_named_by_their_time_and_only_so_many_stay(
    nmt, database: Path, scores, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nmt(*scores)
    assert nmt("backup")[:2] == (2, ""), "nobody said where"
    folder = tmp_path / "backups"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("NMT_BACKUPS", str(folder))
    assert nmt("backup", tmp_path / "named", "--keep", 2)[:2] == (2, "")
    others = {"workbook-20010101T000000Z.nmt-backup.old", "by-hand.nmt-backup"}
    ahead = {"workbook-29990101T000000Z.nmt-backup"}
    earlier = [f"workbook-2001010{day}T000000Z.nmt-backup" for day in (1, 2, 3)]
    for name in (*others, *ahead, *earlier):
        (folder / name).touch()
    code, out, err = nmt("backup", "--keep", 2)
    assert (code, err) == (0, "")
    file = Path(out.partition(": ")[0])
    assert file.parent == folder
    assert {path.name for path in folder.iterdir()} == {*others, *ahead, earlier[-1], file.name}
    assert "2 records" in nmt("restore", file, "--force")[1]


def test_a_backup_that_the_disk_does_not_give_back_is_a_failure_and_removes_no_other(
    nmt, database: Path, scores, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nmt(*scores)
    folder = tmp_path / "backups"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("NMT_BACKUPS", str(folder))
    earlier = folder / "workbook-20010101T000000Z.nmt-backup"
    earlier.touch()
    write = dated_backups.back_up

    def spoil(engine, file: Path, **options):
        verdict = write(engine, file, **options)
        file.write_bytes(file.read_bytes()[:-100])
        return verdict

    monkeypatch.setattr(dated_backups, "back_up", spoil)
    code, out, err = nmt("backup", "--keep", 1)
    assert (code, out) == (1, "")
    assert "does not give back what was written" in err
    assert list(folder.iterdir()) == [earlier]


def test_one_is_told_as_one(nmt, database: Path, scores, tmp_path: Path) -> None:
    table = tmp_path / "scores.csv"
    table.write_text("\n".join(table.read_text().splitlines()[:2]) + "\n")
    nmt(*scores)
    assert nmt("verify")[1].startswith("1 record, 1 revision, seal ")
    assert "1 case, 1 assessment, " in nmt("export", "--out", tmp_path / "out")[1]


def test_a_backup_that_cannot_be_written_is_told_by_its_own_name(
    nmt, database, tmp_path, monkeypatch
) -> None:
    def refuse(folder, *arguments, **options):
        if folder.name.startswith(".nmt-part"):
            raise FileNotFoundError(2, "No such file or directory", str(folder))
        return make(folder, *arguments, **options)

    nmt("verify")
    make = Path.mkdir
    monkeypatch.setattr(Path, "mkdir", refuse)
    code, out, err = nmt("backup", tmp_path / "a.backup")
    assert (code, out) == (1, "")
    assert err.startswith(f"nmt: {tmp_path / 'a.backup'}: no such file")
    assert ".nmt-part" not in err


def test_an_empty_mapping_is_not_told_to_be_a_case(nmt, database: Path, scores, tmp_path: Path) -> None:
    (tmp_path / "map.yaml").write_text("")
    code, _, err = nmt(*scores)
    assert code == 2
    assert "is empty" in err
    assert "james" not in err


def test_tampering_is_exit_code_1_and_a_line_each(nmt, database: Path, scores, tmp_path: Path) -> None:
    nmt(*scores)
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE revision SET author = 'Eve' WHERE case_id = 'p1'")
    code, _, err = nmt("verify")
    assert (code, err.splitlines()[-1]) == (
        1,
        "nmt: 1 problem; restore a backup, or ask who changed the database",
    )
    with sqlite3.connect(database) as connection:
        connection.execute("DELETE FROM answer WHERE path LIKE '%sleep' AND case_id = 'p2'")
    connection.close()
    code, out, err = nmt("verify")
    assert code == 1
    assert "seal" in out
    assert err.splitlines() == [
        "nmt: p1: revision 1 was changed",
        "nmt: p2: the answer at assessments/1/functions/scores/sleep was removed past the store",
        "nmt: 2 problems; restore a backup, or ask who changed the database",
    ]
    assert nmt("backup", tmp_path / "a.backup")[0] == 1
    assert (tmp_path / "a.backup").exists()
    assert nmt("restore", tmp_path / "a.backup", "--force")[0] == 2


def test_exports(nmt, database: Path, scores, tmp_path: Path) -> None:
    nmt(*scores)
    code, out, err = nmt("export", "--out", tmp_path / "plain")
    assert code == 0
    assert "2 cases, 2 assessments" in out
    assert "name people" in err
    code, out, err = nmt("export", "--out", tmp_path / "study", "--deidentify")
    assert (code, err) == (0, "")
    assert "p1" not in (tmp_path / "study" / "answers.csv").read_text()
    assert nmt("export", "p1", "--out", tmp_path / "one")[0] == 0
    assert nmt("export", "james", "--out", tmp_path / "none")[0] == 2
    assert nmt("export", "james", "--templates", "--out", tmp_path / "none")[0] == 0
    assert nmt("export", "--out", tmp_path / "plain")[0] == 2
    assert nmt("export", "--out", tmp_path / "plain", "--force")[0] == 0


@pytest.mark.parametrize(
    "arguments", [("export",), ("import", "x.csv"), ("backup",), ("restore",), ("verify", "x")]
)
def test_what_is_missing_is_told(nmt, database: Path, arguments: tuple[str, ...]) -> None:
    code, out, err = nmt(*arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)


@pytest.mark.parametrize(
    "arguments",
    [("verify",), ("backup", "b"), ("export", "--out", "o"), ("cases",), ("user", "list")],
)
def test_a_database_that_is_not_there_is_told(
    nmt, arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NMT_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    code, _, err = nmt(*arguments)
    assert (code, err.count("\n")) == (1, 1)
    monkeypatch.setenv("NMT_DATABASE_URL", "nonsense")
    code, _, err = nmt(*arguments)
    assert (code, err.count("\n")) == (2, 1)


def test_a_misspelt_code_suggests_the_nearest_also_of_the_store(nmt):
    from nmt_widgets import load_case
    from nmt_widgets.case_files.answers import to_answers

    code = open_store(operator()).create(None, to_answers(load_case("james")), kind="clinical").case_id
    wrong = code[:-1] + ("2" if code[-1] != "2" else "3")
    for arguments in (["score", wrong], ["plan", wrong], ["report", wrong]):
        assert f"no such case as '{wrong}'; did you mean '{code}'?" in nmt(*arguments)[2]
    assert f"did you mean '{code}'?" in nmt("export", "--out", "x", wrong)[2]
    assert "did you mean 'james'?" in nmt("score", "jmes")[2]


def test_a_case_is_filed_and_the_log_is_printed(nmt, database: Path, scores) -> None:
    mapping = Path(scores[3])
    mapping.write_text(mapping.read_text().replace("kind: practice", "kind: clinical"))
    assert nmt(*scores)[0] == 0
    for name in ("Ana", "Bo"):
        assert nmt("user", "add", name, "--role", "clinician", "--proxy")[0] == 0
    code, out, err = nmt("file", "p1")
    assert (code, out, err) == (
        0,
        "p1: assigned to nobody\nmay be assigned to and shared with: Ana, Bo\n",
        "",
    )
    code, out, _ = nmt("file", "p1", "--assign", "Ana", "--share", "Bo", "--archive")
    assert code == 0
    assert out.startswith("p1: assigned to Ana\nshared with Bo\nin the archive since ")
    assert nmt("user", "retire", "Ana")[0] == 0
    _, out, _ = nmt("file", "p1", "--restore", "--unshare", "Bo")
    assert "Ana, who is retired" in out
    assert "in the archive since" not in out
    assert "shared with Bo\n" not in out.partition("\n")[2].splitlines()[0]
    assert [line.partition(": ")[2].partition(" ")[0] for line in out.splitlines()[1:]].count("command") == 5
    code, _, err = nmt("file", "p1", "--assign", "Ana")
    assert code == 0, "it is so already"
    code, _, err = nmt("file", "p2", "--assign", "Ana")
    assert code == 2
    assert "Ana may not see" in err
    assert nmt("verify")[0] == 0


def test_the_history_is_printed_and_a_state_put_back(nmt, database: Path, scores) -> None:
    nmt(*scores)
    store, sleep = open_store(operator()), "assessments/1/functions/scores/sleep"
    store.save("p1", {sleep: 9}, base=1, edit="e", reason="Diary")
    code, out, _ = nmt("history", "p1", "--section", "functions")
    assert code == 0
    assert ": Diary\n  Part C: brain-mediated functions, Sleep: 4 -> 9\n" in out
    assert out.endswith("2 changes, page 1 of 1\n")
    assert nmt("history", "p1", "--put-back", "1")[1].splitlines()[-1] == "1 answer would change"
    assert store.read("p1").answers[sleep] == {"score": 9}
    code, out, _ = nmt("history", "p1", "--put-back", "1", "--reason", "Of a brother")
    assert (code, out.splitlines()[-1]) == (0, "the state after change 1 is put back, as change 3")
    assert store.read("p1").answers[sleep] == {"score": 4}
    for wrong in (
        ("history", "no-such"),
        ("history", "p1", "--section", "x"),
        ("history", "p1", "--put-back", "9"),
    ):
        code, _, err = nmt(*wrong)
        assert (code, len(err.splitlines())) == (2, 1)
