"""A site's folder: every file of data can be replaced, and what replaces nothing is refused."""

import re
import shutil

import pytest

from nmt_widgets.core.data import all_files, data_file, read_data
from nmt_widgets.core.errors import InputError, InputErrors
from nmt_widgets.core.site_files import DATA, data_topics, open_site
from nmt_widgets.site import check_site
from nmt_widgets.site.topics import topics
from nmt_widgets.store.people.roles import Person, managed_roles, role_names
from nmt_widgets.store.people.rules import limits


def problems(folder=None):
    with pytest.raises(InputErrors) as caught:
        check_site(folder)
    return [str(problem) for problem in caught.value.problems]


def test_every_file_of_data_has_a_model_and_a_reader():
    assert sorted(topics()) == list(data_topics())


@pytest.mark.parametrize("topic", data_topics())
def test_every_file_of_data_can_be_replaced(topic, site):
    text = (DATA / f"{topic}.yaml").read_text(encoding="utf-8")
    file = site.words(f"{topic}.yaml", re.sub("^version: .*", "version: ours-7", text, flags=re.MULTILINE))
    check_site()
    assert data_file(topic, site.folder) == file
    assert read_data(topic, topics()[topic].model).value.version == "ours-7"


@pytest.mark.parametrize("topic", data_topics())
def test_a_key_nobody_reads_is_refused_in_every_file_of_data(topic, site):
    file = site.data(topic, "version:", "versoin: x\nversion:")
    line = file.read_text(encoding="utf-8").splitlines().index("versoin: x") + 1
    (problem,) = problems()
    assert problem.startswith(f"{file}:{line}: versoin: 'versoin' is not known here; did you mean 'version'?")


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("cmrr.yaml", "did you mean cmr.yaml?"),
        ("norms.yml", "did you mean norms.yaml?"),
        ("Norms.yaml", "did you mean norms.yaml?"),
        ("site-safety.yaml", "did you mean site_safety.yaml?"),
        ("norms.yaml.txt", "did you mean norms.yaml?"),
        ("common.yaml", "did you mean texts/en/common.yaml?"),
        ("xyzzy", "known are activities, agreement, audience"),
        ("text/", "did you mean texts? known is texts/<language>"),
        ("data/", "data stand in the site's folder itself"),
        ("texts/notes.yaml", "name a folder by its language"),
        ("texts/English/", "name a folder by its language"),
        ("texts/en/consul.yaml", "did you mean consult.yaml?"),
        ("texts/en/norms.yaml", "did you mean norms.yaml in the site's folder itself?"),
        ("en/xyzzy.txt", "known are activities, adjudicate"),
        ("texts/en/more/", "known are activities, adjudicate"),
    ],
)
def test_what_replaces_nothing_is_refused(name, remedy, site):
    entry = site.folder / name
    entry.parent.mkdir(parents=True, exist_ok=True)
    entry.mkdir() if name.endswith("/") else entry.write_text("version: x\n")
    (problem,) = problems()
    assert problem.startswith(f"{entry}: ")
    assert remedy in problem


def test_each_fault_is_told_once(site):
    for name in ("cmrr.yaml", "rolls.yaml"):
        (site.folder / name).touch()
    site.words("texts/en/consul.yaml", "version: x")
    assert len(problems()) == 3


def test_a_word_to_the_reader_and_what_is_hidden_may_stand_there(site):
    for name in ("README.md", "LICENSE", ".gitignore", "norms.yaml~", "Thumbs.db"):
        (site.folder / name).touch()
    (site.folder / ".git").mkdir()
    check_site()
    assert open_site(site.folder).files() == []


def test_a_file_of_words_that_stands_twice_is_refused(site):
    for folder in ("texts/en", "en"):
        site.words(f"{folder}/common.yaml", {"product": "Our clinic"})
    (problem,) = problems()
    assert "stands twice" in problem


def test_files_that_do_not_fit_each_other_are_refused(site):
    site.data("roles", "looks_after: [trainee]", "looks_after: [king]")
    (problem,) = problems()
    assert "roles.yaml" in problem
    assert "looks after 'king', and there is no such role" in problem


def test_every_broken_file_is_told_at_once(site):
    site.data("doors", "every_seconds: 0.5", "every_seconds: -1")
    site.data("roles", "  operator:", "  ruler:")
    site.data("sessions", "idle_hours: 2", "idle_hours: never")
    site.data("cmr", "version:", "version: {x: 1} #")
    messages = problems()
    assert len(messages) == 4
    for name in ("doors.yaml", "roles.yaml", "sessions.yaml", "cmr.yaml"):
        assert any(name in line for line in messages), name


def test_what_a_site_says_of_people_holds(tmp_path, monkeypatch):
    text = (DATA / "roles.yaml").read_text(encoding="utf-8")
    (tmp_path / "roles.yaml").write_text(
        text
        + "  supervisor:\n    records: {teaching: read, practice: read, clinical: own}\n"
        + "    rights: [signs_in, looks_on]\n    looks_after: [trainee]\n"
    )
    text = (DATA / "sessions.yaml").read_text(encoding="utf-8")
    (tmp_path / "sessions.yaml").write_text(text.replace("idle_hours: 2", "idle_hours: 0.5"))
    assert "supervisor" not in role_names()
    assert limits().idle.total_seconds() == 7200
    monkeypatch.setenv("NMT_SITE", str(tmp_path))
    check_site()
    assert "supervisor" in role_names()
    assert Person("Sue", "supervisor").may_write("clinical", "Sue")
    assert managed_roles("supervisor") == ("trainee",)
    assert limits().idle.total_seconds() == 1800


def test_every_file_of_a_site_counts_among_those_a_report_is_made_from(site):
    before = set(all_files())
    assert {file.stem for file in before} >= set(data_topics())
    files = {
        site.data("doors"),
        site.data("agreement"),
        site.words("texts/en/common.yaml", {"product": "Ours"}),
    }
    files.add(site.words("en/home.yaml", {}))
    assert set(all_files()) - before == files


def test_a_copy_of_everything_is_a_site_that_changes_nothing(site):
    shutil.copytree(DATA, site.folder, dirs_exist_ok=True)
    site.language("en")
    check_site()


def test_a_folder_that_cannot_be_read_is_refused(site):
    shutil.rmtree(site.folder)
    site.folder.write_text("a file")
    with pytest.raises(InputError, match="no such folder; correct or unset NMT_SITE"):
        check_site()
