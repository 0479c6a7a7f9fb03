"""Bring a PostgreSQL for the tests where there is none: Debian's package where apt works."""

from __future__ import annotations

import os
import re
import shutil
import sys
from pathlib import Path

from scripts.debian import install_packages


def main() -> int:
    """Return 0 when there is a PostgreSQL in the end, or nobody insists on one."""
    programs = find_programs()
    if not programs:
        install_packages("postgresql")
        programs = find_programs()
    if programs:
        print(f"postgresql: {programs}")
        return 0
    print(
        "No PostgreSQL could be installed; install one, and put initdb and pg_ctl on the path. "
        "Its tests fail where CI is set, and are passed over elsewhere.",
        file=sys.stderr,
    )
    return 1 if os.environ.get("CI") else 0


def find_programs() -> Path | None:
    """Return the folder of PostgreSQL's programs, the newest Debian keeps or the one on the path."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version)
    if installed:
        return installed[-1].parent
    program = shutil.which("initdb")
    return Path(program).resolve().parent if program else None


def _version(path: Path) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", path.parts[-3])))


if __name__ == "__main__":
    sys.exit(main())
