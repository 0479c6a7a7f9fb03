"""Write environment.yml from pyproject.toml and requirements.lock, so that conda users get the same versions.

Run it after `make lock`; a test keeps the three files in step.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PYTHON = "3.11"

HEAD = f"""# For conda users; written by scripts/pin_environment.py from pyproject.toml and requirements.lock.
#   conda env create -f environment.yml && conda activate nmt-workbook && nmt serve
name: nmt-workbook
channels:
  - conda-forge
dependencies:
  - python={PYTHON}
  - pip
  - pip:
"""


def locked() -> dict[str, str]:
    """Return the version of each package in the lock, as Python 3.11 on Linux gets it."""
    versions: dict[str, str] = {}
    for line in (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines():
        if match := re.match(r"([A-Za-z0-9_.-]+)==([^ ;\\]+)(?: ; ([^\\]+))?", line):
            environment = {
                "python_version": PYTHON,
                "python_full_version": f"{PYTHON}.0",
                "sys_platform": "linux",
            }
            if not match[3] or Marker(match[3].strip()).evaluate(environment):
                versions[canonicalize_name(match[1])] = match[2]
    return versions


def direct() -> list[Requirement]:
    """Return what pyproject.toml asks for, its extras and the tools for development included."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [text for extra in project["optional-dependencies"].values() for text in extra]
    return [Requirement(text) for text in [*project["dependencies"], *extras]]


def environment() -> str:
    """Return the text of environment.yml."""
    versions = locked()
    pins: dict[str, str] = {}
    for requirement in direct():
        name = canonicalize_name(requirement.name)
        extras = f"[{','.join(sorted(requirement.extras))}]" if requirement.extras else ""
        pins[name] = f"      - {name}{extras}=={versions[name]}"
    lines = [pins[name] for name in sorted(pins) if name != "pip"]
    return HEAD + "\n".join(lines) + "\n      - -e .\n"


if __name__ == "__main__":
    (ROOT / "environment.yml").write_text(environment(), encoding="utf-8")
