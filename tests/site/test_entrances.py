"""A site's folder and the settings at every entrance: each command, a report, the server, a notebook."""

import json
import os
import subprocess
import sys

import pytest

from nmt_widgets import Case, cli, load_case, load_instrument, profile
from nmt_widgets.core.errors import InputError
from nmt_widgets.planning import load_planbook
from nmt_widgets.reporting import make_reports, request_reports
from nmt_widgets.server import serve
from tests.patience import LIMIT
from tests.server.running import start, stop, write_notebook


@pytest.fixture
def nmt(capsys):
    """Run the command in this process; returns (exit code, stdout, lines of stderr)."""

    def run(*arguments):
        with pytest.raises(SystemExit) as left:
            cli.main(list(arguments))
        out, err = capsys.readouterr()
        return left.value.code, out, err.splitlines()

    return run


COMMANDS = [
    ("cases",),
    ("score", "james"),
    ("plan", "james"),
    ("validate", "james"),
    ("report", "james"),
    ("handout", "james", "--out", "x.pdf"),
    ("agreement", "x.csv", "--reference", "james"),
    ("user", "list"),
    ("verify",),
    ("serve", "--no-browser", "--port", "0"),
    ("site",),
    ("site", "--json"),
]


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_every_command_refuses_a_misspelt_file_once(arguments, nmt, site):
    (site.folder / "cmrr.yaml").write_text("version: ours\n")
    code, out, lines = nmt(*arguments)
    assert (code, out, len(lines)) == (2, "", 1)
    message = "replaces no data of the workbook; did you mean cmr.yaml?"
    assert lines[0].startswith(f"nmt: {site.folder}/cmrr.yaml: {message}")


@pytest.mark.parametrize("arguments", COMMANDS[:6], ids=" ".join)
def test_every_command_tells_every_fault_once(arguments, nmt, site):
    site.data("cmr", "version:", "versoin: x\nversion:")
    site.words("texts/en/common.yaml", {"produkt": "x"})
    code, out, lines = nmt(*arguments)
    assert (code, out) == (2, "")
    assert len(lines) == len(set(lines)) == 2
    assert "common.yaml:1" in lines[0]
    assert "cmr.yaml" in lines[1]


@pytest.mark.parametrize("name", ["NMT_SITE", "NMT_CASES", "NMT_REFERENCES"])
def test_a_folder_that_is_not_there_is_told_once(name, nmt, tmp_path, monkeypatch):
    monkeypatch.setenv(name, str(tmp_path / "none"))
    code, out, lines = nmt("cases")
    assert (code, out) == (2, "")
    assert lines == [f"nmt: {tmp_path}/none: there is no such folder; correct or unset {name}"]


def test_a_wrong_value_is_told_once(nmt, monkeypatch):
    monkeypatch.setenv("NMT_LANGUAGE", "xx")
    code, out, lines = nmt("cases")
    assert (code, out) == (2, "")
    assert lines == ["nmt: there are no texts in the language 'xx'; set NMT_LANGUAGE to one of: en"]
    monkeypatch.setenv("NMT_LANGUAGE", "en")
    monkeypatch.setenv("NMT_PUBLIC_ADDRESS", "ftp://clinic")
    monkeypatch.setenv("NMT_DEBUG", "perhaps")
    code, out, lines = nmt("cases")
    assert (code, out, len(lines)) == (2, "", 2)
    assert lines[0].startswith("nmt: NMT_DEBUG cannot be 'perhaps'")
    assert lines[1].startswith("nmt: NMT_PUBLIC_ADDRESS cannot be 'ftp://clinic'")


def test_a_variable_that_is_no_setting_is_a_warning(nmt, monkeypatch):
    monkeypatch.setenv("NMT_STIE", "/clinic")
    code, out, lines = nmt("cases")
    assert code == 0
    assert "james" in out
    assert lines == ["nmt: NMT_STIE is no setting of the workbook, and does nothing; did you mean NMT_SITE?"]


def test_help_and_version_are_there_whatever_is_set(nmt, monkeypatch, tmp_path):
    monkeypatch.setenv("NMT_SITE", str(tmp_path / "none"))
    monkeypatch.setenv("NMT_DEBUG", "perhaps")
    for arguments in (["--help"], ["--version"], ["cases", "--help"], ["user", "list", "--help"]):
        code, out, lines = nmt(*arguments)
        assert (code, lines) == (0, [])
        assert out


def test_a_notebook_never_gets_the_workbooks_norms_instead(site):
    (site.folder / "nroms.yaml").write_text("version: ours\n")
    for read in (load_instrument, load_planbook, lambda: load_case("james")):
        with pytest.raises(InputError, match=r"nroms\.yaml: replaces no data .*did you mean norms\.yaml"):
            read()


def test_a_notebook_gets_the_sites_norms(james: Case, site):
    site.data("norms", "version:", "version: ours #")
    result = profile(james, 1)
    assert result.typical_total == 318
    assert result.versions["norms"] == "ours"


