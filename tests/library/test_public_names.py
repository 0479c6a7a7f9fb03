"""What `import nmt_widgets as nmt` offers: this list and no more, each with words that explain it."""

import inspect
import subprocess
import sys

import pytest

import nmt_widgets as nmt

NAMES = [
    "AssessmentForm",
    "BrainMap",
    "Case",
    "CaseCards",
    "Change",
    "Cohort",
    "Instrument",
    "Plan",
    "PlanBoard",
    "Profile",
    "ScoreSheet",
    "WhatIf",
    "agreement",
    "cases",
    "cohort",
    "compare",
    "describe",
    "load_case",
    "load_instrument",
    "open_store",
    "options",
    "plan",
    "plot_change",
    "plot_cmr",
    "plot_domains",
    "plot_functions",
    "plot_history",
    "plot_relational",
    "profile",
    "profiles",
    "rater_error",
    "report",
    "reports",
    "synthetic_cohort",
]


def test_the_public_names_are_these():
    assert nmt.__all__ == NAMES
    assert dir(nmt) == sorted([*NAMES, "__version__"])


@pytest.mark.parametrize("name", NAMES)
def test_a_public_name_is_explained_with_an_example(name):
    words = inspect.getdoc(getattr(nmt, name))
    assert words
    assert "Examples\n--------\n>>> " in words


@pytest.mark.parametrize("name", [name for name in NAMES if name.islower() and name != "options"])
def test_what_a_function_takes_and_gives_is_typed(name):
    signature = inspect.signature(getattr(nmt, name))
    assert signature.return_annotation is not signature.empty
    for parameter in signature.parameters.values():
        assert parameter.annotation is not parameter.empty, parameter.name


def test_a_name_is_loaded_when_it_is_used():
    probe = (
        "import sys, nmt_widgets as nmt; dir(nmt); before = len(sys.modules); nmt.load_case; "
        "print(*{'numpy', 'pandas', 'plotly', 'ipywidgets'} & {*sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_a_name_that_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'brain_map'"):
        nmt.brain_map  # noqa: B018
