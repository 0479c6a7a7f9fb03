"""What stands around the code: how to cite it, what changed, how to take part, and how to report something."""

import re
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest
import yaml

import nmt_widgets

ROOT = Path(__file__).parent.parent.parent
FORMS = [ROOT / ".github" / "ISSUE_TEMPLATE" / f"{name}.yml" for name in ("bug", "clinical", "question")]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
# those of CFF 1.2 that need no address and no date of a release
CFF_KEYS = {
    "cff-version",
    "message",
    "type",
    "title",
    "abstract",
    "authors",
    "version",
    "license",
    "keywords",
}


def text(name):
    return (ROOT / name).read_text(encoding="utf-8")


def test_the_citation_is_of_this_version_and_invents_nothing():
    cited = yaml.safe_load(text("CITATION.cff"))
    assert cited.keys() == CFF_KEYS
    assert (cited["cff-version"], cited["type"]) == ("1.2.0", "software")
    assert cited["version"] == nmt_widgets.__version__
    assert cited["license"] == PROJECT["license"]
    assert [author["name"] for author in cited["authors"]] == [
        author["name"] for author in PROJECT["authors"]
    ]
    assert not re.search(r"https?://|doi|orcid", text("CITATION.cff"), re.IGNORECASE)


def test_the_changelog_has_unreleased_changes_under_known_headings():
    log = text("CHANGELOG.md")
    versions = re.findall(r"^## (.+)$", log, re.MULTILINE)
    assert versions[0] == "[Unreleased]"
    for version in versions[1:]:
        assert re.fullmatch(r"\[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d", version)
    for part in re.split(r"^## ", log, flags=re.MULTILINE)[1:]:
        kinds = re.findall(r"^### (.+)$", part, re.MULTILINE)
        assert len(kinds) == len(set(kinds))
        assert set(kinds) <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
        for kind in re.split(r"^### ", part, flags=re.MULTILINE)[1:]:
            assert "\n- " in kind, f"nothing under {kind.splitlines()[0]}"


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_every_form_warns_before_anything_is_pasted(path):
    form = yaml.safe_load(path.read_text(encoding="utf-8"))
    first, *fields = form["body"]
    assert form["name"]
    assert form["description"]
    assert first["type"] == "markdown"
    assert "Never paste a client's data" in first["attributes"]["value"]
    assert fields[-1]["attributes"]["options"] == [
        {
            "label": "What I wrote and attached holds nothing of a client, a family or a colleague.",
            "required": True,
        }
    ]
    ids = [field["id"] for field in fields]
    assert len(ids) == len(set(ids))
    assert all(field["attributes"]["label"] for field in fields)


def test_there_is_a_form_for_each_errand_and_none_without():
    files = {path.name for path in (ROOT / ".github" / "ISSUE_TEMPLATE").iterdir()}
    assert files == {*(path.name for path in FORMS), "config.yml"}
    assert yaml.safe_load(text(".github/ISSUE_TEMPLATE/config.yml")) == {"blank_issues_enabled": False}
    assert "Never paste a client's data" in text(".github/PULL_REQUEST_TEMPLATE.md")


@pytest.mark.parametrize(
    "name",
    ["README.md", "CONTRIBUTING.md", "SECURITY.md", "CODE_OF_CONDUCT.md", "CHANGELOG.md", ".gitmessage"],
)
def test_what_the_pages_lead_to_is_there(name):
    for target in re.findall(r"\]\(([^)#]+)", text(name)):
        if "://" not in target:
            assert (ROOT / target).exists(), f"{name} leads to {target}"


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_every_make_command_the_pages_name_is_there(name):
    targets = set(re.findall(r"^([a-z]+):", text("Makefile"), re.MULTILINE))
    named = set(re.findall(r"(?:`|^    )make ([a-z]+)", text(name), re.MULTILINE))
    assert named
    assert named <= targets


def test_folders_and_files_the_errands_name_are_there():
    # in `backticks`, with a slash, and without a part that stands for any name
    for path in re.findall(r"`([A-Za-z_./]+/[A-Za-z_./]*)`", text("CONTRIBUTING.md")):
        places = (
            ROOT,
            ROOT / "nmt_widgets",
            ROOT / "nmt_widgets" / "instrument",
            ROOT / "nmt_widgets" / "texts",
        )
        below = [place / path.replace("texts/en", "texts/en") for place in places]
        assert any(place.exists() for place in below), path


def test_types_are_published():
    assert files("nmt_widgets").joinpath("py.typed").is_file()
    assert "Typing :: Typed" in PROJECT["classifiers"]
    least = tuple(map(int, re.findall(r"\d+", PROJECT["requires-python"])))
    named = [c.rsplit(" ", 1)[1] for c in PROJECT["classifiers"] if re.search(r":: 3\.\d+$", c)]
    assert min(tuple(map(int, version.split("."))) for version in named) == least
    tested = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").partition("## Other Pythons")[2]
    assert named == re.findall(r"^\| (3\.\d+) \|", tested, re.M), "those the tests were run on, and no others"
