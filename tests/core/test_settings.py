"""Settings: one list of variables, read in one place, refused with their names, documented as they are."""

import ast
import re
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

import nmt_widgets
from nmt_widgets.core.errors import InputError, InputErrors
from nmt_widgets.core.setting_checks import NOT_SETTINGS, check_settings, unknown_variables
from nmt_widgets.core.settings import (
    Settings,
    read_settings,
    setting,
    settings,
    steady_settings,
    variables,
)
from tests.conftest import ROOT
from tests.documentation.written_pages import pages

PACKAGE = Path(nmt_widgets.__file__).parent
SECRET = "a secret nobody may read"
# The modules beside core/settings.py that name a variable, and why.
NAMED = {
    "core/setting_checks.py": {
        "NMT_ASKER_TOKEN",
        "NMT_BASE_PATH",
        "NMT_PAGE_DATA",
        "NMT_WRITE_PLANS",
        "NMT_SHOTS",
        "NMT_DATABASE_URL",
    },
    "core/base_path.py": {"NMT_BASE_PATH"},  # told by the server to its kernels, and no setting
    "core/page_files.py": {"NMT_PAGE_DATA"},  # told by the server to its kernels, and no setting
    "core/problems.py": {
        "NMT_LANGUAGE",
        "NMT_SITE",
    },  # the words for a wrong setting, before settings are read
    "core/places.py": {"NMT_SITE"},  # for the message only
    "store/asking.py": {"NMT_ASKER_TOKEN"},  # a secret handed from process to process, and no setting
    "server/kernels/environment.py": {"NMT_REFERENCES"},  # is kept from kernels
    # the language that was chosen is told to the processes that make reports
    "reporting/runner/crew.py": {"NMT_LANGUAGE"},
    "reporting/runner/kernel_pool.py": {"NMT_LANGUAGE"},
    "apps/shared/report_making.py": {"NMT_LANGUAGE"},
    "server/people/file_maker.py": {"NMT_LANGUAGE"},
    # what they start is given a place of its own
    "bench/server.py": {"NMT_DATA", "NMT_DATABASE_URL"},
    "bench/service.py": {"NMT_DATA"},
    "bench/fuzz/world.py": {"NMT_DATA", "NMT_CASES", "NMT_OUTPUTS"},
    "bench/fuzz/readers.py": {"NMT_SITE"},
}


