"""The project's own files keep in step: versions, locks, notebooks, floors, public names."""

import importlib
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT / "scripts"))
pins = importlib.import_module("pin_environment")


def test_the_lock_meets_what_pyproject_asks_for():
    locked = pins.locked()
    for requirement in pins.direct():
        version = locked[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version), f"{requirement} but {version}: run make lock"


def test_the_environment_file_is_made_of_the_lock():
    environment = (ROOT / "environment.yml").read_text(encoding="utf-8")
    assert environment == pins.environment(), "run: make lock"


def test_the_lock_has_a_hash_for_everything_and_names_no_host():
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=[A-Za-z0-9])", text)
    assert len(blocks) > 100
    for block in blocks:
        assert "--hash=sha256:" in block, block[:60]
    assert "://" not in text
    assert "--index-url" not in text


@pytest.mark.parametrize("notebook", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.name)
def test_notebooks_are_thin_and_carry_no_output(notebook):
    cells = [c for c in json.loads(notebook.read_text(encoding="utf-8"))["cells"] if c["cell_type"] == "code"]
    assert all(not cell["outputs"] and cell["execution_count"] is None for cell in cells)
    assert all(len(cell["source"]) <= 4 for cell in cells)


def test_importing_the_package_is_cheap():
    code = "import sys, nmt_widgets; print(*sorted({m.split('.')[0] for m in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"plotly", "pandas", "numpy", "pydantic", "yaml", "ipywidgets", "narwhals"} & set(
        done.stdout.split()
    )


def test_a_command_loads_nothing_that_only_screens_need():
    code = "import sys, nmt_widgets.cli; print(*sorted({m.split('.')[0] for m in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    costly = {"plotly", "pandas", "numpy", "pydantic", "sqlalchemy", "tornado", "ipywidgets", "IPython"}
    assert not costly & set(done.stdout.split())


@pytest.mark.parametrize("floor", ["instrument", "case_files", "metrics"])
def test_the_lower_floors_need_neither_plotly_nor_ipywidgets(floor):
    code = f"import sys, nmt_widgets.{floor}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"plotly", "ipywidgets", "pandas", "narwhals", "IPython"} & set(done.stdout.split())


def test_every_public_name_can_be_imported():
    import nmt_widgets

    assert sorted(nmt_widgets.__all__) == nmt_widgets.__all__
    for name in nmt_widgets.__all__:
        assert getattr(nmt_widgets, name).__doc__


def test_the_store_loads_each_of_its_names_on_first_use():
    from nmt_widgets import store

    assert sorted(store._MODULE_OF) == sorted(store.__all__)
    for name in store.__all__:
        assert getattr(store, name).__doc__
    code = "import sys, nmt_widgets.store; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"sqlalchemy", "alembic", "argon2"} & set(done.stdout.split())


def test_every_text_of_every_language_has_the_same_keys():
    import yaml

    from nmt_widgets.core.text_fit import is_plural

    def keys(node, at=""):
        if isinstance(node, dict) and not is_plural(node):  # each language has plural categories of its own
            for key, value in node.items():
                yield from keys(value, f"{at}/{key}")
        else:
            yield at

    english = ROOT / "nmt_widgets" / "texts" / "en"
    for folder in (ROOT / "nmt_widgets" / "texts").iterdir():
        for path in english.glob("*.yaml"):
            ours = yaml.safe_load(path.read_text(encoding="utf-8"))
            theirs = yaml.safe_load((folder / path.name).read_text(encoding="utf-8"))
            assert set(keys(ours)) == set(keys(theirs)), f"{folder.name}/{path.name}"
