"""`nmt handout`: where it writes, and how it refuses."""

import pytest
from pypdf import PdfReader

from nmt_widgets import cli
from nmt_widgets.case_files.answers import to_answers
from nmt_widgets.store import open_store, operator


@pytest.fixture
def nmt(capsys):
    """Run the command in this process; returns (exit code, stdout, stderr)."""

    def run(*arguments):
        with pytest.raises(SystemExit) as left:
            cli.main(list(arguments))
        out, err = capsys.readouterr()
        return left.value.code, out, err

    return run


@pytest.mark.browser
def test_a_case_of_the_store_with_and_without_answers(nmt, james, monkeypatch, tmp_path):
    monkeypatch.setenv("NMT_OUTPUTS", str(tmp_path))
    answers = {path: value for path, value in to_answers(james).items() if path != "kind"}
    open_store(operator()).create("c-story", answers, kind="clinical")
    code, out, err = nmt("handout", "c-story")
    assert (code, err) == (0, "")
    assert (
        out
        == f"James: For the room, without answers, {tmp_path / 'c-story' / 'hand-out-without-answers.pdf'}\n"
    )
    code, out, err = nmt("handout", "c-story", "--answers", "--out", str(tmp_path / "with.pdf"))
    assert (code, err) == (0, "")
    has_ratio = [
        any("0.72" in page.extract_text() for page in PdfReader(path).pages)
        for path in (tmp_path / "c-story" / "hand-out-without-answers.pdf", tmp_path / "with.pdf")
    ]
    assert has_ratio == [False, True]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nobody"], "there is no such case"),
        (["james", "--palette", "pink"], "there is no palette 'pink'"),
        (["none.yaml"], "no such file"),
        (["james", "--deck"], "stdin holds no presentation"),
        ([], "CASE"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(nmt, monkeypatch, tmp_path, arguments, message):
    monkeypatch.setenv("NMT_OUTPUTS", str(tmp_path / "outputs"))
    monkeypatch.setattr("sys.stdin", (tmp_path / "empty").open("w+"))
    code, out, err = nmt("handout", *arguments)
    assert (code, out) == (2, "")
    assert message in err
    assert err.count("\n") == 1
    assert not (tmp_path / "outputs").exists()


def test_without_a_browser_it_says_what_to_do(nmt, monkeypatch, tmp_path):
    monkeypatch.setenv("NMT_BROWSER", str(tmp_path / "nothing"))
    target = tmp_path / "hand-out.pdf"
    code, out, err = nmt("handout", "james", "--out", str(target))
    assert (code, out) == (2, "")
    assert "there is no such browser; correct or unset NMT_BROWSER" in err
    assert not target.exists()