def names_in(path):
    """The texts of a module that are the name of a variable, but for those in a docstring or a message."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and re.fullmatch(r"NMT_[A-Z_]*[A-Z]", text):
            yield text


def test_no_other_module_reads_a_variable():
    named = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        if path != PACKAGE / "core" / "settings.py" and (names := set(names_in(path))):
            named[path.relative_to(PACKAGE).as_posix()] = names
    assert named == NAMED


def test_every_variable_of_the_dataclass_is_described():
    assert is_dataclass(Settings)
    assert Settings.__dataclass_params__.frozen
    assert [variable.attribute for variable in variables()] == [entry.name for entry in fields(Settings)]
    for variable in variables():
        assert variable.name == f"NMT_{variable.attribute.upper()}"
        assert variable.group
        assert variable.meaning
        assert variable.default
        assert variable.values


def test_the_page_on_settings_is_written_from_them():
    from scripts.write_settings import page

    assert (ROOT / "docs" / "settings.md").read_text(encoding="utf-8") == page()


def test_what_the_documentation_names_is_a_setting():
    known = {variable.name for variable in variables()} | NOT_SETTINGS.keys()
    for path in [*ROOT.glob("*.md"), *pages()]:
        named = set(re.findall(r"\bNMT_[A-Z_]*[A-Z]\b", path.read_text(encoding="utf-8")))
        assert named <= known, path.name


def test_a_value_holds_from_when_it_is_set(monkeypatch, tmp_path):
    assert settings().language == "en"
    monkeypatch.setenv("NMT_LANGUAGE", "pt-BR")
    monkeypatch.setenv("NMT_OUTPUTS", str(tmp_path))
    assert settings().language == setting("language") == "pt-BR"
    assert settings().outputs == tmp_path
    monkeypatch.setenv("NMT_OUTPUTS", "")
    assert settings().outputs is None


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        (
            "NMT_LANGUAGE",
            "../../etc",
            "NMT_LANGUAGE cannot be '../../etc'; write a language as en, de or pt-BR",
        ),
        ("NMT_LANGUAGE", "English", "cannot be 'English'"),
        ("NMT_DEBUG", "perhaps", "NMT_DEBUG cannot be 'perhaps'; set it to 1, or unset it"),
        ("NMT_DATABASE_KEYRING", "2", "NMT_DATABASE_KEYRING cannot be '2'"),
        (
            "NMT_IDENTITY_HEADER",
            "X User",
            "NMT_IDENTITY_HEADER cannot be 'X User'; write the name of a header",
        ),
        ("NMT_IDENTITY_ROLE_HEADER", "X:Role", "NMT_IDENTITY_ROLE_HEADER cannot be"),
        (
            "NMT_PUBLIC_ADDRESS",
            "http://clinic.example",
            "NMT_PUBLIC_ADDRESS cannot be 'http://clinic.example'",
        ),
        ("NMT_PUBLIC_ADDRESS", f"https://ada:{SECRET}@clinic.example", "NMT_PUBLIC_ADDRESS cannot be what"),
    ],
)
def test_a_value_that_does_not_fit_is_reported_with_its_name(monkeypatch, name, text, message):
    monkeypatch.setenv(name, text)
    with pytest.raises(InputError) as caught:
        settings()
    assert message in str(caught.value)
    assert SECRET not in str(caught.value)


def test_every_wrong_value_is_reported(monkeypatch, tmp_path):
    with pytest.raises(InputErrors) as caught:
        read_settings({"NMT_DEBUG": "x", "NMT_LANGUAGE": "x", "NMT_SITE": "/"})
    assert len(caught.value.problems) == 2
    (tmp_path / "file").touch()
    for name in ("NMT_SITE", "NMT_CASES", "NMT_REFERENCES"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    monkeypatch.setenv("NMT_OUTPUTS", str(tmp_path / "file"))
    monkeypatch.setenv("NMT_DATA", str(tmp_path / "to be made"))
    with pytest.raises(InputErrors) as caught:
        check_settings()
    assert [str(problem).rpartition(" ")[2] for problem in caught.value.problems] == [
        "NMT_SITE",
        "NMT_CASES",
        "NMT_REFERENCES",
        "NMT_OUTPUTS",
    ]


def test_a_flag_is_on_or_off():
    for text, value in {"1": True, "yes": True, "TRUE": True, "0": False, "no": False, "": False}.items():
        assert read_settings({"NMT_DEBUG": text}).debug is value


def test_secrets_are_in_no_repr():
    secret = {
        "NMT_DATABASE_URL": "postgresql://ada:pw@host/x",
        "NMT_DATABASE_KEY": "pw",
        "NMT_PROXY_SECRET": "pw",
    }
    assert "pw" not in repr(read_settings(secret))
    assert {variable.name for variable in variables() if variable.is_secret} == secret.keys()


def test_an_unknown_variable_is_reported_once_with_the_nearest_name():
    environ = {"NMT_STIE": SECRET, "NMT_XYZZY": SECRET, "nmt_cases": "x", "NMT_SITE": "x", "NMT_SHOTS": "1"}
    lines = unknown_variables(environ)
    assert len(lines) == 3
    assert "did you mean NMT_SITE?" in lines[0]
    assert "see docs/settings.md" in lines[1]
    assert "did you mean NMT_CASES?" in lines[2]
    assert SECRET not in "".join(lines)


def test_a_setting_is_steady_for_a_block_and_no_longer(monkeypatch):
    monkeypatch.setenv("NMT_LANGUAGE", "en")
    monkeypatch.setenv("NMT_PUBLIC_ADDRESS", "not an address")  # nobody asks for it
    with steady_settings():
        assert setting("language") == "en"
        monkeypatch.setenv("NMT_LANGUAGE", "de")
        assert setting("language") == "en"
    assert setting("language") == "de"