def test_a_report_is_not_begun_with_a_misspelt_file(site, tmp_path):
    requests, refused = request_reports(["james"], tmp_path / "out")
    assert refused == {}
    (site.folder / "nroms.yaml").write_text("version: ours\n")
    with pytest.raises(InputError, match=r"did you mean norms\.yaml"):
        make_reports(requests, workers=1)
    assert not list(tmp_path.glob("out/*/*/*.html"))


@pytest.mark.parametrize(
    ("topic", "old", "new"),
    [
        ("doors", "every_seconds: 0.5", "every_seconds: soon"),
        ("audience", "told_every_seconds: 0.25", "told_every_seconds: soon"),
        ("roles", "  operator:", "  ruler:"),
        ("roles", "looks_after: [trainee]", "looks_after: [page]"),
        ("sessions", "idle_hours: 2", "idle_hours: 0"),
    ],
)
def test_the_server_does_not_start_on_broken_rules(topic, old, new, site, tmp_path):
    site.data(topic, old, new)
    (tmp_path / "notebooks").mkdir()
    with pytest.raises(InputError, match=rf"{topic}\.yaml"):
        serve(tmp_path / "notebooks", port=0, open_browser=False)


def test_the_servers_command_says_every_fault_and_opens_nothing(site, tmp_path):
    (site.folder / "nroms.yaml").touch()
    site.words("texts/en/consul.yaml", "version: x")
    done = subprocess.run(
        [sys.executable, "-m", "nmt_widgets", "serve", "--no-browser", "--port", "0"],
        env={**os.environ, "NMT_DATA": str(tmp_path / "data")},
        capture_output=True,
        text=True,
        timeout=LIMIT,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 2


def test_the_command_lists_what_is_replaced(site, nmt):
    site.data("norms", "version:", "version: clinic-2026 #")
    site.data("cmr", "# Its meaning", "# Their meaning")
    site.words("texts/en/common.yaml", {"product": "Our clinic"})
    site.language("de")
    code, out, lines = nmt("site")
    assert (code, lines) == (0, [])
    assert f"{site.folder} replaces:" in out
    assert "norms.yaml" in out
    assert "clinic-2026" in out
    assert "instead of" in out
    assert "holds what the workbook's file holds" in out
    assert "1 of" in out
    assert "Languages: de, en; added by the site: de" in out
    assert "In use: en" in out
    code, out, _ = nmt("site", "--json")
    overview = json.loads(out)
    norms = next(entry for entry in overview["data"] if entry["topic"] == "norms")
    assert norms["version"] == "clinic-2026"
    assert norms["replaces"] == "growth-1"
    assert not norms["is_same"]
    assert overview["added_languages"] == ["de"]
    assert {entry["language"] for entry in overview["words"]} == {"de", "en"}


def test_the_command_says_where_nothing_is_replaced(nmt, monkeypatch, tmp_path):
    code, out, lines = nmt("site")
    assert (code, lines) == (0, [])
    assert out.startswith("Nothing is replaced: NMT_SITE is not set.")
    monkeypatch.setenv("NMT_SITE", str(tmp_path))
    (tmp_path / "README.md").touch()
    code, out, lines = nmt("site")
    assert (code, lines) == (0, [])
    assert out.startswith(f"Nothing is replaced: {tmp_path} holds no data and no words.")


def test_a_changed_file_without_a_version_of_its_own_is_remarked(site, nmt):
    site.data("doors", "restarts_at_most: 3", "restarts_at_most: 4")
    code, out, _ = nmt("site")
    assert code == 0
    assert "has the version of the file it replaces" in out


@pytest.fixture
def german(site, monkeypatch):
    """A site's own language, with a few words that are told from English."""
    place = site.language("de")
    for topic, old, new in (
        ("server", "login_title: Access code", "login_title: Zugangscode"),
        ("functions", "Sleep", "Schlaf"),
    ):
        file = place / f"{topic}.yaml"
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")
    monkeypatch.setenv("NMT_LANGUAGE", "de")
    return site


def test_a_report_in_a_language_of_the_site_is_made_again_when_its_words_change(
    german, nmt, tmp_path, monkeypatch
):
    monkeypatch.setenv("NMT_OUTPUTS", str(tmp_path / "out"))
    code, out, lines = nmt("report", "james")
    assert (code, lines) == (0, [])
    assert ": made" in out
    (page,) = (tmp_path / "out").glob("*/*/*.html")
    assert "Schlaf" in page.read_text(encoding="utf-8")
    assert ": skipped" in nmt("report", "james")[1]
    file = german.folder / "texts" / "de" / "functions.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("Schlaf", "Nachtruhe"), encoding="utf-8")
    assert ": made" in nmt("report", "james")[1]


def test_the_server_starts_in_a_language_of_the_site(german, tmp_path):
    (tmp_path / "notebooks").mkdir()
    write_notebook(tmp_path / "notebooks", "home", "1")
    server = start(tmp_path / "notebooks", tmp_path / "work")
    try:
        assert "Zugangscode" in server.request("/login", signed_in=False).body
    finally:
        assert stop(server) == 0
